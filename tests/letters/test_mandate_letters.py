from datetime import UTC, date, datetime

import pytest

from delegations import mandate_notices
from forum.models import Message
from tests import factories

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "zh-hans", "fr", "ar"]


@pytest.fixture
def mandate():
    """Bríd Nolan for Dan Boyle, given by Olga on a note verbale, with an end."""
    edition = factories.edition(
        "fixed",
        starts_on=date(2095, 5, 28),
        reply_by=datetime(2095, 4, 15, 15, 59, tzinfo=UTC),
        register_by=datetime(2095, 5, 10, 15, 59, tzinfo=UTC),
    )
    cork = factories.delegation(factories.city("cork", names={"en": "Cork", "zh-hans": "科克"}), edition)
    return factories.mandate(
        factories.user("brid@cork.example", "Bríd Nolan"),
        cork,
        factories.head(cork, factories.person("Boyle", "Dan")),
        powers=["register", "travel", "papers"],
        note="Note verbale 114/2095",
        given_by=factories.organizer(edition),
        ends_at=datetime(2095, 5, 31, 16, 0, tzinfo=UTC),
    )


def letter(compose, mandate, language):
    return compose(Message(context={"mandate": mandate.pk}, language=language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mandate_for_a_principal(mandate, language, letter_matches):
    letter_matches("mandate_given", language, letter(mandate_notices.mandate_given, mandate, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mandate_for_a_delegation(mandate, language, letter_matches):
    mandate.delegate = mandate.ends_at = mandate.given_by = None
    mandate.note = ""
    mandate.save()

    letter_matches("mandate_given_for_all", language, letter(mandate_notices.mandate_given, mandate, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mandate_taken_back(mandate, language, letter_matches):
    mandate.revoked_at = datetime(2095, 5, 1, tzinfo=UTC)
    mandate.save()

    letter_matches("mandate_revoked", language, letter(mandate_notices.mandate_revoked, mandate, language))


def test_nothing_is_said_that_is_no_longer_so(mandate):
    mandate_is_valid = letter(mandate_notices.mandate_revoked, mandate, "en")
    mandate.revoked_at = datetime(2095, 5, 1, tzinfo=UTC)
    mandate.save()

    assert [mandate_is_valid, letter(mandate_notices.mandate_given, mandate, "en")] == [None, None]


def test_no_key_of_any_kind_is_in_the_letter(mandate):
    mail = letter(mandate_notices.mandate_given, mandate, "en")

    assert [line for line in mail.text.splitlines() if "://" in line] == ["http://localhost:8000/sign-in/"]
