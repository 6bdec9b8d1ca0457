"""Who may act for whom: given, passed on, ended, revoked; and what each mandate opens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from delegations import policies
from delegations.actions import delegates, mandates
from delegations.actions.mandates import Terms, Whom
from delegations.actions.stale import Stale
from delegations.models import Delegate, Delegation, Flight, Mandate
from delegations.models.mandate import Power, every_power
from forum import clock
from forum.models import Change, Message, User
from tests import factories

pytestmark = pytest.mark.django_db

TRAVEL = Terms(("travel",))
BRID = Whom("brid@cork.example", "Bríd Nolan")


@pytest.fixture
def cork():
    return factories.delegation("cork")


@pytest.fixture
def mayor(cork):
    return factories.head(cork, factories.person("Boyle", "Dan"))


@pytest.fixture
def deputy(cork):
    return factories.delegate(cork, factories.person("Okafor", "Amara"), role="deputy_head")


@pytest.fixture
def nuala(deputy):
    """The assistant of the deputy, and of nobody else."""
    user = factories.user("nuala@cork.example", "Nuala Kehoe")
    factories.mandate(user, deputy.delegation, deputy)
    return user


@pytest.fixture
def aoife(cork):
    return factories.assistant(cork)


def letters():
    return [(row.letter, row.to_address) for row in Message.objects.filter(state="waiting").order_by("pk")]


# --- what a mandate for one principal opens


def test_the_assistant_of_the_deputy_does_not_see_the_mayors_flights(mayor, deputy, nuala):
    hers = factories.flight(deputy, number="ZZ 1")
    factories.flight(mayor, number="ZZ 2")

    assert list(Flight.objects.held_by(nuala)) == [hers]
    assert list(Delegate.objects.held_by(nuala)) == [deputy]
    assert list(Delegation.objects.held_by(nuala)) == [deputy.delegation]


def test_a_mandate_for_one_is_none_for_all(mayor, deputy, nuala):
    cork = deputy.delegation

    for power in Power:
        assert policies.holds(nuala, cork, power) is False
        assert policies.holds_for(nuala, deputy, power) is True
        assert policies.holds_for(nuala, mayor, power) is False
    assert [policies.powers_of(nuala, cork), policies.may_register(nuala, cork)] == [set(), False]
    assert list(Delegation.objects.held_by(nuala, Power.ANSWER)) == []


def test_a_mandate_for_all_reaches_everybody(mayor, deputy, aoife):
    assert [policies.holds_for(aoife, one, Power.PAPERS) for one in (mayor, deputy)] == [True, True]
    assert set(Delegate.objects.held_by(aoife)) == {mayor, deputy}


@pytest.mark.parametrize("power", Power)
def test_each_power_opens_its_own_doors_and_no_others(cork, mayor, power):
    flight, letter = factories.flight(mayor), factories.invitation(cork)
    user = factories.user()
    factories.mandate(user, cork, powers=[power])

    assert Flight.objects.held_by(user).filter(pk=flight.pk).exists() is (power == Power.TRAVEL)
    assert policies.may_answer(user, letter.delegation) is (power == Power.ANSWER)
    assert policies.may_register(user, cork) is (power == Power.REGISTER)
    assert policies.may_edit(user, mayor) is (power == Power.REGISTER)
    assert policies.may_change_travel(user, mayor) is (power == Power.TRAVEL)
    assert policies.may_sign_off(user, mayor) is (power == Power.SIGN_OFF)
    assert mandates.may_give_for(user, cork) is (power == Power.GIVE)
    assert Delegate.objects.held_by(user, Power.PAPERS).exists() is (power == Power.PAPERS)


@pytest.mark.parametrize(
    ("door", "about", "status"),
    [
        ("portal:delegation", "delegation", 200),
        ("portal:delegate_edit", "deputy", 200),
        ("portal:delegate_edit", "mayor", 404),
        ("portal:flight_add", "deputy", 200),
        ("portal:flight_add", "mayor", 404),
        ("portal:flight_edit", "his_flight", 404),
        ("portal:flight_edit", "her_flight", 200),
        ("portal:delegate_add", "delegation", 403),
        ("portal:delegate_remove", "deputy", 403),
        ("portal:hand_in", "delegation", 405),
        ("portal:mandates", "delegation", 200),
        ("portal:mandate_give", "delegation", 200),
        ("v1:flight", "his_flight", 404),
        ("v1:flight", "her_flight", 200),
    ],
)
def test_doors_for_the_assistant_of_the_deputy(client, mayor, deputy, nuala, door, about, status):
    things = {
        "delegation": deputy.delegation,
        "deputy": deputy,
        "mayor": mayor,
        "his_flight": factories.flight(mayor),
        "her_flight": factories.flight(deputy),
    }
    client.force_login(nuala)

    assert client.get(reverse(door, args=[things[about].pk])).status_code == status


def test_the_page_of_the_delegation_shows_her_the_names_of_others_and_no_more(client, mayor, deputy, nuala):
    factories.flight(mayor, number="ZZ 2")
    factories.flight(deputy, number="ZZ 1")
    client.force_login(nuala)

    content = client.get(reverse("portal:delegation", args=[deputy.delegation_id])).content.decode()

    assert [words in content for words in ("Dan Boyle", "ZZ 1", "ZZ 2", "Register somebody")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_she_corrects_her_principals_entry_but_makes_no_head_of_him(client, deputy, nuala):
    client.force_login(nuala)
    told = {"family_name": "Okafor", "given_name": "Amara Ngozi", "role": "head", "language": "en", "seen": 1}

    client.post(reverse("portal:delegate_edit", args=[deputy.pk]), told)

    deputy.refresh_from_db()
    assert (str(deputy.person), deputy.role) == ("Amara Ngozi Okafor", "deputy_head")


def test_the_api_shows_her_one_person(client, mayor, deputy, nuala):
    client.force_login(nuala)

    shown = client.get(reverse("v1:delegation", args=[deputy.delegation_id])).json()

    assert ([one["id"] for one in shown["delegates"]], shown["replies"]) == ([deputy.pk], [])


def test_over_the_api_she_enters_flights_for_her_principal_alone(client, mayor, deputy, nuala):
    client.force_login(nuala)
    day = deputy.delegation.edition.starts_on
    leg = {"direction": "out", "number": "ZZ 303", "origin": "PVG", "destination": "DUB"}
    leg |= {"leaves_at": f"{day}T02:00:00Z", "lands_at": f"{day}T12:00:00Z"}

    answers = [
        client.post(reverse("v1:flights"), leg | {"delegate": one.pk}, content_type="application/json")
        for one in (deputy, mayor)
    ]

    assert [answer.status_code for answer in answers] == [201, 404]
    entered = Change.objects.get(verb="flight.added")
    assert (entered.actor, entered.principal) == (nuala, "Amara Okafor")


# --- an end


def test_a_mandate_that_ended_opens_nothing(cork, mayor):
    user = factories.user()
    factories.mandate(user, cork, ends_at=clock.now() - timedelta(seconds=1))

    assert [
        Delegation.objects.held_by(user).exists(),
        Delegate.objects.held_by(user).exists(),
        policies.powers_of(user, cork),
        policies.powers_for(user, mayor),
    ] == [False, False, set(), set()]


def test_a_mandate_holds_through_its_last_day_on_the_clocks_of_the_event(client, olga, cork):
    day = cork.edition.ends_on
    client.force_login(olga)

    give(client, cork, until=day.isoformat())

    mandate = cork.mandates.get()
    assert clock.local("Asia/Shanghai", mandate.ends_at).isoformat() == f"{day + timedelta(days=1)}T00:00:00+08:00"


def test_a_mandate_that_ended_makes_room_for_a_new_one(olga, cork):
    first = mandates.give(cork, None, BRID, TRAVEL, by=olga)
    past = clock.now() - timedelta(days=1)
    Mandate.objects.within(cork.edition).update(given_at=past - timedelta(days=1), ends_at=past)

    second = mandates.give(cork, None, BRID, TRAVEL, by=olga)

    first.refresh_from_db()
    assert (first.pk != second.pk, first.revoked_at, second.is_valid) == (True, past, True)


# --- giving


def give(client, cork, **words):
    told = {"name": "Bríd Nolan", "email": "brid@cork.example", "language": "en", "whom": "all", "powers": ["travel"]}
    return client.post(reverse("organizer:mandate_give", args=["shanghai", cork.pk]), told | words)


def errors(page):
    return {field: [str(error) for error in some] for field, some in page.context["form"].errors.items()}


def test_olga_gives_a_mandate_by_address(client, olga, cork, mayor):
    client.force_login(olga)

    answer = give(client, cork, whom=mayor.pk, powers=["travel", "papers"], note="NV 114/2025")

    mandate = cork.mandates.get()
    assert answer.status_code == 302
    assert (mandate.user.email, mandate.user.name) == ("brid@cork.example", "Bríd Nolan")
    assert (mandate.delegate, mandate.powers, mandate.note, mandate.given_by) == (
        mayor, ["travel", "papers"], "NV 114/2025", olga,
    )  # fmt: skip
    assert letters() == [("mandate_given", "brid@cork.example")]
    written = Change.objects.get(verb="mandate.given")
    assert (written.actor_name, written.principal, written.after["holder"]) == ("Olga Chen", "Dan Boyle", "Bríd Nolan")


def test_two_who_give_the_same_mandate_make_one(olga, cork):
    once, again = (mandates.give(cork, None, BRID, TRAVEL, by=olga) for _turn in range(2))

    assert (once, cork.mandates.count(), len(letters())) == (again, 1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cities", [("cork", "cork"), ("cork", "lyon")])
def test_two_who_give_at_the_same_moment_open_one_account(cities):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    olga = factories.organizer()
    of = [factories.delegation(city) for city in cities]
    with ThreadPoolExecutor(2) as both:
        given = [
            both.submit(in_a_thread, lambda one=one: mandates.give(one, None, BRID, TRAVEL, by=olga)) for one in of
        ]

    assert [one.result().user.email for one in given] == ["brid@cork.example"] * 2
    assert User.objects.filter(email="brid@cork.example").count() == 1
    assert Mandate.objects.within(of[0].edition).count() == len(set(cities)) == len(letters())


def in_a_thread(act):
    try:
        return act()
    finally:
        connection.close()


def test_the_database_holds_one_standing_mandate_for_each(cork, mayor):
    user = factories.user()
    for principal in (None, mayor):
        factories.mandate(user, cork, principal)
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.mandate(user, cork, principal)


def test_the_same_on_other_terms_is_to_be_changed(client, olga, cork):
    client.force_login(olga)
    give(client, cork)

    page = give(client, cork, powers=["answer"])

    assert errors(page) == {
        "__all__": ["Bríd Nolan has this mandate already, on other terms. Change that one instead."]
    }


def test_there_is_one_focal_point(client, olga, cork):
    client.force_login(olga)
    give(client, cork, is_focal_point="on")
    give(client, cork, is_focal_point="on", email="sean@cork.example", name="Seán Daly")

    assert [one.user.name for one in cork.mandates.filter(is_focal_point=True)] == ["Seán Daly"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "http://evil.example/"}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"name": "A\x00B"}, "name"),
        ({"email": "no address"}, "email"),
        ({"whom": "9" * 30}, "whom"),
        ({"powers": []}, "powers"),
        ({"powers": ["everything"]}, "powers"),
        ({"until": "2020-01-01"}, "until"),
        ({"until": "9999-12-31"}, "until"),
        ({"until": "tomorrow"}, "until"),
        ({"note": "x" * 300}, "note"),
        ({"language": "tlh"}, "language"),
    ],
)
def test_nonsense_comes_back_as_a_sentence_at_its_field(client, olga, cork, words, field):
    client.force_login(olga)

    page = give(client, cork, **words)

    assert (page.status_code, list(errors(page)), cork.mandates.count()) == (200, [field], 0)


def test_the_focal_point_acts_for_all(client, olga, cork, mayor):
    client.force_login(olga)

    page = give(client, cork, whom=mayor.pk, is_focal_point="on")

    assert list(errors(page)) == ["is_focal_point"]


# --- passing on


def pass_on(client, cork, **words):
    told = {"name": "Bríd Nolan", "email": "brid@cork.example", "language": "en", "whom": "all", "powers": ["travel"]}
    return client.post(reverse("portal:mandate_give", args=[cork.pk]), told | words)


def test_the_focal_point_passes_on_what_she_has_herself(client, cork):
    aoife = factories.user(name="Aoife Byrne")
    factories.mandate(aoife, cork, powers=["travel", "give"])
    client.force_login(aoife)

    statuses = [pass_on(client, cork, powers=powers).status_code for powers in (["travel", "papers"], ["travel"])]

    assert (statuses, [one.powers for one in cork.mandates.exclude(user=aoife)]) == ([200, 302], [["travel"]])


def test_the_action_refuses_more_than_one_has_oneself(cork):
    aoife = factories.user()
    factories.mandate(aoife, cork, powers=["travel", "give"])

    with pytest.raises(mandates.MoreThanOwn) as more:
        mandates.give(cork, None, BRID, Terms(("travel", "papers")), by=aoife)

    assert (more.value.powers, cork.mandates.count()) == (["papers"], 1)


def test_nobody_passes_on_a_longer_mandate_than_her_own(client, cork):
    aoife = factories.user()
    end = clock.instant("Asia/Shanghai", clock.local("Asia/Shanghai", clock.now()).replace(tzinfo=None, hour=0))
    factories.mandate(aoife, cork, ends_at=end + timedelta(days=9))
    client.force_login(aoife)

    page = pass_on(client, cork)

    assert list(errors(page)) == ["until"]


@pytest.mark.parametrize("powers", [["travel"], [*every_power()[:-1]]])
def test_without_the_power_to_give_nothing_is_passed_on(client, cork, powers):
    aoife = factories.user()
    factories.mandate(aoife, cork, powers=powers)
    client.force_login(aoife)

    assert [pass_on(client, cork).status_code, cork.mandates.count()] == [403, 1]
    with pytest.raises(mandates.NotYoursToGive):
        mandates.give(cork, None, BRID, Terms(("travel",)), by=aoife)


def test_the_assistant_of_the_deputy_passes_on_for_the_deputy_alone(client, mayor, deputy, nuala):
    cork = deputy.delegation
    client.force_login(nuala)

    pages = [pass_on(client, cork, whom=whom) for whom in ("all", mayor.pk, deputy.pk)]

    assert [page.status_code for page in pages] == [200, 200, 302]
    assert [one.delegate for one in cork.mandates.exclude(user=nuala)] == [deputy]


def test_nobody_but_the_hosts_staff_touches_the_focal_point(client, cork, aoife):
    focal = factories.mandate(factories.user(name="Seán Daly"), cork, is_focal_point=True)
    client.force_login(aoife)

    statuses = [
        client.post(reverse(f"portal:{door}", args=[focal.pk])).status_code for door in ("mandate", "mandate_revoke")
    ]

    focal.refresh_from_db()
    assert (statuses, focal.is_valid) == ([403, 403], True)


def test_the_mandates_of_another_city_do_not_exist(client, aoife):
    theirs = factories.mandate(factories.user(), factories.delegation("lyon"))
    client.force_login(aoife)

    assert client.post(reverse("portal:mandate_revoke", args=[theirs.pk])).status_code == 404


def test_nobody_floods_strangers_with_letters(client, cork, aoife, monkeypatch):
    monkeypatch.setattr(mandates, "MOST_A_DAY", 2)
    client.force_login(aoife)

    pages = [pass_on(client, cork, email=f"stranger{place}@example.org") for place in range(3)]

    assert [page.status_code for page in pages] == [302, 302, 200]
    assert errors(pages[2])["__all__"][0].startswith("You have given 2 mandates within a day.")


def test_the_hosts_staff_learn_who_shares_a_mailbox_and_nobody_else_does(client, olga, cork, aoife):
    User.objects.open_for("brid@cork.example", "Seán Daly")
    told = []
    for user, gives in ((olga, give), (aoife, pass_on)):
        client.force_login(user)
        gives(client, cork, name=f"Bríd {user.pk}")
        told.append("Seán Daly" in client.get(reverse("portal:home")).content.decode())

    assert told == [True, False]


# --- changing


def test_two_who_change_a_mandate_the_second_sees_the_first(client, olga, cork):
    mandate = mandates.give(cork, None, BRID, TRAVEL, by=olga)
    client.force_login(olga)
    door = reverse("organizer:mandate", args=["shanghai", mandate.pk])
    client.post(door, {"powers": ["travel", "answer"], "seen": 1})

    page = client.post(door, {"powers": ["papers"], "seen": 1})
    meant = client.post(door, {"powers": ["papers"], "seen": page.context["form"].data["seen"]})

    mandate.refresh_from_db()
    assert "answer invitations" in errors(page)["__all__"][0]
    assert (meant.status_code, mandate.powers) == (302, ["papers"])


def test_a_change_that_changes_nothing_is_none(olga, cork):
    mandate = mandates.give(cork, None, BRID, TRAVEL, by=olga)

    mandates.change(mandate, TRAVEL, seen=7, by=olga)

    assert (Change.objects.filter(verb="mandate.changed").count(), len(letters())) == (0, 1)


def test_stale_is_refused(olga, cork):
    mandate = mandates.give(cork, None, BRID, TRAVEL, by=olga)

    with pytest.raises(Stale):
        mandates.change(mandate, Terms(("answer",)), seen=0, by=olga)


# --- revoking


def test_revoking_works_at_the_next_click(client, olga, cork, aoife):
    client.force_login(aoife)
    page = reverse("portal:delegation", args=[cork.pk])
    before = client.get(page).status_code

    mandates.revoke(cork.mandates.get(), by=olga)

    assert [before, client.get(page).status_code] == [200, 404]


def test_revoked_between_page_and_post_writes_nothing(client, olga, cork, mayor, aoife):
    client.force_login(aoife)
    told = {"family_name": "Boyle", "given_name": "Daniel", "role": "head", "language": "en", "seen": 1}
    doors = [
        ("portal:delegate_edit", mayor.pk, told),
        ("portal:delegate_add", cork.pk, told),
        ("portal:hand_in", cork.pk, {}),
        ("portal:delegate_remove", mayor.pk, {}),
        ("portal:flight_add", mayor.pk, {"number": "ZZ 1"}),
        ("portal:mandate_give", cork.pk, {"name": "X", "email": "x@cork.example", "powers": ["travel"]}),
    ]
    mandates.revoke(cork.mandates.get(), by=olga)
    written = Change.objects.count()

    answers = [client.post(reverse(door, args=[pk]), words) for door, pk, words in doors]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert all("may have ended or been revoked" in answer.content.decode() for answer in answers)
    mayor.refresh_from_db()
    assert (Change.objects.count(), mayor.version, str(mayor.person)) == (written, 1, "Dan Boyle")


def test_revoked_in_the_middle_of_passing_on(client, olga, cork, aoife, monkeypatch):
    """Her colleague revokes her mandate after the page has looked and before the action writes."""
    give_it = mandates.give

    def meanwhile(*args, **kwargs):
        mandates.revoke(cork.mandates.get(), by=olga)
        return give_it(*args, **kwargs)

    monkeypatch.setattr(mandates, "give", meanwhile)
    client.force_login(aoife)

    assert [pass_on(client, cork).status_code, cork.mandates.count()] == [403, 1]


def test_revoking_twice_is_once(olga, cork, aoife):
    mandate = cork.mandates.get()

    for _turn in range(2):
        mandates.revoke(mandate, by=olga)

    assert (Change.objects.filter(verb="mandate.revoked").count(), letters()) == (1, [("mandate_revoked", aoife.email)])


def test_a_letter_that_gave_it_and_still_waits_is_not_sent(olga, cork):
    mandate = mandates.give(cork, None, BRID, TRAVEL, by=olga)

    mandates.revoke(mandate, by=olga)

    assert letters() == [("mandate_revoked", "brid@cork.example")]


def test_the_focal_point_revokes_what_she_gave(client, cork, aoife):
    client.force_login(aoife)
    pass_on(client, cork)
    given = cork.mandates.exclude(user=aoife).get()

    answer = client.post(reverse("portal:mandate_revoke", args=[given.pk]))

    given.refresh_from_db()
    assert (answer.url, given.revoked_by) == (reverse("portal:mandates", args=[cork.pk]), aoife)


def test_whoever_revokes_her_own_goes_home(client, cork, aoife):
    client.force_login(aoife)

    answer = client.post(reverse("portal:mandate_revoke", args=[cork.mandates.get().pk]))

    assert (answer.url, Delegation.objects.held_by(aoife).exists()) == (reverse("portal:home"), False)


def test_whoever_is_taken_off_the_list_takes_the_mandates_along(olga, deputy, nuala):
    delegates.remove(deputy, by=olga)

    assert (Mandate.objects.held_by(nuala).exists(), Change.objects.filter(verb="mandate.revoked").count()) == (
        False,
        1,
    )


# --- whose name stands in the ledger


def test_every_line_names_actor_and_principal(client, cork, mayor, aoife):
    client.force_login(aoife)
    told = {"family_name": "Boyle", "given_name": "Daniel", "role": "head", "language": "en", "seen": 1}
    client.post(reverse("portal:delegate_edit", args=[mayor.pk]), told)
    client.post(reverse("portal:delegate_add", args=[cork.pk]), told | {"given_name": "Eoin", "role": "member"})
    client.post(reverse("portal:hand_in", args=[cork.pk]))
    client.post(reverse("portal:delegate_remove", args=[cork.delegates.get(role="member").pk]))

    lines = [(line.verb, line.actor_name, line.principal) for line in Change.objects.order_by("pk")]

    assert lines == [
        ("delegate.changed", "Aoife Byrne", "Daniel Boyle"),
        ("delegate.added", "Aoife Byrne", "Eoin Boyle"),
        ("delegation.registered", "Aoife Byrne", "Cork"),
        ("delegate.removed", "Aoife Byrne", "Eoin Boyle"),
    ]


def test_a_delegate_acts_on_nobodys_behalf(client, mayor):
    mayor.user = factories.user("mayor@cork.example", "Dan Boyle")
    mayor.save()
    flight = factories.flight(mayor)
    client.force_login(mayor.user)

    client.post(reverse("portal:flight_remove", args=[flight.pk]))

    line = Change.objects.get(verb="flight.removed")
    assert (line.actor_name, line.principal) == ("Dan Boyle", "")


def test_the_history_says_who_for_whom(client, olga, cork, mayor, aoife):
    client.force_login(aoife)
    client.post(reverse("portal:flight_remove", args=[factories.flight(mayor).pk]))
    client.force_login(olga)

    content = client.get(reverse("organizer:delegation", args=["shanghai", cork.pk])).content.decode()

    assert "<bdi>Aoife Byrne</bdi> for <bdi>Dan Boyle</bdi>" in content


def test_the_head_of_the_page_says_for_whom_one_acts(client, mayor, aoife):
    client.force_login(aoife)

    content = client.get(reverse("portal:flight_add", args=[mayor.pk])).content.decode()

    assert "<bdi>Aoife Byrne</bdi> for <bdi>Dan Boyle</bdi> (<bdi>Cork</bdi>)" in content


# --- the organizers' page


def test_the_page_says_for_which_cities_nobody_acts(client, olga, cork, aoife):
    lyon = factories.delegation("lyon")
    client.force_login(olga)

    page = client.get(reverse("organizer:mandates", args=["shanghai"]))

    assert (page.context["nobody"], [row.user for row in page.context["rows"]]) == ([lyon], [aoife])


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_mandate_and_three(client, olga, count, django_assert_num_queries):
    for place in range(count):
        of = factories.delegation(f"city-{place}")
        factories.mandate(factories.user(), of, factories.head(of, factories.person()))
    client.force_login(olga)

    with django_assert_num_queries(7):
        assert client.get(reverse("organizer:mandates", args=["shanghai"])).status_code == 200


def test_an_observer_reads_and_writes_nothing(client, cork, aoife):
    observer = factories.organizer(cork.edition, "observer")
    client.force_login(observer)
    door = reverse("organizer:mandate_revoke", args=["shanghai", cork.mandates.get().pk])

    read, write = client.get(reverse("organizer:mandates", args=["shanghai"])), client.post(door)

    assert [read.status_code, write.status_code] == [200, 403]


def test_a_mandate_by_address_opens_one_account(olga, cork, mayor):
    for principal in (None, mayor):
        mandates.give(cork, principal, BRID, TRAVEL, by=olga)

    assert User.objects.filter(email="brid@cork.example").count() == 1
