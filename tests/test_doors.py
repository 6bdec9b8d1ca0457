"""Every door of the house is tried by everybody with every verb. A door without a row in the table fails."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.doors import DOORS, VERBS, World, expected

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


@pytest.mark.parametrize("name", sorted(DOORS))
def test_the_door(name, world):
    """All verbs by all people at one door; the wrong ones are listed together."""
    wrong = []
    for who in WHO:
        for verb in VERBS:
            status = world.knock(name, who, verb)
            if status not in expected(name, who, verb):
                wrong.append((who, verb, status, sorted(expected(name, who, verb))))

    assert wrong == []
