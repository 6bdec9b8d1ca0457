"""What is missing, and for whom."""

import pytest

from delegations import missing
from forum import clock
from tests import factories

pytestmark = pytest.mark.django_db


def gaps_of(delegation):
    people = delegation.delegates.in_order().prefetch_related("flights")
    return [(str(gap.what), gap.delegate) for gap in missing.of_delegation(delegation, people)]


def test_a_delegation_without_people_lacks_its_head_and_its_hand_in():
    assert gaps_of(factories.delegation()) == [("head of delegation", None), ("registration not handed in", None)]


def test_of_each_person_a_line_for_each_group_says_what_is_missing():
    mayor = factories.head()
    factories.flight(mayor)

    assert [what for what, whose in gaps_of(mayor.delegation) if whose == mayor] == [
        "Name and function: title or function",
        "How to reach the guest: mobile telephone, emergency contact",
        "Languages: languages spoken, interpretation",
        "Consents: photographs and film, public list of participants, transfer to the host's country",
        "Travel: flight out",
        "Table and needs: menu, allergies, access",
        "Passport, photo, visa: passport, photo, whether a visa is needed",
    ]


def test_what_is_there_is_no_longer_missing():
    mayor = factories.head(titles={"en": "Lord Mayor"})
    factories.flight(mayor)
    factories.flight(mayor, direction="out", origin="PVG", destination="DUB")

    kinds = [what.split(":")[0] for what, whose in gaps_of(mayor.delegation) if whose == mayor]

    assert kinds == ["How to reach the guest", "Languages", "Consents", "Table and needs", "Passport, photo, visa"]


def test_nothing_is_asked_of_the_people_of_a_city_that_stays_away():
    mayor = factories.head(factories.delegation("cork", answer="no", answered_at=clock.now()))

    assert [whose for _what, whose in gaps_of(mayor.delegation) if whose] == []
