from datetime import UTC, date, datetime

import pytest

from delegations import letter_pages, notices
from delegations.models import Reply
from forum.models import Message
from tests import factories

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "zh-hans", "fr", "ar"]


@pytest.fixture
def letter(settings):
    """Letter 7, to the Lord Mayor of Cork, of a forum with fixed dates."""
    settings.SECRET_KEY = "a key that is the same in every run of these tests"
    edition = factories.edition(
        "fixed",
        starts_on=date(2025, 5, 28),
        reply_by=datetime(2025, 4, 15, 15, 59, tzinfo=UTC),
        register_by=datetime(2025, 5, 10, 15, 59, tzinfo=UTC),
        hospitality={"en": "The host provides four nights.", "zh-hans": "主办方提供四晚住宿。"},
        themes={"en": "Cities for people"},
    )
    cork = factories.city("cork", names={"en": "Cork", "zh-hans": "科克"}, native_name="Corcaigh")
    found = factories.invitation(factories.delegation(cork, edition), pk=7)
    found.number, found.state, found.addressee = 7, "sent", "Dan Boyle"
    found.sent_at = datetime(2025, 3, 24, 2, 0, tzinfo=UTC)
    found.save()
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_invitation(letter, language, letter_matches):
    letter.delegation.language = language
    letter.delegation.save()

    letter_matches("invitation", language, notices.compose_invitation(notices.letters_to_write().get(pk=letter.pk)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_receipt(letter, language, letter_matches):
    reply = Reply.objects.create(
        invitation=letter,
        answer="represented",
        representative_name="Deirdre Forde",
        representative_title="Councillor",
        given_by="Aoife Byrne",
        channel="letter",
        note="Arrives a day later.",
        at=datetime(2025, 4, 1, 9, 30, tzinfo=UTC),
    )
    message = Message(context={"reply": reply.pk}, language=language)

    letter_matches("reply_receipt", language, notices.reply_receipt(message))


def test_a_letter_in_the_language_of_the_host_has_one_column(letter):
    letter.delegation.language = "zh-hans"

    assert (letter_pages.language_of(letter), letter_pages.second_language_of(letter)) == ("zh-hans", "")


def test_a_language_that_we_do_not_write_falls_back_to_english_beside_the_hosts(letter):
    letter.delegation.language = "ka"

    assert (letter_pages.language_of(letter), letter_pages.second_language_of(letter)) == ("en", "zh-hans")


def test_the_same_letter_is_the_same_file(letter):
    assert letter_pages.pdf(letter) == letter_pages.pdf(letter)
