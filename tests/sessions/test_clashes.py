"""Clashes in the office: seen on one page, mended with a click, answered for by name; rules; interpreters."""

from datetime import timedelta

import pytest
from django.urls import reverse

from forum import clock
from forum.models import Change
from forum.roles import Role
from sessions import board, checking
from sessions.actions import interpreters, programme, releases, rulings
from sessions.engine.rules import RULES
from sessions.models import ClashOverride, Engagement, Interpreter, InterpreterDuty, RuleSetting, VenueDistance
from sessions.rule_words import FIGURES, WORDS
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def torn(edition):
    """Two items in the main hall at half past two; the east hall is free."""
    hall = factories.room("main-hall")
    return [factories.engagement(title, edition, at="14:30", room=hall) for title in ("Opening", "Rehearsal")]


def door(name, edition, *more):
    return reverse(f"organizer:{name}", args=[edition.slug, *more])


def check(edition):
    return checking.check(edition, board.programme_of(edition))


def test_every_rule_and_every_figure_has_words():
    assert set(WORDS) == {rule.name for rule in RULES}
    assert set(FIGURES) == {(rule.name, each.name) for rule in RULES for each in rule.parameters}


@pytest.mark.parametrize("count", [1, 3])
def test_draft_is_checked_in_nine_queries(edition, count, django_assert_num_queries):
    for n in range(count):
        mayor = factories.head(factories.delegation(f"city-{n}", edition))
        factories.attendance(factories.engagement(f"Item {n}", edition, at="09:00"), mayor)
    draft = board.programme_of(edition)

    with django_assert_num_queries(9):
        checking.check(edition, draft)


def test_answered_clash_stops_no_release_and_lapses_with_its_facts(edition, olga, torn):
    [clash] = check(edition).blocking()

    rulings.accept(edition, checksum=clash.checksum, reason="A curtain divides the hall", by=olga)

    assert check(edition).blocking() == []
    assert releases.publish(edition, comment="", by=olga).number == 1
    accepted = Change.objects.filter(verb="release.published").get().after["accepted"]
    assert accepted == [{"clash": clash.key, "by": str(olga)}]

    programme.place(torn[1], room=torn[1].room, starts_at=torn[1].starts_at, minutes=30, version=1, by=olga)

    assert [each.key for each in check(edition).blocking()] == [clash.key]


def test_two_who_answer_at_once_are_one(edition, olga, torn):
    [clash] = check(edition).blocking()

    first = rulings.accept(edition, checksum=clash.checksum, reason="A curtain", by=olga)
    second = rulings.accept(edition, checksum=clash.checksum, reason="Another", by=factories.organizer(edition))

    assert (first.pk, first.by_name) == (second.pk, str(olga))


def test_clash_that_is_no_more_is_not_answered_for(client, edition, olga, torn):
    client.force_login(olga)

    client.post(door("clash_accept", edition), {"checksum": "0" * 64, "reason": "Why not"})
    page = client.post(door("clash_accept", edition), {"checksum": "a\x00" * 40, "reason": "x"})

    assert (page.status_code, ClashOverride.objects.within(edition).count()) == (422, 0)


def test_reason_is_asked_for_beside_the_clash(client, edition, olga, torn):
    [clash] = check(edition).blocking()
    client.force_login(olga)

    page = client.post(door("clash_accept", edition), {"checksum": clash.checksum, "reason": " "})

    assert page.status_code == 422
    assert page.context["wrong"]["form"].errors == {"reason": ["This field is required."]}


def test_answer_is_given_shown_and_taken_back(client, edition, olga, torn):
    [clash] = check(edition).blocking()
    client.force_login(olga)

    client.post(door("clash_accept", edition), {"checksum": clash.checksum, "reason": "A curtain divides the hall"})
    shown = client.get(door("clashes", edition)).content.decode()
    client.post(door("clash_take_back", edition, ClashOverride.objects.within(edition).get().pk))

    assert "answers for it: “A curtain divides the hall”" in shown
    assert [each.key for each in check(edition).blocking()] == [clash.key]


def test_move_that_mends_is_one_click(client, edition, olga, torn):
    factories.room("east-hall", seats=500)
    client.force_login(olga)
    [clash] = client.get(door("clashes", edition)).context["clashes"]

    assert clash.mends[0]["words"] == "Move “Rehearsal” to east-hall"
    client.post(door("clash_mend", edition), clash.mends[0])

    assert check(edition).clashes == []
    assert Engagement.objects.within(edition).get(pk=torn[1].pk).room.key == "east-hall"


def test_move_from_an_old_page_is_refused(client, edition, olga, torn):
    client.force_login(olga)
    [clash] = client.get(door("clashes", edition)).context["clashes"]
    programme.change(torn[1], version=1, by=olga, dress="formal")

    page = client.post(door("clash_mend", edition), clash.mends[0], follow=True)

    assert "was changed by somebody else meanwhile" in page.content.decode()
    assert len(check(edition).clashes) == 1


@pytest.mark.parametrize(
    ("asked", "rules"),
    [
        ("", ["one_item_per_room", "speaker_not_confirmed"]),
        ("?grade=warn", ["speaker_not_confirmed"]),
        ("?rule=one_item_per_room", ["one_item_per_room"]),
        ("?person=999999999999999999999", []),
        ("?grade=no%00ne", []),
    ],
)
def test_clashes_are_filtered(client, edition, olga, torn, asked, rules):
    factories.attendance(torn[0], factories.head(factories.delegation("cork", edition)))
    client.force_login(olga)

    found = client.get(door("clashes", edition) + asked).context["clashes"]

    assert [words.rule for words in found] == [str(WORDS[rule].name) for rule in rules]


def test_drive_between_venues_is_data_of_the_city(edition, olga):
    mayor = factories.head(factories.delegation("cork", edition, answer="yes", answered_at=clock.now()))
    here, there = factories.room("here"), factories.room("there")
    for room, at in ((here, "09:00"), (there, "10:30")):
        factories.attendance(factories.engagement(room.key, edition, at=at, room=room), mayor, "attendee")

    VenueDistance.objects.create(one=here.venue, other=there.venue, minutes=40)

    assert [(clash.rule, clash.facts["needed"]) for clash in check(edition).blocking()] == [
        ("travel_time_between_venues", "40")
    ]


def test_rule_is_set_for_the_edition(client, edition, olga, torn):
    client.force_login(olga)

    client.post(door("rule", edition, "one_item_per_room"), {"seen": 0, "grade": "warn"})

    assert [clash.grade for clash in check(edition).clashes] == ["warn"]
    row = RuleSetting.objects.within(edition).get()
    assert (row.rule, row.grade, row.version) == ("one_item_per_room", "warn", 1)


def test_rule_that_guards_what_cannot_be_stays_on(edition, olga):
    with pytest.raises(rulings.NotForThisRule):
        rulings.set_rule(edition, "one_item_per_room", on=False, grade="warn", figures={}, seen=0, by=olga)
    with pytest.raises(rulings.NotForThisRule):
        rulings.set_rule(
            edition, "rest_window", on=True, grade="info", figures={"night_minutes": 9999}, seen=0, by=olga
        )


@pytest.mark.parametrize("night", ["", "ten", "9999", "-1", "1" * 30, "\x00"])
def test_figure_that_cannot_be_is_refused_beside_its_field(client, edition, olga, night):
    client.force_login(olga)

    page = client.post(door("rule", edition, "rest_window"), {"seen": 0, "grade": "info", "night_minutes": night})

    assert list(page.context["form"].errors) == ["night_minutes"]
    assert RuleSetting.objects.within(edition).count() == 0


def test_second_of_two_who_set_a_rule_sees_what_the_first_has_set(client, edition, olga):
    rulings.set_rule(edition, "rest_window", on=False, grade="info", figures={"night_minutes": 480}, seen=0, by=olga)
    client.force_login(olga)
    typed = {"seen": 0, "on": "on", "grade": "block", "night_minutes": 600}

    page = client.post(door("rule", edition, "rest_window"), typed)

    assert (page.status_code, page.context["stale"].figures) == (409, {"night_minutes": 480})
    client.post(door("rule", edition, "rest_window"), typed | {"seen": 1})
    assert RuleSetting.objects.within(edition).get().figures == {"night_minutes": 600}


def test_rule_of_no_name_is_not_found(client, edition, olga):
    client.force_login(olga)

    assert client.get(door("rule", edition, "no-such-rule")).status_code == 404


def test_list_of_rules_counts_their_clashes(client, edition, olga, torn):
    client.force_login(olga)

    rows = client.get(door("rules", edition)).context["rows"]

    assert {row["name"]: row["count"] for row in rows if row["count"]} == {"one_item_per_room": 1}


def test_hour_is_kept_as_minutes_since_midnight(client, edition, olga):
    client.force_login(olga)
    typed = {"seen": 0, "on": "on", "grade": "info", "from_hour": "12:00", "to_hour": "13:30", "meal_minutes": 45}

    client.post(door("rule", edition, "meal_window"), typed)

    figures = {"from_hour": 720, "to_hour": 810, "meal_minutes": 45}
    assert RuleSetting.objects.within(edition).get().figures == figures


def test_interpreter_is_listed_assigned_and_relieved(client, edition, olga):
    hall = factories.engagement("Opening", edition, at="09:00", minutes=60, languages=["zh-hans", "en"])
    client.force_login(olga)

    client.post(door("interpreters", edition), {"name": "Li Wei", "language_zh-hans": "A", "language_en": "B"})
    li = Interpreter.objects.within(edition).get()
    duty = {"engagement": hall.pk, "source": "zh-hans", "target": "en", "both_ways": "on"}
    client.post(door("interpreter", edition, li.pk), duty)
    client.post(door("interpreter", edition, li.pk), duty)

    assert InterpreterDuty.objects.within(edition).count() == 2
    assert [clash.rule for clash in check(edition).clashes] == ["booth_too_small"]
    client.post(door("interpreter_relieve", edition, li.duties.order_by("pk")[0].pk))
    assert li.duties.count() == 1
    client.post(door("interpreter_remove", edition, li.pk))
    assert Interpreter.objects.within(edition).count() == 0


def test_nobody_is_assigned_to_a_language_that_he_does_not_speak(client, edition, olga):
    hall = factories.engagement("Opening", edition, at="09:00")
    li = interpreters.add(edition, name="Li Wei", languages={"zh-hans": "A", "fr": "C"}, days=(), by=olga)
    client.force_login(olga)

    page = client.post(
        door("interpreter", edition, li.pk), {"engagement": hall.pk, "source": "zh-hans", "target": "fr"}
    )

    assert page.context["form"].errors == {"target": ["Li Wei does not interpret so: nobody works into a C language."]}


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"name": "Li Wei", "language_en": "A"}, "__all__"),
        ({"name": "", "language_en": "A", "language_fr": "B"}, "name"),
        ({"name": "Ruth Marsh", "language_en": "A", "language_fr": "B"}, "name"),
    ],
    ids=["one language", "no name", "twice"],
)
def test_interpreter_who_cannot_be_is_refused(client, edition, olga, typed, wrong):
    interpreters.add(edition, name="Ruth Marsh", languages={"en": "A", "fr": "B"}, days=(), by=olga)
    client.force_login(olga)

    assert list(client.post(door("interpreters", edition), typed).context["form"].errors) == [wrong]


def test_entry_of_an_interpreter_is_corrected(client, edition, olga):
    li = interpreters.add(edition, name="Li Wie", languages={"zh-hans": "A", "en": "B"}, days=(), by=olga)
    client.force_login(olga)
    typed = {"seen": 1, "name": "Li Wei", "language_zh-hans": "A", "language_fr": "B"}

    client.post(door("interpreter_change", edition, li.pk), typed)
    client.post(door("interpreter_change", edition, li.pk), typed)

    li.refresh_from_db()
    assert (li.name, li.languages, li.version) == ("Li Wei", {"zh-hans": "A", "fr": "B"}, 2)
    assert Change.objects.filter(verb="interpreter.changed").get().before["name"] == "Li Wie"


def test_second_of_two_who_correct_an_interpreter_sees_what_the_first_has_set(client, edition, olga):
    li = interpreters.add(edition, name="Li Wie", languages={"zh-hans": "A", "en": "B"}, days=(), by=olga)
    interpreters.change(li, name="Li Wei", languages={"zh-hans": "A", "en": "A"}, days=(), seen=1, by=olga)
    client.force_login(olga)
    typed = {"seen": 1, "name": "Li Weiwei", "language_zh-hans": "A", "language_en": "B"}

    page = client.post(door("interpreter_change", edition, li.pk), typed)

    assert (page.status_code, str(page.context["stale"]["row"])) == (409, "Li Wei")
    client.post(door("interpreter_change", edition, li.pk), typed | {"seen": 2})
    li.refresh_from_db()
    assert (li.name, li.version) == ("Li Weiwei", 3)


def test_language_that_is_worked_in_is_not_taken_away(client, edition, olga):
    hall = factories.engagement("Opening", edition, at="09:00")
    li = interpreters.add(edition, name="Li Wei", languages={"zh-hans": "A", "en": "B", "fr": "B"}, days=(), by=olga)
    interpreters.assign(li, hall, source="zh-hans", target="fr", both_ways=False, by=olga)
    interpreters.add(edition, name="Ruth Marsh", languages={"en": "A", "fr": "B"}, days=(), by=olga)
    client.force_login(olga)
    typed = {"seen": 1, "name": "Li Wei", "language_zh-hans": "A", "language_en": "B", "language_fr": "C"}

    page = client.post(door("interpreter_change", edition, li.pk), typed)
    twice = client.post(door("interpreter_change", edition, li.pk), typed | {"name": "Ruth Marsh"})

    assert page.context["form"].errors == {
        "__all__": ["These languages are worked in at “Opening”: take those duties off first."]
    }
    assert twice.context["form"].errors == {"name": ["Ruth Marsh is on the list already."]}


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_interpreters_costs_the_same_for_one_and_three(client, edition, olga, count, django_assert_num_queries):
    for n in range(count):
        interpreters.add(edition, name=f"Li {n}", languages={"en": "A", "fr": "B"}, days=("2025-05-29",), by=olga)
    client.force_login(olga)

    with django_assert_num_queries(8):
        client.get(door("interpreters", edition))


def test_head_is_asked_for_on_the_page_of_the_item(client, edition, olga):
    cork = factories.delegation("cork", edition, answer="yes", answered_at=clock.now())
    signing = factories.engagement("Signing", edition, at="09:00", kind="signing")
    factories.attendance(signing, factories.delegate(cork, role="deputy_head"), "signatory")
    client.force_login(olga)

    client.post(door("engagement_head", edition, signing.pk), {"required": "yes"})
    client.post(door("engagement_head", edition, signing.pk), {"required": "yes"})

    assert [clash.rule for clash in check(edition).clashes] == ["head_required_but_deputy"]
    assert Engagement.objects.within(edition).get().version == 2


def test_programme_editor_mends_but_does_not_answer(client, edition, torn):
    [clash] = check(edition).blocking()
    client.force_login(factories.organizer(edition, Role.PROGRAMME_EDITOR))
    [shown] = client.get(door("clashes", edition)).context["clashes"]

    answered = client.post(door("clash_accept", edition), {"checksum": clash.checksum, "reason": "x"})
    client.post(door("clash_mend", edition), shown.mends[0])

    assert (answered.status_code, check(edition).clashes) == (403, [])


def test_room_is_set_up_as_long_as_the_room_or_the_item_says(edition):
    hall = factories.room("hall", setup_minutes=20)
    one = factories.engagement("One", edition, at="09:00", minutes=60, room=hall, clear_minutes=5)
    two = factories.engagement("Two", edition, at="10:20", room=hall, set_up_minutes=10)

    [clash] = check(edition).clashes

    assert (clash.items, clash.facts["needed"], clash.facts["there_is"]) == ((one.pk, two.pk), "25", "20")
    Engagement.objects.within(edition).filter(pk=two.pk).update(starts_at=two.starts_at + timedelta(minutes=5))
    assert check(edition).clashes == []


def test_what_only_the_office_knows_enters_no_release(edition, olga):
    factories.engagement("One", edition, at="09:00", clear_minutes=5, head_required=True)

    release = releases.publish(edition, comment="", by=olga)

    assert {"clear_minutes", "set_up_minutes", "head_required"} & set(release.value["items"][0]) == set()
    assert set(release.value) == {"items", "legs", "people", "zone"}
