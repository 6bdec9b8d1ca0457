"""What one decision about who comes brings with it, through all doors: another head, a return, a second thought."""

import pytest
from django.test import Client
from django.urls import reverse

from delegations.actions import invitations
from delegations.models import Invitation, NominationEntry, Reply, Seat, Stay
from forum.models import Message
from sessions.actions import releases
from tests import factories, hosting
from tests.delegations.test_readiness import cells_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cork(edition):
    return factories.delegation("cork", answer="yes", answered_at=edition.reply_by)


@pytest.fixture
def aoife(cork):
    return factories.assistant(cork)


@pytest.fixture
def dan(cork):
    """The head: he speaks, and signs for Cork."""
    found = factories.head(cork, email="dan@cork.example")
    factories.attendance(factories.engagement("A city of rivers", kind="speech", at="09:00"), found)
    factories.attendance(factories.engagement("Letter of intent", kind="signing", at="11:00"), found, "signatory")
    return found


def publish(client, olga, comment):
    client.force_login(olga)
    shown = client.get(reverse("organizer:releases", args=["shanghai"]))
    assert shown.status_code == 200
    return releases.publish(factories.edition(), comment=comment, by=olga)


def titles(of):
    newest = of.itineraries.newest_first().first()
    return sorted(entry["titles"].get("en", entry["kind"]) for entry in newest.entries) if newest else None


def on_the_public_page():
    page = Client().get(reverse("public:programme", args=["shanghai"])).content.decode()
    return [name for name in ("Dan Boyle", "Fergal Dennehy") if name in page]


def test_another_head_takes_over_speech_and_signature_and_the_public_hears_it_with_the_next_release(
    client, olga, cork, aoife, dan, everyone_works, mailoutbox
):
    publish(client, olga, "First")
    everyone_works()
    mailoutbox.clear()
    fergal = {"newcomer": "new", "given_name": "Fergal", "family_name": "Dennehy", "language": "en", "stays": "on"}
    client.force_login(aoife)

    client.post(
        reverse("portal:replace_head", args=[cork.pk]),
        {"seen": dan.pk, **fergal, "email": "fergal@cork.example", "reason": "Elected"},
    )
    everyone_works()

    newcomer = cork.delegates.get(role="head")
    parts = [sorted((str(row.engagement), row.part) for row in who.attendances.all()) for who in (newcomer, dan)]
    assert parts == [[("A city of rivers", "speaker"), ("Letter of intent", "signatory")], []]
    assert on_the_public_page() == ["Dan Boyle"]
    assert sorted((mail.to[0], mail.subject) for mail in mailoutbox) == [
        ("dan@cork.example", "Your place in the delegation of Cork"),
        ("fergal@cork.example", "Your itinerary: Global Mayors Dialogue"),
    ]
    mailoutbox.clear()

    publish(client, olga, "Second")
    everyone_works()

    assert on_the_public_page() == ["Fergal Dennehy"]
    assert (titles(newcomer), titles(dan)) == (["A city of rivers", "Letter of intent"], [])
    changed = "Your itinerary has changed (version 2): Global Mayors Dialogue"
    assert sorted((mail.to[0], mail.subject) for mail in mailoutbox) == [
        ("dan@cork.example", changed),
        ("fergal@cork.example", changed),
    ]


def test_a_city_that_comes_after_all_is_told_what_was_held_back_and_the_office_what_to_give_anew(
    client, olga, cork, dan, everyone_works, mailoutbox
):
    riverside = hosting.hotel(cork.edition)
    hosting.stay(dan, riverside, by=olga)
    hosting.seat(hosting.transfer(hosting.vehicle(cork.edition)), dan, by=olga, flight=factories.flight(dan))
    factories.engagement("Opening", at="08:00")
    publish(client, olga, "First")
    desk, city = (reverse(f"organizer:{name}", args=["shanghai", cork.pk]) for name in ("withdraw", "delegation"))
    client.post(desk, {"side": "city", "withdrawn_on": "2025-05-02", "reason": "An election"})
    everyone_works()
    held_back = [mail.subject for mail in mailoutbox]
    mailoutbox.clear()

    client.post(reverse("organizer:withdrawal_undo", args=["shanghai", cork.pk]))
    everyone_works()

    page = client.get(city)
    listed = [[duty.words["en"] for duty in freed] for _row, freed in page.context["withdrawals"]]
    assert (held_back, [mail.to for mail in mailoutbox]) == (
        ["The delegation of Cork will not come: our confirmation"],
        [["dan@cork.example"]],
    )
    assert titles(dan) == ["A city of rivers", "Letter of intent", "Opening", "flight_in"]
    given_anew = ["speaker: A city of rivers", "signatory: Letter of intent"]
    assert listed == [[*given_anew, "Riverside Hotel, single room", "PVG → Riverside Hotel"]]
    assert (page.content.decode().count("To be given anew"), dan.attendances.count()) == (1, 0)
    seats = Seat.objects.within(cork.edition).count()
    assert (seats, Stay.objects.within(cork.edition).filter(room__isnull=False).count()) == (0, 0)


def test_a_deputy_is_written_to_when_a_city_that_sent_somebody_sends_nobody(client, edition, olga, aoife, cork):
    draft = factories.invitation(cork)
    (letter,) = invitations.send([draft.pk], edition=edition, by=olga)
    deputy = factories.office(cork.city, factories.person("Forde", "Deirdre"), key="deputy-mayor")
    client.force_login(aoife)
    said = {"answer": "represented", "given_by": "Aoife Byrne", "representative_name": "Deirdre Forde"}
    client.post(reverse("portal:answer", args=[letter.pk]), said)
    first = letter.replies.get()
    represented = cells_of(edition, "cork")

    client.force_login(olga)
    told = {"answer": "no", "given_by": "Aoife Byrne", "channel": "phone", "said_at": "2025-04-01T10:00"}
    client.post(reverse("organizer:invitation_answer", args=["shanghai", letter.pk]), {**told, "seen": first.pk})
    declined = cells_of(edition, "cork")
    client.post(reverse("organizer:invitation_deputy", args=["shanghai", letter.pk]), {"office": deputy.pk})
    (second,) = Invitation.objects.within(edition).drafts()
    drafted = cells_of(edition, "cork")
    client.post(reverse("organizer:invitations_send", args=["shanghai"]), {"invitation": [second.pk], "yes": "1"})
    second.refresh_from_db()
    client.force_login(aoife)
    client.post(reverse("portal:answer", args=[second.pk]), {"answer": "yes", "given_by": "Deirdre Forde"})

    came = cells_of(edition, "cork")
    assert [cell["Answered"] for cell in (represented, declined, drafted, came)] == [
        ("good", "will be represented"),
        ("off", "cannot attend"),
        ("none", "no answer yet"),
        ("good", "will attend"),
    ]
    assert [cell["Invited"] for cell in (represented, declined, drafted, came)] == [
        ("good", "GMD/001"),
        ("good", "GMD/001"),
        ("wait", "draft"),
        ("good", "GMD/002"),
    ]
    assert [(row.answer, row.channel) for row in Reply.objects.within(edition).order_by("pk")] == [
        ("represented", "portal"),
        ("no", "phone"),
        ("yes", "portal"),
    ]
    receipts = NominationEntry.objects.within(edition).in_order()
    assert [(one.content["letter"], one.content["answer"], one.content["representative_name"]) for one in receipts] == [
        ("GMD/001", "represented", "Deirdre Forde"),
        ("GMD/001", "no", ""),
        ("GMD/002", "yes", ""),
    ]
    told = [message.letter for message in Message.objects.order_by("pk")]
    assert told == ["invitation", "reply_receipt", "reply_receipt", "invitation", "reply_receipt"]
