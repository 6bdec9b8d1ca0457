"""A spreadsheet of delegates obeys what the forms obey: ceilings, withdrawals, deadlines, the clock, names."""

import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from delegations import absence_words
from delegations.actions import delegates, roster, roster_undo, roster_write, sizes, withdrawal
from delegations.actions.roster_look import Chosen
from delegations.models import Allowance, Ceiling, Delegate, Mandate, NominationEntry, TravelDocument
from delegations.policies import DelegationWithdrawn
from forum import clock
from forum.models import Change
from tests import factories
from tests.delegations.test_roster import (
    DAN,
    NUALA,
    close,
    corrected,
    file,
    imported,
    people,
    post_file,
    problems,
    seen,
    sent,
)

pytestmark = pytest.mark.django_db

CIARA = ["Cork", "Daly", "Ciara", "aide", "", ""]
ELECTION = withdrawal.Reason("city", clock.now().date(), "An election")


@pytest.fixture
def cork(edition):
    return factories.delegation("cork")


def ceiling(cork, role, most):
    return Ceiling.objects.create(edition=cork.edition, role=role, most=most)


# --- how many may come


def test_rows_beyond_a_ceiling_are_refused_one_by_one(cork, olga):
    factories.delegate(cork, factories.person("Okafor", "Amara"), role="aide")
    ceiling(cork, "aide", 2)

    assert problems(seen(sent(file(NUALA, DAN, CIARA), olga))) == [
        ("D4", "aide of Cork: that would be 3 where 2 are agreed. Make an exception for this delegation first, or "
         "take rows out."),
    ]  # fmt: skip


def test_all_people_together_have_a_ceiling_and_the_city_is_told_whom_to_ask(cork):
    aoife = factories.assistant(cork)
    ceiling(cork, "", 1)

    assert problems(seen(sent(file(NUALA, DAN), aoife, cork))) == [
        ("D3", "all people together of Cork: that would be 2 where 1 are agreed. Ask the protocol office for more on "
         "the page of the delegation, or take rows out."),
    ]  # fmt: skip


def test_an_exception_counts_and_the_host_has_no_ceiling(cork, olga):
    ceiling(cork, "aide", 1)
    Allowance.objects.create(delegation=cork, role="aide", most=2, reason="Two languages", given_by=olga)
    host = factories.delegation("shanghai", is_host=True)
    names = [[str(host.city), f"Name{number}", "A", "aide", "", ""] for number in range(3)]

    assert (host.is_host, problems(seen(sent(file(NUALA, CIARA, *names), olga)))) == (True, [])


def test_a_list_that_is_too_long_already_may_be_corrected(cork, olga):
    for family in ("Byrne", "Daly"):
        factories.delegate(cork, factories.person(family, "Nuala"), role="aide", email="")
    ceiling(cork, "aide", 1)

    assert problems(seen(sent(file([*NUALA[:4], "Clerk", ""]), olga))) == []


def test_two_change_roles_under_full_ceilings_in_one_file(cork, olga):
    factories.delegate(cork, factories.person("Byrne", "Nuala"), role="aide", email="")
    factories.delegate(cork, factories.person("Daly", "Ciara"), role="press", email="")
    for role in ("aide", "press"):
        ceiling(cork, role, 1)

    imported(file([*NUALA[:3], "press", "", ""], CIARA), olga)

    assert sorted(who[1:3] for who in people(cork)) == [("Byrne", "press"), ("Daly", "aide")]


def test_a_ceiling_set_meanwhile_holds_when_the_file_is_confirmed(cork, olga):
    one = sent(file(NUALA, CIARA), olga)
    seal = seen(one).seal
    ceiling(cork, "aide", 1)

    with pytest.raises(roster.NotAsShown):
        roster.carry_out(one, Chosen(), seal=seal, by=olga)
    assert people(cork) == []


def test_who_was_taken_off_does_not_come_back_to_a_place_that_is_filled(cork, olga):
    for family, role in [("Okafor", "head"), ("Daly", "aide")]:
        factories.delegate(cork, factories.person(family, "Amara"), role=role)
    done = imported(file([*DAN[:3], "member", "", ""]), olga, remove_absent=True)
    ceiling(cork, "aide", 1)
    aide = delegates.add(cork, delegates.Entry("Byrne", "Nuala", False, "", "aide", "", "", "en"), by=olga)

    with pytest.raises(sizes.TooMany):
        roster_undo.undo(done, by=olga)
    delegates.remove(aide, by=olga)
    delegates.add(cork, delegates.Entry("Byrne", "Nuala", False, "", "head", "", "", "en"), by=olga)
    with pytest.raises(delegates.HeadAlreadyNamed):
        roster_undo.undo(done, by=olga)

    assert sorted(who[1] for who in people(cork)) == ["Boyle", "Byrne"]


# --- who it is


def test_nobody_takes_anothers_place_by_a_spreadsheet(cork, olga):
    factories.delegate(cork, factories.person("Byrne", "Nuala"), role="aide")

    assert problems(seen(sent(corrected(cork, family_name="Okafor", given_name="Amara"), olga))) == [
        ("D3", "Until now Nuala Byrne stood here. If it is the same person, correct the name on the page of the "
         "delegation; if not, take Nuala Byrne off and enter the other person in a row without a number."),
    ]  # fmt: skip


def test_the_head_is_replaced_on_the_page_that_is_made_for_it(cork, olga):
    factories.head(cork)

    (problem,) = seen(sent(corrected(cork, family_name="Okafor", given_name="Amara"), olga)).problems

    assert "“Replace the head”" in problem.words


def test_a_new_name_and_a_new_role_in_one_row(cork, olga):
    factories.delegate(cork, factories.person("Byrne", "Nuala"), role="aide", email="")

    done = imported(corrected(cork, family_name="O’Byrne", role="press"), olga)
    assert [who[1:3] for who in people(cork)] == [("O’Byrne", "press")]
    roster_undo.undo(done, by=olga)

    assert [who[1:3] for who in people(cork)] == [("Byrne", "aide")]


# --- who does not come, and when it is late


def test_rows_of_a_withdrawn_delegation_are_refused(cork, olga):
    factories.delegate(cork, factories.person("Byrne", "Nuala"), role="aide", email="")
    withdrawal.withdraw(cork, ELECTION, by=olga)

    cork.refresh_from_db()
    words = absence_words.why(cork)
    assert problems(seen(sent(file(NUALA, DAN), olga))) == [("A2", words), ("A3", words)]


def test_an_import_is_neither_confirmed_nor_undone_once_the_delegation_is_withdrawn(cork, olga):
    done, one = imported(file(NUALA), olga), sent(file(DAN), olga)
    seal = seen(one).seal
    withdrawal.withdraw(cork, ELECTION, by=olga)

    with pytest.raises(roster.NotAsShown):
        roster.carry_out(one, Chosen(), seal=seal, by=olga)
    with pytest.raises(DelegationWithdrawn):
        roster_undo.undo(done, by=olga)
    assert [who[1] for who in people(cork)] == ["Byrne"]


def test_after_the_deadline_the_office_says_why_and_the_ledger_keeps_it(cork, olga):
    factories.delegate(cork, factories.person("Byrne", "Nuala"), role="press", email="")
    close(cork)
    one = sent(file(NUALA, DAN), olga)
    plan = seen(one)
    with pytest.raises(roster_write.ReasonMissing):
        roster.carry_out(one, Chosen(), seal=plan.seal, by=olga)

    done = roster.carry_out(one, Chosen(), seal=plan.seal, reason="The city called", by=olga)
    with pytest.raises(roster_write.ReasonMissing):
        roster_undo.undo(done, by=olga)
    roster_undo.undo(done, reason="It was the wrong file", by=olga)

    lines = Change.objects.exclude(verb="roster.sent").order_by("id").values_list("verb", "after__reason")
    assert list(lines) == [
        ("delegate.changed", "The city called"),
        ("delegate.added", "The city called"),
        ("roster.imported", "The city called"),
        ("delegate.removed", "It was the wrong file"),
        ("delegate.changed", "It was the wrong file"),
        ("roster.undone", "It was the wrong file"),
    ]


def test_the_reason_is_asked_for_on_the_page_and_what_was_typed_stays(client, cork, olga):
    close(cork)
    client.force_login(olga)
    preview = post_file(client, reverse("organizer:roster", args=["shanghai"]), file(DAN)).url
    seal = client.get(preview).context["plan"].seal

    silent = client.post(f"{preview}import/", {"seal": seal, "reason": ""})
    long = client.post(f"{preview}import/", {"seal": seal, "reason": "x" * 501})
    told = client.post(f"{preview}import/", {"seal": seal, "reason": "The city called"}, follow=True)

    assert silent.context["confirm"].errors == {"reason": ["Say why, in a few words."]}
    assert (list(long.context["confirm"].errors), "x" * 501 in long.content.decode()) == (["reason"], True)
    assert (len(people(cork)), "Imported: 1 new" in told.content.decode()) == (1, True)

    silent = client.post(f"{preview}undo/", {"reason": ""}, follow=True).content.decode()
    assert "Registration has closed. Say why you undo this; all stays as it is." in silent
    client.post(f"{preview}undo/", {"reason": "The wrong file"})
    assert people(cork) == []


def test_nothing_asks_for_a_reason_while_there_is_time(client, cork, olga):
    client.force_login(olga)
    preview = post_file(client, reverse("organizer:roster", args=["shanghai"]), file(DAN)).url

    assert list(client.get(preview).context["confirm"].fields) == []


@pytest.mark.parametrize("role", ["accompanying business", "university"])
def test_the_newer_roles_are_read_and_written(cork, olga, role):
    imported(file(["Cork", "Byrne", "Nuala", role, "", ""]), olga)

    assert people(cork)[0][2] == role.removeprefix("accompanying ")


# --- the clock


def clock_of(edition):
    return list(NominationEntry.objects.within(edition).in_order().values_list("city_key", "what"))


def test_a_list_that_was_handed_in_goes_into_the_clock_once_however_many_rows_change_it(cork, olga):
    lyon, oslo = factories.delegation("lyon"), factories.delegation("oslo")
    for group in (cork, lyon):
        for family in ("Byrne", "Daly", "Hayes"):
            factories.delegate(group, factories.person(family, "Nuala"), role="aide", email="")
        delegates.hand_in(group, by=olga)
    factories.delegate(oslo, factories.person("Hansen", "Ola"), role="aide", email="")
    same = [["Lyon", family, "Nuala", "aide", "", ""] for family in ("Byrne", "Daly", "Hayes")]
    rows = [[*NUALA[:3], "press", "", ""], CIARA, DAN, *same, ["Oslo", "Berg", "Kari", "aide", "", ""]]

    done = imported(file(*rows), olga, remove_absent=True)

    told = [("cork", "notified"), ("lyon", "notified"), ("cork", "changed")]
    assert clock_of(cork.edition) == told
    roster_undo.undo(done, by=olga)
    assert clock_of(cork.edition) == [*told, ("cork", "changed")]


def test_many_new_names_are_one_entry_of_the_clock(cork, olga):
    for family in ("Byrne", "Daly"):
        factories.delegate(cork, factories.person(family, "Nuala"), role="aide", email="")
    delegates.hand_in(cork, by=olga)
    keys = list(cork.delegates.values_list("pk", "person__family_name"))
    rows = [[str(pk), f"O’{family}", "Nuala"] for pk, family in keys]

    imported(file(*rows, headings=["Number", "Family name", "Given names"]), olga)

    assert clock_of(cork.edition) == [("cork", "notified"), ("cork", "changed")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_an_import_and_a_form_change_handed_in_lists_at_the_same_time_without_a_knot(cork, olga):
    lyon = factories.delegation("lyon")
    for group in (cork, lyon):
        delegates.hand_in(group, by=olga)
    one = sent(file(*[["Cork", f"Name{number}", "A", "aide", "", ""] for number in range(50)]), olga)
    seal, troubles, start = seen(one).seal, [], threading.Barrier(3)

    def at_once(act):
        try:
            start.wait(10)
            act()
        except Exception as trouble:
            troubles.append(repr(trouble))
        finally:
            connections.close_all()

    def by_form(to, family):
        delegates.add(to, delegates.Entry(family, "Nuala", False, "", "aide", "", "", "en"), by=olga)

    acts = [
        lambda: roster.carry_out(one, Chosen(), seal=seal, by=olga),
        lambda: by_form(lyon, "Byrne"),
        lambda: by_form(lyon, "Daly"),
    ]
    threads = [threading.Thread(target=at_once, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert (troubles, Delegate.objects.within(cork.edition).count()) == ([], 52)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite locks the file")
def test_the_turn_is_taken_before_the_first_row_is_written(cork, olga):
    delegates.hand_in(cork, by=olga)
    one = sent(file(DAN), olga)
    seal = seen(one).seal

    with CaptureQueriesContext(connection) as caught:
        roster.carry_out(one, Chosen(), seal=seal, by=olga)

    told = [query["sql"] for query in caught]
    locks = [at for at, sql in enumerate(told) if "FOR NO KEY UPDATE" in sql]
    writes = [at for at, sql in enumerate(told) if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert locks[0] < writes[0]


# --- names


@pytest.mark.parametrize("letter", ["\u202e", "\u2066", "\u00ad", "\ufeff"])
def test_signs_that_nobody_sees_are_refused_with_the_address_of_the_cell(cork, olga, letter):
    assert problems(seen(sent(file(["Cork", f"Byr{letter}ne", "Nuala", "aide", "", ""]), olga))) == [
        ("B2", f"There are characters in it that nobody sees (U+{ord(letter):04X}). Type the name instead of pasting "
         "it."),
    ]  # fmt: skip


def test_a_name_is_kept_in_its_composed_form_and_found_in_any_spelling(cork, olga):
    imported(file(["Cork", "Mu\u0308ller", "Zoe\u0308", "aide", "", ""], ["Cork", "龚", "正", "aide", "", ""]), olga)
    imported(corrected(cork, family_name="Möller"), olga)

    assert [who[1] for who in people(cork)] == ["Möller", "龚"]
    listed = Delegate.objects.within(cork.edition).select_related("person")
    found = [[one.person.family_name for one in listed.named(text)] for text in ("moeller", "muller", "zoë", "gong")]
    assert found == [["Möller"], [], ["Möller"], ["龚"]]


def test_the_decomposed_form_of_a_known_name_changes_nothing(cork, olga):
    factories.delegate(cork, factories.person("Müller", "Zoë"), role="aide", email="")

    plan = seen(sent(file(["Cork", "Mu\u0308ller", "Zoe\u0308", "aide", "", ""]), olga))

    assert (plan.counts["unchanged"], plan.changes) == (1, [])


# --- taking off


def test_who_is_taken_off_in_a_crowd_leaves_no_mandate_and_no_papers(cork, olga):
    dan, nuala = factories.head(cork), factories.delegate(cork, factories.person("Byrne", "Nuala"))
    factories.mandate(factories.user("aide@cork.example"), cork, dan)
    factories.papers(nuala, by=olga)
    rows = list(Delegate.objects.within(cork.edition).with_names())

    remove(rows, olga)

    assert not TravelDocument.objects.within(cork.edition).exists()
    assert not Mandate.objects.filter(delegation=cork, revoked_at=None).scoped().exclude(delegate=None).exists()
    verbs = Change.objects.filter(verb__in=["mandate.revoked", "passport.deleted", "portrait.deleted"])
    assert sorted(verbs.values_list("verb", flat=True)) == ["mandate.revoked", "passport.deleted", "portrait.deleted"]


def remove(rows, by):
    from django.db import transaction

    with transaction.atomic():
        delegates.remove_many(rows, by=by)


def test_a_crowd_is_taken_off_in_as_many_statements_as_one(cork, olga):
    counts = []
    for many in (1, 40):
        for number in range(many):
            factories.delegate(cork, factories.person(f"Name{number}", "A"))
        rows = list(Delegate.objects.within(cork.edition).with_names())
        with CaptureQueriesContext(connection) as caught:
            remove(rows, olga)
        counts.append(len(caught))

    assert counts[0] == counts[1]


def test_who_comes_back_is_as_he_was_with_the_steps_of_the_office_and_how_he_is_called(cork, olga):
    amara = factories.person("Okafor", "Amara", courtesies={"en": "Dr"}, name_language="ig")
    row = factories.delegate(cork, amara, accepted_at=clock.now(), rank_class="mayor")

    roster_undo.undo(imported(file(NUALA), olga, remove_absent=True), by=olga)

    back = Delegate.objects.within(cork.edition).select_related("person").get()
    assert (back.pk, back.accepted_at, back.rank_class) == (row.pk, row.accepted_at, "mayor")
    assert (back.person.courtesies, back.person.name_language) == ({"en": "Dr"}, "ig")


# --- taking lists away


@pytest.fixture
def lyon(cork, olga):
    found = factories.delegation("lyon")
    factories.delegate(found, factories.person("Martin", "Luc"))
    withdrawal.withdraw(found, ELECTION, by=olga)
    return found


def take(client, **query):
    return client.get(reverse("organizer:roster_export", args=["shanghai", "csv"]), query).content.decode()


def test_who_is_withdrawn_is_not_exported_unless_asked_for(client, cork, lyon, olga):
    factories.head(cork)
    client.force_login(olga)

    held = ["Martin" in take(client, **query) for query in ({}, {"withdrawn": "1"}, {"city": lyon.pk})]

    assert held == [False, True, True]


def test_an_export_is_written_down_without_anybodys_name(client, cork, lyon, olga):
    factories.head(cork)
    client.force_login(olga)

    for query in ({}, {"withdrawn": "1"}, {"city": cork.pk}, {"empty": "1"}):
        take(client, **query)

    lines = Change.objects.filter(verb="roster.exported").order_by("id")
    assert [(line.actor, line.before, line.after) for line in lines] == [
        (olga, {}, {"people": 1, "form": "csv", "cities": 1, "withdrawn": False}),
        (olga, {}, {"people": 2, "form": "csv", "cities": 2, "withdrawn": True}),
        (olga, {}, {"people": 1, "form": "csv", "city": "cork"}),
    ]


def test_what_the_city_itself_takes_away_is_written_down_too(client, cork):
    factories.head(cork)
    aoife = factories.assistant(cork)
    client.force_login(aoife)

    client.get(reverse("portal:roster_export", args=[cork.pk, "xlsx"]))

    line = Change.objects.get(verb="roster.exported")
    assert (line.actor, line.principal, line.subject) == (aoife, "Cork", f"delegations.delegation:{cork.pk}")
    assert line.after == {"people": 1, "form": "xlsx", "city": "cork"}
