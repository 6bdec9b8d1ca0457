"""A guest answers from the letter: without an account, with the code, and with nothing lost."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.urls import reverse

from delegations import answer_codes
from delegations.actions import invitations, replies
from delegations.models import Invitation, Reply
from forum import clock
from forum.models import Message
from tests import factories

pytestmark = pytest.mark.django_db

YES = {"answer": "yes", "given_by": "Aoife Byrne", "given_by_email": "aoife@cork.example", "note": "With pleasure"}


@pytest.fixture
def letter():
    draft = factories.invitation(factories.delegation("cork"))
    (sent,) = invitations.send([draft.pk], edition=draft.edition, by=factories.organizer())
    return sent


def open_letter(client, letter):
    return client.post(reverse("guest:code"), {"code": answer_codes.code_of(letter)})


def answer(client, letter, **changed):
    open_letter(client, letter)
    seen = letter.replies.order_by("-pk").values_list("pk", flat=True).first() or ""
    return client.post(reverse("guest:answer"), {"seen": seen, **YES, **changed})


def test_cork_says_yes_from_the_letter(client, letter):
    answer(client, letter)

    letter.delegation.refresh_from_db()
    assert (letter.delegation.answer, letter.replies.get().given_by) == ("yes", "Aoife Byrne")


def test_the_office_and_whoever_answered_get_a_receipt(client, letter, everyone_works):
    answer(client, letter)

    everyone_works()

    assert [m.to for m in mail.outbox if "Receipt" in m.subject] == [["office@cork.example"], ["aoife@cork.example"]]


@pytest.mark.parametrize("typed", [str.lower, lambda c: c.replace("-", " "), lambda c: c.replace("0", "O")])
def test_a_code_forgives_what_people_mix_up(letter, typed):
    assert answer_codes.find(typed(answer_codes.code_of(letter))) == letter


@pytest.mark.parametrize("typed", ["", "1234", "0000-0000-0000-0000", "ZZZZ-ZZZZ-ZZZZ-ZZZZ", "ÅÄÖ", "7" * 17])
def test_a_wrong_code_opens_nothing_and_says_so(client, letter, typed):
    page = client.post(reverse("guest:code"), {"code": typed})

    assert page.status_code == 200
    assert client.get(reverse("guest:answer")).url == reverse("guest:code")


def guess(client, times):
    for _turn in range(times):
        client.post(reverse("guest:code"), {"code": "0000-0000-0000-0000"})


def test_after_twenty_wrong_codes_the_right_one_is_not_called_wrong(client, letter):
    guess(client, 20)

    page = open_letter(client, letter)

    assert [words[:53] for words in page.context["form"].errors["code"]] == [
        "There were too many wrong codes from this browser, so"
    ]
    assert client.get(reverse("guest:answer")).url == reverse("guest:code")


def test_the_right_code_makes_the_wrong_ones_before_it_forgotten(client, letter):
    guess(client, 19)
    open_letter(client, letter)
    guess(client, 19)

    assert open_letter(client, letter).url == reverse("guest:answer")


def test_an_older_code_is_worthless_after_a_new_one_was_given(client, letter):
    code = answer_codes.code_of(letter)
    Invitation.objects.within(letter.edition).update(code_generation=2)

    assert answer_codes.find(code) is None


def test_opening_the_pages_changes_nothing(client, letter):
    open_letter(client, letter)
    for page in ("guest:code", "guest:answer", "guest:thanks"):
        client.get(reverse(page))
        client.head(reverse(page))

    assert letter.replies.count() == 0


def test_the_code_opens_nothing_but_the_answer(client, letter):
    open_letter(client, letter)

    assert client.get("/portal/").status_code == 302
    assert client.get(reverse("organizer:dashboard", args=[letter.edition.slug])).status_code == 302


def test_represented_asks_by_whom_and_keeps_what_was_typed(client, letter):
    page = answer(client, letter, answer="represented").content.decode()

    assert "Name the person who will come instead." in page
    assert ('value="Aoife Byrne"' in page, "With pleasure" in page) == (True, True)
    assert letter.replies.count() == 0


def test_a_name_of_300_characters_gets_a_sentence_and_comes_back(client, letter):
    page = answer(client, letter, given_by="A" * 300).content.decode()

    assert "This is longer than 200 characters (300)." in page
    assert "A" * 300 in page


def test_an_address_in_another_script_gets_a_sentence_and_comes_back(client, letter):
    page = answer(client, letter, given_by_email="市长@shanghai.example").content.decode()

    assert "Mail cannot be sent to “市长@shanghai.example”" in page
    assert 'value="市长@shanghai.example"' in page


def test_after_the_deadline_the_page_says_whom_to_call_and_shows_what_was_written(client, letter):
    letter.edition.reply_by = clock.now() - timedelta(minutes=1)
    letter.edition.save()

    page = answer(client, letter).content.decode()

    assert "The day for answers has passed" in page
    assert ("+86 21 5550 0100" in page, "With pleasure" in page) == (True, True)
    assert letter.replies.count() == 0


def test_two_people_answering_at_once_see_each_other_and_lose_nothing(client, letter):
    open_letter(client, letter)
    replies.answer(letter, replies.Said(answer="no", given_by="The deputy"), seen=None, channel=Reply.Channel.LETTER)

    page = client.post(reverse("guest:answer"), {"seen": "", **YES})

    text = page.content.decode()
    assert ("The deputy answered: cannot attend" in text, 'value="Aoife Byrne"' in text) == (True, True)
    assert letter.replies.count() == 1


def test_sending_it_again_after_seeing_the_other_answer_counts(client, letter):
    open_letter(client, letter)
    other = replies.answer(
        letter, replies.Said(answer="no", given_by="The deputy"), seen=None, channel=Reply.Channel.LETTER
    )

    client.post(reverse("guest:answer"), {"seen": other.pk, **YES})

    letter.delegation.refresh_from_db()
    assert (letter.delegation.answer, letter.replies.count()) == ("yes", 2)


@pytest.mark.parametrize(("office", "own", "promised"), [("", "", False), ("", "a@x.example", True), ("o@x", "", True)])
def test_a_receipt_is_promised_only_where_one_is_posted(client, letter, office, own, promised):
    letter.delegation.contact_email = office
    letter.delegation.save()
    answer(client, letter, given_by_email=own)

    page = client.get(reverse("guest:thanks")).content.decode()

    receipts = Message.objects.filter(letter="reply_receipt").count()
    assert ("A receipt is on its way by mail." in page, receipts > 0) == (promised, promised)


@pytest.mark.parametrize("said", ["yes", "no", "pending"])
def test_a_name_left_over_in_the_form_represents_nobody(client, letter, said):
    leftover = {"answer": said, "representative_name": "The deputy", "representative_title": "Deputy"}
    for _click in range(2):
        answer(client, letter, **leftover)

    reply = letter.replies.get()
    assert (reply.answer, reply.representative_name, reply.representative_title) == (said, "", "")


def test_the_database_lets_nobody_represent_whoever_comes_himself(letter):
    with pytest.raises(IntegrityError, match="representative_only_when_represented"):
        Reply.objects.create(invitation=letter, answer="yes", given_by="A", channel="phone", representative_name="B")


def test_a_double_click_is_one_answer(client, letter):
    answer(client, letter)
    client.post(reverse("guest:answer"), {"seen": "", **YES})

    assert letter.replies.count() == 1


def test_an_answer_can_be_changed_with_the_same_code(client, letter):
    answer(client, letter, answer="pending")
    answer(client, letter, answer="yes")

    letter.delegation.refresh_from_db()
    assert (letter.delegation.answer, [r.answer for r in letter.replies.all()]) == ("yes", ["pending", "yes"])


def test_the_letter_speaks_the_language_of_the_city(client, letter):
    letter.delegation.language = "fr"
    letter.delegation.save()

    open_letter(client, letter)

    assert '<html lang="fr"' in client.get(reverse("guest:answer")).content.decode()


def test_who_answers_chooses_another_language_and_keeps_it(client, letter):
    letter.delegation.language = "fr"
    letter.delegation.save()
    open_letter(client, letter)

    client.post(reverse("set_language"), {"language": "ar", "next": reverse("guest:answer")})

    pages = [client.get(reverse("guest:answer")), answer(client, letter, answer="yes"), client.get("/answer/")]
    assert ['<html lang="ar" dir="rtl"' in page.content.decode() for page in pages if page.status_code == 200] == [
        True for page in pages if page.status_code == 200
    ]
