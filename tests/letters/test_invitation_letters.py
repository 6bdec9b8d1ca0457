from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from delegations import letter_pages, notices
from delegations.actions import nominations
from delegations.models import Invitation, Reply
from forum import clock
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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["reply_reminder", "reply_reminder_asked"])
def test_the_reminder(letter, language, name, letter_matches, monkeypatch):
    """To Cork that has not answered, and to Cork that wanted to say by the first of April."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2025, 4, 2, 1, tzinfo=UTC))
    letter.delegation.language = language
    letter.delegation.save()
    if name == "reply_reminder_asked":
        asked = {"answer": "pending", "expected_on": date(2025, 4, 1), "given_by": "Aoife Byrne", "channel": "phone"}
        Reply.objects.create(invitation=letter, **asked)

    message = Message(context={"invitation": letter.pk}, language=language)

    letter_matches(name, language, notices.reply_reminder(message))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_withdrawal(letter, language, letter_matches):
    letter.delegation.language = language
    letter.delegation.save()
    Invitation.objects.within(letter.edition).update(state="withdrawn", withdrawn_at=letter.sent_at)

    message = Message(context={"invitation": letter.pk}, language=language)

    letter_matches("invitation_withdrawn", language, notices.invitation_withdrawn(message))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_receipt_of_a_list(letter, language, letter_matches):
    factories.head(letter.delegation, factories.person("Boyle", "Dan"))
    factories.delegate(letter.delegation, factories.person("Byrne", "Nuala"), role="interpreter")
    with transaction.atomic():
        entry = nominations.composition_notified(letter.delegation, datetime(2025, 4, 20, 9, 30, tzinfo=UTC))

    message = Message(context={"entry": entry.pk}, language=language)

    mail = notices.composition_receipt(message)
    letter_matches("composition_receipt", language, mail)
    assert [paper.name for paper in mail.attachments] == ["receipt-fixed-0001.pdf", "receipt-fixed-0001.json"]


def test_a_letter_in_the_language_of_the_host_has_one_column(letter):
    letter.delegation.language = "zh-hans"

    assert (letter_pages.language_of(letter), letter_pages.second_language_of(letter)) == ("zh-hans", "")


def test_a_language_that_we_do_not_write_falls_back_to_english_beside_the_hosts(letter):
    letter.delegation.language = "ka"

    assert (letter_pages.language_of(letter), letter_pages.second_language_of(letter)) == ("en", "zh-hans")


def test_the_same_letter_is_the_same_file(letter):
    assert letter_pages.pdf(letter) == letter_pages.pdf(letter)
