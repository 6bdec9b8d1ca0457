"""The draft: placing, taking off, changing; two at once; children stay with their parents."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from forum import clock, ledger
from sessions.actions import programme
from sessions.models import Attendance, Engagement
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return factories.edition()


@pytest.fixture
def olga(edition):
    return factories.organizer(edition)


@pytest.fixture
def hall():
    return factories.room("main-hall")


@pytest.fixture
def opening(edition, hall):
    return factories.engagement("Opening", edition, at="14:30", minutes=90, room=hall)


def door(name, edition, *args):
    return reverse(f"organizer:{name}", args=[edition.slug, *args])


def hour(row):
    row.refresh_from_db()
    return clock.hour_text(row.edition.zone, row.starts_at)


def test_moved_card_stands_where_it_was_dropped(client, edition, olga, hall, opening):
    client.force_login(olga)

    start = f"{edition.starts_on}T15:00"
    client.post(door("engagement_move", edition), {"item": opening.pk, "room": hall.pk, "start": start, "version": 1})

    assert hour(opening) == "15:00"
    assert (opening.version, opening.ends_at - opening.starts_at) == (2, timedelta(minutes=90))
    change = ledger.history_of(opening).get()
    assert (change.verb, change.actor, set(change.before)) == (
        "engagement.placed",
        olga,
        {"room", "starts_at", "ends_at"},
    )


@pytest.mark.parametrize(
    "wrong", [{"start": "soon"}, {"start": "1999-01-01T10:00"}, {"room": "999"}, {"room": "x"}, {"version": ""}]
)
def test_nonsense_from_the_board_moves_nothing(client, edition, olga, hall, opening, wrong):
    client.force_login(olga)
    sent = {"item": opening.pk, "room": hall.pk, "start": f"{edition.starts_on}T15:00", "version": 1}

    answer = client.post(door("engagement_move", edition), sent | wrong, follow=True)

    assert (answer.status_code, hour(opening)) == (200, "14:30")


def test_hour_on_another_clock_is_not_taken_for_the_edition_s(client, edition, olga, hall, opening):
    client.force_login(olga)
    sent = {"item": opening.pk, "room": hall.pk, "start": f"{edition.starts_on}T15:00Z", "version": 1}

    client.post(door("engagement_move", edition), sent)

    assert hour(opening) == "14:30"


def test_item_of_another_forum_does_not_exist(client, edition, olga, hall):
    elsewhere = factories.engagement("Gala", factories.edition("lima"), at="20:00")
    client.force_login(olga)

    answer = client.post(door("engagement_move", edition), {"item": elsewhere.pk})

    assert answer.status_code == 404


def test_stale_card_is_refused_and_both_versions_are_shown(client, edition, olga, hall, opening):
    start = opening.starts_at + timedelta(hours=1)
    programme.place(opening, room=hall, starts_at=start, minutes=90, version=1, by=olga)
    client.force_login(olga)

    page = client.post(
        door("engagement_move", edition),
        {"item": opening.pk, "room": hall.pk, "start": f"{edition.starts_on}T09:00", "version": 1},
        follow=True,
    ).content.decode()

    assert hour(opening) == "15:30"
    assert "15:30–17:00" in page
    assert "You wanted 09:00 in main-hall. Nothing was moved." in page


def test_stale_form_comes_back_with_what_was_typed(client, edition, olga, opening):
    programme.change(opening, version=1, by=olga, dress="black_tie")
    client.force_login(olga)
    typed = {"title_en": "Grand opening", "audience": "public", "version": 1}

    answer = client.post(door("engagement", edition, opening.pk), typed)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "black tie" in page
    assert 'value="Grand opening"' in page
    assert client.post(door("engagement", edition, opening.pk), typed | {"version": 2}).status_code == 302


def test_speeches_move_along_with_their_sub_forum(edition, olga, hall, opening):
    speech = factories.engagement("Speech", edition, at="14:40", minutes=8, kind="speech", parent=opening, room=hall)
    east = factories.room("east-hall")

    programme.place(
        opening, room=east, starts_at=opening.starts_at + timedelta(hours=1), minutes=90, version=1, by=olga
    )

    assert (hour(speech), speech.room, speech.version) == ("15:40", east, 2)


def test_item_goes_back_to_the_tray_with_what_lies_within(client, edition, olga, opening):
    speech = factories.engagement("Speech", edition, at="14:40", minutes=8, kind="speech", parent=opening)
    client.force_login(olga)

    client.post(door("engagement_take_off", edition, opening.pk), {"version": 1})

    assert set(Engagement.objects.within(edition).unplaced()) == {opening, speech}


def test_placing_by_form_is_the_same_move(client, edition, olga, hall, opening):
    client.force_login(olga)
    typed = {"room": hall.pk, "day": edition.starts_on.isoformat(), "hour": "10:15", "minutes": 45, "version": 1}

    client.post(door("engagement_place", edition, opening.pk), typed)

    assert (hour(opening), opening.ends_at - opening.starts_at) == ("10:15", timedelta(minutes=45))


@pytest.fixture
def night():
    """An item in Paris, to be put into the nights in which the clocks there are changed."""
    return factories.engagement("Night", factories.edition("paris", zone="Europe/Paris", starts_on=date(2027, 3, 27)))


def put(client, item, day, hour, minutes=60):
    client.force_login(factories.organizer(item.edition))
    typed = {"room": "", "day": day, "hour": hour, "minutes": minutes, "version": 1}
    return client.post(door("engagement_place", item.edition, item.pk), typed)


def test_night_in_which_the_clocks_are_put_forward_keeps_the_length(client, night):
    put(client, night, "2027-03-28", "01:30", minutes=120)

    assert (hour(night), clock.hour_text("Europe/Paris", night.ends_at)) == ("01:30", "04:30")
    assert night.ends_at - night.starts_at == timedelta(minutes=120)


def test_night_in_which_the_clocks_are_put_back_keeps_the_length(client, night):
    type(night.edition).objects.update(starts_on=date(2027, 10, 30), ends_on=date(2027, 11, 1))
    night.refresh_from_db()

    put(client, night, "2027-10-31", "01:30", minutes=120)

    assert (hour(night), clock.hour_text("Europe/Paris", night.ends_at)) == ("01:30", "02:30")
    assert night.ends_at - night.starts_at == timedelta(minutes=120)


def test_hour_that_never_comes_is_refused_in_words_by_form_and_board(client, night):
    sentence = "There is no 02:30 that night: the clocks are put forward. Take an hour before or after it."

    by_form = put(client, night, "2027-03-28", "02:30")
    sent = {"item": night.pk, "room": "", "start": "2027-03-28T02:30", "version": 1}
    by_board = client.post(door("engagement_move", night.edition), sent, follow=True)

    assert by_form.context["place_form"].errors == {"hour": [sentence]}
    assert [str(message) for message in by_board.context["messages"]] == [sentence]
    night.refresh_from_db()
    assert (night.starts_at, night.version) == (None, 1)


def test_people_are_added_once_and_taken_off(client, edition, olga, opening):
    boyle = factories.head(factories.delegation("cork", edition))
    client.force_login(olga)
    typed = {"delegate": boyle.pk, "part": "speaker"}

    client.post(door("engagement_give_part", edition, opening.pk), typed)
    twice = client.post(door("engagement_give_part", edition, opening.pk), typed)
    part = Attendance.objects.within(edition).get()

    assert "Dan Boyle has a part in it already." in twice.content.decode()
    client.post(door("engagement_take_part_away", edition, opening.pk, part.pk))
    assert Attendance.objects.within(edition).count() == 0


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("plenary", {}),
        ("speech", {"minutes": 12}),
        ("site_visit", {"seats": 45}),
        ("signing", {"text_kind": "memorandum", "text_title_en": "Memorandum"}),
    ],
)
def test_new_item_begins_in_the_tray(client, edition, olga, opening, kind, typed):
    tbilisi = factories.delegation("tbilisi", edition)
    client.force_login(olga)
    asked = {"title_en": "New", "audience": "public", "parent": opening.pk, "party": tbilisi.city.pk} | typed

    client.post(door("engagement_add", edition) + f"?kind={kind}", asked)

    made = Engagement.objects.within(edition).unplaced().get()
    assert (made.kind, made.titles) == (kind, {"en": "New"})
    extra = {"speech": "speech.minutes", "site_visit": "visit.seats", "signing": "signing.text_kind"}.get(kind)
    if extra:
        part, name = extra.split(".")
        assert getattr(getattr(made, part), name) == typed[name]


def test_item_without_a_title_is_asked_for_it(client, edition, olga):
    client.force_login(olga)

    page = client.post(door("engagement_add", edition) + "?kind=plenary", {"audience": "public"}).content.decode()

    assert "One answer needs your attention" in page
    assert Engagement.objects.within(edition).count() == 0


def test_nothing_typed_anew_is_no_change(edition, olga, opening):
    programme.change(opening, version=1, by=olga, titles={"en": "Opening"})

    opening.refresh_from_db()
    assert (opening.version, ledger.history_of(opening).count()) == (1, 0)
