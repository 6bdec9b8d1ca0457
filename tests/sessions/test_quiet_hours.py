"""Quiet hours: kept free for everybody, a delegation or a delegate; seen only by those who arrange the programme."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from delegations.actions.stale import Stale
from forum import clock
from forum.models import Change
from forum.roles import Role
from sessions import board, checking
from sessions.actions import quiet_hours, rulings
from sessions.actions.quiet_hours import Hours
from sessions.models import QuietWindow
from tests import factories

pytestmark = pytest.mark.django_db
NOON, ONE = time(12, 30), time(13, 30)


@pytest.fixture
def cork(edition):
    return factories.delegation("cork", edition, answer="yes", answered_at=clock.now())


@pytest.fixture
def amara(cork):
    return factories.head(cork)


@pytest.fixture
def lunch(edition, amara):
    """Amara and Bruno of Bristol are wanted from noon to one."""
    bristol = factories.delegation("bristol", edition, answer="yes", answered_at=clock.now())
    item = factories.engagement("Talk", edition, at="12:00", minutes=60)
    factories.attendance(item, amara, "attendee")
    factories.attendance(item, factories.head(bristol), "attendee")
    return item


def door(name, edition, *more):
    return reverse(f"organizer:{name}", args=[edition.slug, *more])


def disturbed(edition):
    found = checking.check(edition, board.programme_of(edition)).clashes
    return [clash.people for clash in found if clash.rule == "quiet_window"]


def test_hours_of_a_delegate_concern_the_delegate(edition, olga, amara, lunch):
    quiet_hours.add(edition, Hours(NOON, ONE, delegate=amara.pk), by=olga)

    assert disturbed(edition) == [(amara.pk,)]


def test_hours_of_a_delegation_concern_all_of_it(edition, olga, cork, amara, lunch):
    quiet_hours.add(edition, Hours(NOON, ONE, delegation=cork.pk), by=olga)

    assert disturbed(edition) == [(amara.pk,)]


def test_hours_of_everybody_concern_everybody(edition, olga, lunch):
    quiet_hours.add(edition, Hours(NOON, ONE), by=olga)

    assert [len(people) for people in disturbed(edition)] == [2]


@pytest.mark.parametrize("away", ["later that day", "another day", "another weekday"])
def test_hours_beside_the_item_disturb_nobody(edition, olga, lunch, away):
    day = edition.starts_on
    hours = {
        "later that day": Hours(time(13), time(14)),
        "another day": Hours(NOON, ONE, day=day + timedelta(days=1)),
        "another weekday": Hours(NOON, ONE, weekday=day.isoweekday() % 7 + 1),
    }
    quiet_hours.add(edition, hours[away], by=olga)

    assert disturbed(edition) == []


@pytest.mark.parametrize("on", ["day", "weekday"])
def test_hours_of_one_day_and_of_a_weekday_hold_on_it(edition, olga, lunch, on):
    day = edition.starts_on
    hours = Hours(NOON, ONE, day=day) if on == "day" else Hours(NOON, ONE, weekday=day.isoweekday())
    quiet_hours.add(edition, hours, by=olga)

    assert len(disturbed(edition)) == 1


def test_hours_may_pass_midnight(edition, olga, amara):
    late = factories.engagement("Late", edition, at="23:30", minutes=20)
    factories.attendance(late, amara, "attendee")
    quiet_hours.add(edition, Hours(time(23), time(6), kind="rest"), by=olga)

    assert disturbed(edition) == [(amara.pk,)]


@pytest.mark.parametrize(
    ("day", "since", "until", "wanted"),
    [
        (date(2031, 10, 26), time(2, 15), time(2, 45), ((0, 15), (1, 45))),  # 02:15 comes twice
        (date(2031, 3, 30), time(2, 30), time(3, 15), ((1, 0), (1, 15))),  # 02:30 never comes
        (date(2031, 3, 30), time(1, 30), time(2, 30), ((0, 30), (1, 0))),
        (date(2031, 3, 30), time(2, 10), time(2, 50), ((1, 0), (1, 0))),  # never: empty
    ],
)
def test_hours_in_the_night_in_which_clocks_are_changed(day, since, until, wanted):
    found = clock.stretch("Europe/Berlin", datetime.combine(day, since), datetime.combine(day, until))

    assert found == tuple(datetime(day.year, day.month, day.day, *each, tzinfo=UTC) for each in wanted)


def test_nothing_is_of_a_delegation_and_a_delegate(edition, cork, amara):
    with pytest.raises(IntegrityError), transaction.atomic():
        QuietWindow.objects.create(edition=edition, delegation=cork, delegate=amara, from_hour=NOON, to_hour=ONE)


def test_the_same_twice_is_once_and_strangers_are_refused(edition, olga, amara):
    first = quiet_hours.add(edition, Hours(NOON, ONE, delegate=amara.pk), by=olga)
    again = quiet_hours.add(edition, Hours(NOON, ONE, delegate=amara.pk), by=olga)

    assert (first.pk, QuietWindow.objects.within(edition).count()) == (again.pk, 1)
    with pytest.raises(quiet_hours.NotOfThisForum):
        quiet_hours.add(edition, Hours(NOON, ONE, delegate=999999), by=olga)


def test_ledger_says_that_hours_were_entered_and_not_whose(edition, olga, cork, amara, lunch):
    row = quiet_hours.add(edition, Hours(NOON, ONE, delegate=amara.pk), by=olga)
    quiet_hours.change(row, Hours(NOON, time(14), delegation=cork.pk), seen=1, by=olga)
    [clash] = [
        each for each in checking.check(edition, board.programme_of(edition)).clashes if each.rule == "quiet_window"
    ]
    rulings.accept(edition, checksum=clash.checksum, reason="Short", by=olga)
    quiet_hours.remove(row, by=olga)
    quiet_hours.remove(row, by=olga)

    told = Change.objects.filter(verb__startswith="quiet.").order_by("pk").values_list("verb", "before", "after")
    somebody = {"for": "somebody"}
    assert list(told) == [
        ("quiet.added", {}, somebody),
        ("quiet.changed", somebody, somebody),
        ("quiet.removed", somebody, {}),
    ]
    assert Change.objects.get(verb="clash.accepted").after["clash"] == f"quiet_window:{lunch.pk}"


def test_second_of_two_who_change_hours_sees_what_the_first_has_set(client, edition, olga, amara):
    row = quiet_hours.add(edition, Hours(NOON, ONE, delegate=amara.pk), by=olga)
    quiet_hours.change(row, Hours(NOON, time(14)), seen=1, by=olga)
    client.force_login(olga)
    typed = {"seen": 1, "from_hour": "18:00", "to_hour": "19:00", "kind": "rest", "whose": f"delegate-{amara.pk}"}

    with pytest.raises(Stale):
        quiet_hours.change(row, Hours(NOON, time(15)), seen=1, by=olga)
    page = client.post(door("quiet_window", edition, row.pk), typed)

    assert (page.status_code, page.context["stale"]["hours"]) == (409, "12:30 – 14:00")
    client.post(door("quiet_window", edition, row.pk), typed | {"seen": 2})
    row.refresh_from_db()
    assert quiet_hours.hours_in(row) == Hours(time(18), time(19), "rest", delegate=amara.pk)


def test_hours_are_entered_listed_and_taken_out(client, edition, olga, amara):
    client.force_login(olga)
    typed = {"from_hour": "12:30", "to_hour": "13:30", "kind": "meal", "days": "weekday-5"}

    client.post(door("quiet_hours", edition), typed | {"whose": f"delegate-{amara.pk}"})
    [shown] = client.get(door("quiet_hours", edition)).context["rows"]
    client.post(door("quiet_remove", edition, shown["row"].pk))

    assert (shown["days"], shown["hours"], shown["row"].delegate) == ("every week: Friday", "12:30 – 13:30", amara)
    assert QuietWindow.objects.within(edition).count() == 0


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"to_hour": "12:30"}, "to_hour"),
        ({"from_hour": ""}, "from_hour"),
        ({"from_hour": "\x00"}, "from_hour"),
        ({"kind": "prayer"}, "kind"),
        ({"days": "weekday-8"}, "days"),
        ({"whose": "delegate-" + "9" * 30}, "whose"),
    ],
)
def test_hours_that_cannot_be_are_refused_beside_their_field(client, edition, olga, typed, wrong):
    client.force_login(olga)
    whole = {"from_hour": "12:30", "to_hour": "13:30", "kind": "quiet"} | typed

    page = client.post(door("quiet_hours", edition), whole)

    assert (list(page.context["form"].errors), QuietWindow.objects.within(edition).count()) == ([wrong], 0)


@pytest.mark.parametrize(("whose", "seen"), [("delegate", {"olga": 1, "oscar": 0}), ("", {"olga": 1, "oscar": 1})])
def test_observer_does_not_see_whose_hours_are_disturbed(client, edition, olga, amara, lunch, whose, seen):
    quiet_hours.add(edition, Hours(NOON, ONE, delegate=amara.pk if whose else None), by=olga)
    people = {"olga": olga, "oscar": factories.organizer(edition, Role.OBSERVER)}
    found = {}
    for name, who in people.items():
        client.force_login(who)
        found[name] = len(client.get(door("clashes", edition) + "?rule=quiet_window").context["clashes"])

    assert found == seen


def test_hours_of_people_are_forgotten_a_month_after_the_forum(edition, olga, amara):
    quiet_hours.add(edition, Hours(NOON, ONE, delegate=amara.pk), by=olga)
    quiet_hours.add(edition, Hours(NOON, ONE), by=olga)
    assert quiet_hours.forget(edition) == 0

    last = clock.now().date() - timedelta(days=40)
    edition.starts_on, edition.ends_on = last - timedelta(days=2), last
    edition.save()

    assert [quiet_hours.forget(edition), quiet_hours.forget(edition)] == [1, 0]
    assert [row.delegate for row in QuietWindow.objects.within(edition)] == [None]


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_three(client, edition, olga, cork, count, django_assert_num_queries):
    for n in range(count):
        mayor = factories.delegate(cork)
        quiet_hours.add(edition, Hours(NOON, time(14 + n), delegate=mayor.pk), by=olga)
    client.force_login(olga)

    with django_assert_num_queries(9):
        client.get(door("quiet_hours", edition))
