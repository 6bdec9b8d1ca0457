"""From a car, a room or an officer to the letter: those whom it concerns, once, and nobody else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from delegations.actions import cars, liaison, stays
from forum import clock, ledger
from sessions import board
from sessions.actions import itineraries, programme, releases
from sessions.days import contacts_of, days_of
from sessions.item_words import Telling
from sessions.models import Engagement, ItineraryVersion
from tests import factories, hosting

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara():
    return factories.head(factories.delegation("lindale"), email="amara@lindale.example")


@pytest.fixture
def bruno(amara):
    return factories.head(factories.delegation("lyon"), factories.person("Brun", "Bruno"), email="bruno@lyon.example")


@pytest.fixture
def edition(amara):
    return amara.delegation.edition


@pytest.fixture
def olga(edition):
    return factories.organizer(edition)


@pytest.fixture
def told(amara, bruno, olga, edition, everyone_works):
    """The programme is published and both have a letter."""
    factories.engagement("Opening", edition, at="14:30", minutes=90)
    releases.publish(edition, comment="", by=olga)
    everyone_works()
    mail.outbox.clear()


def addressees():
    return sorted(letter.to[0] for letter in mail.outbox)


def entries(delegate):
    newest = ItineraryVersion.objects.filter(delegate=delegate).scoped().newest_first().first()
    return board.entries_in(newest)


def test_a_seat_is_told_to_its_guest_once(told, amara, olga, edition, everyone_works):
    ride = hosting.transfer(hosting.vehicle(edition), liaison="Xu Zhiwei", liaison_phone="+999 21 5550 0220")
    hosting.seat(ride, amara, by=olga)

    everyone_works()

    [letter] = mail.outbox
    assert letter.to == ["amara@lindale.example"]
    words = "13:00, sedan, number plate ZZ 0001, Liaison officer: Xu Zhiwei, +999 21 5550 0220"
    assert ("Car from PVG to Riverside Hotel – New" in letter.body, words in letter.body) == (True, True)


def test_a_burst_about_one_car_is_one_letter_and_back_and_forth_is_none(told, amara, olga, edition, everyone_works):
    ride = hosting.transfer(hosting.vehicle(edition))
    hosting.seat(ride, amara, by=olga)
    everyone_works()
    mail.outbox.clear()
    for minutes in (10, 20):
        move(ride, minutes, olga)
    everyone_works()
    once = addressees()
    move(ride, 5, olga)
    move(ride, -5, olga)

    everyone_works()

    assert (once, addressees()) == (["amara@lindale.example"], ["amara@lindale.example"])


def move(ride, minutes, olga):
    ride.refresh_from_db()
    cars.change_transfer(ride, {"leaves_at": ride.leaves_at + timedelta(minutes=minutes)}, seen=ride.version, by=olga)


def test_another_plate_is_told_to_those_in_that_car_only(told, amara, bruno, olga, edition, everyone_works):
    first, second = hosting.vehicle(edition), hosting.vehicle(edition, plate="ZZ 0002")
    hosting.seat(hosting.transfer(first), amara, by=olga)
    hosting.seat(hosting.transfer(second), bruno, by=olga)
    everyone_works()
    mail.outbox.clear()
    cars.change_vehicle(second, {"plate": "ZZ 0099"}, seen=1, by=olga)

    everyone_works()

    assert addressees() == ["bruno@lyon.example"]
    assert "ZZ 0099" in mail.outbox[0].body.split("\nnow:\n")[1]


def test_a_room_is_told_with_hotel_and_nights_and_without_its_number(told, amara, olga, edition, everyone_works):
    hosting.stay(amara, hosting.hotel(edition), by=olga, number="1704")

    everyone_works()

    [letter] = mail.outbox
    assert "Riverside Hotel – New" in letter.body
    assert "1704" not in letter.body + "".join(str(one) for one in entries(amara))


def test_who_shares_a_room_hears_of_its_nights_too(told, amara, bruno, olga, edition, everyone_works):
    hotel = hosting.hotel(edition, kind="twin")
    _first, until = hosting.nights(edition)
    hosting.stay(amara, hotel, by=olga, kind="twin")
    other = hosting.stay(bruno, hotel, by=olga, kind="twin", shares_with=amara.pk)
    everyone_works()
    mail.outbox.clear()
    shorter = hosting.booking(hotel, kind="twin", shares_with=amara.pk, until=until - timedelta(days=1))
    stays.book(bruno, shorter, seen=other.version, by=olga)

    everyone_works()

    assert addressees() == ["amara@lindale.example", "bruno@lyon.example"]


def test_an_officer_is_told_to_the_own_delegation_and_unlearned_by_it(told, amara, olga, everyone_works):
    officer = liaison.name(amara.delegation, {"name": "Xu Zhiwei", "phone": "", "languages": ["en"]}, by=olga)
    everyone_works()
    named = addressees()
    mail.outbox.clear()
    liaison.take_away(officer, by=olga)

    everyone_works()

    assert (named, addressees()) == (["amara@lindale.example"], ["amara@lindale.example"])
    assert "Liaison officer – Taken off" in mail.outbox[0].body


def test_a_hotel_that_moves_house_is_told_to_those_who_sleep_there(told, amara, bruno, olga, edition, everyone_works):
    hotel = hosting.hotel(edition)
    hosting.stay(amara, hotel, by=olga)
    everyone_works()
    mail.outbox.clear()
    stays.change_hotel(hotel, {"addresses": {"en": "2 River Road"}}, seen=1, by=olga)

    everyone_works()

    assert addressees() == ["amara@lindale.example"]


def test_what_the_house_learns_to_tell_is_no_letter(told, amara, olga, edition, everyone_works):
    """Itineraries were told by a house that knew no hotels; then a newer one is installed."""
    hosting.stay(amara, hosting.hotel(edition), by=olga)
    ledger.follow_changes()
    ItineraryVersion.objects.filter(delegate=amara, number=2).scoped().delete()
    ItineraryVersion.objects.filter(delegate=amara).scoped().update(scope=1)

    itineraries.reconcile(edition)
    everyone_works()

    assert (addressees(), [entry.kind for entry in entries(amara)]) == ([], ["hotel", "plenary"])
    stays.release(amara, by=olga)
    everyone_works()
    assert "Riverside Hotel – Taken off" in mail.outbox[0].body


def test_day_begins_with_check_out_and_says_where_one_sleeps(told, amara, olga, edition, everyone_works):
    hosting.stay(amara, hosting.hotel(edition), by=olga)
    hosting.officer(amara.delegation)
    itineraries.bring_up_to_date(edition)
    telling = Telling("en", edition.zone, {}, own_zone="Europe/Dublin")

    days = days_of(entries(amara), telling)

    assert [(day.hotel, [line.title for line in day.lines]) for day in days] == [
        ("Riverside Hotel", ["Check-in: Riverside Hotel"]),
        ("Riverside Hotel", ["Opening"]),
        ("", ["Check-out: Riverside Hotel"]),
    ]
    assert [one.name for one in contacts_of(entries(amara), telling)] == ["Xu Zhiwei"]


@pytest.mark.parametrize(
    ("home", "second_line"),
    [
        ("Asia/Shanghai", ("", "", "")),
        ("Asia/Singapore", ("", "", "")),
        ("Asia/Kathmandu", ("12:15", "13:45", "")),
        ("Pacific/Kiritimati", ("20:30", "22:00", "")),
    ],
)
def test_second_line_is_the_clock_at_home_where_it_differs(told, amara, edition, home, second_line):
    [day] = days_of(entries(amara), Telling("en", "Asia/Shanghai", {}, own_zone=home))

    [line] = day.lines
    assert (line.hours, line.own_start, line.own_end, line.own_day) == ("14:30–16:00", *second_line)


def test_hours_stay_when_a_country_changes_its_clocks(edition, olga, capsys):
    opening = factories.engagement("Opening", edition, at="14:30")
    # Promised when the clocks of the place were an hour behind those of today.
    then = opening.starts_at + timedelta(hours=1), opening.ends_at + timedelta(hours=1)
    local = [f"{clock.local('Etc/GMT-7', moment).isoformat()}[{edition.zone}]" for moment in then]
    Engagement.objects.filter(pk=opening.pk).scoped().update(
        starts_at=then[0], ends_at=then[1], starts_local=local[0], ends_local=local[1]
    )

    call_command("keep_hours", "--mend")
    call_command("keep_hours")

    row = Engagement.objects.within(edition).get(pk=opening.pk)
    assert (row.starts_at, row.ends_at, row.version) == (opening.starts_at, opening.ends_at, 2)
    assert "Every item stands at the hour that was promised." in capsys.readouterr().out


def test_a_moved_item_promises_its_new_hour(edition, olga):
    opening = factories.engagement("Opening", edition, at="14:30")
    programme.place(
        opening, room=None, starts_at=opening.starts_at + timedelta(hours=2), minutes=30, version=1, by=olga
    )

    row = Engagement.objects.within(edition).get(pk=opening.pk)
    assert row.starts_local.endswith("T16:30:00+08:00[Asia/Shanghai]")


def test_list_of_officers_costs_the_same_for_one_and_three(client, edition, olga, django_assert_num_queries):
    client.force_login(olga)
    address = reverse("organizer:liaison", args=[edition.slug])
    client.get(address)
    counts = []
    for city in ("cork", "lima", "lyon"):
        hosting.officer(factories.delegation(city, edition))
        with django_assert_num_queries(counts[0] if counts else 8) as seen:
            client.get(address)
        counts.append(len(seen))

    assert len(set(counts)) == 1


def test_own_clock_is_chosen_and_an_unknown_one_refused(client, amara):
    aoife = factories.assistant(amara.delegation)
    client.force_login(aoife)
    for zone in ("Asia/Kathmandu", "Atlantis/Capital"):
        answer = client.post(reverse("portal:clock"), {"zone": zone})

    aoife.refresh_from_db()
    assert (aoife.zone, answer.status_code) == ("Asia/Kathmandu", 200)
