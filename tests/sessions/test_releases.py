"""Publishing: numbered, frozen, once; refused with grave clashes; two at once give one release."""

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.models import QuerySet
from django.urls import reverse

from delegations.models import Delegate
from forum import clock, ledger, outbox
from forum.models import Change, Message
from forum.roles import Role
from sessions import board
from sessions.actions import programme, releases
from sessions.models import Release
from sessions.models.release import ReleaseIsFrozen
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def boyle(edition):
    return factories.head(factories.delegation("cork", edition))


@pytest.fixture
def opening(edition, boyle):
    item = factories.engagement("Opening", edition, at="14:30")
    factories.attendance(item, boyle)
    return item


@pytest.fixture
def torn(edition, boyle, opening):
    """Boyle speaks at two places at once."""
    other = factories.engagement("Breakfast", edition, at="14:45")
    factories.attendance(other, boyle)


def door(name, edition):
    return reverse(f"organizer:{name}", args=[edition.slug])


def test_releases_are_numbered_and_written_down(edition, olga, opening):
    releases.publish(edition, comment="First", by=olga)
    programme.change(opening, version=1, by=olga, dress="black_tie")

    second = releases.publish(edition, comment="Dress", by=olga)

    change = Change.objects.filter(verb="release.published").last()
    assert (second.number, second.comment, second.published_by) == (2, "Dress", olga)
    assert (change.before["number"], change.after["number"]) == (1, 2)


def test_release_freezes_the_names_as_they_were(edition, olga, boyle, opening):
    release = releases.publish(edition, comment="", by=olga)
    boyle.person.given_name = "Daniel"
    boyle.person.save()

    assert board.people_of(release)[str(boyle.pk)]["names"] == {"en": "Dan Boyle"}
    assert releases.publish(edition, comment="", by=olga).number == 2


def test_nothing_new_is_no_release(edition, olga, opening):
    releases.publish(edition, comment="", by=olga)

    with pytest.raises(releases.NothingNew, match="since release 1"):
        releases.publish(edition, comment="", by=olga)


def test_draft_that_moved_since_it_was_shown_is_not_published(edition, olga, opening):
    shown = board.draft_of(edition).checksum
    programme.change(opening, version=1, by=olga, dress="black_tie")

    with pytest.raises(releases.DraftHasMoved):
        releases.publish(edition, comment="", by=olga, draft_checksum=shown)


def test_grave_clash_stops_a_release_unless_a_reason_is_given(edition, olga, torn):
    with pytest.raises(releases.ProgrammeClashes):
        releases.publish(edition, comment="", by=olga)

    releases.publish(edition, comment="", by=olga, despite="He leaves early.")

    after = Change.objects.get(verb="release.published").after
    assert (after["despite"], len(after["clashes"])) == ("He leaves early.", 1)


def test_page_shows_what_changes_who_is_told_and_publishes(client, edition, olga, boyle, opening):
    releases.publish(edition, comment="", by=olga)
    moved = opening.starts_at + timedelta(hours=1)
    programme.place(opening, room=None, starts_at=moved, minutes=60, version=1, by=olga)
    client.force_login(olga)

    page = client.get(door("publish", edition))

    assert "14:30–15:30" in page.content.decode()
    assert "15:30–16:30" in page.content.decode()
    assert [(letter.name, letter.language) for letter in page.context["letters"].letters] == [("Dan Boyle", "English")]
    shown = page.context["form"]["draft_checksum"].value()
    client.post(door("publish", edition), {"comment": "An hour later", "draft_checksum": shown})
    assert board.published(edition).comment == "An hour later"


def letters_shown(client, edition):
    """Who would be told, by the page, and by how many changes."""
    letters = client.get(door("publish", edition)).context["letters"].letters
    return {letter.name: len(letter.changes) for letter in letters}


def posted_by_release(edition):
    """Whose letters one more release puts into the outbox, and that have something to say."""
    before = set(Message.objects.values_list("pk", flat=True))
    releases.publish(edition, comment="", by=None)
    ledger.follow_changes()
    return {letter.to_name for letter in Message.objects.exclude(pk__in=before) if outbox.preview(letter)}


def change(item, **fields):
    item.refresh_from_db()
    programme.change(item, version=item.version, by=None, **fields)


@pytest.fixture
def everybody_told(client, edition, olga, opening, everyone_works):
    client.force_login(olga)
    releases.publish(edition, comment="", by=olga)
    everyone_works()


def test_first_letter_is_shown_even_if_it_has_nothing_to_tell_yet(client, edition, olga, boyle):
    factories.engagement("Briefing", edition, at="08:30", audience="protocol")
    client.force_login(olga)

    assert letters_shown(client, edition) == {"Dan Boyle": 0}
    assert posted_by_release(edition) == {"Dan Boyle"}


def test_whoever_waits_for_a_letter_is_not_told_by_a_release_that_changes_nothing_for_him(
    client, edition, opening, everybody_told
):
    change(opening, dress="formal")
    releases.publish(edition, comment="", by=None)
    ledger.follow_changes()
    factories.engagement("Briefing", edition, at="08:30", audience="protocol")

    assert letters_shown(client, edition) == {}
    assert posted_by_release(edition) == set()


def test_change_taken_back_before_it_was_told_is_told_to_nobody(client, edition, opening, everybody_told):
    change(opening, dress="formal")
    releases.publish(edition, comment="", by=None)
    ledger.follow_changes()
    change(opening, dress="")

    assert letters_shown(client, edition) == {}
    assert posted_by_release(edition) == set()


def test_change_taken_back_is_told_to_whoever_may_have_read_it(client, edition, boyle, opening, everybody_told):
    change(opening, dress="formal")
    releases.publish(edition, comment="", by=None)
    ledger.follow_changes()
    boyle.itineraries.filter(number=2).update(handed_at=clock.now())  # and then the worker died
    change(opening, dress="")

    assert letters_shown(client, edition) == {"Dan Boyle": 1}
    assert posted_by_release(edition) == {"Dan Boyle"}


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_releases_costs_the_same_for_one_and_three(
    client, edition, olga, opening, count, django_assert_num_queries
):
    for dress in ("black_tie", "formal", "business")[:count]:
        change(opening, dress=dress)
        releases.publish(edition, comment=dress, by=factories.organizer(edition))
    client.force_login(olga)

    with django_assert_num_queries(6):
        client.get(door("releases", edition))


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_letter_and_three(
    client, edition, olga, opening, count, django_assert_num_queries, everyone_works
):
    for number in range(1, count):
        factories.head(factories.delegation(f"city-{number}", edition))
    factories.assistant(*(one.delegation for one in Delegate.objects.within(edition)))
    releases.publish(edition, comment="", by=None)
    everyone_works()
    change(opening, dress="formal")
    client.force_login(olga)

    with django_assert_num_queries(39):
        page = client.get(door("publish", edition))

    assert len(page.context["letters"].letters) == count


def test_page_says_when_the_draft_has_moved_and_keeps_the_comment(client, edition, olga, opening):
    client.force_login(olga)

    answer = client.post(door("publish", edition), {"comment": "Mine", "draft_checksum": "of yesterday"})

    assert "The draft has changed since you saw it." in answer.content.decode()
    assert 'value="Mine"' in answer.content.decode()
    assert board.draft_of(edition).checksum in answer.content.decode()
    assert Release.objects.within(edition).count() == 0


def test_page_asks_why_when_there_are_clashes(client, edition, olga, torn):
    client.force_login(olga)
    typed = {"comment": "First", "draft_checksum": board.draft_of(edition).checksum}

    refused = client.post(door("publish", edition), typed)
    client.post(door("publish", edition), typed | {"despite": "He leaves early."})

    assert "Resolve the clashes, or say why not." in refused.content.decode()
    assert board.published(edition).number == 1


def test_any_two_releases_can_be_compared(client, edition, olga, opening):
    for dress in ("black_tie", "formal", "business"):
        opening.refresh_from_db()
        programme.change(opening, version=opening.version, by=olga, dress=dress)
        releases.publish(edition, comment=dress, by=olga)
    client.force_login(olga)

    changes = client.get(door("releases", edition) + "?from=1&to=3").context["changes"]

    assert [(change["word"], change["old"], change["new"]) for change in changes] == [
        ("Other dress", "black tie", "business dress")
    ]


def test_programme_editor_may_look_but_not_publish(client, edition, opening):
    client.force_login(factories.organizer(edition, Role.PROGRAMME_EDITOR))

    assert client.get(door("publish", edition)).status_code == 200
    assert client.post(door("publish", edition)).status_code == 403


def test_page_counts_changes_letters_and_calls_and_suggests_a_comment(client, edition, olga, opening, everybody_told):
    mute = factories.head(factories.delegation("mute", edition), email="")
    type(mute.delegation).objects.within(edition).filter(pk=mute.delegation_id).update(contact_email="")
    change(opening, dress="formal")

    page = client.get(door("publish", edition))

    outlook = page.context["outlook"]
    figures = len(outlook.edits), len(outlook.letters.letters), [one.city for one in outlook.letters.by_telephone]
    assert figures == (1, 2, ["Mute"])
    assert page.context["form"]["comment"].value() == "Other dress: Opening"
    assert [(group.city, len(group.letters)) for group in page.context["groups"]] == [("Cork", 1), ("Mute", 1)]


def test_page_sent_twice_gives_the_same_release(client, edition, olga, opening):
    client.force_login(olga)
    form = client.get(door("publish", edition)).context["form"]
    sent = {name: form[name].value() for name in ("comment", "draft_checksum", "token")}

    answers = [client.post(door("publish", edition), sent).status_code for _turn in range(2)]

    assert (answers, Release.objects.within(edition).count()) == ([302, 302], 1)


def test_second_of_two_organizers_reads_who_was_first(client, edition, olga, opening):
    client.force_login(olga)
    releases.publish(edition, comment="", by=factories.organizer(edition, name="Wang Min"))

    answer = client.post(door("publish", edition), {"comment": "Mine", "draft_checksum": "", "token": "mine"})

    assert "Wang Min published release 1 at" in answer.content.decode()
    assert "nothing is lost" in answer.content.decode()


def test_release_is_never_changed_nor_deleted(edition, opening):
    release = releases.publish(edition, comment="", by=None)
    release.comment = "Other"

    for act in (release.save, release.delete, Release.objects.within(edition).delete):
        with pytest.raises(ReleaseIsFrozen):
            act()
    with pytest.raises(ReleaseIsFrozen):
        Release.objects.within(edition).update(comment="Other")
    with pytest.raises(ReleaseIsFrozen):
        Release.objects.within(edition).bulk_update([release], ["comment"])


def page_of(client, edition, number):
    return client.get(reverse("organizer:release", args=[edition.slug, number]))


def test_release_is_shown_as_it_was_and_its_checksum_verified(client, edition, olga, opening):
    releases.publish(edition, comment="First", by=olga)
    change(opening, titles={"en": "Grand opening"})
    releases.publish(edition, comment="Second", by=olga)
    client.force_login(olga)

    first, second = (page_of(client, edition, number).context for number in (1, 2))

    assert [context["days"][0].lines[0].title for context in (first, second)] == ["Opening", "Grand opening"]
    assert (first["intact"], [row["word"] for row in second["changes"]]) == (True, ["Another title"])
    assert page_of(client, edition, 3).status_code == 404


def test_release_that_was_tampered_with_is_found(client, edition, olga, opening):
    release = releases.publish(edition, comment="First", by=olga)
    release.value["items"][0]["titles"]["en"] = "Forged"
    QuerySet(Release).filter(pk=release.pk).update(value=release.value)
    client.force_login(olga)

    assert page_of(client, edition, 1).context["intact"] is False


def test_changes_can_be_shown_as_the_public_sees_them(client, edition, olga, boyle, opening):
    releases.publish(edition, comment="", by=olga)
    factories.engagement("Briefing", edition, at="08:30", audience="protocol")
    factories.attendance(opening, factories.delegate(boyle.delegation), "attendee")
    releases.publish(edition, comment="", by=olga)
    client.force_login(olga)

    everything, public = (client.get(door("releases", edition) + "?as=" + who).context for who in ("all", "public"))

    assert ([row["word"] for row in everything["changes"]], public["changes"]) == (["Other people", "New"], [])


@pytest.fixture
def file_database(transactional_db, tmp_path):
    """Threads need a database that each can open for itself: SQLite in memory is copied to a file for the while."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    memory, name = connection.connection, connection.settings_dict["NAME"]
    with closing(sqlite3.connect(tmp_path / "forum.sqlite3")) as copy:
        memory.backup(copy)
    connection.connection, connection.settings_dict["NAME"] = None, str(tmp_path / "forum.sqlite3")
    yield
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = memory, name


@pytest.mark.django_db(transaction=True)
def test_two_at_once_give_one_release_and_one_sentence(file_database):
    edition = factories.edition()
    factories.engagement("Opening", edition, at="14:30")
    start, outcomes = threading.Barrier(2), []

    def publish() -> None:
        start.wait()
        try:
            outcomes.append(releases.publish(edition, comment="", by=None).number)
        except releases.NothingNew as nothing:
            outcomes.append(str(nothing))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes, key=str) == [1, "Nothing has changed since release 1."]
