"""The order of precedence at the desk: from what is on file to places with reasons, by hand, frozen, side by side."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from delegations import order_words, orders
from delegations.actions import orders as actions
from delegations.actions.stale import Stale
from delegations.models import Delegate, Delegation, Draw, FrozenOrder, OrderPolicy, PlaceByHand
from forum import clock
from forum.models import Change
from tests import factories

pytestmark = pytest.mark.django_db
FRIENDSHIP = "rank tie country city"


def guest(key, country="IE", signed="", rank="mayor", **fields):
    """A city whose mayor is invited and leads its delegation."""
    city = factories.city(key, country=country)
    if signed:
        factories.tie(city, signed)
    found = factories.delegation(city, **fields)
    mayor = factories.person(key.title(), "Alex")
    post = factories.office(city, mayor, rank_class=rank)
    factories.invitation(found)
    factories.head(found, mayor)
    return found, post


def shown(edition):
    """The order now, as people read it."""
    return [(line.city, line.sentence) for line in order_words.lines(orders.now(edition).value, edition)]


def cities(edition):
    return [city for city, _sentence in shown(edition)]


def visit(client, name, edition, *args, query=""):
    return client.get(reverse(f"organizer:{name}", args=[edition.slug, *args]) + query)


def send(client, door, edition, *args, **data):
    return client.post(reverse(f"organizer:{door}", args=[edition.slug, *args]), data, follow=True)


def words_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


# --- from what is on file


def test_each_place_says_which_rule_decided_it(edition):
    factories.policy("Friendship", edition, FRIENDSHIP, is_current=True)
    guest("lyon", "FR", rank="deputy_mayor")
    guest("cork", signed="2005")
    guest("porto", "PT", "1995-04-15")
    guest("rio", "BR", rank="governor")
    guest("milan", "IT")

    assert shown(edition) == [
        ("Rio", "Before Porto by rank class: governor, as against mayor there."),
        ("Porto", "After Rio by rank class: mayor, as against governor there."),
        ("Cork", "After Porto by date of the tie: 2005 (known only in part), as against 15 April 1995 there."),
        (
            "Milan",
            "After Cork by date of the tie: not known, which goes last, as against 2005 (known only in part) there.",
        ),
        ("Lyon", "After Milan by rank class: deputy mayor, as against mayor there."),
    ]


def test_reasons_read_in_the_language_of_the_reader_beside_the_alphabet_of_the_policy(edition):
    factories.policy("Pinyin", edition, "country", language="zh-hans", variant="pinyin", is_current=True)
    guest("athens", "GR")
    guest("cork", "IE")

    assert shown(edition)[1] == (
        "Athens",
        "After Cork by country in the alphabet (Chinese, by pinyin): Greece (希腊), as against Ireland (爱尔兰) there.",
    )
    with translation.override("zh-hans"):
        assert "希腊" in shown(edition)[1][1]
        assert "希腊 (" not in shown(edition)[1][1]


def test_without_a_policy_the_handbook_makes_the_order(edition):
    now = clock.now()
    guest("athens", "GR")
    guest("cork", registered_at=now)
    guest("lyon", "FR", registered_at=now - timedelta(days=1))

    assert cities(edition) == ["Lyon", "Cork", "Athens"]


def test_notices_of_one_minute_are_told_to_the_fraction_of_a_second(edition):
    now = clock.now().replace(second=7, microsecond=0)
    guest("cork", registered_at=now + timedelta(seconds=2))
    guest("lyon", registered_at=now)

    assert [f":{second:02}.000000" in shown(edition)[1][1] for second in (7, 9)] == [True, True]


def test_who_declined_and_the_host_have_no_place(edition):
    guest("cork")
    guest("lyon", answer="no", answered_at=clock.now())
    factories.delegation("shanghai", is_host=True)

    assert cities(edition) == ["Cork"]


def test_representative_stands_in_for_the_mayor_who_was_invited(edition):
    factories.policy("Plain", edition, "rank city", is_current=True)
    cork, _post = guest("cork", answer="represented", answered_at=clock.now())
    deputy = factories.person("Murphy", "Nora")
    factories.office(cork.city, deputy, key="deputy", rank_class="deputy_mayor")
    cork.delegates.update(person=deputy)
    guest("lyon")

    line = order_words.lines(orders.now(edition).value, edition)[1]

    assert (line.head, line.rank) == ("Nora Murphy", "deputy mayor, standing in (mayor)")
    assert line.sentence == "After Lyon: the class of both is “mayor”, and here a deputy stands in."


def test_somebody_else_than_the_holder_stands_in_without_an_answer_too(edition):
    cork, _post = guest("cork")
    cork.delegates.update(person=factories.person("Murphy", "Nora"), rank_class="official")

    (facts,) = orders.facts_of(edition)

    assert (facts.stands_in, facts.rank, facts.principal_rank) == (True, "official", "mayor")


def test_mayor_is_expected_until_a_head_is_named(edition):
    cork, _post = guest("cork")
    cork.delegates.all().delete()

    (facts,) = orders.facts_of(edition)

    assert (facts.stands_in, facts.rank, facts.office_since) == (False, "mayor", "2024")


def test_office_is_asked_for_on_the_first_day_of_the_event(edition):
    _cork, post = guest("cork")
    post.tenures.update(until=str(edition.starts_on.year - 1))
    post.tenures.create(person=factories.person("Dennehy", "Fergal"), since=str(edition.starts_on.year))

    (facts,) = orders.facts_of(edition)

    assert (facts.stands_in, facts.principal_since) == (True, str(edition.starts_on.year))


def test_the_oldest_tie_counts(edition):
    cork, _post = guest("cork", signed="2005")
    factories.tie(cork.city, "1999-10", kind="friendly_exchange")
    factories.tie(cork.city, "", kind="memorandum")

    assert [facts.tied_since for facts in orders.facts_of(edition)] == ["1999-10"]


@pytest.mark.parametrize("count", [1, 3])
def test_places_cost_the_same_for_one_city_and_three(edition, count, django_assert_num_queries):
    for number in range(count):
        guest(f"city-{number}", signed="2005")
    actions.freeze(edition, note="", by=None)

    with django_assert_num_queries(9):
        assert len(orders.places(edition)) == count


# --- in force


def test_places_in_force_are_the_frozen_ones_and_who_came_later_comes_after(edition, olga):
    athens, cork = guest("athens", "GR")[0], guest("cork", "IE")[0]
    actions.place_by_hand(cork, where="at", other=None, place=1, reason="Guest of honour", by=olga)
    actions.freeze(edition, note="", by=olga)
    actions.take_back(cork, by=olga)
    belfast = guest("belfast", "BE")[0]

    found = orders.places(edition)

    assert found == {cork.pk: 1, athens.pk: 2, belfast.pk: 3}
    assert [row.city.key for row in orders.in_order(Delegation.objects.within(edition), edition)] == [
        *("cork", "athens", "belfast")
    ]


def test_people_go_by_the_place_of_their_delegation_and_the_host_s_own_come_last(edition):
    factories.head(factories.delegation("shanghai", is_host=True), factories.person("Gong", "Zheng"))
    athens, cork = guest("athens", "GR")[0], guest("cork", "BE")[0]
    factories.delegate(athens, factories.person("Anemopetra", "Kallirroi"), position=2)

    people = orders.people_in_order(Delegate.objects.within(edition).select_related("person"), edition)

    assert [str(one) for one in people] == ["Alex Cork", "Alex Athens", "Kallirroi Anemopetra", "Zheng Gong"]
    assert people[0].delegation_id == cork.pk


def test_who_declined_after_the_freeze_leaves_no_gap(edition, olga):
    guest("athens", "GR")
    cork = guest("cork", "IE")[0]
    actions.freeze(edition, note="", by=olga)
    Delegation.objects.within(edition).filter(city__key="athens").update(answer="no", answered_at=clock.now())

    assert orders.places(edition) == {cork.pk: 1}


def test_frozen_order_does_not_move_with_the_facts(edition, olga):
    factories.policy("Friendship", edition, FRIENDSHIP, is_current=True)
    guest("cork", signed="1999")
    lyon, _post = guest("lyon", "FR", "2005")
    frozen = actions.freeze(edition, note="Approved", by=olga)

    lyon.city.ties_as_other.update(signed="1974")

    frozen.refresh_from_db()
    assert [line.city for line in order_words.lines(frozen.value, edition)] == ["Cork", "Lyon"]
    assert (cities(edition), frozen.checksum) == (["Lyon", "Cork"], orders.checksum(frozen.value))


def test_same_order_is_not_frozen_twice(edition, olga):
    guest("cork")
    first = actions.freeze(edition, note="", by=olga)

    with pytest.raises(actions.NothingNew, match="since version 1"):
        actions.freeze(edition, note="again", by=olga)

    assert FrozenOrder.objects.in_force(edition) == first


def test_order_that_moved_since_it_was_seen_is_not_frozen(edition, olga):
    guest("cork")
    seen = orders.now(edition).checksum
    guest("athens", "GR")

    with pytest.raises(actions.OrderHasMoved):
        actions.freeze(edition, note="", seen=seen, by=olga)


def test_olga_freezes_what_she_sees(client, edition, olga):
    guest("cork")
    client.force_login(olga)
    seen = visit(client, "order", edition).context["form"].initial["checksum"]

    page = send(client, "order_freeze", edition, note="Approved by the chief of protocol", checksum=seen)

    assert "Version 1 is in force; nothing has changed since." in words_of(page)
    line = Change.objects.get(verb="order.frozen")
    assert (line.actor, line.after["number"], line.after["note"]) == (olga, 1, "Approved by the chief of protocol")
    again = send(client, "order_freeze", edition, checksum=seen)
    assert "Nothing has changed since version 1." in words_of(again)


def test_versions_show_what_moved_between_two(client, edition, olga):
    guest("athens", "GR")
    cork, _post = guest("cork")
    actions.freeze(edition, note="", by=olga)
    actions.place_by_hand(cork, where="at", other=None, place=1, reason="Jubilee", by=olga)
    actions.freeze(edition, note="", by=olga)
    client.force_login(olga)

    page = visit(client, "order_versions", edition)

    changes = [(one["city"], one["was"].number, one["now"].number) for one in page.context["changes"]]
    assert changes == [("Cork", 2, 1), ("Athens", 1, 2)]
    assert "Before Athens by hand: Jubilee (Olga Chen" in words_of(page)


# --- by hand


def test_place_by_hand_says_why_and_who(client, edition, olga):
    athens, cork = guest("athens", "GR")[0], guest("cork")[0]
    client.force_login(olga)

    page = send(client, "order_place", edition, cork.pk, where="before", other=athens.pk, reason="Twenty years")

    (first, second) = shown(edition)
    assert first[0] == "Cork"
    assert first[1].startswith("Before Athens by hand: Twenty years (Olga Chen, ")
    assert second == ("Athens", "After Cork, which was given its place by hand.")
    assert "Cork has its place, and the order says why." in words_of(page)
    assert Change.objects.get(verb="place.given").after["reason"] == "Twenty years"


def test_same_order_sent_twice_is_one(edition, olga):
    athens, cork = guest("athens", "GR")[0], guest("cork")[0]
    words = {"where": "before", "other": athens, "place": None, "reason": "Jubilee"}

    rows = {actions.place_by_hand(cork, **words, by=olga).pk for _turn in range(2)}

    assert (len(rows), Change.objects.filter(verb="place.given").count()) == (1, 1)


def test_second_thought_takes_the_place_of_the_first_and_both_stay_on_record(edition, olga):
    cork = guest("cork")[0]
    for reason in ("Jubilee", "Guest of honour"):
        actions.place_by_hand(cork, where="at", other=None, place=1, reason=reason, by=olga)
    actions.take_back(cork, by=olga)
    actions.take_back(cork, by=olga)

    rows = PlaceByHand.objects.within(edition)
    assert [(row.reason, row.taken_back_by) for row in rows] == [("Jubilee", olga), ("Guest of honour", olga)]
    assert Change.objects.filter(verb="place.taken_back").count() == 1


def test_place_beside_a_city_that_left_is_not_obeyed_and_says_so(client, edition, olga):
    athens, cork = guest("athens", "GR")[0], guest("cork")[0]
    actions.place_by_hand(cork, where="before", other=athens, place=None, reason="Jubilee", by=olga)
    Delegation.objects.within(edition).filter(pk=athens.pk).update(answer="no", answered_at=clock.now())
    client.force_login(olga)

    page = visit(client, "order_place", edition, cork.pk)

    assert "It cannot be obeyed now: the city it names has left the order." in words_of(page)
    assert shown(edition) == [("Cork", "The only one.")]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "where"),
        ({"where": "before", "reason": "x"}, "other"),
        ({"where": "before", "other": "9" * 30, "reason": "x"}, "other"),
        ({"where": "before", "other": "\x00", "reason": "x"}, "other"),
        ({"where": "at", "reason": "x"}, "place"),
        ({"where": "at", "place": "0", "reason": "x"}, "place"),
        ({"where": "at", "place": "9" * 30, "reason": "x"}, "place"),
        ({"where": "at", "place": "1", "reason": "  "}, "reason"),
        ({"where": "at", "place": "1", "reason": "a\x00b"}, "reason"),
        ({"where": "at", "place": "1", "reason": "x" * 501}, "reason"),
        ({"where": "on top", "reason": "x"}, "where"),
    ],
)
def test_bad_place_is_refused_beside_its_field_and_what_was_typed_stays(client, edition, olga, typed, field):
    guest("athens", "GR")
    cork = guest("cork")[0]
    client.force_login(olga)

    page = send(client, "order_place", edition, cork.pk, **typed)

    assert (page.status_code, field in page.context["form"].errors) == (200, True)
    assert page.context["form"].data.get("reason", "") == typed.get("reason", "")


@pytest.mark.parametrize(
    ("values", "truth"),
    [
        ({"where": "at", "place": None, "reason": "x"}, "beside_another_or_a_number"),
        ({"where": "before", "place": 1, "reason": "x"}, "beside_another_or_a_number"),
        ({"where": "at", "place": 1, "reason": ""}, "has_a_reason"),
    ],
)
def test_the_database_keeps_places_whole(edition, values, truth):
    cork = guest("cork")[0]

    with pytest.raises(IntegrityError, match=truth), transaction.atomic():
        PlaceByHand.objects.create(delegation=cork, **values)


def test_rank_of_a_head_without_an_office_can_be_set(client, edition, olga):
    cork = factories.delegation("cork")
    nora = factories.head(cork, factories.person("Murphy", "Nora"))
    client.force_login(olga)
    assert "the rank class of the head is not known" not in words_of(visit(client, "order", edition))
    guest("lyon")
    assert "the rank class of the head is not known" in words_of(visit(client, "order", edition))

    send(client, "order_rank", edition, cork.pk, rank_class="deputy_mayor", seen=1)
    stale = send(client, "order_rank", edition, cork.pk, rank_class="mayor", seen=1)
    wrong = send(client, "order_rank", edition, cork.pk, rank_class="emperor", seen=2)

    nora.refresh_from_db()
    assert (nora.rank_class, nora.version) == ("deputy_mayor", 2)
    assert "Somebody else changed the head" in words_of(stale)
    assert "Choose a rank class from the list." in words_of(wrong)


# --- policies

TYPED = {"name": "Lot", "chain": "rank,lot", "language": "fr", "name_form": "common", "stand_in": "own"}


def test_olga_writes_a_policy_without_a_script(client, edition, olga):
    client.force_login(olga)
    form = visit(client, "order_policies", edition).context["form"]
    assert [rule["name"] for rule in form.rules] == ["rank", "notified", "country", "city"]

    moved = send(client, "order_policies", edition, **TYPED | {"chain": "rank,lot,city"}, up="city")
    shorter = send(client, "order_policies", edition, **TYPED | {"chain": "rank,city,lot"}, off="city")
    longer = send(client, "order_policies", edition, **TYPED, on="tie")

    chains = [[rule["name"] for rule in page.context["form"].rules] for page in (moved, shorter, longer)]
    assert chains == [["rank", "city", "lot"], ["rank", "lot"], ["rank", "lot", "tie"]]
    assert {page.context["form"]["name"].value() for page in (moved, shorter, longer)} == {"Lot"}
    assert OrderPolicy.objects.within(edition).count() == 0
    send(client, "order_policies", edition, **TYPED)
    made = OrderPolicy.objects.within(edition).get()
    assert (made.name, made.chain, made.language, made.is_current) == ("Lot", ["rank", "lot"], "fr", True)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"chain": ""}, "__all__"),
        ({"chain": "tea,coffee"}, "__all__"),
        ({"language": "klingon"}, "language"),
        ({"name_form": "iso"}, "name_form"),
        ({"stand_in": "nowhere"}, "stand_in"),
        ({"variant": "zigzag"}, "variant"),
    ],
)
def test_bad_policy_is_refused_beside_its_field(client, edition, olga, typed, field):
    client.force_login(olga)

    page = send(client, "order_policies", edition, **TYPED | typed)

    assert (page.status_code, list(page.context["form"].errors)) == (200, [field])


def test_rule_sent_twice_is_one_rule(client, edition, olga):
    client.force_login(olga)

    send(client, "order_policies", edition, **TYPED | {"chain": "rank,lot,rank,hand,key"})

    assert OrderPolicy.objects.within(edition).get().chain == ["rank", "lot"]


def test_second_editor_sees_both_and_chooses(client, edition, olga):
    row = factories.policy("Lot", edition, "rank")
    actions.change_policy(row, actions.Terms("Lot", ("city",)), seen=1, by=olga)
    client.force_login(olga)

    page = send(client, "order_policy", edition, row.pk, **TYPED, seen=1)

    assert "Somebody else changed this policy meanwhile" in words_of(page)
    assert [rule["name"] for rule in page.context["form"].rules] == ["rank", "lot"]
    row.refresh_from_db()
    assert row.chain == ["city"]
    send(client, "order_policy", edition, row.pk, **TYPED, seen=page.context["form"].data["seen"])
    row.refresh_from_db()
    assert (row.chain, row.version) == (["rank", "lot"], 3)


def test_policy_deleted_meanwhile_is_said(client, edition, olga, monkeypatch):
    row = factories.policy("Lot", edition, "rank")
    client.force_login(olga)
    change = actions.change_policy

    def after_it_went(policy, terms, **words):
        OrderPolicy.objects.within(edition).filter(pk=policy.pk).delete()
        return change(policy, terms, **words)

    monkeypatch.setattr(actions, "change_policy", after_it_went)

    page = send(client, "order_policy", edition, row.pk, **TYPED, seen=1)

    assert "Somebody else has deleted this policy." in words_of(page)


def test_name_of_a_policy_is_taken_once(client, edition, olga):
    factories.policy("Lot", edition, "city")
    client.force_login(olga)

    page = send(client, "order_policies", edition, **TYPED)

    assert page.context["form"].errors["name"] == ["Another policy has this name."]


def test_chosen_policy_makes_the_order_and_cannot_be_deleted(client, edition, olga):
    first, second = factories.policy("One", edition, is_current=True), factories.policy("Two", edition)
    client.force_login(olga)

    send(client, "order_policy_choose", edition, second.pk)
    refused = send(client, "order_policy_remove", edition, second.pk)
    send(client, "order_policy_remove", edition, first.pk)

    assert "Choose another one first." in words_of(refused)
    assert [(row.name, row.is_current) for row in OrderPolicy.objects.within(edition)] == [("Two", True)]
    assert Change.objects.get(verb="policy.chosen").before == {"policy": "One"}


def test_lots_are_drawn_once_and_stay_on_record(client, edition, olga):
    guest("cork")
    row = factories.policy("Lot", edition, "country lot", is_current=True)
    client.force_login(olga)

    send(client, "order_policy_draw", edition, row.pk, what="start", seen=1)
    twice = send(client, "order_policy_draw", edition, row.pk, what="start", seen=1)
    send(client, "order_policy_draw", edition, row.pk, what="seed", seen=2)

    row.refresh_from_db()
    assert (row.start, len(row.seed)) == ("IE", 16)
    assert "Somebody changed this policy, or drew, meanwhile." in words_of(twice)
    drawn = [(draw.what, draw.drawn, draw.drawn_by) for draw in Draw.objects.within(edition).order_by("pk")]
    assert drawn == [("start", "IE", olga), ("seed", row.seed, olga)]
    assert "(French), beginning with Ireland (Irlande)" in order_words.rule_words(
        order_words.Rule.COUNTRY, orders.policy_value(row) | {"language": "fr"}, "en"
    )
    assert "beginning with Ireland" in order_words.rule_words(order_words.Rule.COUNTRY, orders.policy_value(row), "en")


@pytest.mark.parametrize("typed", [{}, {"what": "straws", "seen": 1}, {"what": "start", "seen": "9" * 30}])
def test_senseless_draw_draws_nothing(client, edition, olga, typed):
    guest("cork")
    row = factories.policy("Lot", edition)
    client.force_login(olga)

    page = send(client, "order_policy_draw", edition, row.pk, **typed)

    assert (page.status_code, Draw.objects.within(edition).count()) == (200, 0)


def test_nobody_to_draw_from(edition, olga):
    with pytest.raises(actions.NobodyToDraw):
        actions.draw(factories.policy("Lot", edition), "start", seen=1, by=olga)


def test_stale_draw_is_refused(edition, olga):
    with pytest.raises(Stale):
        actions.draw(factories.policy("Lot", edition), "seed", seen=7, by=olga)


def test_two_policies_lie_side_by_side_with_the_moved_rows_marked(client, edition, olga):
    guest("athens", "GR", "2025-01-23")
    guest("cork", "IE", "2005")
    guest("rio", "BR", rank="governor")
    one = factories.policy("Handbook", edition, is_current=True)
    other = factories.policy("Friendship", edition, FRIENDSHIP)
    client.force_login(olga)

    page = visit(client, "order_compare", edition)

    rows = [(row["left"]["line"].city, row["right"]["line"].city, row["left"]["moved"]) for row in page.context["rows"]]
    assert rows == [("Rio", "Rio", None), ("Athens", "Cork", (2, 3)), ("Cork", "Athens", (3, 2))]
    assert (page.context["one"], page.context["other"], page.context["moved"]) == (one, other, 2)


def test_one_policy_has_nothing_to_lie_beside(client, edition, olga):
    client.force_login(olga)

    assert "There are not two policies yet" in words_of(visit(client, "order_compare", edition, query="?one=x&other=9"))


# --- pages


@pytest.mark.parametrize("count", [1, 3])
def test_the_order_costs_the_same_for_one_city_and_three(client, edition, olga, count, django_assert_num_queries):
    for number in range(count):
        guest(f"city-{number}", signed="2005")
    client.force_login(olga)

    with django_assert_num_queries(14):
        visit(client, "order", edition)


@pytest.mark.parametrize("count", [1, 3])
def test_side_by_side_costs_the_same_for_one_city_and_three(client, edition, olga, count, django_assert_num_queries):
    factories.policy("Handbook", edition, is_current=True)
    factories.policy("Friendship", edition, FRIENDSHIP)
    for number in range(count):
        guest(f"city-{number}", signed="2005")
    client.force_login(olga)

    with django_assert_num_queries(12):
        visit(client, "order_compare", edition)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_policies_and_versions_cost_the_same_for_one_and_three(
    client, edition, olga, count, django_assert_num_queries
):
    cork = guest("cork")[0]
    for number in range(count):
        factories.policy(f"Policy {number}", edition)
        actions.place_by_hand(cork, where="at", other=None, place=1, reason=f"Reason {number}", by=olga)
        actions.freeze(edition, note="", by=olga)
    client.force_login(olga)

    with django_assert_num_queries(6):
        visit(client, "order_policies", edition)
    with django_assert_num_queries(6):
        visit(client, "order_versions", edition)


@pytest.mark.parametrize("count", [1, 3])
def test_delegations_in_order_cost_the_same_for_one_and_three(client, edition, olga, count, django_assert_num_queries):
    for number in range(count):
        guest(f"city-{number}", signed="2005")
    client.force_login(olga)

    with django_assert_num_queries(15):
        visit(client, "delegations", edition, query="?order=precedence")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["milan", "lyon", "cork"]),
        ("?order=city", ["cork", "lyon", "milan"]),
        ("?order=precedence", ["lyon", "milan", "cork"]),
        ("?order=tea", ["milan", "lyon", "cork"]),
    ],
)
def test_delegations_can_be_listed_in_each_order(client, edition, olga, query, expected):
    factories.policy("Friendship", edition, FRIENDSHIP, is_current=True)
    guest("cork", "IT", "2005")
    guest("lyon", "FR", "1988")
    guest("milan", "AT", "1999")
    client.force_login(olga)

    page = visit(client, "delegations", edition, query=query)

    assert [row.city.key for row in page.context["rows"]] == expected


@pytest.mark.parametrize("language", ["en", "zh-hans", "fr", "ar"])
def test_the_order_is_a_document_in_every_language(client, edition, olga, language):
    guest("athens", "GR")
    guest("cork")
    actions.freeze(edition, note="Approved", by=olga)
    client.force_login(olga)
    client.cookies["django_language"] = language

    now, fixed = visit(client, "order_pdf", edition), visit(client, "order_pdf", edition, query="?version=1")

    assert [page.content[:5] for page in (now, fixed)] == [b"%PDF-", b"%PDF-"]


@pytest.mark.parametrize("number", ["7", "x", "9" * 40])
def test_version_that_is_not_there_is_not_found(client, edition, olga, number):
    client.force_login(olga)

    assert visit(client, "order_pdf", edition, query=f"?version={number}").status_code == 404


def test_empty_forum_shows_empty_pages(client, edition, olga):
    client.force_login(olga)

    pages = ["order", "order_policies", "order_compare", "order_versions", "order_pdf"]

    assert {visit(client, name, edition).status_code for name in pages} == {200}


def test_another_edition_s_rows_do_not_exist_here(client, edition, olga):
    elsewhere = factories.edition("elsewhere")
    row, cork = factories.policy("Theirs", elsewhere), factories.delegation("cork", elsewhere)
    client.force_login(olga)

    answers = [visit(client, "order_policy", edition, row.pk), visit(client, "order_place", edition, cork.pk)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert Delegate.objects.within(edition).count() == 0
