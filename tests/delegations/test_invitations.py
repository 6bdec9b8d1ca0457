from contextlib import nullcontext

import pytest
from django.core import mail
from django.urls import reverse

from delegations.actions import invitations
from delegations.models import Invitation
from delegations.models.invitation import WrongMoment
from forum import documents
from forum.models import Change, Message, Office
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return factories.edition()


@pytest.fixture
def olga(edition):
    return factories.organizer(edition)


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


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("invitations", 8), ("delegations", 6)])
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


def test_a_delegation_shows_its_people_and_answers(client, edition, olga):
    amara = factories.head(factories.delegation("cork"))
    factories.flight(amara)
    client.force_login(olga)

    page = client.get(reverse("organizer:delegation", args=[edition.slug, amara.delegation.pk])).content.decode()

    assert ("Dan Boyle" in page, "ZZ 202 DUB–PVG" in page) == (True, True)
