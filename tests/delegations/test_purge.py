"""What may no longer be kept is deleted by itself, once, and the host's staff are warned before."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from delegations import tasks
from delegations.actions import purge
from delegations.models import Needs, Portrait, TravelDocument
from forum import clock, signin, vault
from forum.models import Change, Document, SignInChallenge
from tests import factories, hosting

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara(edition, olga):
    found = factories.papers(factories.head(factories.delegation("cork", edition)), by=olga)
    hosting.told(found, by=olga, menu="vegan")
    return found


def on(edition, days, hour="12:00"):
    """So many days after the last day of the forum, on its own clocks."""
    return time_machine.travel(factories.instant_on(edition, edition.ends_on + timedelta(days=days), hour), tick=False)


def left(edition):
    return [model.objects.within(edition).count() for model in (TravelDocument, Portrait, Needs)]


@pytest.mark.parametrize(("days", "hour", "kept"), [(31, "23:59", [1, 1, 1]), (32, "00:01", [0, 0, 0])])
def test_the_last_day_is_one_of_the_forums_own_calendar(edition, amara, days, hour, kept):
    with on(edition, days, hour):
        tasks.purge()

    assert (left(edition), vault.is_destroyed(edition)) == (kept, kept == [0, 0, 0])


def test_it_is_done_once_and_the_ledger_has_numbers_alone(edition, amara, django_capture_on_commit_callbacks):
    kept = Document.objects.count()
    with on(edition, 40):
        for _hour in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                tasks.purge()

    assert (kept, Document.objects.count()) == (2, 0)
    assert [change.after for change in Change.objects.filter(verb="keeping.ended")] == [
        {"passports": 1, "letters": 0, "photos": 1, "needs": 1, "keys": 1}
    ]


def test_a_dry_run_says_what_would_go_and_deletes_nothing(edition, amara, capsys):
    with on(edition, 40):
        call_command("purge", dry_run=True)

    assert capsys.readouterr().out == ("shanghai: 1 passports, 1 photos, 1 needs, 1 keys\nNothing was deleted.\n")
    assert left(edition) == [1, 1, 1]


def test_another_forum_is_left_alone(edition, amara):
    factories.edition("later", starts_on=edition.starts_on + timedelta(days=300))
    with on(edition, 40):
        call_command("purge")

    assert (left(edition), purge.due(factories.edition("later"))) == ([0, 0, 0], purge.Purged())


@pytest.mark.parametrize(("days", "warned"), [(16, []), (17, [14]), (31, [0]), (32, [])])
def test_the_overview_warns_for_two_weeks(client, edition, olga, amara, days, warned):
    client.force_login(olga)
    with on(edition, days):
        client.force_login(olga)
        page = client.get(reverse("organizer:dashboard", args=[edition.slug]))

    figures = [one for one in page.context["figures"] if one.label.startswith("days until passports")]
    assert [one.number for one in figures] == warned


def test_old_requests_for_codes_are_forgotten_after_a_day(edition):
    signin.ask("old@city.example", language="en")
    with time_machine.travel(clock.real() + timedelta(days=2)):
        signin.ask("new@city.example", language="en")

        gone = [signin.forget_old(), signin.forget_old()]

    assert (gone, [one.email for one in SignInChallenge.objects.all()]) == ([1, 0], ["new@city.example"])


def test_the_note_for_the_hotel_is_not_in_the_ledger(edition, olga, amara):
    hosting.stay(amara, hosting.hotel(edition), by=olga, note="a room without carpets: asthma")

    line = Change.objects.get(verb="stay.booked")
    assert (line.after["note"], "asthma" in f"{line.before}{line.after}") == ("changed", False)
