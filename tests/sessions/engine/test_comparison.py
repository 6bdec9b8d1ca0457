from dataclasses import fields, replace

import pytest
from hypothesis import given, settings

from sessions.engine.comparison import apply, edits, item_edits, news
from sessions.engine.itinerary import entries_of
from sessions.engine.values import EDIT_KINDS, Edit, Entry, Item, ItemEdit, Part, Programme
from tests.sessions.engine.programmes import AMARA, BRUNO, LINDALE, item, programme, programmes, span

DINNER = Entry("item:1", "reception", {"en": "Dinner"}, span("18:00", "20:00"))
OTHER_ENTRY = {
    "kind": ("bilateral", ("retitled",)),
    "titles": ({"en": "Supper"}, ("retitled",)),
    "span": (span("19:00", "20:30"), ("moved", "resized")),
    "room_names": ({"en": "Hall 2"}, ("room",)),
    "venue_names": ({"en": "West Bund"}, ("room",)),
    "role": ("chair", ("role",)),
    "dress": ("black tie", ("dress",)),
    "languages": (("en",), ("language",)),
    "notes": ({"en": "Bring the pin"}, ("notes",)),
    "details": ({"number": "LN 202"}, ("flight",)),
    "people": ((BRUNO,), ("people",)),
    "cancelled": (True, ("cancelled",)),
    "meeting_points": ({"en": "North gate"}, ("room",)),
    "channels": ({"fr": 3}, ("channel",)),
    "companions": ({"en": "Danai Elaiodasou"}, ("companion",)),
    "topics": ({"en": "Living with the river"}, ("retitled",)),
}
MEETING = item(1, "09:00", "10:00", AMARA)
OTHER_ITEM = {
    "kind": ("reception", ("retitled",)),
    "titles": ({"en": "Supper"}, ("retitled",)),
    "span": (None, ("moved",)),
    "room": (5, ("room",)),
    "room_names": ({"en": "Hall 2"}, ("room",)),
    "venue": (6, ("room",)),
    "venue_names": ({"en": "West Bund"}, ("room",)),
    "capacity": (40, ("room",)),
    "parent": (9, ("room",)),
    "parts": ((Part(BRUNO, "guest"),), ("people",)),
    "audience": ("public", ("people",)),
    "delegation": (LINDALE, ("people",)),
    "dress": ("black tie", ("dress",)),
    "languages": (("en",), ("language",)),
    "notes": ({"en": "Bring the pin"}, ("notes",)),
    "cancelled": (True, ("cancelled",)),
    "seats": (40, ("room",)),
    "meeting_points": ({"en": "North gate"}, ("room",)),
    "channels": ({"fr": 3}, ("channel",)),
    "topics": ({"en": "Living with the river"}, ("retitled",)),
}


@pytest.mark.parametrize("name", [field.name for field in fields(Entry) if field.name != "key"])
def test_every_field_of_an_entry_has_a_name_for_its_change(name):
    value, kinds = OTHER_ENTRY[name]
    true = replace(DINNER, **{name: value})

    assert edits([DINNER], [true]) == (Edit("item:1", kinds, DINNER, true),)


@pytest.mark.parametrize("name", [field.name for field in fields(Item) if field.name != "id"])
def test_every_field_of_an_item_has_a_name_for_its_change(name):
    value, kinds = OTHER_ITEM[name]
    after = replace(MEETING, **{name: value})

    assert item_edits(programme(MEETING), programme(after)) == (ItemEdit("item:1", kinds, MEETING, after),)


@pytest.mark.parametrize(
    ("start", "end", "kinds"),
    [
        ("19:00", "21:00", ("moved",)),
        ("18:00", "21:00", ("resized",)),
        ("17:00", "20:00", ("moved", "resized")),
    ],
)
def test_move_and_change_of_length_are_told_apart(start, end, kinds):
    [edit] = edits([DINNER], [replace(DINNER, span=span(start, end))])

    assert edit.kinds == kinds


def test_new_line_is_added():
    assert edits([], [DINNER]) == (Edit("item:1", ("added",), None, DINNER),)


def test_missing_line_is_removed():
    assert edits([DINNER], []) == (Edit("item:1", ("removed",), DINNER, None),)


def test_line_that_comes_already_cancelled_says_both():
    called_off = replace(DINNER, cancelled=True)

    assert edits([], [called_off]) == (Edit("item:1", ("added", "cancelled"), None, called_off),)


def test_cancelled_line_is_restored():
    called_off = replace(DINNER, cancelled=True)

    assert edits([called_off], [DINNER]) == (Edit("item:1", ("restored",), called_off, DINNER),)


def test_line_that_stays_cancelled_is_not_cancelled_or_restored_again():
    called_off = replace(DINNER, cancelled=True)

    [edit] = edits([called_off], [replace(called_off, dress="black tie")])

    assert edit.kinds == ("dress",)


def test_edits_run_as_the_day_runs():
    lunch, tea = replace(DINNER, key="item:3", span=span("12:00", "13:00")), replace(DINNER, key="item:2")

    found = edits([lunch, DINNER], [tea, replace(DINNER, span=span("11:00", "12:00"))])

    assert [edit.key for edit in found] == ["item:1", "item:3", "item:2"]


def test_order_in_which_lines_are_given_is_no_news():
    lunch = replace(DINNER, key="item:3", span=span("12:00", "13:00"))

    assert edits([lunch, DINNER], [DINNER, lunch]) == ()


def test_change_of_role_is_not_a_change_of_people():
    before, after = item(1, "09:00", "10:00", AMARA, role="guest"), item(1, "09:00", "10:00", AMARA, role="chair")

    [edit] = item_edits(programme(before), programme(after))

    assert edit.kinds == ("role",)


def test_changelog_names_what_came_and_what_went():
    breakfast, supper = item(1, "08:00", "09:00"), item(2, "19:00", "20:00")

    changelog = item_edits(programme(breakfast), programme(supper))

    assert changelog == (
        ItemEdit("item:1", ("removed",), breakfast, None),
        ItemEdit("item:2", ("added",), None, supper),
    )


def test_first_line_after_an_edit_stands_where_the_day_puts_it():
    late, early = replace(DINNER, key="item:9"), replace(DINNER, span=span("08:00", "09:00"))

    assert apply(edits([DINNER, late], [early, late]), [DINNER, late]) == (early, late)


def test_edit_of_a_line_already_gone_does_no_harm():
    assert apply(edits([DINNER], []), []) == ()


def test_what_only_an_uncertain_letter_told_must_be_unlearned():
    supper = replace(DINNER, key="item:2")

    assert news([[DINNER], [DINNER, supper]], [DINNER]) == (Edit("item:2", ("removed",), supper, None),)


def test_old_side_of_a_line_is_the_surest_knowledge_that_differs():
    later, latest = (replace(DINNER, span=span(start, "22:00")) for start in ("19:00", "20:00"))

    [sure] = news([[DINNER], [later]], [latest])
    [unsure] = news([[DINNER], [later]], [DINNER])

    assert (sure.old, unsure.old) == (DINNER, later)


@settings(deadline=None)
@given(programmes(), programmes(), programmes())
def test_news_lead_to_the_truth_whichever_itinerary_was_known(one: Programme, other: Programme, true: Programme):
    known = [entries_of(AMARA, LINDALE, each) for each in (one, other)]
    now = entries_of(AMARA, LINDALE, true)

    assert [apply(news(known, now), each) for each in known] == [now, now]


@settings(deadline=None)
@given(programmes())
def test_nothing_new_is_no_news(forum: Programme):
    told = entries_of(AMARA, LINDALE, forum)

    assert (edits(told, told), item_edits(forum, forum)) == ((), ())


@settings(deadline=None)
@given(programmes(), programmes())
def test_edits_lead_from_what_was_told_to_what_is_true(before: Programme, after: Programme):
    told, true = entries_of(AMARA, LINDALE, before), entries_of(AMARA, LINDALE, after)

    assert apply(edits(told, true), told) == true


@settings(deadline=None)
@given(programmes(), programmes())
def test_every_edit_has_a_known_kind(before: Programme, after: Programme):
    told, true = entries_of(AMARA, LINDALE, before), entries_of(AMARA, LINDALE, after)
    found = [*edits(told, true), *item_edits(before, after)]

    assert [edit for edit in found if not edit.kinds or set(edit.kinds) - set(EDIT_KINDS)] == []
