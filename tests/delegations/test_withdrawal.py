"""A delegation does not come after all: everything is kept, what it held is free, one letter says so."""

from datetime import date

import pytest
from django.urls import reverse

from delegations import panels
from delegations.actions import delegates, invitations, withdrawal
from delegations.models import Flight
from delegations.policies import DelegationWithdrawn
from forum.models import Change, Message
from sessions.actions import itineraries, releases
from tests import factories

pytestmark = pytest.mark.django_db

ELECTION = withdrawal.Reason("city", date(2025, 5, 2), "An election")


@pytest.fixture
def cork(edition):
    return factories.delegation("cork", answer="")


@pytest.fixture
def dan(cork):
    found = factories.head(cork)
    factories.attendance(factories.engagement("A city of rivers", kind="speech", at="09:00"), found)
    factories.engagement("Courtesy call", kind="bilateral", audience="delegation", delegation=cork, at="11:00")
    factories.flight(found)
    return found


@pytest.fixture
def aoife(client, cork):
    found = factories.assistant(cork)
    client.force_login(found)
    return found


def test_what_it_held_is_free_and_listed_and_everything_else_is_kept(olga, cork, dan):
    row = withdrawal.withdraw(cork, ELECTION, by=olga)

    engagements = {str(one): one for one in cork.edition.engagements.all()}
    assert [duty["words"]["en"] for duty in row.freed] == [
        "speaker: A city of rivers",
        "bilateral meeting: Courtesy call",
    ]
    assert (engagements["A city of rivers"].attendances.count(), engagements["Courtesy call"].starts_at) == (0, None)
    assert (cork.delegates.count(), Flight.objects.within(cork.edition).count()) == (1, 1)


def test_a_double_click_is_one_withdrawal_with_one_letter(olga, cork, dan):
    for _click in range(2):
        withdrawal.withdraw(cork, ELECTION, by=olga)

    assert (cork.withdrawals.count(), Message.objects.filter(letter="withdrawal_confirmed").count()) == (1, 1)


def test_the_city_withdraws_in_the_portal_and_sees_first_what_becomes_free(client, aoife, cork, dan):
    url = reverse("portal:withdraw", args=[cork.pk])
    before = client.get(url).context["duties"]

    client.post(url, {"reason": "An election"})

    row = cork.withdrawals.get()
    assert (len(before), row.side, row.reason, len(row.freed)) == (2, "city", "An election", 2)
    assert "This delegation does not come." in client.get(reverse("portal:delegation", args=[cork.pk])).content.decode()


def test_without_a_reason_nothing_happens(client, aoife, cork, dan):
    page = client.post(reverse("portal:withdraw", args=[cork.pk]), {"reason": " "})

    assert (page.context["form"].errors, cork.withdrawals.count()) == ({"reason": ["Say why, in a few words."]}, 0)


@pytest.mark.parametrize("day", ["tomorrow", "0001-01-01", "9999-12-31", "2025-02-30", "\x00"])
def test_a_day_that_is_none_is_refused_in_words(client, olga, cork, day):
    client.force_login(olga)

    page = client.post(
        reverse("organizer:withdraw", args=["shanghai", cork.pk]),
        {"side": "city", "withdrawn_on": day, "reason": "An election"},
    )

    assert (list(page.context["form"].errors), cork.withdrawals.count()) == (["withdrawn_on"], 0)


def test_only_the_confirmation_is_sent_and_the_itinerary_is_empty(olga, cork, dan, everyone_works, mailoutbox):
    releases.publish(cork.edition, comment="First", by=olga)
    everyone_works()
    mailoutbox.clear()

    withdrawal.withdraw(cork, ELECTION, by=olga)
    releases.publish(cork.edition, comment="Second", by=olga)
    everyone_works()

    assert [mail.subject for mail in mailoutbox] == ["The delegation of Cork will not come: our confirmation"]
    assert dan.itineraries.newest_first().first().entries == []


def test_taken_back_what_was_freed_stays_free_and_the_itinerary_is_told_anew(
    olga, cork, dan, everyone_works, mailoutbox
):
    releases.publish(cork.edition, comment="First", by=olga)
    everyone_works()
    withdrawal.withdraw(cork, ELECTION, by=olga)
    releases.publish(cork.edition, comment="Second", by=olga)
    everyone_works()
    mailoutbox.clear()

    withdrawal.take_back(cork, by=olga)
    everyone_works()

    cork.refresh_from_db()
    assert (cork.withdrawn_at, dan.attendances.count(), len(cork.withdrawals.get().freed)) == (None, 0, 2)
    assert [mail.to for mail in mailoutbox] == [[dan.email]]
    assert "A city of rivers" in mailoutbox[0].body


def test_what_is_not_withdrawn_cannot_be_taken_back(client, olga, cork):
    with pytest.raises(withdrawal.NotWithdrawn):
        withdrawal.take_back(cork, by=olga)

    client.force_login(olga)
    assert client.post(reverse("organizer:withdrawal_undo", args=["shanghai", cork.pk])).status_code == 302


def test_nobody_is_registered_for_a_delegation_that_does_not_come(olga, aoife, cork, dan):
    withdrawal.withdraw(cork, ELECTION, by=olga)

    with pytest.raises(DelegationWithdrawn):
        delegates.remove(dan, by=aoife)


def test_the_page_says_why_nothing_is_taken(client, olga, aoife, cork):
    withdrawal.withdraw(cork, ELECTION, by=olga)
    typed = {"family_name": "Boyle", "given_name": "Dan", "role": "head", "language": "en"}

    page = client.post(reverse("portal:delegate_add", args=[cork.pk]), typed)

    assert page.context["form"].errors["__all__"][0].startswith("This delegation is withdrawn.")


def test_figures_leave_it_out_and_a_filter_shows_it(client, olga, edition, cork):
    factories.delegation("lyon")
    withdrawal.withdraw(cork, ELECTION, by=olga)
    client.force_login(olga)
    url = reverse("organizer:delegations", args=["shanghai"])

    lists = [[str(row) for row in client.get(url + show).context["rows"]] for show in ("", "?show=withdrawn")]

    assert (lists, panels.figures(edition)[0].of) == ([["Lyon"], ["Cork"]], 1)


def test_the_reconciliation_posts_nothing_to_those_who_do_not_come(olga, cork, dan, everyone_works):
    releases.publish(cork.edition, comment="First", by=olga)
    withdrawal.withdraw(cork, ELECTION, by=olga)
    everyone_works()

    assert itineraries.reconcile(cork.edition) == []


def test_the_confirmation_is_needless_when_the_withdrawal_was_taken_back_first(olga, cork, everyone_works, mailoutbox):
    withdrawal.withdraw(cork, ELECTION, by=olga)
    withdrawal.take_back(cork, by=olga)
    everyone_works()

    assert (mailoutbox, [c.verb for c in Change.objects.all()]) == ([], ["delegation.withdrawn", "delegation.restored"])


def test_whoever_has_withdrawn_is_not_invited(client, olga, cork):
    draft = factories.invitation(cork)
    withdrawal.withdraw(cork, ELECTION, by=olga)

    client.force_login(olga)
    page = client.get(reverse("organizer:invitations", args=["shanghai"]))

    assert (invitations.send([draft.pk], edition=cork.edition, by=olga), page.context["rows"]) == ([], [])
