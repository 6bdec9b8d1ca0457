"""The board by script: saving in place, both versions, steps taken back; copies, deletions, wholes and parts."""

from datetime import timedelta

import pytest
from django.urls import reverse

from forum import clock, ledger
from sessions.actions import arranging, closing, programme, refusals, releases, steps
from sessions.models import Attendance, DraftStep, Engagement, RoomClosure, Speech
from tests import factories

pytestmark = pytest.mark.django_db
BY_SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def hall():
    return factories.room("main-hall")


@pytest.fixture
def opening(edition, hall):
    return factories.engagement("Opening", edition, at="14:30", minutes=90, room=hall)


@pytest.fixture
def pia(edition):
    """A colleague of Olga's."""
    return factories.organizer(edition, name="Pia Novak")


def door(name, edition, *args):
    return reverse(f"organizer:{name}", args=[edition.slug, *args])


def drop(client, item, hour, **more):
    sent = {"item": item.pk, "room": item.room_id or "", "start": f"{item.edition.starts_on}T{hour}", "version": 1}
    return client.post(door("engagement_move", item.edition), sent | more, **BY_SCRIPT)


def span(row):
    row = Engagement.objects.within(row.edition).get(pk=row.pk)
    return row.starts_at and (
        clock.hour_text(row.edition.zone, row.starts_at),
        (row.ends_at - row.starts_at).seconds // 60,
    )


def move(row, by, hour="15:00", minutes=90):
    with steps.one_step(row.edition, by=by):
        start = factories.instant_on(row.edition, row.edition.starts_on, hour)
        version = Engagement.objects.within(row.edition).get(pk=row.pk).version
        programme.place(row, room=row.room, starts_at=start, minutes=minutes, version=version, by=by)


def test_card_is_saved_in_place_and_said(client, edition, olga, opening):
    client.force_login(olga)

    answer = drop(client, opening, "15:00", minutes=47)

    assert (answer.json(), span(opening)) == ({"said": "“Opening” was moved.", "version": 2}, ("15:00", 47))


def test_stale_card_gets_both_versions_and_who_made_the_other(client, edition, olga, pia, hall, opening):
    move(opening, pia, "15:30")
    client.force_login(olga)

    answer = drop(client, opening, "09:00")

    day = clock.day_text("en", edition.starts_on, "long")
    assert (answer.status_code, span(opening)) == (409, ("15:30", 90))
    assert answer.json() == {
        "title": "Opening",
        "now": f"{day}, 15:30–17:00, main-hall, Venue of main-hall",
        "wanted": f"{day}, 09:00–10:30, main-hall",
        "who": "Pia Novak",
        "version": 2,
    }


@pytest.mark.parametrize("minutes", [0, -30])
def test_item_that_would_end_before_it_begins_is_refused(client, edition, olga, opening, minutes):
    client.force_login(olga)

    answer = drop(client, opening, "15:00", minutes=minutes or -1)

    sentence = "“Opening” would end before it begins. Give it an end after its beginning."
    assert (answer.status_code, answer.json(), span(opening)) == (422, {"refused": [sentence]}, ("14:30", 90))


def test_end_before_the_beginning_is_refused_beside_its_field(client, edition, olga, opening):
    client.force_login(olga)
    typed = {"day": edition.starts_on, "hour": "10:00", "until": "09:00", "minutes": 45, "version": 1}

    form = client.post(door("engagement_place", edition, opening.pk), typed).context["place_form"]

    sentence = "It would end at 09:00, before it begins at 10:00. What runs past midnight is given in minutes."
    assert form.errors == {"until": [sentence]}


def test_end_on_the_clock_is_taken_for_the_minutes(client, edition, olga, opening):
    client.force_login(olga)
    typed = {"day": edition.starts_on, "hour": "10:00", "until": "10:52", "minutes": 45, "version": 1}

    client.post(door("engagement_place", edition, opening.pk), typed)

    assert span(opening) == ("10:00", 52)


@pytest.mark.parametrize("days", [-4, 7])
def test_day_outside_the_forum_is_refused_with_its_days(client, edition, olga, opening, days):
    client.force_login(olga)
    day = edition.starts_on + timedelta(days=days)

    [sentence] = drop(client, opening, "15:00", start=f"{day}T15:00").json()["refused"]

    first, last = refusals.bounds(edition)
    spoken = [clock.day_text("en", one, "long") for one in (day, first, last)]
    assert sentence == "{} is outside this forum: items may be placed from {} to {}.".format(*spoken)


def test_item_is_not_stretched_beyond_the_forum(client, edition, olga, opening):
    client.force_login(olga)

    answer = drop(client, opening, "14:30", minutes=40 * 24 * 60)

    assert (answer.status_code, span(opening)) == (422, ("14:30", 90))


def closed(edition, room, olga, since="15:00", until="18:00"):
    span = [factories.instant_on(edition, edition.starts_on, hour) for hour in (since, until)]
    return closing.close(edition, room, starts_at=span[0], ends_at=span[1], reason="Sound check", by=olga)


def test_closed_room_takes_nothing_by_board_or_form(client, edition, olga, hall, opening):
    closed(edition, hall, olga)
    client.force_login(olga)
    typed = {"room": hall.pk, "day": edition.starts_on, "hour": "16:00", "minutes": 45, "version": 1}

    [by_board] = drop(client, opening, "14:45").json()["refused"]
    by_form = client.post(door("engagement_place", edition, opening.pk), typed).context["place_form"].errors

    assert by_form == {"room": [by_board]}
    assert by_board.startswith("main-hall is closed from ")
    assert by_board.endswith("(Sound check). “Opening” cannot be there then.")
    assert span(opening) == ("14:30", 90)


def test_clearing_counts_against_a_closed_room_and_back_to_back_does_not(edition, olga, hall, opening):
    closed(edition, hall, olga, since="16:00")
    move(opening, olga, "14:15", minutes=105)
    programme.change(opening, version=2, by=olga, clear_minutes=10)

    with pytest.raises(refusals.RoomIsClosed):
        move(opening, olga, "14:20", minutes=100)


def test_room_is_closed_and_opened_by_form(client, edition, olga, hall):
    client.force_login(olga)
    day = edition.starts_on
    typed = {"day": day, "hour": "08:00", "last_day": day, "last_hour": "09:00", "reason": "Sweep"}

    client.post(door("programme_room", edition, hall.pk), typed)
    client.post(door("programme_room", edition, hall.pk), typed)
    made = RoomClosure.objects.within(edition).get()
    client.post(door("programme_room_open", edition, made.pk))

    assert RoomClosure.objects.within(edition).count() == 0
    assert [change.verb for change in ledger.history_of(hall)] == ["room.opened", "room.closed"]


def test_room_is_not_opened_before_it_is_closed(client, edition, olga, hall):
    client.force_login(olga)
    typed = {"day": edition.starts_on, "hour": "10:00", "last_day": edition.starts_on, "last_hour": "09:00"}

    form = client.post(door("programme_room", edition, hall.pk), typed).context["form"]

    assert form.errors == {"last_hour": ["The room would be open again before it is closed."]}


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        ("withdrawn", "The delegation of Cork has withdrawn: Dan Boyle cannot be given a part."),
        ("declined", "Cork has declined the invitation: Dan Boyle cannot be given a part."),
    ],
)
def test_who_does_not_come_is_given_no_part(client, edition, olga, opening, left, sentence):
    boyle = factories.head(factories.delegation("cork", edition))
    fields = {"withdrawn": {"withdrawn_at": clock.now()}, "declined": {"answer": "no", "answered_at": clock.now()}}
    type(boyle.delegation).objects.within(edition).filter(pk=boyle.delegation_id).update(**fields[left])
    client.force_login(olga)

    typed = {"delegate": boyle.pk, "part": "speaker"}
    form = client.post(door("engagement_give_part", edition, opening.pk), typed).context["part_form"]

    assert form.errors == {"delegate": [sentence]}


# --- steps taken back


def test_move_is_taken_back_and_done_again_as_new_lines_of_the_ledger(client, edition, olga, opening):
    client.force_login(olga)
    drop(client, opening, "15:00")

    back = client.post(door("programme_undo", edition), **BY_SCRIPT).json()
    home = span(opening)
    again = client.post(door("programme_redo", edition), **BY_SCRIPT).json()

    assert (back, again) == ({"said": "Taken back: “Opening”."}, {"said": "Done again: “Opening”."})
    assert (home, span(opening)) == (("14:30", 90), ("15:00", 90))
    verbs = [change.verb for change in ledger.history_of(opening)]
    assert verbs == ["engagement.done_again", "engagement.taken_back", "engagement.placed"]


def test_steps_are_taken_back_one_after_the_other(edition, olga, opening):
    move(opening, olga, "15:00")
    move(opening, olga, "17:00", minutes=30)

    steps.take_back(edition, by=olga)
    first = span(opening)
    steps.take_back(edition, by=olga)

    assert (first, span(opening)) == (("15:00", 90), ("14:30", 90))
    with pytest.raises(steps.NothingToTakeBack):
        steps.take_back(edition, by=olga)


def test_what_somebody_else_has_moved_since_is_not_taken_back(client, edition, olga, pia, opening):
    move(opening, olga, "15:00")
    move(opening, pia, "16:00")
    client.force_login(olga)

    answer = client.post(door("programme_undo", edition), **BY_SCRIPT)

    sentence = "Pia Novak has changed “Opening” since. Nothing was taken back; look at it first."
    assert (answer.json(), span(opening)) == ({"refused": [sentence]}, ("16:00", 90))


def test_one_takes_back_only_what_one_did(edition, olga, pia, opening):
    move(opening, pia, "15:00")

    with pytest.raises(steps.NothingToTakeBack):
        steps.take_back(edition, by=olga)


def test_another_step_after_an_undo_leaves_nothing_to_do_again(edition, olga, opening):
    move(opening, olga, "15:00")
    steps.take_back(edition, by=olga)
    move(opening, olga, "18:00")

    with pytest.raises(steps.NothingToTakeBack):
        steps.do_again(edition, by=olga)


def test_refused_step_leaves_no_step(edition, olga, opening):
    with pytest.raises(refusals.EndsBeforeItBegins):
        move(opening, olga, minutes=-5)

    assert DraftStep.objects.within(edition).count() == 0


def test_speeches_come_back_with_their_sub_forum(edition, olga, hall, opening):
    speech = factories.engagement("Speech", edition, at="14:40", minutes=8, kind="speech", parent=opening, room=hall)
    with steps.one_step(edition, by=olga):
        programme.take_off(opening, version=1, by=olga)

    steps.take_back(edition, by=olga)

    assert (span(opening), span(speech)) == (("14:30", 90), ("14:40", 8))


def test_part_that_was_given_and_one_taken_away_are_taken_back(edition, olga, opening):
    boyle = factories.head(factories.delegation("cork", edition))
    with steps.one_step(edition, by=olga):
        part = programme.give_part(opening, boyle, part="chair", by=olga)
    with steps.one_step(edition, by=olga):
        programme.take_part_away(part, by=olga)

    steps.take_back(edition, by=olga)
    held = [(one.delegate, one.part) for one in Attendance.objects.within(edition)]
    steps.take_back(edition, by=olga)

    assert (held, Attendance.objects.within(edition).count()) == ([(boyle, "chair")], 0)


# --- copies and deletions


def with_a_speech(opening, olga):
    of = programme.Particulars(minutes=9, language="fr")
    speech = programme.add(
        opening.edition, kind="speech", titles={"en": "Speech"}, parent=opening, by=olga, particulars=of
    )
    factories.attendance(speech, factories.head(factories.delegation("cork", opening.edition)))
    return speech


@pytest.mark.parametrize("people", [False, True])
def test_copy_has_what_lies_within_and_people_only_if_asked(client, edition, olga, opening, people):
    with_a_speech(opening, olga)
    client.force_login(olga)

    client.post(door("engagement_copy", edition, opening.pk), {"day": ""} | ({"with_people": "on"} if people else {}))

    copy = Engagement.objects.within(edition).filter(kind="plenary").latest("pk")
    [child] = copy.children.all()
    assert (copy.titles, copy.starts_at, child.speech.minutes, child.speech.language) == (
        {"en": "Opening"},
        None,
        9,
        "fr",
    )
    assert child.attendances.count() == people


def test_copy_on_another_day_keeps_its_hours(edition, olga, opening):
    factories.engagement("Speech", edition, at="14:40", minutes=8, kind="speech", parent=opening)

    copy = arranging.duplicate(opening, on=edition.ends_on, with_people=False, by=olga)

    assert clock.day_at(edition.zone, copy.starts_at) == edition.ends_on
    assert (span(copy), span(copy.children.get())) == (("14:30", 90), ("14:40", 8))


def test_copy_is_taken_back_and_comes_again(edition, olga, opening):
    with_a_speech(opening, olga)
    with steps.one_step(edition, by=olga):
        copy = arranging.duplicate(opening, on=None, with_people=True, by=olga)

    steps.take_back(edition, by=olga)
    gone = Engagement.objects.within(edition).filter(pk=copy.pk).exists()
    steps.do_again(edition, by=olga)

    assert (gone, copy.children.get().attendances.count()) == (False, 1)


def test_deleted_item_comes_back_whole(client, edition, olga, opening):
    speech = with_a_speech(opening, olga)
    client.force_login(olga)

    client.post(door("engagement_remove", edition, opening.pk), {"version": 1})
    left = Engagement.objects.within(edition).count()
    client.post(door("programme_undo", edition))

    assert (left, span(opening)) == (0, ("14:30", 90))
    back = Speech.objects.get(engagement=speech)
    assert (back.minutes, back.engagement.attendances.count(), back.engagement.parent) == (9, 1, opening)


def test_delegate_who_left_meanwhile_does_not_come_back_with_the_item(edition, olga, opening):
    boyle = factories.head(factories.delegation("cork", edition))
    factories.attendance(opening, boyle)
    with steps.one_step(edition, by=olga) as step:
        step.rows = arranging.remove(opening, version=1, by=olga)
    boyle.delete()

    steps.take_back(edition, by=olga)

    assert Engagement.objects.within(edition).get().attendances.count() == 0


def test_published_item_is_not_deleted(client, edition, olga, opening):
    releases.publish(edition, comment="", by=olga)
    client.force_login(olga)

    page = client.post(door("engagement_remove", edition, opening.pk), {"version": 1}, follow=True)

    sentence = "“Opening” stands in a release: people have read of it. Cancel it instead of deleting it."
    assert [str(message) for message in page.context["messages"]] == [sentence]
    assert Engagement.objects.within(edition).get() == opening


# --- wholes and parts


def test_item_lies_within_another_and_never_within_itself(client, edition, olga, opening):
    signing = factories.engagement("Signing", edition, kind="signing", parent=opening)
    client.force_login(olga)

    typed = {"parent": signing.pk, "version": 1}
    form = client.post(door("engagement_put_within", edition, opening.pk), typed).context["parent_form"]
    client.post(door("engagement_put_within", edition, signing.pk), {"parent": "", "version": 1})

    sentence = "“Signing” lies within “Opening” already; an item cannot lie within itself."
    signing.refresh_from_db()
    assert (form.errors, signing.parent) == ({"parent": [sentence]}, None)


def test_parts_are_put_in_order(client, edition, olga, opening):
    for name in ("One", "Two", "Three"):
        programme.add(edition, kind="speech", titles={"en": name}, parent=opening, by=olga)
    client.force_login(olga)

    client.post(door("engagement_order", edition, opening.children.get(titles__en="Three").pk), {"way": "up"})
    client.post(door("engagement_order", edition, opening.children.get(titles__en="One").pk), {"way": "up"})

    assert [str(one) for one in opening.children.order_by("position")] == ["One", "Three", "Two"]


def test_item_is_added_within_the_one_whose_page_one_comes_from(client, edition, olga, opening):
    client.force_login(olga)
    address = door("engagement_add", edition) + f"?kind=signing&parent={opening.pk}"
    typed = {"title_en": "Signing", "audience": "public", "text_kind": "memorandum", "text_title_en": "Memorandum"}
    party = factories.delegation("tbilisi", edition).city.pk

    client.post(address, typed | {"party": party, "parent": opening.pk})

    assert str(opening.children.get()) == "Signing"


# --- several people at once


def test_nothing_new_costs_no_body_and_news_name_who_and_where(client, edition, olga, pia, opening):
    client.force_login(olga)
    page = client.get(door("programme", edition)).context
    state, address = f'"{page["state"]}"', door("programme_state", edition) + f"?since={page['number']}"

    quiet = client.get(address, HTTP_IF_NONE_MATCH=state)
    move(opening, pia, "15:00")
    news = client.get(address, HTTP_IF_NONE_MATCH=state)

    assert (quiet.status_code, quiet.content) == (304, b"")
    day = clock.day_text("en", edition.starts_on, "long")
    assert news.json()["news"] == [f"Pia Novak moved “Opening”: {day}, 15:00–16:30, main-hall"]
    assert news["ETag"] == f'"{client.get(door("programme", edition)).context["state"]}"'


@pytest.mark.parametrize("since", ["", "x", "9" * 400, "-1"])
def test_nonsense_about_since_when_is_no_news(client, edition, olga, opening, since):
    client.force_login(olga)

    assert client.get(door("programme_state", edition) + f"?since={since}").json()["news"] == []


def test_board_is_fetched_alone(client, edition, olga, opening):
    client.force_login(olga)

    page = client.get(door("programme_board", edition)).content.decode()

    assert page.count("data-item=") == 1
    assert "<html" not in page


def test_stale_form_shows_the_fields_that_differ(client, edition, olga, pia, opening):
    programme.change(opening, version=1, by=pia, dress="black_tie")
    client.force_login(olga)
    typed = {"title_en": "Grand opening", "audience": "public", "dress": "", "languages": ["en", "fr"], "version": 1}

    page = client.post(door("engagement", edition, opening.pk), typed)

    assert page.context["both"] == [
        {"word": "Title (English)", "now": "Opening", "yours": "Grand opening"},
        {"word": "Dress", "now": "black tie", "yours": "nothing said"},
        {"word": "Languages, spoken or interpreted", "now": "", "yours": "English, French"},
    ]
    assert page.context["who"] == "Pia Novak"


def test_history_tells_who_moved_what_from_where_to_where(client, edition, olga, pia, opening):
    move(opening, pia, "15:00")
    programme.change(opening, version=2, by=olga, set_up_minutes=20)
    client.force_login(olga)

    deeds = client.get(door("engagement", edition, opening.pk)).context["deeds"]

    day = clock.day_text("en", edition.starts_on, "long")
    told = [(deed.who, deed.did, [(one.word, one.old, one.new) for one in deed.aspects]) for deed in deeds]
    assert told == [
        ("Olga Chen", "changed", [("Minutes of set-up before", "0", "20")]),
        (
            "Pia Novak",
            "moved",
            [("When and where", f"{day}, 14:30–16:00, main-hall", f"{day}, 15:00–16:30, main-hall")],
        ),
    ]


def test_set_up_clearing_and_closures_are_drawn_as_bands(client, edition, olga, hall, opening):
    programme.change(opening, version=1, by=olga, set_up_minutes=30, clear_minutes=10)
    closed(edition, hall, olga, since="18:00", until="19:00")
    client.force_login(olga)

    plan = client.get(door("programme", edition)).context["plan"]

    bands = [(band.look, band.at, band.quarters, band.words) for band in plan.days[0].lanes[0].bands]
    assert bands == [
        ("set-up", 56, 2, "set-up: 30 min"),
        ("set-up", 64, 1, "clearing: 10 min"),
        ("closed", 72, 4, "closed: Sound check"),
    ]


# --- the other views


def fill(edition, count):
    hall = factories.room("hall", setup_minutes=15)
    for number in range(count):
        who = factories.head(factories.delegation(f"city-{number}", edition))
        item = factories.engagement(
            f"Item {number}", edition, at=f"{8 + number}:00", minutes=30, room=hall, languages=["en"]
        )
        factories.attendance(item, who)
    return Attendance.objects.within(edition).first().delegate


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("list", 9), ("person", 9), ("rooms", 11), ("languages", 10), ("board", 24), ("state", 7)],
)
def test_views_cost_the_same_for_one_item_and_three(
    client, edition, olga, name, queries, count, django_assert_max_num_queries
):
    who = fill(edition, count)
    client.force_login(olga)

    with django_assert_max_num_queries(queries):
        assert client.get(door(f"programme_{name}", edition) + f"?delegate={who.pk}").status_code == 200


def test_list_is_narrowed_and_sorted(client, edition, olga, opening):
    factories.engagement("Dinner", edition, at="19:00", kind="reception", audience="delegates")
    factories.engagement("A plenary to come", edition)
    client.force_login(olga)

    def titles(query):
        return [line.title for line in client.get(door("programme_list", edition) + query).context["lines"]]

    assert titles("") == ["Opening", "Dinner", "A plenary to come"]
    assert titles("?kind=plenary&sort=title") == ["A plenary to come", "Opening"]
    assert titles("?day=tray") == ["A plenary to come"]
    assert titles(f"?room={opening.room_id}&day={edition.starts_on}&audience=public") == ["Opening"]
    assert titles("?kind=nonsense") == []


def test_day_of_one_person_says_what_is_free_between(client, edition, olga, opening):
    boyle = factories.head(factories.delegation("cork", edition))
    dinner = factories.engagement("Dinner", edition, at="19:00", kind="bilateral")
    factories.attendance(dinner, boyle)
    client.force_login(olga)

    [day] = client.get(door("programme_person", edition) + f"?delegate={boyle.pk}").context["groups"]

    assert [(line.hours, line.title, line.free) for line in day.lines] == [
        ("14:30–16:00", "Opening", 0),
        ("16:00–19:00", "", 180),
        ("19:00–20:00", "Dinner", 0),
    ]


def test_speech_in_a_language_that_nobody_interprets_is_marked(client, edition, olga, opening):
    programme.change(opening, version=1, by=olga, languages=["en"])
    with_a_speech(opening, olga)
    client.force_login(olga)

    groups = client.get(door("programme_languages", edition)).context["groups"]

    assert [(group.heading, [(one["title"], one["missing"]) for one in group.lines]) for group in groups] == [
        ("English", [("Opening", False)]),
        ("French", [("Speech", True)]),
    ]
