"""Another head in one action: the duties move, what is personal stays, both are told what is theirs."""

from datetime import timedelta

import pytest
from django.urls import reverse

from delegations.actions import delegates, replacement, sizes
from delegations.models import Ceiling, Flight
from forum.models import Change, Message
from sessions.actions import releases
from tests import factories

pytestmark = pytest.mark.django_db

FERGAL = {"newcomer": "new", "given_name": "Fergal", "family_name": "Dennehy", "title": "Lord Mayor", "language": "en"}


@pytest.fixture
def cork(edition):
    return factories.delegation("cork")


@pytest.fixture
def aoife(client, cork):
    found = factories.assistant(cork)
    client.force_login(found)
    return found


@pytest.fixture
def dan(cork):
    """The head, with a speech, a seat on a bus, a flight and an account."""
    found = factories.head(cork, email="dan@cork.example", user=factories.user("dan@cork.example"))
    factories.attendance(factories.engagement("A city of rivers", at="09:00"), found)
    factories.attendance(factories.engagement("The port", kind="site_visit", at="15:00"), found, "attendee")
    factories.flight(found)
    return found


def replaced_by(client, cork, dan, **typed):
    return client.post(reverse("portal:replace_head", args=[cork.pk]), {"seen": dan.pk, **FERGAL, **typed})


def parts(of):
    return sorted((str(one.engagement), one.part) for one in of.attendances.all())


def test_the_duties_move_and_what_is_personal_does_not(client, aoife, cork, dan):
    replaced_by(client, cork, dan, reason="Elected on 23 June")

    fergal = cork.delegates.get()
    assert (str(fergal), fergal.role, fergal.position, fergal.title) == ("Fergal Dennehy", "head", 1, "Lord Mayor")
    assert parts(fergal) == [("A city of rivers", "speaker"), ("The port", "attendee")]
    assert (fergal.user, fergal.email, Flight.objects.within(cork.edition).count()) == (None, "", 0)


def test_what_will_move_is_listed_before_and_after_and_in_the_ledger(client, aoife, cork, dan):
    before = client.get(reverse("portal:replace_head", args=[cork.pk])).context["duties"]
    replaced_by(client, cork, dan)
    page = client.get(reverse("portal:delegation", args=[cork.pk]))

    wanted = ["speaker: A city of rivers", "participant: The port"]
    [(made, after)] = page.context["replacements"]
    change = Change.objects.get(verb="delegate.replaced")
    assert [[duty.words["en"] for duty in before], [duty.words["en"] for duty in after]] == [wanted, wanted]
    assert (made.former_name, made.newcomer_name, change.after["touched"]) == ("Dan Boyle", "Fergal Dennehy", wanted)


def test_a_double_click_makes_one_head(client, aoife, cork, dan):
    answers = [replaced_by(client, cork, dan).status_code for _click in range(2)]

    assert (answers, cork.delegates.count(), cork.replacements.count()) == ([302, 302], 1, 1)


def test_somebody_of_the_delegation_can_be_the_new_head_and_the_former_a_member(client, aoife, cork, dan):
    deputy = factories.delegate(cork, factories.person("Forde", "Deirdre"), role="deputy_head")
    factories.attendance(dan.attendances.first().engagement, deputy, "attendee")

    replaced_by(client, cork, dan, newcomer=deputy.pk, family_name="", given_name="", stays="on")

    for one in (deputy, dan):
        one.refresh_from_db()
    assert (deputy.role, dan.role, parts(dan)) == ("head", "member", [])
    assert parts(deputy) == [("A city of rivers", "speaker"), ("The port", "attendee")]
    assert dan.flights.count() == 1


def test_the_newcomer_is_told_everything_and_the_former_that_it_is_over(
    client, olga, aoife, cork, dan, everyone_works, mailoutbox
):
    releases.publish(cork.edition, comment="First", by=olga)
    everyone_works()
    mailoutbox.clear()

    replaced_by(client, cork, dan, email="fergal@cork.example")
    releases.publish(cork.edition, comment="Second", by=olga)
    everyone_works()

    told = {mail.to[0]: mail.subject for mail in mailoutbox}
    assert sorted(told) == ["dan@cork.example", "fergal@cork.example"]
    assert told["dan@cork.example"] == "Your place in the delegation of Cork"
    [first] = Message.objects.filter(letter="itinerary", to_address="fergal@cork.example").exclude(state="superseded")
    assert first.context["version"] >= 1


def test_a_former_head_without_any_address_is_on_the_call_list(client, aoife, cork, dan):
    cork.contact_email = dan.email = ""
    cork.save()
    dan.save()

    replaced_by(client, cork, dan)

    assert Message.objects.get(letter="delegate_replaced").state == "unreachable"


def test_the_former_stays_only_where_there_is_room(client, aoife, cork, dan):
    Ceiling.objects.create(edition=cork.edition, role="member", most=0)

    page = replaced_by(client, cork, dan, stays="on")

    assert page.context["form"].errors["__all__"][0].startswith("The ceiling is reached: member, 0 of 0.")
    assert (cork.delegates.get().pk, parts(dan) != []) == (dan.pk, True)


def test_a_full_delegation_can_still_change_its_head(client, aoife, cork, dan):
    Ceiling.objects.create(edition=cork.edition, role="", most=1)

    assert replaced_by(client, cork, dan).status_code == 302


def test_whoever_looked_before_another_change_is_told(client, aoife, cork, dan):
    replaced_by(client, cork, dan)

    page = replaced_by(client, cork, dan, given_name="Deirdre", family_name="Forde")

    assert page.context["form"].errors["__all__"] == [
        "The head has changed meanwhile; nothing was saved. Look at the list once more."
    ]


@pytest.mark.parametrize("typed", [{"newcomer": ""}, {"newcomer": "9" * 30}, {"family_name": "", "given_name": ""}])
def test_a_newcomer_who_is_nobody_is_refused_in_words(client, aoife, cork, dan, typed):
    page = replaced_by(client, cork, dan, **typed)

    assert (page.status_code, len(page.context["form"].errors), cork.delegates.get().pk) == (200, 1, dan.pk)


def test_after_the_deadline_the_office_does_it_with_a_reason(client, olga, aoife, cork, dan):
    edition = cork.edition
    edition.reply_by = edition.register_by = edition.reply_by - timedelta(days=60)
    edition.save()
    refused = replaced_by(client, cork, dan)
    client.force_login(olga)
    url = reverse("organizer:replace_head", args=["shanghai", cork.pk])

    client.post(url, {"seen": dan.pk, **FERGAL, "reason": "Elected on 23 June"})

    assert refused.context["form"].errors["__all__"][0].startswith("Registration is closed.")
    assert (str(cork.delegates.get()), cork.replacements.get().reason) == ("Fergal Dennehy", "Elected on 23 June")


def test_an_entry_that_becomes_somebody_else_hands_its_duties_over(aoife, cork, dan):
    entry = delegates.Entry("Dennehy", "Fergal", False, "", "head", "", "", "en")

    replacement.replace(dan, entry, seen=1, reason="", by=aoife)

    assert parts(cork.delegates.get()) == [("A city of rivers", "speaker"), ("The port", "attendee")]


def test_a_refused_replacement_leaves_everything(aoife, cork, dan):
    Ceiling.objects.create(edition=cork.edition, role="member", most=0)
    entry = delegates.Entry("Dennehy", "Fergal", False, "", "head", "", "", "en")

    with pytest.raises(sizes.TooMany):
        replacement.replace(dan, entry, reason="", stays=True, by=aoife)

    assert (cork.delegates.count(), len(parts(dan)), Change.objects.count()) == (1, 2, 0)


def test_whoever_is_taken_off_is_shown_first_what_goes_with_him(client, aoife, cork, dan):
    page = client.get(reverse("portal:delegate_remove", args=[dan.pk]))

    assert [duty.words["en"] for duty in page.context["duties"]] == [
        "speaker: A city of rivers",
        "participant: The port",
    ]
