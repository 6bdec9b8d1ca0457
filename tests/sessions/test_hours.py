"""Hours in zones with odd rules: what is promised, what is asked, what stands beneath."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from forum import clock
from sessions.days import days_of
from sessions.engine.values import Edit, Entry, Span
from sessions.forms import MoveForm, PlaceForm, instant_on
from sessions.item_words import Telling, changes_of
from tests import factories


def told(start, minutes, zone, own):
    begins = datetime.fromisoformat(start).replace(tzinfo=UTC)
    entry = Entry("item:1", "plenary", {"en": "Opening"}, Span(begins, begins + timedelta(minutes=minutes)))
    [day] = days_of([entry], Telling("en", zone, {}, own_zone=own))
    [line] = day.lines
    return day.iso, line.hours, line.own_start, line.own_end, line.own_day


@pytest.mark.parametrize(
    ("start", "zone", "own", "line"),
    [
        # The half hour of Lord Howe: 02:00 becomes 01:30 during the meeting, at home it simply goes on.
        ("2026-04-04T14:30", "Australia/Lord_Howe", "Asia/Kathmandu", ("2026-04-05", "01:30–02:00", "20:15", "21:15")),
        # Morocco goes back an hour for Ramadan.
        ("2026-02-14T12:00", "Africa/Casablanca", "Europe/Dublin", ("2026-02-14", "13:00–14:00", "12:00", "13:00")),
        ("2026-02-20T12:00", "Africa/Casablanca", "Europe/Dublin", ("2026-02-20", "12:00–13:00", "", "")),
        # Samoa has no 30 December 2011: the minute after the 29th is the 31st.
        ("2011-12-30T09:30", "Pacific/Apia", "Pacific/Pago_Pago", ("2011-12-29", "23:30–00:30", "22:30", "23:30")),
        # Troll jumps two hours.
        ("2026-03-29T00:30", "Antarctica/Troll", "UTC", ("2026-03-29", "00:30–03:30", "00:30", "01:30")),
    ],
)
def test_two_clocks_stand_beneath_each_other(start, zone, own, line):
    assert told(start, 60, zone, own)[:4] == line


@pytest.mark.parametrize(
    ("own", "day"),
    [("Pacific/Pago_Pago", "28 May 2025"), ("Pacific/Kiritimati", ""), ("Asia/Kathmandu", "")],
)
def test_another_day_at_home_is_named(own, day):
    assert told("2025-05-29T06:30", 60, "Asia/Shanghai", own)[4] == day


def test_end_at_midnight_belongs_to_the_day_before():
    assert told("2025-05-29T14:00", 120, "Asia/Shanghai", "")[:2] == ("2025-05-29", "22:00–00:00")


@pytest.mark.parametrize(
    ("zone", "wall"),
    [
        ("Asia/Shanghai", datetime(2025, 5, 29, 14, 30)),
        ("Asia/Kathmandu", datetime(2025, 5, 29, 14, 30)),
        ("Australia/Lord_Howe", datetime(2026, 4, 5, 1, 45, fold=1)),
        ("Pacific/Chatham", datetime(2026, 4, 5, 3, 15, fold=0)),
        ("Antarctica/Troll", datetime(2026, 10, 25, 1, 30, fold=1)),
    ],
)
def test_a_promise_is_read_as_it_was_written(zone, wall):
    moment = clock.instant(zone, wall)
    promise = clock.promise_in(clock.promised(zone, moment))

    assert (promise.instant_then, promise.instant_now, promise.is_kept) == (moment, moment, True)


@pytest.mark.parametrize("text", ["", "14:30", "2025-05-29T14:30[Asia/Shanghai]", "2025-05-29T14:30+08:00[Atlantis/X]"])
def test_what_is_no_promise_binds_nobody(text):
    assert clock.promise_in(text) is None


def test_a_promised_hour_that_is_skipped_by_new_rules_is_what_the_clocks_show_instead():
    promise = clock.promise_in("2026-03-29T01:30:00+00:00[Europe/Dublin]")

    assert (promise.is_kept, promise.instant_now) == (True, datetime(2026, 3, 29, 1, 30, tzinfo=UTC))


@pytest.fixture
def paris(db):
    """A forum in the night in which the clocks are put back."""
    return factories.edition("autumn", zone="Europe/Paris", starts_on=date(2026, 10, 24))


def typed(edition, hour, **more):
    item = factories.engagement("Supper", edition)
    data = {"day": "2026-10-25", "hour": hour, "minutes": 30, "version": 1, **more}
    return PlaceForm(item, "en", data)


def test_of_an_hour_that_comes_twice_it_is_asked_which(paris):
    form = typed(paris, "02:30")

    assert not form.is_valid()
    assert list(form.errors) == ["which"]
    assert form.fields["which"].choices == [
        ("0", "the first time, UTC+0200"),
        ("1", "the second time, UTC+0100"),
    ]


@pytest.mark.parametrize(("which", "utc"), [("0", "00:30"), ("1", "01:30")])
def test_the_hour_that_was_meant_is_taken(paris, which, utc):
    form = typed(paris, "02:30", which=which)

    assert form.is_valid(), form.errors
    assert f"{form.place()['starts_at']:%H:%M}" == utc


def test_of_any_other_hour_nothing_is_asked(paris):
    form = typed(paris, "03:30")

    assert (form.is_valid(), "which" in form.fields) == (True, False)


def test_a_card_dropped_on_an_hour_that_comes_twice_is_sent_to_the_form(paris):
    form = MoveForm(paris, {"start": "2026-10-25T02:30", "version": 1})

    assert not form.is_valid()
    assert form.errors["start"] == [
        "02:30 comes twice that night. Take the form on the item’s own page and say which is meant."
    ]


def test_an_hour_that_is_skipped_is_refused(paris):
    with pytest.raises(ValidationError):
        instant_on(paris, datetime(2026, 3, 29, 2, 30))


@pytest.mark.parametrize(
    ("zone", "language", "place"),
    [
        ("Europe/Dublin", "zh-hans", "都柏林"),
        ("America/Argentina/Buenos_Aires", "en", "Buenos Aires"),
        ("Asia/Kathmandu", "fr", "Kathmandu"),
    ],
)
def test_a_zone_is_named_after_its_place(zone, language, place):
    assert clock.place_of(zone, language) == place


def test_a_letter_about_another_hour_tells_both_clocks():
    begins = datetime(2025, 5, 29, 6, 30, tzinfo=UTC)
    old, new = (
        Entry("item:1", "plenary", {"en": "Opening"}, Span(at, at + timedelta(hours=1)))
        for at in (begins, begins + timedelta(hours=10))
    )
    telling = Telling("en", "Asia/Shanghai", {}, "Asia/Kathmandu", "Kathmandu")

    [row] = changes_of([Edit("item:1", ("moved",), old, new)], telling)

    assert (row["old"], row["new"]) == (
        "29 May 2025, 14:30–15:30, 12:15–13:15 your time (Kathmandu)",
        "30 May 2025, 00:30–01:30, 29 May 2025, 22:15–23:15 your time (Kathmandu)",
    )
