import pytest

from delegations.models import Delegate, Delegation
from forum import scope
from sessions.models import Engagement
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "question",
    [
        list,
        len,
        bool,
        lambda rows: rows.count(),
        lambda rows: rows.exists(),
        lambda rows: rows.first(),
        lambda rows: rows.get(pk=1),
        lambda rows: list(rows.iterator()),
        lambda rows: rows.aggregate(),
        lambda rows: rows.update(language="fr"),
        lambda rows: rows.delete(),
        lambda rows: list(rows.values_list("pk")),
        lambda rows: rows.filter(role="head").last(),
    ],
)
def test_delegates_are_not_read_outside_a_scope(question):
    with pytest.raises(scope.Unscoped, match=r"begin with .within\(edition\)"):
        question(Delegate.objects.all())


def test_an_edition_is_a_scope_and_hides_the_others():
    here, there = factories.edition("here"), factories.edition("there")
    cork = factories.delegation("cork", here)
    factories.delegation("cork", there)

    assert list(Delegation.objects.within(here)) == [cork]


def test_rows_reached_from_their_parent_are_scoped_by_it():
    amara = factories.head()

    assert list(amara.delegation.delegates.all()) == [amara]
    assert amara.delegation.delegates.filter(role="head").count() == 1


def test_the_whole_house_is_read_only_with_a_reason():
    factories.engagement()

    with scope.everywhere("this test counts all"):
        assert Engagement.objects.count() == 1
    with pytest.raises(scope.Unscoped):
        Engagement.objects.count()


def test_forms_may_ask_whether_a_row_is_unique():
    amara = factories.head()

    assert amara.full_clean() is None
