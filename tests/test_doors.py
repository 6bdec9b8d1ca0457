"""Every door of the house is tried by everybody with every verb. A door without a row in the table fails."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from sessions.actions import programme
from tests.doors import DOORS, NOTHING_DONE, VERBS, World, expected

pytestmark = pytest.mark.django_db

WHO = ("nobody", "olga", "pia", "oscar", "otto", "aoife", "amara", "lucie")


def routes(resolver: URLResolver | None = None, prefix: str = "", names: str = "") -> dict[str, str]:
    """Every route of the house by its full name, as the resolver has them; Django's admin is tried by its own test."""
    found: dict[str, str] = {}
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            found[f"{names}{entry.name}"] = route
        elif entry.app_name != "admin":
            space = f"{names}{entry.namespace}:" if entry.namespace else names
            found.update(routes(entry, route, space))
    return found


def test_every_route_has_a_row_and_every_row_a_route():
    assert set(routes()) == set(DOORS)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One forum with two delegations, another forum, and somebody of every kind, for all doors together."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        made = World()
        yield made
        transaction.set_rollback(True)


def wrong_at(name, world, verbs=VERBS):
    """Who got by which verb what the table does not say."""
    tries = [(who, verb, world.knock(name, who, verb)) for who in WHO for verb in verbs]
    return [(who, verb, status) for who, verb, status in tries if status not in expected(name, who, verb)]


@pytest.mark.parametrize("name", sorted(DOORS))
def test_the_door(name, world):
    """All verbs by all people at one door; the wrong ones are listed together."""
    assert wrong_at(name, world) == []


def test_every_writing_door_is_sent_something_to_write(world):
    assert {name for name, door in DOORS.items() if door.write} == set(world.sent)


def test_door_that_refuses_what_is_valid_is_found(world, monkeypatch):
    def refuse(row, **_fields):
        raise programme.StaleDraft(row)

    monkeypatch.setattr(programme, "place", refuse)

    assert wrong_at("organizer:engagement_place", world, ["POST"]) == [("olga", "POST", 409), ("pia", "POST", 409)]


def test_door_that_says_done_and_does_nothing_is_found(world, monkeypatch):
    monkeypatch.setattr(programme, "take_off", lambda row, **_fields: row)

    found = wrong_at("organizer:engagement_take_off", world, ["POST"])

    assert found == [("olga", "POST", NOTHING_DONE), ("pia", "POST", NOTHING_DONE)]


def test_action_that_breaks_is_found(world, monkeypatch):
    monkeypatch.setattr(programme, "change", None)

    with pytest.raises(TypeError):
        wrong_at("organizer:engagement", world, ["POST"])
