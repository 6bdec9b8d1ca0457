"""Manifests, the arrivals board, and what is ticked there."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from delegations import manifests
from delegations.actions import portraits, travel, welcomes
from delegations.models import Welcome
from forum import clock
from forum.models import Change
from forum.roles import Role
from tests import factories, hosting

pytestmark = pytest.mark.django_db

LANDS = datetime(2025, 5, 28, 4, 45, tzinfo=UTC)


@pytest.fixture
def edition(db):
    return factories.edition(starts_on=date(2025, 5, 29))


@pytest.fixture
def amara(edition):
    """The head of Cork, who lands in Shanghai at a quarter to one on the day before."""
    return factories.head(factories.delegation("cork", edition), factories.person("Okafor", "Amara"))


@pytest.fixture
def flight(amara):
    return factories.flight(amara, lands_at=LANDS, terminal="T2", pieces=2, items="chain of office")


def told(edition, way="in"):
    return [
        (day.on, [(line.label, line.pax, line.pieces) for line in day.lines]) for day in manifests.days(edition, way)
    ]


def test_people_of_one_flight_stand_on_one_line_in_the_order_of_their_delegation(edition, amara, flight):
    dan = factories.delegate(amara.delegation)
    factories.flight(dan, lands_at=LANDS, terminal="T2", pieces=1)

    line = manifests.lines(edition, "in")[0]

    assert ([str(one.delegate) for one in line.passengers], line.pax, line.pieces, line.items) == (
        ["Amara Okafor", "Dan Boyle"],
        2,
        3,
        ["chain of office"],
    )


def test_of_connecting_flights_the_last_one_in_and_the_first_one_out_count(edition, amara, flight):
    factories.flight(amara, number="ZZ 101", origin="ORK", destination="DUB", lands_at=LANDS - timedelta(hours=12))
    home = LANDS + timedelta(days=4)
    factories.flight(amara, direction="out", number="ZZ 303", lands_at=home)
    factories.flight(amara, direction="out", number="ZZ 304", lands_at=home + timedelta(hours=14), destination="ORK")

    ways = {way: [(line.label, line.far_ends) for line in manifests.lines(edition, way)] for way in ("in", "out")}
    assert ways == {"in": [("ZZ 202", ["ORK"])], "out": [("ZZ 303", ["ORK"])]}


def test_a_landing_after_midnight_is_the_next_day_in_the_host_city(edition, amara):
    factories.flight(amara, lands_at=datetime(2025, 5, 27, 17, 0, tzinfo=UTC))

    assert told(edition) == [(date(2025, 5, 28), [("ZZ 202", 1, 0)])]


def test_a_changed_flight_has_moved_in_the_manifest_and_on_the_board_at_once(client, edition, olga, amara, flight):
    client.force_login(olga)
    leg = travel.leg_of(flight)
    later = {"leaves_at": leg.leaves_at + timedelta(days=1), "lands_at": leg.lands_at + timedelta(days=1)}
    moved = travel.Leg(**{name: getattr(leg, name) for name in leg.__dataclass_fields__} | later)

    travel.change_flight(flight, moved, seen=1, by=olga)

    assert told(edition) == [(date(2025, 5, 29), [("ZZ 202", 1, 2)])]
    page = client.get(reverse("organizer:arrivals_board", args=[edition.slug]))
    assert (page.context["day"], len(page.context["rows"])) == (date(2025, 5, 29), 1)


def test_whoever_does_not_come_stands_on_no_manifest(edition, amara, flight):
    type(amara.delegation).objects.within(edition).update(answer="no", answered_at=clock.now())

    assert told(edition) == []


def test_own_arrivals_of_two_delegations_are_two_lines(edition, amara):
    porto = factories.head(factories.delegation("porto", edition))
    for one in (amara, porto):
        factories.train(one, mode="own", number="", origin="", destination="Town hall", leaves_at=LANDS, lands_at=LANDS)

    assert told(edition) == [(date(2025, 5, 28), [("comes on their own", 1, 0), ("comes on their own", 1, 0)])]


@pytest.mark.parametrize(
    ("minutes", "ticks", "state"),
    [(-60, (), "due"), (14, (), "due"), (16, (), "late"), (16, ("landed",), "landed"), (16, ("met",), "met")],
)
def test_the_board_says_due_late_landed_or_met(edition, olga, flight, minutes, ticks, state):
    for tick in ticks:
        {"landed": welcomes.tick_landed, "met": welcomes.tick_met}[tick]([flight.pk], edition=edition, by=olga)

    assert manifests.lines(edition, "in")[0].state(LANDS + timedelta(minutes=minutes)) == state


def test_a_tick_keeps_its_hour_and_its_name_when_somebody_ticks_again(client, edition, olga, flight):
    colleague = factories.organizer(edition, name="Pia Wu")
    welcomes.tick_landed([flight.pk], edition=edition, by=olga)
    welcomes.tick_met([flight.pk], edition=edition, by=colleague)
    again = welcomes.tick_met([flight.pk], edition=edition, by=olga)

    row = Welcome.objects.within(edition).get()
    assert (row.landed_by, row.met_by, again, [one.verb for one in Change.objects.all()]) == (
        "Olga Chen",
        "Pia Wu",
        0,
        ["arrival.ticked"] * 2,
    )


def test_one_ticks_on_the_board_and_takes_it_back(client, edition, olga, flight):
    client.force_login(olga)
    door = reverse("organizer:arrivals_tick", args=[edition.slug])
    sent = {"leg": flight.pk, "day": "2025-05-28"}

    states = []
    for what in ("landed", "met", "undo"):
        page = client.post(door, {**sent, "what": what}, follow=True)
        states.append([state for _line, state in page.context["rows"]])

    assert states == [["landed"], ["met"], ["late"]]


@pytest.mark.parametrize("sent", [{}, {"what": "x"}, {"what": "met", "leg": "9" * 30}, {"what": "met", "leg": "\0"}])
def test_nonsense_ticks_nothing(client, edition, olga, flight, sent):
    client.force_login(olga)

    answer = client.post(reverse("organizer:arrivals_tick", args=[edition.slug]), sent)

    assert (answer.status_code in {302, 404}, Welcome.objects.within(edition).count()) == (True, 0)


def test_a_greeter_is_named_for_all_on_a_flight(client, edition, olga, flight):
    client.force_login(olga)
    door = reverse("organizer:greeter", args=[edition.slug]) + f"?leg={flight.pk}"

    client.post(door, {"greeter": "Wang Min", "greeter_phone": "+86 21 5550 0123"})

    assert manifests.lines(edition, "in")[0].greeters == [("Wang Min", "+86 21 5550 0123")]


def test_an_observer_sees_the_board_and_ticks_nothing(client, edition, flight):
    client.force_login(factories.organizer(edition, Role.OBSERVER))

    page = client.get(reverse("organizer:arrivals_board", args=[edition.slug]))
    answer = client.post(reverse("organizer:arrivals_tick", args=[edition.slug]), {"leg": flight.pk, "what": "met"})

    assert (b'value="met"' in page.content, answer.status_code) == (False, 403)


def arrivals(edition, count):
    """So many more guests, each with a flight and a hotel, all in one bus."""
    ride = hosting.transfer(hosting.vehicle(edition, plate=f"ZZ {count}", seats=20, kind="bus"))
    for n in range(count):
        guest = factories.head(factories.delegation(f"town-{count}-{n}", edition))
        flight = factories.flight(guest)
        hosting.seat(ride, guest, flight=flight, by=factories.organizer(edition))
        hosting.stay(guest, hosting.hotel(edition), by=factories.organizer(edition))


@pytest.mark.parametrize("page", ["arrivals", "departures", "arrivals_rows", "transfers", "rooming", "hotels"])
def test_a_list_costs_the_same_for_one_guest_and_three(client, edition, olga, page):
    client.force_login(olga)
    costs = []
    for count in (1, 2):
        arrivals(edition, count)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(f"organizer:{page}", args=[edition.slug]))
        costs.append(len(asked))

    assert costs[0] == costs[1] <= 20


@pytest.mark.parametrize("language", ["en", "zh-hans", "fr", "ar"])
@pytest.mark.parametrize("page", ["arrivals_pdf", "departures_pdf", "transfers_pdf", "rooming_pdf"])
def test_every_sheet_can_be_printed_in_every_language(client, edition, olga, page, language):
    arrivals(edition, 2)
    client.force_login(olga)

    answer = client.get(reverse(f"organizer:{page}", args=[edition.slug]), headers={"accept-language": language})

    assert answer.content[:5] == b"%PDF-"


@pytest.mark.parametrize("day", ["", "soon", "0001-01-01", "9999-12-31", "2025-02-30", "a\0b", "9" * 5000])
@pytest.mark.parametrize(
    "page", ["arrivals_board", "arrivals_rows", "propose_arrivals", "propose_departures", "kitchen"]
)
def test_a_day_that_is_none_shows_a_page_all_the_same(client, edition, olga, flight, page, day):
    client.force_login(olga)

    assert client.get(reverse(f"organizer:{page}", args=[edition.slug]), {"day": day}).status_code == 200


@pytest.fixture
def two_cities(edition, flight, amara):
    """Amara and a colleague of Cork, and a head of Lagos, on one flight."""
    same = {"lands_at": LANDS, "terminal": "T2"}
    colleague = factories.flight(factories.delegate(amara.delegation), **same)
    other = factories.flight(factories.head(factories.delegation("lagos", edition)), **same)
    return flight, colleague, other


def parties(edition):
    (line,) = manifests.lines(edition, "in")
    return line.state(clock.now()), [(str(one.delegation), one.met, len(one.people)) for one in line.parties]


def test_one_city_is_met_while_the_other_waits_for_its_baggage(client, edition, olga, two_cities):
    client.force_login(olga)
    _amara, _colleague, lagos = two_cities

    client.post(reverse("organizer:arrivals_tick", args=[edition.slug]), {"leg": lagos.pk, "what": "met"})

    assert parties(edition) == ("landed", [("Cork", 0, 2), ("Lagos", 1, 1)])


def test_everybody_at_once_leaves_whom_was_met_before_as_it_was(edition, olga, two_cities):
    _amara, _colleague, lagos = two_cities
    welcomes.tick_met([lagos.pk], edition=edition, by=factories.organizer(edition, name="Lin"))

    new = welcomes.tick_met([one.pk for one in two_cities], edition=edition, by=olga)

    assert (new, parties(edition)) == (2, ("met", [("Cork", 2, 2), ("Lagos", 1, 1)]))
    assert Welcome.objects.within(edition).get(flight=lagos).met_by == "Lin"
    assert Change.objects.filter(verb="arrival.ticked").count() == 3


def test_guests_of_one_city_are_ticked_by_name_and_the_page_stays_open_there(client, edition, olga, two_cities):
    client.force_login(olga)
    amara, colleague, _lagos = two_cities
    board = reverse("organizer:arrivals_board", args=[edition.slug])
    day = clock.day_at(edition.zone, amara.lands_at).isoformat()

    closed = client.get(board, {"day": day}).content.decode()
    opened = client.get(board, {"day": day, "apart": amara.pk}).content.decode()
    answer = client.post(
        reverse("organizer:arrivals_tick", args=[edition.slug]),
        {"leg": colleague.pk, "what": "met", "day": day, "apart": amara.pk},
    )

    assert ("arrivals__people" in closed, opened.count("arrivals__people")) == (False, 1)
    assert answer["Location"] == f"{board}?day={day}&apart={amara.pk}"
    assert parties(edition) == ("landed", [("Cork", 1, 2), ("Lagos", 0, 1)])


DESKS = ("arrivals", "arrivals_board", "arrivals_rows", "transfers", "fleet")


@pytest.mark.parametrize(("role", "seen"), [(Role.PROTOCOL_OFFICER, True), (Role.OBSERVER, False)])
def test_telephones_of_drivers_and_greeters_are_for_the_office(client, edition, olga, flight, role, seen):
    welcomes.name_greeter([flight.pk], "Wang Min", "+86 21 5550 0123", edition=edition, by=olga)
    ride = hosting.transfer(hosting.vehicle(edition), driver=hosting.driver(edition))
    hosting.seat(ride, flight.delegate, flight=flight, by=olga)
    client.force_login(factories.organizer(edition, role))

    pages = "".join(client.get(reverse(f"organizer:{desk}", args=[edition.slug])).content.decode() for desk in DESKS)

    assert (("5550 0123" in pages), ("5550 0199" in pages)) == (seen, seen)
    assert ("Wang Min" in pages, "Lin Wei" in pages) == (True, True)


def test_an_observer_opens_no_sheet_of_a_driver_and_no_photo(client, edition, olga, amara):
    ride = hosting.transfer(hosting.vehicle(edition), driver=hosting.driver(edition))
    portraits.hand_in(amara, factories.photo(), seen=0, by=olga)
    client.force_login(factories.organizer(edition, Role.OBSERVER))
    doors = [("transfer_pdf", [ride.pk]), ("transfers_pdf", []), ("transfer", [ride.pk]), ("photo", [amara.pk])]

    answers = [client.get(reverse(f"organizer:{name}", args=[edition.slug, *key])).status_code for name, key in doors]
    papers = client.get(reverse("organizer:passport", args=[edition.slug, amara.pk])).content.decode()

    assert (answers, "photo.jpg" in papers) == ([403] * 4, False)
