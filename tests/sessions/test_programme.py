"""The draft: placing, taking off, changing; two at once; children stay with their parents."""

import re
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from forum import clock, ledger
from sessions.actions import programme
from sessions.models import Attendance, Engagement
from tests import factories

pytestmark = pytest.mark.django_db


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
    assert "09:00–10:30, main-hall. Nothing was moved." in page


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


LONG = "9" * 5000  # more digits than Python turns into a number


def test_number_longer_than_any_names_no_item(client, edition, olga, opening):
    client.force_login(olga)

    moved = client.post(door("engagement_move", edition), {"item": LONG})
    stale = client.post(door("engagement_take_off", edition, opening.pk), {"version": LONG})

    assert (moved.status_code, stale.status_code, hour(opening)) == (404, 409, "14:30")


@pytest.mark.parametrize("beyond", [10**18, 10**19, 10**30])
def test_address_beyond_what_the_database_counts_to_does_not_exist(client, edition, olga, opening, beyond):
    part = factories.attendance(opening, factories.head(factories.delegation("cork", edition)))
    client.force_login(olga)

    no_item = client.post(door("engagement_take_part_away", edition, beyond, part.pk))
    no_part = client.post(door("engagement_take_part_away", edition, opening.pk, beyond))

    assert (no_item.status_code, no_part.status_code) == (404, 404)
    assert Attendance.objects.within(edition).get() == part


def test_part_in_one_item_is_not_taken_away_at_the_address_of_another(client, edition, olga, opening):
    part = factories.attendance(opening, factories.head(factories.delegation("cork", edition)))
    other = factories.engagement("Dinner", edition)
    client.force_login(olga)

    assert client.post(door("engagement_take_part_away", edition, other.pk, part.pk)).status_code == 404


def as_shown(form):
    """What a browser sends when nobody has typed anything: every line of a text ends with CR and LF."""
    values = {name: form[name].value() for name in form.fields}
    return {name: str(value).replace("\n", "\r\n") for name, value in values.items() if value not in (None, False, [])}


def test_long_note_with_lines_stays_as_it_was_loaded(client, edition, olga):
    note = "First line\n" + "x" * 989
    item = factories.engagement("Visit", edition, notes={"en": note})
    client.force_login(olga)
    shown = as_shown(client.get(door("engagement", edition, item.pk)).context["form"])

    client.post(door("engagement", edition, item.pk), shown | {"dress": "formal"})

    item.refresh_from_db()
    assert (item.dress, item.notes) == ("formal", {"en": note})
    assert set(ledger.history_of(item).get().after) == {"dress"}


def test_note_is_typed_in_lines(client, edition, olga, opening):
    client.force_login(olga)

    form = client.get(door("engagement", edition, opening.pk)).context["form"]

    assert (form["note_fr"].widget_type, form["title_fr"].widget_type) == ("textarea", "text")


@pytest.fixture
def garden():
    """A room in a city near by."""
    room = factories.room("garden")
    room.venue.city = factories.city("suzhou")
    room.venue.save()
    return room


def test_room_of_another_city_stays_with_its_item(client, edition, olga, garden):
    visit = factories.engagement("Visit", edition, at="10:00", room=garden)
    client.force_login(olga)
    shown = as_shown(client.get(door("engagement", edition, visit.pk)).context["place_form"])

    client.post(door("engagement_place", edition, visit.pk), shown | {"hour": "11:00"})

    assert (hour(visit), visit.room) == ("11:00", garden)


def test_room_of_another_city_has_its_lane_on_the_board(client, edition, olga, opening, garden):
    factories.engagement("Visit", edition, at="10:00", room=garden)
    client.force_login(olga)

    plan = client.get(door("programme", edition)).context["plan"]

    lanes = plan.days[0].lanes
    assert [(lane.name, len(lane.cards)) for lane in lanes] == [("garden", 1), ("main-hall", 1), ("", 0)]


def test_board_strikes_what_lies_within_a_cancelled_item(client, edition, olga, garden):
    forum = factories.engagement("Rivers", edition, at="10:00", kind="sub_forum", cancelled=True)
    factories.engagement("Speech", edition, at="10:10", minutes=10, kind="speech", parent=forum, room=garden)
    client.force_login(olga)

    plan = client.get(door("programme", edition)).context["plan"]

    cards = [card for lane in plan.days[0].lanes for card in lane.cards]
    assert sorted((card.title, card.cancelled) for card in cards) == [("Rivers", True), ("Speech", True)]


def test_room_of_another_city_is_not_offered_before_it_is_used(client, edition, olga, opening, garden):
    client.force_login(olga)

    form = client.get(door("engagement", edition, opening.pk)).context["place_form"]

    assert [room.key for room in form.fields["room"].queryset] == ["main-hall"]


def test_speech_is_offered_its_own_minutes(client, edition, olga, opening):
    minutes = programme.Particulars(minutes=8)
    speech = programme.add(
        edition, kind="speech", titles={"en": "Speech"}, parent=opening, by=olga, particulars=minutes
    )
    client.force_login(olga)

    form = client.get(door("engagement", edition, speech.pk)).context["place_form"]

    assert form["minutes"].value() == 8


def test_exhibition_of_three_days_before_the_forum_can_be_moved_by_an_hour(client, edition, olga):
    starts = factories.instant_on(edition, edition.starts_on - timedelta(days=20), "10:00")
    item = factories.engagement("Exhibition", edition, starts_at=starts, ends_at=starts + timedelta(days=3))
    client.force_login(olga)
    shown = as_shown(client.get(door("engagement", edition, item.pk)).context["place_form"])

    client.post(door("engagement_place", edition, item.pk), shown | {"hour": "11:00"})

    item.refresh_from_db()
    assert (item.starts_at, item.ends_at) == (starts + timedelta(hours=1), starts + timedelta(days=3, hours=1))


@pytest.fixture
def meanwhile():
    """Another process does something after the first look at the items."""

    @contextmanager
    def meanwhile(act):
        seen = []

        def watch(execute, sql, params, many, context):
            found = execute(sql, params, many, context)
            if 'FROM "programme_engagement"' in sql and not seen:
                seen.append(sql)
                ours, connection.execute_wrappers = connection.execute_wrappers, []
                act()
                connection.execute_wrappers = ours
            return found

        with connection.execute_wrapper(watch):
            yield

    return meanwhile


def test_card_is_never_newer_than_what_is_drawn(client, edition, olga, opening, meanwhile):
    client.force_login(olga)
    later = opening.starts_at + timedelta(hours=3)

    with meanwhile(lambda: programme.place(opening, room=None, starts_at=later, minutes=90, version=1, by=olga)):
        plan = client.get(door("programme", edition)).context["plan"]

    cards = [card for day in plan.days for lane in day.lanes for card in lane.cards]
    assert [(card.when, card.version) for card in cards] == [("17:30–19:00", 1)]


def test_item_added_while_the_board_is_drawn_is_in_its_first_version(client, edition, olga, opening, meanwhile):
    client.force_login(olga)

    with meanwhile(lambda: programme.add(edition, kind="plenary", titles={"en": "New"}, by=olga)):
        plan = client.get(door("programme", edition)).context["plan"]

    assert [(card.title, card.version) for card in plan.tray] == [("New", 1)]


def test_card_between_two_quarters_tells_the_board_its_own_minute(client, edition, olga, hall):
    factories.engagement("Speech", edition, at="14:40", minutes=8, room=hall)
    client.force_login(olga)

    page = client.get(door("programme", edition)).content.decode()

    assert re.findall(r'class="card at-(\d+) .* data-start="(.*?)"', page) == [("58", "14:40")]


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_an_item_costs_the_same_for_one_part_and_three(
    client, edition, olga, opening, count, django_assert_num_queries
):
    for number in range(count):
        delegate = factories.head(factories.delegation(f"city-{number}", edition))
        factories.attendance(opening, delegate)
        factories.engagement("Speech", edition, at="14:40", minutes=8, kind="speech", parent=opening)
    client.force_login(olga)

    with django_assert_num_queries(27):
        client.get(door("engagement", edition, opening.pk))


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
