"""What the files tell about delegations as a whole, loaded."""

import pytest

from delegations.actions import sizes, withdrawal
from delegations.models import Ceiling, Cover, Delegation, Permit, SizeRequest, Withdrawal
from forum.models import Edition
from sessions.actions import reference
from sessions.reference import BUNDLED
from sessions.reference.reader import read
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def shanghai():
    reference.load(read(BUNDLED / "shanghai-2025"))
    return Edition.objects.get(slug="shanghai-2025")


def test_ceilings_terms_permit_one_request_and_one_withdrawal_are_there(shanghai):
    counts = [model.objects.within(shanghai).count() for model in (Ceiling, Cover, Permit, SizeRequest, Withdrawal)]
    away = Delegation.objects.within(shanghai).withdrawn()

    assert (counts, [str(one) for one in away]) == ([11, 60, 1, 1, 1], ["Dunedin"])


def test_loaded_again_nothing_changes(shanghai):
    assert not reference.load(read(BUNDLED / "shanghai-2025"))


def test_what_people_have_decided_since_is_not_undone(shanghai):
    olga = factories.organizer(shanghai)
    withdrawal.take_back(Delegation.objects.within(shanghai).withdrawn().get(), by=olga)
    sizes.answer(SizeRequest.objects.within(shanghai).get(), grant=False, words="", by=olga)

    assert not reference.load(read(BUNDLED / "shanghai-2025"))
    assert Delegation.objects.within(shanghai).withdrawn().count() == 0
