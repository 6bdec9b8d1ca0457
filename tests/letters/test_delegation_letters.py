from datetime import UTC, date, datetime

import pytest

from delegations import notices
from delegations.models import Replacement, SizeRequest, Withdrawal
from forum.models import Message
from tests import factories

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "zh-hans", "fr", "ar"]


@pytest.fixture
def cork(settings):
    """Cork's delegation to a forum with fixed dates."""
    settings.SECRET_KEY = "a key that is the same in every run of these tests"
    edition = factories.edition(
        "fixed",
        starts_on=date(2025, 5, 28),
        reply_by=datetime(2025, 4, 15, 15, 59, tzinfo=UTC),
        register_by=datetime(2025, 5, 10, 15, 59, tzinfo=UTC),
    )
    return factories.delegation(factories.city("cork", names={"en": "Cork", "zh-hans": "科克"}), edition)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_former_head_is_told(cork, language, letter_matches):
    made = Replacement.objects.create(delegation=cork, former_name="Dan Boyle", newcomer_name="Fergal Dennehy")
    message = Message(context={"replacement": made.pk, "stays": False}, language=language, to_name="Dan Boyle")

    letter_matches("delegate_replaced", language, notices.delegate_replaced(message))


def test_a_former_head_who_stays_is_told_so(cork):
    made = Replacement.objects.create(delegation=cork, former_name="Dan Boyle", newcomer_name="Fergal Dennehy")
    message = Message(context={"replacement": made.pk, "stays": True}, language="en", to_name="Dan Boyle")

    assert "You stay on the list of the delegation as a member." in notices.delegate_replaced(message).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_withdrawal(cork, language, letter_matches):
    row = Withdrawal.objects.create(
        delegation=cork, side="city", withdrawn_on=date(2025, 5, 2), reason="The council is needed at home."
    )
    message = Message(context={"withdrawal": row.pk}, language=language)

    letter_matches("withdrawal_confirmed", language, notices.withdrawal_confirmed(message))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["granted", "refused"])
def test_the_answer_to_a_request(cork, language, state, letter_matches):
    row = SizeRequest.objects.create(
        delegation=cork,
        role="business",
        wanted=4,
        reason="The port",
        state=state,
        answer="The hall is small.",
        answered_at=datetime(2025, 4, 1, tzinfo=UTC),
    )
    message = Message(context={"request": row.pk}, language=language)

    letter_matches(f"size_answered_{state}", language, notices.size_answered(message))
