"""Several people share one mailbox: after its code was right, one of them is chosen."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from forum import clock, outbox, signin
from forum.models import Change, SignInChallenge, User
from tests import factories

pytestmark = pytest.mark.django_db

OFFICE = "international@cork.example"


@pytest.fixture
def aoife():
    return User.objects.open_for(OFFICE, "Aoife Byrne")


@pytest.fixture
def brid():
    return User.objects.open_for(OFFICE, "Bríd Nolan")


def ask(client, address=OFFICE):
    return client.post(reverse("signin:ask"), {"email": address})


def enter(client):
    return client.post(reverse("signin:code"), {"code": signin.code_of(SignInChallenge.objects.latest("pk"))})


def choose(client, user):
    return client.post(reverse("signin:who"), {"person": user if isinstance(user, str) else user.pk})


def who(client):
    return client.session.get("_auth_user_id")


def test_two_people_of_one_mailbox_have_an_account_each(aoife, brid):
    assert (aoife.pk != brid.pk, User.objects.people_at(OFFICE.upper())) == (True, [aoife, brid])


def test_the_same_name_again_is_the_same_person(aoife):
    assert User.objects.open_for(" International@Cork.example ", "aoife  BYRNE") == aoife


def test_after_the_code_one_says_who_is_at_the_keyboard(client, aoife, brid):
    ask(client)

    answer = enter(client)

    assert (answer.url, who(client)) == (reverse("signin:who"), None)
    assert client.get(answer.url).context["people"] == [aoife, brid]


def test_whoever_is_chosen_is_the_actor_in_the_ledger(client, aoife, brid):
    mayor = factories.head(titles={})
    for one in (aoife, brid):
        factories.mandate(one, mayor.delegation)
    ask(client)
    enter(client)
    choose(client, brid)

    client.post(reverse("portal:hand_in", args=[mayor.delegation_id]))

    handed_in = Change.objects.get(verb="delegation.registered")
    assert (handed_in.actor, handed_in.actor_name, handed_in.principal) == (brid, "Bríd Nolan", "Cork")


def test_somebody_else_takes_over_the_keyboard_without_a_new_code(client, aoife, brid):
    ask(client)
    enter(client)
    choose(client, brid)
    assert "Somebody else is at the keyboard" in client.get(reverse("portal:home")).content.decode()

    choose(client, aoife)

    assert who(client) == str(aoife.pk)


def test_a_mailbox_of_one_asks_nothing(client, aoife):
    ask(client)

    assert (enter(client).url, who(client)) == (reverse("home"), str(aoife.pk))
    assert "Somebody else" not in client.get(reverse("portal:home")).content.decode()


def test_one_is_taken_where_one_wanted_to_go(client, aoife, brid):
    client.post(reverse("signin:ask") + "?next=/portal/", {"email": OFFICE})
    enter(client)

    assert choose(client, brid).url == "/portal/"


def test_nobody_sees_the_choice_before_the_code_was_right(client, aoife, brid):
    ask(client)
    client.post(reverse("signin:code"), {"code": "00000000"})

    answers = [client.get(reverse("signin:who")), choose(client, brid)]

    assert ([answer.url for answer in answers], who(client)) == ([reverse("signin:ask")] * 2, None)


def test_a_shared_and_an_unknown_address_get_the_same_answer(client, aoife, brid):
    answers = [ask(client), ask(client, "nobody@nowhere.example")]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, reverse("signin:code"))] * 2


@pytest.mark.parametrize("typed", ["", "0", "9" * 30, "amara", "\x00", "-1"])
def test_nobody_of_another_mailbox_can_be_chosen(client, aoife, brid, typed):
    factories.user("amara@cork.example", "Amara")
    ask(client)
    enter(client)

    page = choose(client, typed)

    assert (page.status_code, who(client)) == (200, None)
    assert "Please choose who is at the keyboard." in page.content.decode()


def test_the_account_of_another_mailbox_is_not_among_them(client, aoife, brid):
    amara = factories.user("amara@cork.example", "Amara")
    ask(client)
    enter(client)

    choose(client, amara)

    assert who(client) is None


def test_who_does_not_choose_in_time_asks_for_a_new_code(client, aoife, brid):
    ask(client)
    enter(client)
    session = client.session
    session["mailbox"] = [OFFICE, (clock.real() - timedelta(minutes=11)).isoformat(), ""]
    session.save()

    assert choose(client, brid).url == reverse("signin:ask")


def test_signing_out_forgets_the_mailbox(client, aoife, brid):
    ask(client)
    enter(client)
    choose(client, brid)
    client.post(reverse("signin:out"))

    assert (choose(client, aoife).url, who(client)) == (reverse("signin:ask"), None)


def test_an_account_that_moved_to_another_mailbox_does_not_open_the_old_one(client, aoife, brid):
    ask(client)
    enter(client)
    choose(client, brid)
    brid.email = "brid@cork.example"
    brid.save()

    assert choose(client, aoife).url == reverse("signin:ask")


def test_a_blocked_colleague_is_not_among_the_choices(client, aoife, brid):
    factories.user(email="x@cork.example", name="X")
    brid.is_active = False
    brid.save()
    ask(client)

    assert (enter(client).url, who(client)) == (reverse("home"), str(aoife.pk))


def test_an_account_of_the_hosts_staff_is_never_among_several(client, aoife):
    olga = factories.organizer(email=OFFICE.replace("international", "olga"))
    User.objects.filter(pk=olga.pk).update(email=OFFICE)
    ask(client)

    enter(client)

    assert (User.objects.people_at(OFFICE), who(client)) == ([aoife], str(aoife.pk))


def test_the_mailbox_of_the_hosts_staff_stays_their_own():
    olga = factories.organizer(email="olga@protocol.example")

    assert User.objects.open_for("olga@protocol.example", "Somebody Else") == olga
    assert User.objects.people_at("olga@protocol.example") == [olga]


def test_administrators_are_told_that_staff_share_with_nobody(aoife):
    olga = factories.organizer(email="olga@protocol.example")
    olga.email = OFFICE
    aoife.email = "olga@protocol.example"

    for one in (olga, aoife):
        with pytest.raises(ValidationError, match="share a mailbox with nobody"):
            one.full_clean(exclude=["password"])


@pytest.mark.parametrize("address", [OFFICE, "nobody@nowhere.example"])
def test_asking_costs_the_same_whether_an_address_is_known(aoife, address, django_assert_num_queries):
    with django_assert_num_queries(1):
        User.objects.people_at(address)


def test_the_code_goes_to_the_mailbox_once_and_names_nobody(client, aoife, brid, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    ask(client)

    outbox.work_off()

    assert [letter.to for letter in mail.outbox] == [[OFFICE]]
    assert [name in mail.outbox[0].body for name in ("Aoife", "Bríd")] == [False, False]
