from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.urls import reverse

from delegations import answer_codes, letter_pages, notices
from delegations.actions import invitations
from delegations.models import Invitation
from delegations.models.invitation import WrongMoment
from forum import documents
from forum.models import Change, Message, Office, Person
from forum.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


def invite(*cities):
    return [factories.invitation(factories.delegation(city)) for city in cities]


def test_letters_are_numbered_in_the_order_of_the_cities(edition, olga):
    drafts = invite("cork", "athens")

    sent = invitations.send([d.pk for d in drafts], edition=edition, by=olga)

    assert [(i.letter_number, str(i.delegation)) for i in sent] == [("GMD/001", "Athens"), ("GMD/002", "Cork")]


def test_a_second_press_sends_nothing_again(edition, olga, everyone_works):
    (cork,) = invite("cork")
    for _press in range(10):
        invitations.send([cork.pk], edition=edition, by=olga)

    everyone_works()

    assert [m.to for m in mail.outbox] == [["office@cork.example"]]
    edition.refresh_from_db()
    assert edition.letters_numbered == 1


def test_the_letter_carries_the_paper_and_the_paper_is_kept(edition, olga, everyone_works):
    (cork,) = invite("cork")
    invitations.send([cork.pk], edition=edition, by=olga)

    everyone_works()

    name, content, kind = mail.outbox[0].attachments[0]
    cork.refresh_from_db()
    assert (name, kind, content[:5]) == ("GMD-001.pdf", "application/pdf", b"%PDF-")
    assert documents.content_of(cork.document) == content


def test_a_letter_names_the_holder_of_the_day(edition, olga):
    (cork,) = invite("cork")

    (sent,) = invitations.send([cork.pk], edition=edition, by=olga)

    assert sent.addressee == "Dan Boyle"


def test_a_city_without_an_address_is_on_the_call_list(edition, olga, client):
    (cork,) = invite("cork")
    cork.delegation.contact_email = ""
    cork.delegation.save()
    client.force_login(olga)

    page = client.post(reverse("organizer:invitations_send", args=[edition.slug]), {"invitation": cork.pk}, follow=True)

    assert "There is no address for Cork" in page.content.decode()
    assert [m.state for m in Message.objects.all()] == ["unreachable"]


def test_who_sent_what_is_in_the_ledger(edition, olga):
    (cork,) = invite("cork")

    invitations.send([cork.pk], edition=edition, by=olga)

    change = Change.objects.get(verb="invitation.sent")
    assert (change.actor, change.after["number"], change.after["city"]) == (olga, 1, "cork")


def test_letters_of_another_forum_stay_where_they_are(edition, olga):
    elsewhere = factories.invitation(factories.delegation("lyon", factories.edition("elsewhere")))

    assert invitations.send([elsewhere.pk], edition=edition, by=olga) == []
    elsewhere.refresh_from_db()
    assert elsewhere.state == Invitation.State.DRAFT


def test_a_letter_goes_to_the_address_that_is_on_file_when_it_is_sent(edition, olga, everyone_works):
    (cork,) = invite("cork")
    invitations.send([cork.pk], edition=edition, by=olga)
    cork.delegation.contact_email = "right@cork.example"
    cork.delegation.save()

    everyone_works()

    assert [m.to for m in mail.outbox] == [["right@cork.example"]]


def test_a_letter_of_invitation_is_of_no_use_when_answers_are_no_longer_taken(edition, olga, settings):
    settings.CLOCK_SHIFT_SECONDS = -3600
    (cork,) = invite("cork")
    invitations.send([cork.pk], edition=edition, by=olga)

    assert Message.objects.get().expires_at == edition.reply_by + timedelta(hours=1)


def test_a_letter_on_record_hides_its_answer_code_from_those_who_may_not_invite(client, edition, olga, everyone_works):
    (cork,) = invite("cork")
    invitations.send([cork.pk], edition=edition, by=olga)
    everyone_works()
    door = reverse("organizer:letter", args=[edition.slug, Message.objects.get().pk])

    seen = []
    for reader in (olga, factories.organizer(edition, Role.OBSERVER, email="oscar@protocol.example")):
        client.force_login(reader)
        seen.append(answer_codes.code_of(cork) in client.get(door).content.decode())

    assert seen == [True, False]


def test_a_letter_that_became_too_long_says_so_on_its_page(client, edition, olga):
    (cork,) = invite("cork")
    invitations.send([cork.pk], edition=edition, by=olga)
    edition.hospitality = {"en": "word " * 4000}
    edition.save()
    client.force_login(olga)

    page = client.get(reverse("organizer:letter", args=[edition.slug, Message.objects.get().pk]))

    assert "This letter cannot be sent" in page.content.decode()


def test_a_withdrawn_letter_that_waits_is_not_sent(edition, olga, everyone_works):
    (cork,) = invite("cork")
    invitations.send([cork.pk], edition=edition, by=olga)
    Invitation.objects.within(edition).update(state="withdrawn")

    everyone_works()

    assert mail.outbox == []


@pytest.mark.parametrize("start", Invitation.State)
@pytest.mark.parametrize("wanted", Invitation.State)
def test_every_pair_of_states_is_decided(start, wanted):
    letter = factories.invitation(state="draft")
    letter.state = start
    allowed = (start, wanted) in {("draft", "sent"), ("draft", "withdrawn"), ("sent", "withdrawn")}

    with nullcontext() if allowed else pytest.raises(WrongMoment):
        letter.move(wanted)

    assert letter.state == (wanted if allowed else start)


def test_a_sent_letter_stays_his_to_whom_it_went(client, edition, olga):
    cork = invite_native("cork", "邓博")
    cork.delegation.language = "zh-hans"
    cork.delegation.save()
    invitations.send([cork.pk], edition=edition, by=olga)
    change_in_office(cork.office)
    client.force_login(olga)

    letter = notices.letters_to_write().get(pk=cork.pk)
    rows = client.get(reverse("organizer:invitations", args=[edition.slug])).context["rows"]

    assert (letter_pages.column(letter, "zh-hans")["addressee"][0], rows[0]["addressee"]) == ("邓博", "邓博")


@pytest.mark.parametrize(("changed", "names"), [(False, ["Dan Boyle", "邓博"]), (True, ["Dan Boyle", "Dan Boyle"])])
def test_the_second_column_says_his_name_its_own_way_only_while_he_holds_the_office(edition, olga, changed, names):
    cork = invite_native("cork", "邓博")
    invitations.send([cork.pk], edition=edition, by=olga)
    if changed:
        change_in_office(cork.office)

    letter = notices.letters_to_write().get(pk=cork.pk)

    assert [letter_pages.column(letter, tag)["addressee"][0] for tag in ("en", "zh-hans")] == names


def invite_native(city, native_name):
    """A draft to a holder whose name Chinese readers know in their own script."""
    (draft,) = invite(city)
    Person.objects.filter(pk=draft.office.holder().person_id).update(native_name=native_name)
    return draft


def change_in_office(office):
    office.tenures.update(until="2025")
    office.tenures.create(person=factories.person("Dennehy", "Fergal", native_name="邓飞"), since="2025")


def test_a_letter_that_does_not_fit_stays_a_draft_and_the_others_go(client, edition, olga):
    cork, lyon = invite("cork", "lyon")
    too_long_for(lyon)
    client.force_login(olga)
    url = reverse("organizer:invitations_send", args=[edition.slug])

    answer = client.post(url, {"invitation": [cork.pk, lyon.pk]})

    assert [str(said) for said in get_messages(answer.wsgi_request)] == [
        "The letter to Lyon cannot be sent: its text is longer than 2 pages even in the smallest type. "
        "Shorten the texts of the forum.",
        "1 letter is on its way.",
    ]
    edition.refresh_from_db()
    letters = Invitation.objects.within(edition).order_by("pk").values_list("state", "number")
    assert (edition.letters_numbered, list(letters)) == (1, [("sent", 1), ("draft", None)])


def test_a_letter_that_does_not_fit_is_shown_with_the_reason(client, edition, olga):
    (lyon,) = invite("lyon")
    too_long_for(lyon)
    client.force_login(olga)

    preview, paper, picture = (
        client.get(reverse(f"organizer:invitation_{door}", args=[edition.slug, lyon.pk, *page]))
        for door, *page in (("preview",), ("pdf",), ("picture", 1))
    )

    assert (preview.status_code, preview.context["too_long"][:31]) == (200, "The letter to Lyon cannot be se")
    assert "Send this letter" not in preview.content.decode()
    assert (paper.url, picture.status_code) == (
        reverse("organizer:invitation_preview", args=[edition.slug, lyon.pk]),
        404,
    )


def too_long_for(letter):
    """His form of address alone fills more than two pages."""
    Office.objects.filter(pk=letter.office_id).update(salutations={"en": "Excellency " * 4000})


def test_characters_without_a_font_are_named_before_the_letter_goes(client, edition, olga):
    (cork,) = invite("cork")
    Person.objects.filter(pk=cork.office.holder().person_id).update(given_name="𒀀𒀁")
    client.force_login(olga)

    page = client.get(reverse("organizer:invitation_preview", args=[edition.slug, cork.pk]))

    assert "".join(page.context["missing"]) == "𒀀𒀁"
    assert "on the paper they are empty boxes" in page.content.decode()


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.PROTOCOL_OFFICER, True), (Role.PROGRAMME_EDITOR, False), (Role.OBSERVER, False)]
)
def test_the_answer_code_is_only_for_those_who_may_invite(client, edition, olga, everyone_works, role, sees):
    (cork,) = invite("cork")
    (sent,) = invitations.send([cork.pk], edition=edition, by=olga)
    everyone_works()
    client.force_login(factories.organizer(edition, role))

    preview, paper, picture = (
        client.get(reverse(f"organizer:invitation_{door}", args=[edition.slug, cork.pk, *page]))
        for door, *page in (("preview",), ("pdf",), ("picture", 1))
    )

    letter = notices.letters_to_write().get(pk=cork.pk)
    assert (answer_codes.code_of(sent) in preview.content.decode()) is sees
    assert (paper.content == mail.outbox[0].attachments[0][1]) is sees
    assert (paper.content == letter_pages.pdf(letter, with_code=False)) is not sees
    assert picture.content == letter_pages.pictures(letter, with_code=sees)[0]


def test_a_letter_shown_without_its_code_bears_it_nowhere(edition, olga):
    (cork,) = invite("cork")
    (sent,) = invitations.send([cork.pk], edition=edition, by=olga)
    message = Message.objects.get()
    message.context |= {"without_code": True}

    hidden = notices.invitation(message)

    assert [answer_codes.code_of(sent) in part for part in (hidden.text, hidden.html)] == [False, False]
    assert letter_pages.sheet(sent, with_code=False)["answer"]["code"] == ["XXXX"] * 4


@pytest.mark.parametrize("digits", [30, 5000])
def test_a_key_that_no_row_can_have_is_the_key_of_no_letter(client, edition, olga, digits):
    client.force_login(olga)

    answer = client.post(reverse("organizer:invitations_send", args=[edition.slug]), {"invitation": "9" * digits})

    assert [str(said) for said in get_messages(answer.wsgi_request)] == ["Choose at least one city first."]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("invitations", 9), ("delegations", 6)])
def test_a_list_costs_the_same_for_one_city_and_three(
    client, edition, olga, count, page, queries, django_assert_num_queries
):
    invite(*[f"city-of-{n}" for n in range(count)])
    client.force_login(olga)

    with django_assert_num_queries(queries):
        client.get(reverse(f"organizer:{page}", args=[edition.slug]))


def test_a_preview_shows_the_letter_and_numbers_nothing(client, edition, olga):
    (cork,) = invite("cork")
    client.force_login(olga)

    page = client.get(reverse("organizer:invitation_preview", args=[edition.slug, cork.pk])).content.decode()
    paper = client.get(reverse("organizer:invitation_pdf", args=[edition.slug, cork.pk]))

    assert "Invitation: Global Mayors Dialogue" in page
    assert paper.content[:5] == b"%PDF-"
    edition.refresh_from_db()
    assert edition.letters_numbered == 0


def test_a_preview_shows_the_paper_page_by_page(client, edition, olga):
    (cork,) = invite("cork")
    client.force_login(olga)

    page = client.get(reverse("organizer:invitation_preview", args=[edition.slug, cork.pk])).content.decode()
    first, second = (
        client.get(reverse("organizer:invitation_picture", args=[edition.slug, cork.pk, number])) for number in (1, 2)
    )

    assert "page-1.png" in page
    assert "page-2.png" not in page
    assert first.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert second.status_code == 404


def test_the_paper_of_a_sent_letter_stays_as_it_was_sent(client, edition, olga, everyone_works):
    (cork,) = invite("cork")
    invitations.send([cork.pk], edition=edition, by=olga)
    everyone_works()
    sent = mail.outbox[0].attachments[0][1]
    Office.objects.filter(pk=cork.office_id).update(titles={"en": "Chief Executive"})
    client.force_login(olga)

    paper = client.get(reverse("organizer:invitation_pdf", args=[edition.slug, cork.pk]))

    assert paper.content == sent
