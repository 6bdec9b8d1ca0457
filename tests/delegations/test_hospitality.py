"""Who pays what: the terms, what is decided for one, the sheet, and the statement on paper."""

import pytest
from django.urls import reverse

from delegations import statement_pages
from delegations.actions import hospitality
from delegations.actions.hospitality import Terms, seal
from delegations.models import CostStatement, Cover
from forum import documents
from forum.models import Change
from tests import factories

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "zh-hans", "fr", "ar"]


@pytest.fixture
def cork(edition):
    for role, item, payer, nights in [("head", "nights", "host", 4), ("head", "flight", "city", None)]:
        Cover.objects.create(edition=edition, role=role, item=item, payer=payer, nights=nights)
    return factories.delegation("cork")


@pytest.fixture
def dan(cork):
    return factories.head(cork, titles={"en": "Lord Mayor"})


def terms(client, role, **typed):
    return client.post(reverse("organizer:terms", args=["shanghai", role]), typed)


def test_olga_sets_the_terms_of_a_role(client, olga, edition):
    client.force_login(olga)
    typed = {"nights_payer": "host", "nights_nights": 3, "meals_payer": "sponsor", "meals_sponsor": "Port of Cork"}

    for _click in range(2):
        terms(client, "member", **typed, seen=seal([]))

    assert [one.in_words() for one in hospitality.terms_of(edition, "member")] == ["host · 3", "sponsor · Port of Cork"]
    assert Change.objects.get().verb == "hospitality.set"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"meals_payer": "sponsor"}, "meals_sponsor"),
        ({"meals_payer": "shared"}, "meals_note"),
        ({"meals_payer": "the king"}, "meals_payer"),
        ({"nights_payer": "host", "nights_nights": "9" * 30}, "nights_nights"),
        ({"meals_payer": "host", "meals_note": "x" * 300}, "meals_note"),
        ({"meals_payer": "host", "meals_note": "\x00"}, "meals_note"),
    ],
)
def test_terms_that_do_not_fit_are_refused_beside_the_field(client, olga, edition, typed, field):
    client.force_login(olga)

    page = terms(client, "member", **typed, seen=seal([]))

    assert (list(page.context["form"].errors), Cover.objects.within(edition).count()) == ([field], 0)


def test_of_two_who_set_the_same_terms_the_second_sees_the_first(client, olga, edition):
    client.force_login(olga)
    terms(client, "member", meals_payer="host", seen=seal([]))

    page = terms(client, "member", meals_payer="city", seen=seal([]))

    assert page.context["form"]["meals_payer"].value() == "host"


def test_an_unknown_role_or_item_is_not_there(client, olga, dan):
    client.force_login(olga)
    item = reverse("organizer:own_terms", args=["shanghai", dan.pk, "yacht"])

    assert [
        client.get(reverse("organizer:terms", args=["shanghai", "king"])).status_code,
        client.get(item).status_code,
    ] == [
        404,
        404,
    ]


def test_what_is_decided_for_one_has_an_author_and_a_reason_and_can_be_taken_back(client, olga, dan):
    client.force_login(olga)
    url = reverse("organizer:own_terms", args=["shanghai", dan.pk, "flight"])
    client.post(url, {"payer": "host", "reason": "Guest of honour", "seen": seal([])})
    given = dan.covers.get()

    client.post(url, {"payer": "", "reason": "A slip", "seen": seal([Terms("flight", "host")])})

    assert (given.given_by, given.reason, dan.covers.count()) == (olga, "Guest of honour", 0)


def test_without_a_reason_nothing_is_decided(client, olga, dan):
    client.force_login(olga)

    page = client.post(reverse("organizer:own_terms", args=["shanghai", dan.pk, "flight"]), {"payer": "host"})

    assert (page.context["form"].errors, dan.covers.count()) == ({"reason": ["Say why, in a few words."]}, 0)


def test_the_guest_reads_it_in_plain_sentences(client, cork, dan):
    client.force_login(factories.assistant(cork))

    page = client.get(reverse("portal:who_pays", args=[cork.pk]))

    assert page.context["people"][0]["sentences"] == [
        "Shanghai, the host, pays for: accommodation for 4 nights.",
        "Cork pays for: flights.",
        "Not settled yet: meals, local transport, visa and insurance.",
        "Further nights are paid by the guest’s city.",
    ]


def test_a_member_without_a_mandate_reads_only_what_is_his(client, cork, dan):
    amara = factories.delegate(cork, factories.person("Okafor", "Amara"), user=factories.user("amara@cork.example"))
    client.force_login(amara.user)

    page = client.get(reverse("portal:who_pays", args=[cork.pk]))

    assert [row["delegate"] for row in page.context["people"]] == [amara]


def test_whoever_acts_for_one_principal_reads_what_is_hers(client, cork, dan):
    amara = factories.delegate(cork, factories.person("Okafor", "Amara"))
    nuala = factories.user("nuala@cork.example", "Nuala Kehoe")
    factories.mandate(nuala, cork, amara)
    client.force_login(nuala)

    page = client.get(reverse("portal:who_pays", args=[cork.pk]))

    assert [row["delegate"] for row in page.context["people"]] == [amara]


def test_the_sheet_adds_up_the_nights(client, olga, cork, dan):
    factories.head(factories.delegation("lyon"))
    client.force_login(olga)

    page = client.get(reverse("organizer:hospitality_sheet", args=["shanghai"]))

    assert (page.context["nights"], [row["nights"] for row in page.context["rows"]]) == (8, [4, 4])


@pytest.mark.parametrize("count", [1, 3])
def test_the_sheet_costs_the_same_for_one_city_and_three(client, olga, edition, count, django_assert_num_queries):
    for number in range(count):
        factories.head(factories.delegation(f"city-of-{number}"))
    client.force_login(olga)

    with django_assert_num_queries(11):
        client.get(reverse("organizer:hospitality_sheet", args=["shanghai"]))


def test_a_statement_is_a_numbered_document_and_pressed_twice_one(client, olga, cork, dan):
    client.force_login(olga)
    url = reverse("organizer:statement_issue", args=["shanghai", cork.pk])
    for _click in range(2):
        client.post(url)

    statement = CostStatement.objects.within(cork.edition).get()
    assert (statement.number, statement.issued_by, statement.document.name) == (1, olga, "cork-cost-statement-1.pdf")
    assert documents.content_of(statement.document).startswith(b"%PDF")


def test_when_something_changes_the_next_version_says_so_and_the_old_one_stays(olga, cork, dan):
    first = hospitality.issue(cork, by=olga)
    hospitality.decide(dan, Terms("flight", "host"), seen=seal([]), reason="Guest of honour", by=olga)

    second = hospitality.issue(cork, by=olga)

    assert (first.number, second.number, first.document_id != second.document_id) == (1, 2, True)


def test_all_statements_that_are_missing_are_issued_at_once(client, olga, cork, dan):
    factories.head(factories.delegation("lyon"))
    hospitality.issue(cork, by=olga)

    made = hospitality.issue_all(cork.edition, by=olga)

    assert [str(one.delegation) for one in made] == ["Lyon"]


def test_the_assistant_opens_the_newest_statement_and_lyon_does_not(client, olga, cork, dan):
    statement = hospitality.issue(cork, by=olga)
    url = reverse("portal:statement_pdf", args=[statement.pk])
    answers = []
    for who in (factories.assistant(cork), factories.assistant(factories.delegation("lyon"))):
        client.force_login(who)
        answers.append(client.get(url).status_code)

    assert answers == [200, 404]


@pytest.mark.parametrize(
    ("language", "columns"), [("en", ["en", "zh-hans"]), ("fr", ["fr", "zh-hans"]), ("zh-hans", ["zh-hans", "en"])]
)
def test_the_statement_speaks_the_citys_language_and_the_hosts(cork, dan, language, columns):
    cork.language = language
    filled = statement_pages.sheet(cork, 1)

    assert [filled["language"], filled["second"]["language"]] == columns


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_is_set_in_every_language(cork, dan, language):
    cork.language = language

    assert statement_pages.pdf(cork, 1).startswith(b"%PDF")
