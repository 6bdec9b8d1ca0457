"""What is missing, and for whom."""

import pytest

from delegations import missing
from tests import factories

pytestmark = pytest.mark.django_db


def gaps_of(delegation):
    people = delegation.delegates.in_order().prefetch_related("flights")
    return [(str(gap.what), gap.delegate) for gap in missing.of_delegation(delegation, people)]


def test_a_delegation_without_people_lacks_its_head_and_its_hand_in():
    assert gaps_of(factories.delegation()) == [("head of delegation", None), ("registration not handed in", None)]


def test_somebody_with_a_flight_in_still_lacks_a_title_and_the_flight_out():
    mayor = factories.head()
    factories.flight(mayor)

    assert gaps_of(mayor.delegation)[1:] == [("title", mayor), ("flight out", mayor)]


def test_nothing_is_missing_when_all_is_there(django_assert_num_queries):
    mayor = factories.head(titles={"en": "Lord Mayor"})
    factories.flight(mayor)
    factories.flight(mayor, direction="out", origin="PVG", destination="DUB")
    mayor.delegation.registered_at = mayor.delegation.edition.register_by

    with django_assert_num_queries(3):
        assert gaps_of(mayor.delegation) == []
