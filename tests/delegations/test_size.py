"""How many people a delegation may bring: ceilings, exceptions, requests; and the order in which it lists them."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from delegations import sizes as meters
from delegations.actions import delegates, order, sizes
from delegations.models import Ceiling, Delegate
from delegations.models.size import ALL
from forum.models import Change, Message
from tests import factories

pytestmark = pytest.mark.django_db

COUNTS = st.integers(0, 9)
DAN = {"given_name": "Dan", "family_name": "Boyle", "role": "member", "title": "", "language": "en"}


@pytest.fixture
def cork(edition):
    for role, most in [(ALL, 4), ("member", 2), ("interpreter", 1)]:
        Ceiling.objects.create(edition=edition, role=role, most=most)
    return factories.delegation("cork")


@pytest.fixture
def aoife(client, cork):
    found = factories.assistant(cork)
    client.force_login(found)
    return found


def entry(given="Dan", role="member", **fields):
    known = {
        "family_name": "Boyle",
        "family_first": False,
        "native_name": "",
        "title": "",
        "email": "",
        "language": "en",
    }
    return delegates.Entry(**{**known, "given_name": given, "role": role, **fields})


def shown(of):
    return {meter.role: (meter.used, meter.most) for meter in meters.of_delegation(of)}


def test_the_meters_say_how_many_of_how_many(cork):
    factories.head(cork)
    factories.delegate(cork, role="interpreter")

    assert shown(cork) == {"": (2, 4), "head": (1, None), "member": (0, 2), "interpreter": (1, 1)}


def test_the_hosts_own_people_have_no_ceiling(edition, cork):
    host = factories.delegation("shanghai", edition, is_host=True)

    assert {meter.most for meter in meters.of_delegation(host)} == {None}


def test_beyond_the_ceiling_the_page_says_how_to_ask(client, aoife, cork):
    factories.delegate(cork, factories.person("Byrne", "Una"), role="interpreter")

    page = client.post(reverse("portal:delegate_add", args=[cork.pk]), {**DAN, "role": "interpreter"})

    assert page.context["form"].errors["role"] == [
        "The ceiling is reached: interpreter, 1 of 1. Ask the protocol office for more on the page of the delegation; "
        "the request takes a minute."
    ]
    assert (cork.delegates.count(), page.context["form"]["given_name"].value()) == (1, "Dan")


def test_all_together_have_a_ceiling_of_their_own(aoife, cork):
    for role in ("head", "deputy_head", "aide", "press"):
        factories.delegate(cork, factories.person("Byrne", role), role=role)

    with pytest.raises(sizes.TooMany) as full:
        delegates.add(cork, entry(), by=aoife)

    assert (full.value.meter.role, full.value.meter.used, full.value.meter.most) == (ALL, 4, 4)


def test_another_role_must_have_room_too(aoife, cork):
    members = [factories.delegate(cork, factories.person("Byrne", name)) for name in ("Una", "Ita")]
    aide = factories.delegate(cork, role="aide")

    with pytest.raises(sizes.TooMany):
        delegates.change(aide, delegates.with_role(delegates.entry_of(aide), "member"), seen=1, by=aoife)

    assert [cork.delegates.filter(role="member").count(), len(members)] == [2, 2]


def test_whoever_is_over_a_lowered_ceiling_can_still_be_corrected(aoife, cork):
    one, *_others = [factories.delegate(cork, factories.person("Byrne", name)) for name in ("Una", "Ita", "Eva")]

    delegates.change(one, delegates.Entry(**{**delegates.as_written(one), "title": "Engineer"}), seen=1, by=aoife)

    assert shown(cork)["member"] == (3, 2)


def test_an_exception_has_an_author_and_a_reason(olga, aoife, cork):
    sizes.allow(cork, "interpreter", 2, reason="Speaks through Irish", by=olga)
    for name in ("Una", "Ita"):
        delegates.add(cork, entry(name, "interpreter"), by=aoife)

    given = cork.allowances.get()
    assert (given.given_by, given.reason, shown(cork)["interpreter"]) == (olga, "Speaks through Irish", (2, 2))


def test_of_two_who_make_an_exception_the_second_sees_the_first(client, olga, cork):
    client.force_login(olga)
    url = reverse("organizer:allowance", args=["shanghai", cork.pk])
    typed = {"role": "press", "most": 2, "reason": "A film", "seen": "{}"}
    client.post(url, typed)

    page = client.post(url, typed | {"most": 5})

    assert (page.status_code, cork.allowances.get().most) == (200, 2)
    assert client.post(url, typed | {"most": 5, "seen": page.context["form"]["seen"].value()}).status_code == 302


@pytest.mark.parametrize("seen", ["", "[]", "{", "\x00", "x" * 5000])
def test_what_cannot_have_been_seen_is_no_error(client, olga, cork, seen):
    client.force_login(olga)
    typed = {"role": "press", "most": 2, "reason": "A film", "seen": seen}

    assert client.post(reverse("organizer:allowance", args=["shanghai", cork.pk]), typed).status_code in (200, 302)


def test_an_exception_can_be_taken_back_and_the_same_twice_is_one(olga, cork):
    for most in (2, 2, None, None):
        sizes.allow(cork, "interpreter", most, reason="Once", by=olga)

    assert (cork.allowances.count(), [c.verb for c in Change.objects.all()]) == (0, ["ceiling.excepted"] * 2)


def test_aoife_asks_olga_grants_and_the_office_hears_of_it(client, aoife, olga, cork, everyone_works, mailoutbox):
    for _click in range(2):
        client.post(
            reverse("portal:ask_for_more", args=[cork.pk]), {"role": "member", "wanted": 4, "reason": "A university"}
        )
    asked = cork.size_requests.get()
    client.force_login(olga)
    client.post(reverse("organizer:size_answer", args=["shanghai", asked.pk]), {"grant": "yes", "words": "Gladly"})
    everyone_works()

    asked.refresh_from_db()
    assert (asked.state, shown(cork)["member"], [m.to for m in mailoutbox]) == (
        "granted",
        (0, 4),
        [["office@cork.example"]],
    )
    assert "Gladly" in mailoutbox[0].body


def test_a_refusal_changes_no_ceiling_and_cannot_become_a_grant(aoife, olga, cork):
    asked = sizes.ask(cork, "member", 9, reason="Friends", by=aoife)
    for _click in range(2):
        sizes.answer(asked, grant=False, words="", by=olga)

    with pytest.raises(sizes.NoSuchRequest):
        sizes.answer(asked, grant=True, words="", by=olga)

    assert (shown(cork)["member"], Message.objects.filter(letter="size_answered").count()) == ((0, 2), 1)


def test_ceilings_are_set_on_one_page(client, olga, cork):
    client.force_login(olga)
    seen = {"seen_all": 4, "seen_member": 2, "seen_interpreter": 1}

    client.post(reverse("organizer:ceilings", args=["shanghai"]), {**seen, "all": 6, "member": 3, "interpreter": ""})

    assert sizes.ceilings(cork.edition) == {ALL: 6, "member": 3}


def test_the_second_of_two_who_set_ceilings_sees_what_the_first_set(client, olga, cork):
    client.force_login(olga)

    page = client.post(reverse("organizer:ceilings", args=["shanghai"]), {"all": 9})

    assert (page.context["form"]["all"].value(), sizes.ceilings(cork.edition)[ALL]) == (4, 4)


@pytest.mark.parametrize("typed", ["-1", "9" * 30, "four", "\x00", "10000"])
def test_a_ceiling_that_is_no_number_is_refused_in_words(client, olga, cork, typed):
    client.force_login(olga)

    page = client.post(reverse("organizer:ceilings", args=["shanghai"]), {"all": typed})

    assert list(page.context["form"].errors) == ["all"]


def test_the_office_is_told_to_make_an_exception_first(client, olga, cork):
    factories.delegate(cork, factories.person("Byrne", "Una"), role="interpreter")
    client.force_login(olga)
    url = reverse("organizer:delegate_add", args=["shanghai", cork.pk])

    page = client.post(url, {**DAN, "role": "interpreter"})

    words = "The ceiling is reached: interpreter, 1 of 1. Make an exception for this delegation first."
    assert page.context["form"].errors == {"role": [words]}


@given(st.lists(st.sampled_from(Delegate.Role.values)), st.dictionaries(st.sampled_from(Delegate.Role.values), COUNTS))
def test_every_meter_counts_what_there_is_and_shows_every_ceiling(roles, ceilings):
    found = {meter.role: meter for meter in meters.meters(roles, ceilings, {})}

    assert found[ALL].used == sum(meter.used for role, meter in found.items() if role != ALL) == len(roles)
    assert {role: meter.most for role, meter in found.items() if meter.most is not None} == ceilings
    assert all(meter.over == max(0, meter.used - meter.most) for meter in found.values() if meter.most is not None)


def test_olga_hands_in_what_the_city_told_her(client, olga, cork):
    client.force_login(olga)

    for _click in range(2):
        client.post(reverse("organizer:hand_in", args=["shanghai", cork.pk]))

    cork.refresh_from_db()
    assert (cork.registered_at is not None, Change.objects.get().verb) == (True, "delegation.registered")


def test_olga_registers_somebody_after_the_deadline_with_a_reason(client, olga, cork):
    edition = cork.edition
    edition.reply_by = edition.register_by = edition.reply_by - timedelta(days=60)
    edition.save()
    client.force_login(olga)
    url = reverse("organizer:delegate_add", args=["shanghai", cork.pk])

    page = client.post(url, DAN)
    client.post(url, {**DAN, "reason": "The mayor telephoned"})

    assert page.context["form"].errors == {"reason": ["Say why, in a few words."]}
    assert (str(cork.delegates.get()), Change.objects.get().after["reason"]) == ("Dan Boyle", "The mayor telephoned")


@pytest.mark.parametrize("count", [1, 3])
def test_ceilings_cost_the_same_for_one_city_and_three(client, olga, edition, count, django_assert_num_queries):
    Ceiling.objects.create(edition=edition, role="member", most=0)
    for number in range(count):
        factories.delegate(factories.delegation(f"city-of-{number}"))
    client.force_login(olga)

    with django_assert_num_queries(10):
        client.get(reverse("organizer:ceilings", args=["shanghai"]))


def people(of):
    return [one.person.given_name for one in of.delegates.in_order()]


@pytest.fixture
def six(cork):
    made = [factories.delegate(cork, factories.person("Byrne", name), position=n) for n, name in enumerate("ABCD", 1)]
    return [factories.head(cork, factories.person("Byrne", "Head"), position=9), *made]


@pytest.mark.parametrize(
    ("who", "place", "then"),
    [
        (3, 3, ["Head", "A", "C", "B", "D"]),
        (1, 5, ["Head", "B", "C", "D", "A"]),
        (4, 1, ["Head", "D", "A", "B", "C"]),
        (0, 4, ["Head", "A", "B", "C", "D"]),
        (2, 0, ["Head", "B", "A", "C", "D"]),
    ],
)
def test_members_have_the_places_that_they_were_given_behind_the_head(aoife, cork, six, who, place, then):
    for _click in range(2):
        order.put(six[who], place, by=aoife)

    assert people(cork) == then


def test_a_press_of_the_arrow_moves_up_by_one(client, aoife, cork, six):
    page = client.get(reverse("portal:delegation", args=[cork.pk]))
    third = page.context["rows"][3]["delegate"]

    for _click in range(2):
        client.post(reverse("portal:delegate_move", args=[third.pk]), {"place": third.up})

    assert (people(cork), Change.objects.count()) == (["Head", "A", "C", "B", "D"], 1)


@pytest.mark.parametrize("place", ["", "first", "9" * 30, "-1", "\x00"])
def test_a_place_that_is_none_breaks_nothing(client, aoife, cork, six, place):
    answer = client.post(reverse("portal:delegate_move", args=[six[1].pk]), {"place": place})

    assert (answer.status_code, people(cork)[0]) == (302, "Head")


@pytest.mark.django_db(transaction=True)
def test_two_who_add_the_last_one_at_the_same_moment_are_one_too_few(edition):
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time anyway")
    Ceiling.objects.create(edition=edition, role="member", most=1)
    cork = factories.delegation("cork")
    aoife, refused = factories.assistant(cork), []

    def register(name):
        try:
            delegates.add(cork, entry(name), by=aoife)
        except sizes.TooMany:
            refused.append(name)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=register, args=[name]) for name in ("Una", "Ita", "Eva", "Ada")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Delegate.objects.within(edition).count(), len(refused)) == (1, 3)
