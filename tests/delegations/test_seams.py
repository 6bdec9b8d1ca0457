"""The life of a delegation across all that was built for it: nothing of one part is forgotten by another."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from delegations import kitchen, manifests, participants
from delegations.actions import delegates, invitations, replacement, replies, roster_house, withdrawal
from delegations.models import NominationEntry, Seat, Stay
from forum.models import Change
from tests import factories, hosting

pytestmark = pytest.mark.django_db

ELECTION = withdrawal.Reason("city", date(2025, 5, 2), "An election")
FERGAL = delegates.Entry("Dennehy", "Fergal", False, "", "head", "Lord Mayor", "fergal@cork.example", "en")
HELD = ["Riverside Hotel, twin room", "PVG → Riverside Hotel"]


@pytest.fixture
def cork(edition):
    return factories.delegation("cork", answer="yes", answered_at=edition.reply_by - timedelta(days=4))


@pytest.fixture
def deirdre(cork):
    return factories.delegate(cork, factories.person("Forde", "Deirdre"))


@pytest.fixture
def dan(cork, deirdre, olga):
    """The head, with a flight, a room shared with Deirdre, a seat and needs."""
    found = factories.head(cork, user=factories.user("dan@cork.example"))
    riverside = hosting.hotel(cork.edition, kind="twin")
    hosting.stay(found, riverside, by=olga, kind="twin")
    hosting.stay(deirdre, riverside, by=olga, kind="twin", shares_with=found.pk)
    hosting.seat(hosting.transfer(hosting.vehicle(cork.edition)), found, by=olga, flight=factories.flight(found))
    hosting.told(found, by=olga)
    return found


def told(cork):
    """The entries of the nomination clock, each as (family name, role) of everybody."""
    rows = NominationEntry.objects.within(cork.edition).filter(delegation=cork).in_order()
    return [[(one["family_name"], one["role"]) for one in row.content["people"]] for row in rows]


def test_the_clock_has_one_entry_for_another_head_and_he_is_the_head_in_it(olga, cork, dan):
    delegates.hand_in(cork, by=olga)

    replacement.replace(dan, FERGAL, reason="Elected", by=olga)

    assert told(cork) == [[("Boyle", "head"), ("Forde", "member")], [("Dennehy", "head"), ("Forde", "member")]]


def test_the_clock_is_told_when_two_of_the_list_change_places(olga, cork, dan, deirdre):
    delegates.hand_in(cork, by=olga)

    replacement.replace(dan, deirdre, reason="Elected", stays=True, by=olga)

    assert told(cork)[1:] == [[("Forde", "head"), ("Boyle", "member")]]


def test_room_and_seat_of_whoever_is_replaced_are_free_listed_and_written_down(olga, cork, dan, deirdre):
    made = replacement.replace(dan, FERGAL, reason="Elected", by=olga)

    assert [one["words"]["en"] for one in made.touched] == HELD
    assert [one.delegate for one in Stay.objects.within(cork.edition)] == [deirdre]
    assert Seat.objects.within(cork.edition).count() == 0
    assert Change.objects.filter(verb__in=["stay.released", "seat.freed"]).count() == 2


def test_whoever_steps_back_keeps_room_and_seat(olga, cork, dan):
    made = replacement.replace(dan, FERGAL, reason="Elected", stays=True, by=olga)

    held = (Stay.objects.within(cork.edition).count(), Seat.objects.within(cork.edition).count())
    assert (made.touched, held) == ([], (2, 1))


def test_whoever_is_taken_off_gives_back_room_and_seat_in_the_ledger(olga, cork, dan):
    delegates.remove(dan, by=olga)

    freed = Change.objects.filter(verb__in=["stay.released", "seat.freed"]).values_list("verb", flat=True)
    assert sorted(freed) == ["seat.freed", "stay.released"]


def leave(cork, olga, how):
    if how == "withdrawn":
        withdrawal.withdraw(cork, ELECTION, by=olga)
    else:
        cork.answer = "no"
        cork.save()


@pytest.mark.parametrize("how", ["withdrawn", "declined"])
def test_whoever_does_not_come_is_on_no_sheet(olga, cork, dan, how):
    leave(cork, olga, how)

    edition = cork.edition
    assert manifests.by_guest(edition) == []
    assert kitchen.guests_on(edition, edition.starts_on) == []
    assert participants.parties(edition, "en") == []


@pytest.mark.parametrize("how", ["withdrawn", "declined"])
@pytest.mark.parametrize("page", ["people", "names", "papers", "rooming", "arrivals", "kitchen", "needs", "readiness"])
def test_whoever_does_not_come_is_on_no_page_that_asks_for_more(client, olga, cork, dan, page, how):
    client.force_login(olga)
    leave(cork, olga, how)
    if how == "declined":
        Stay.objects.within(cork.edition).delete()

    shown = client.get(reverse(f"organizer:{page}", args=["shanghai"])).content.decode()

    assert ("Boyle" in shown, "BOYLE" in shown, "Forde" in shown) == (False, False, False)


def test_a_file_of_delegates_takes_nobody_into_a_delegation_that_does_not_come(olga, cork):
    withdrawal.withdraw(cork, ELECTION, by=olga)

    assert list(roster_house.house_of(cork.edition).withdrawn) == [cork.pk]


def test_whoever_withdrew_answers_no_letter_and_is_told_whom_to_call(client, olga, cork):
    letter = factories.invitation(cork)
    invitations.send([letter.pk], edition=cork.edition, by=olga)
    client.force_login(factories.assistant(cork))
    withdrawal.withdraw(cork, ELECTION, by=olga)

    with pytest.raises(replies.NotOpen):
        replies.answer(letter, replies.Said("yes", "Aoife"), seen=None, channel="portal", by=olga)
    page = client.post(reverse("portal:answer", args=[letter.pk]), {"answer": "yes", "given_by": "Aoife Byrne"})
    assert (page.status_code, page.context["too_late"]) == (200, True)
    assert "Withdrawn" in page.content.decode()
