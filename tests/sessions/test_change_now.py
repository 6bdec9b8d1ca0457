"""A change on the day, and going back to an earlier release: new releases, each with one thing in mind."""

from datetime import timedelta

import pytest
from django.urls import reverse

from delegations.actions import withdrawal
from forum import clock, ledger
from forum.models import Change, Message
from forum.roles import Role
from sessions import board
from sessions.actions import emergency, programme, releases, rollback
from sessions.engine.revision import Place, Revision
from sessions.models import Engagement, Release
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def boyle(edition):
    return factories.head(factories.delegation("cork", edition))


@pytest.fixture
def hall(edition):
    return factories.room("main-hall")


@pytest.fixture
def opening(edition, boyle, hall):
    """A plenary with a speech in it, both published; the draft has moved on since."""
    item = factories.engagement("Opening", edition, at="14:30", room=hall)
    factories.attendance(item, boyle)
    factories.engagement("Speech", edition, at="14:40", minutes=10, kind="speech", parent=item)
    return item


@pytest.fixture
def published(edition, opening):
    release = releases.publish(edition, comment="First", by=None)
    factories.engagement("Half planned", edition, at="18:00")
    return release


def latest(edition):
    return {item.titles["en"]: item for item in board.published(edition).programme.items}


def item_of(edition, row):
    return next(item for item in board.published(edition).programme.items if item.id == row.pk)


def change_now(edition, row, olga, **news):
    """Change the item and nothing else; what is not said stays."""
    item = item_of(edition, row)
    row.refresh_from_db()
    now = {"span": item.span, "place": Place.of(item), "cancelled": item.cancelled, "notes": dict(item.notes)}
    about = {"seen": board.published(edition).number, "version": row.version, "comment": "Now", "by": olga}
    asked = {name: news.pop(name) for name in ("despite", "token", "seen", "version") if name in news}
    return emergency.change_now(edition, row.pk, Revision(**(now | news)), **(about | asked))


def later(item, minutes=60):
    shift = timedelta(minutes=minutes)
    return type(item.span)(item.span.start + shift, item.span.end + shift)


def test_change_on_the_day_brings_out_this_item_and_nothing_of_the_rest_of_the_draft(edition, olga, opening, published):
    release = change_now(edition, opening, olga, span=later(item_of(edition, opening)))

    items = latest(edition)
    opening.refresh_from_db()
    assert (release.number, release.urgent, set(items)) == (2, True, {"Opening", "Speech"})
    assert items["Opening"].span.start == opening.starts_at
    assert items["Speech"].span.start == opening.starts_at + timedelta(minutes=10)
    assert opening.children.get().starts_at == items["Speech"].span.start


def test_another_room_takes_along_what_is_in_it(edition, olga, opening, published):
    east = factories.room("east-hall")

    change_now(edition, opening, olga, place=emergency.place_in(east))

    items = latest(edition)
    assert [(item.room, item.room_names) for item in (items["Opening"], items["Speech"])] == [
        (east.pk, {"en": "east-hall"}),
        (None, {"en": "east-hall"}),
    ]
    assert Engagement.objects.within(edition).get(pk=opening.pk).room == east


def test_draft_after_the_change_differs_from_the_release_by_what_it_differed_before(edition, olga, opening, published):
    opening.refresh_from_db()
    programme.change(opening, version=opening.version, by=olga, dress="formal")

    change_now(edition, opening, olga, cancelled=True)
    releases.publish(edition, comment="The rest", by=olga)

    item = latest(edition)["Opening"]
    assert (item.cancelled, item.dress, "Half planned" in latest(edition)) == (True, "formal", True)


@pytest.mark.parametrize("field", ["seen", "version"])
def test_change_by_somebody_who_saw_another_state_is_refused(edition, olga, opening, published, field):
    with pytest.raises((emergency.ReleaseHasMoved, programme.StaleDraft)):
        change_now(edition, opening, olga, cancelled=True, **{field: 99})

    assert Release.objects.within(edition).count() == 1


def test_change_sent_twice_is_one(edition, olga, opening, published):
    item = item_of(edition, opening)
    first, second = (
        emergency.change_now(
            edition,
            opening.pk,
            Revision(item.span, Place.of(item), True, {}),
            seen=1,
            version=opening.version,
            comment="",
            by=olga,
            token="one page",
        )
        for _turn in range(2)
    )

    assert (first, Release.objects.within(edition).count()) == (second, 2)


def test_new_clash_wants_a_reason_and_an_old_one_does_not(edition, olga, boyle, opening):
    other = factories.engagement("Breakfast", edition, at="14:45")
    factories.attendance(other, boyle)
    factories.engagement("Lunch", edition, at="16:00", room=opening.room)
    releases.publish(edition, comment="", by=olga, despite="He leaves early.")

    change_now(edition, opening, olga, notes={"en": "Doors open at two"})
    with pytest.raises(releases.ProgrammeClashes):
        change_now(edition, opening, olga, span=later(item_of(edition, opening)))
    change_now(edition, opening, olga, span=later(item_of(edition, opening)), despite="Lunch is short.")

    assert Change.objects.filter(verb="release.published").last().after["despite"] == "Lunch is short."


def test_letters_of_a_change_on_the_day_wait_for_no_quiet_moment(
    edition, olga, opening, published, everyone_works, settings
):
    everyone_works()
    settings.LETTER_QUIET_SECONDS, settings.LETTER_QUIET_MOST_SECONDS = 600, 3000
    change_now(edition, opening, olga, cancelled=True)
    ledger.follow_changes()

    assert Message.objects.latest("pk").due_at <= clock.real()
    programme.change(opening.children.get(), version=1, by=olga, notes={"en": "Short"})
    releases.publish(edition, comment="", by=olga)
    ledger.follow_changes()
    assert Message.objects.latest("pk").due_at > clock.real()


def door(name, edition, number):
    return reverse(f"organizer:{name}", args=[edition.slug, number])


def typed(form, **news):
    """What a browser sends back, with some of it changed."""
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in shown.items() if value not in (None, False)}
    return sent | {"hour": form["hour"].value().strftime("%H:%M")} | news


def test_two_clicks(client, edition, olga, boyle, opening, published):
    client.force_login(olga)
    address = door("emergency", edition, opening.pk)
    sent = typed(client.get(address).context["form"], hour="15:30")

    preview = client.post(address, sent)
    done = client.post(address, sent | {"publish": "1"})

    assert [letter.name for letter in preview.context["letters"].letters] == ["Dan Boyle"]
    assert "15:30–16:30" in preview.context["then"]
    assert "Half planned" not in [row["title"] for row in preview.context["outlook"].changes]
    assert (done.status_code, board.published(edition).comment) == (302, "Another time: Opening, Speech")


@pytest.mark.parametrize(
    ("news", "sentence"),
    [
        ({}, "Nothing is changed yet."),
        ({"hour": "nine"}, "valid time"),
        ({"minutes": "9" * 30}, "less than or equal"),
        ({"room": "9" * 30}, "Select a valid choice"),
        ({"cancelled": "on", "seen": "99", "publish": "1"}, "Another release was published meanwhile."),
        ({"cancelled": "on", "version": "99", "publish": "1"}, "Somebody changed this item in the draft meanwhile."),
    ],
)
def test_bad_change_gets_a_sentence_and_the_rest_of_the_form(client, edition, olga, opening, published, news, sentence):
    client.force_login(olga)
    address = door("emergency", edition, opening.pk)

    page = client.post(
        address, typed(client.get(address).context["form"], **({"note_en": "Kept"} if news else {}), **news)
    )

    assert sentence in page.content.decode()
    assert Release.objects.within(edition).count() == 1
    assert ("Kept" in page.content.decode()) == bool(news)


def test_item_that_nobody_expects_cannot_be_changed_on_the_day(client, edition, olga, published):
    client.force_login(olga)
    planned = Engagement.objects.within(edition).get(titles__en="Half planned")

    page = client.get(door("emergency", edition, planned.pk)).content.decode()

    assert "nobody expects it yet" in page
    assert client.get(door("emergency", edition, 99999)).status_code == 404


def back_to(edition, number, olga, **how):
    asked = {"seen": board.published(edition).number, "comment": "As it was", "set_draft": False, "by": olga}
    return rollback.go_back(edition, number, **(asked | how))


def move(edition, row, olga, minutes=60):
    row.refresh_from_db()
    start = row.starts_at + timedelta(minutes=minutes)
    programme.place(row, room=row.room, starts_at=start, minutes=60, version=row.version, by=olga)


def test_earlier_release_comes_back_under_the_next_number(edition, olga, opening, published):
    move(edition, opening, olga)
    releases.publish(edition, comment="Later", by=olga)

    release = back_to(edition, 1, olga)

    first = Release.objects.within(edition).get(number=1)
    assert (release.number, release.restores, release.checksum) == (3, 1, first.checksum)
    with pytest.raises(releases.NothingNew):
        back_to(edition, 1, olga)


def test_draft_stays_as_it_is_unless_it_is_set_back(edition, olga, opening, published):
    move(edition, opening, olga)
    releases.publish(edition, comment="Later", by=olga)
    opening.refresh_from_db()
    moved = opening.starts_at

    back_to(edition, 1, olga)

    opening.refresh_from_db()
    assert opening.starts_at == moved


def test_draft_set_back_says_what_the_release_says(edition, olga, boyle, hall, opening, published):
    move(edition, opening, olga)
    programme.take_part_away(opening.attendances.get(), by=olga)
    speech = opening.children.get().pk
    Engagement.objects.within(edition).filter(pk=speech).delete()
    releases.publish(edition, comment="Later", by=olga)

    back_to(edition, 1, olga, set_draft=True)

    draft = board.draft_of(edition)
    placed = [item for item in draft.programme.items if item.span]
    assert [item.to_json() for item in placed] == published.value["items"]
    assert [item.titles["en"] for item in draft.programme.items if not item.span] == ["Half planned"]
    assert Engagement.objects.within(edition).get(pk=speech).speech.minutes == 10


def test_whoever_has_withdrawn_does_not_come_back_to_life(client, edition, olga, boyle, opening, published):
    lyon = factories.head(factories.delegation("lyon", edition), factories.person("Petit", "Luce"))
    factories.attendance(opening, lyon)
    releases.publish(edition, comment="With Lyon", by=olga)
    withdrawal.withdraw(boyle.delegation, withdrawal.Reason("city", edition.starts_on, "An election"), by=olga)
    move(edition, opening, olga)
    releases.publish(edition, comment="Without Cork", by=olga)
    client.force_login(olga)

    page = client.get(door("release_back", edition, 2))
    release = back_to(edition, 2, olga, set_draft=True)

    assert page.context["dropped"] == [{"name": "Dan Boyle (Cork)", "title": "Opening"}]
    assert set(release.value["people"]) == {str(lyon.pk)}
    assert [one.delegate_id for one in opening.attendances.all()] == [lyon.pk]


def test_part_that_was_handed_over_stays_with_the_newcomer(edition, olga, boyle, opening, published):
    newcomer = factories.delegate(boyle.delegation, factories.person("Dennehy", "Fergal"))
    programme.hand_over(opening.attendances.select_related("engagement__edition").get(), newcomer, by=olga)
    move(edition, opening, olga)
    releases.publish(edition, comment="Later", by=olga)

    release = back_to(edition, 1, olga)

    assert [known["names"]["en"] for known in release.value["people"].values()] == ["Fergal Dennehy"]


def test_page_goes_back_and_sets_the_draft(client, edition, olga, opening, published):
    move(edition, opening, olga)
    releases.publish(edition, comment="Later", by=olga)
    client.force_login(olga)
    address = door("release_back", edition, 1)
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in ("comment", "seen", "token")}

    refused = client.post(address, sent | {"draft": "burn", "seen": "9" * 30})
    stale = client.post(address, sent | {"draft": "leave", "seen": "1"})
    answers = [client.post(address, sent | {"draft": "set"}).status_code for _turn in range(2)]

    assert (refused.status_code, "Another release was published" in stale.content.decode()) == (200, True)
    assert (answers, board.published(edition).number) == ([302, 302], 3)
    assert board.published(edition).comment == "As release 1"


@pytest.mark.parametrize(
    ("days", "role", "offered"),
    [(0, Role.PROTOCOL_OFFICER, True), (1, Role.PROTOCOL_OFFICER, False), (0, Role.PROGRAMME_EDITOR, False)],
    ids=["on the day", "the day before", "not by an editor"],
)
def test_list_leads_to_the_change_on_the_day(client, edition, opening, days, role, offered):
    edition.starts_on = clock.day_at(edition.zone, clock.now()) + timedelta(days=days)
    edition.ends_on = edition.starts_on + timedelta(days=2)
    edition.save()
    client.force_login(factories.organizer(edition, role))

    page = client.get(reverse("organizer:programme_list", args=[edition.slug])).content.decode()

    assert (reverse("organizer:emergency", args=[edition.slug, opening.pk]) in page) == offered
