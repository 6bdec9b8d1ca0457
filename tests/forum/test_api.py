"""The API as a whole: its document, its page, its errors in words, and no server error whatever is sent."""

from datetime import UTC, datetime, timedelta

import pytest
import schemathesis
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from requests import Request
from rest_framework import exceptions

from delegations.models import Delegate
from forum import api, ledger
from sessions.actions import releases
from sessions.models import Release
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_document_is_openapi_3_1_and_names_the_doors(client):
    document = client.get(reverse("v1:schema")).json()

    assert document["openapi"] == "3.1.0"
    assert {"/api/v1/delegations/", "/api/v1/flights/", "/api/v1/flights/{id}/"} <= {
        path.replace("{pk}", "{id}") for path in document["paths"]
    }


def test_the_page_for_people_is_made_of_the_same_document(client):
    page = client.get(reverse("v1:docs"))

    content = page.content.decode()
    assert [name in content for name in ("change_flight", "If-Match", "Overtaken", "<script>", " style=")] == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("door", ["v1:delegations", "v1:flights"])
def test_a_program_without_sign_in_gets_401_and_a_sentence(client, door):
    answer = client.get(reverse(door))

    assert (answer.status_code, answer.json()["errors"][0]["message"][:13]) == (401, "Sign in first")


def test_json_is_the_only_rendering(client):
    client.force_login(factories.organizer())

    answer = client.get(reverse("v1:flights"), headers={"Accept": "text/html"})

    assert (answer.status_code, answer["Content-Type"]) == (406, "application/json")


def test_nested_errors_become_single_sentences_with_their_place():
    problem = exceptions.ValidationError({"legs": [{"number": ["No."]}, {}], "non_field_errors": ["Nor this."]})

    answer = api.in_words(problem, {})

    assert answer.data == {
        "errors": [{"field": "legs.number", "message": "No."}, {"field": "", "message": "Nor this."}]
    }


def test_a_real_fault_is_not_dressed_up():
    assert api.in_words(ZeroDivisionError(), {}) is None


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_delegations_costs_the_same_for_one_and_three(client, count, django_assert_num_queries):
    for number in range(count):
        factories.head(factories.delegation(f"city-{number}"))
    client.force_login(factories.organizer())

    with django_assert_num_queries(4):
        answer = client.get(reverse("v1:delegations"))

    assert answer.json()["count"] == count


@pytest.fixture
def mayor():
    """A mayor with an itinerary, of a published programme."""
    made = factories.head(factories.delegation("cork"), user=factories.user("amara@cork.example", "Amara"))
    factories.attendance(factories.engagement("Opening", at="14:30"), made)
    releases.publish(made.delegation.edition, comment="", by=None)
    ledger.follow_changes()
    return made


BEYOND = 10**19  # more than the database counts to
SLUGS = ["%00", "shanghai%00", "%ED%A0%80", "%FF", "%2E%2E", "9" * 5000, "-", "上海"]
NUMBERS = ["0", str(BEYOND), "9" * 30, "9" * 5000, "%D9%A3", "1%00", "-1"]
HEADERS = [
    {"accept": "text/html;q=\x00"},
    {"accept-language": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")},
    {"accept-language": "x" * 5000},
    {"if-none-match": '"' + "9" * 5000},
    {"if-modified-since": "Fri, 31 Dec 9999 23:59:60 GMT"},
]
QUERIES = ["format=%00", "page=" + "9" * 5000, "%ED%A0%80=%ED%A0%80", "edition=%00&delegate=9999-12-31T23:59:59Z"]


@pytest.mark.parametrize("slug", SLUGS)
def test_hostile_name_of_an_edition_has_no_programme(client, mayor, slug):
    answer = client.get(reverse("v1:programme", args=["shanghai"]).replace("shanghai", slug))

    assert answer.status_code == 404


@pytest.mark.parametrize("number", NUMBERS)
def test_hostile_number_of_a_delegate_has_no_itinerary(client, mayor, number):
    client.force_login(mayor.user)

    answer = client.get(reverse("v1:itinerary", args=[4711]).replace("4711", number))

    assert answer.status_code == 404


@pytest.mark.parametrize("headers", HEADERS)
@pytest.mark.parametrize("door", ["programme", "itinerary"])
def test_hostile_header_spoils_nothing(client, mayor, door, headers):
    client.force_login(mayor.user)

    answer = client.get(reverse(f"v1:{door}", args=[{"programme": "shanghai"}.get(door, mayor.pk)]), headers=headers)

    assert answer.status_code in {200, 406}


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("door", ["programme", "itinerary"])
def test_hostile_query_spoils_nothing(client, mayor, door, query):
    client.force_login(mayor.user)

    answer = client.get(reverse(f"v1:{door}", args=[{"programme": "shanghai"}.get(door, mayor.pk)]) + f"?{query}")

    assert answer.status_code in {200, 404}


FAR = [datetime(9999, 12, 31, 23, 58, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)]


@pytest.mark.parametrize("far", FAR, ids=["the last minute", "the first"])
def test_item_at_the_end_of_time_is_told_as_it_is(client, mayor, far):
    factories.engagement("Far", starts_at=far, ends_at=far + timedelta(minutes=1))
    releases.publish(mayor.delegation.edition, comment="", by=None)

    items = client.get(reverse("v1:programme", args=["shanghai"])).json()["items"]

    assert [item["starts_at"][:4] for item in items if item["title"] == {"en": "Far"}] == [f"{far.year:04}"]


def test_text_with_what_no_text_may_hold_is_told_as_it_is(client, mayor):
    factories.engagement("Odd \u2028\x85\u202e\ufdd0", at="16:00")
    releases.publish(mayor.delegation.edition, comment="", by=None)

    items = client.get(reverse("v1:programme", args=["shanghai"])).json()["items"]

    assert items[-1]["title"] == {"en": "Odd \u2028\x85\u202e\ufdd0"}


def deleted_meanwhile(table, rows):
    """After the first look at a table these rows are gone, as if another process had deleted them."""
    gone = []

    def watch(execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if f'FROM "{table}"' in sql and sql.startswith("SELECT") and not gone:
            gone.append(sql)
            QuerySet.delete(rows)  # past the words that refuse to delete a release: an edition may go with all it has
        return found

    return connection.execute_wrapper(watch)


def test_programme_whose_release_is_deleted_meanwhile_does_not_exist(client):
    edition = factories.engagement("Opening", at="14:30").edition
    releases.publish(edition, comment="", by=None)

    with deleted_meanwhile("forum_edition", Release.objects.within(edition)):
        answer = client.get(reverse("v1:programme", args=["shanghai"]))

    assert answer.status_code == 404


def test_itinerary_of_a_delegate_deleted_meanwhile_does_not_exist(client, mayor):
    client.force_login(mayor.user)

    with deleted_meanwhile("delegations_delegate", Delegate.objects.within(mayor.delegation.edition)):
        answer = client.get(reverse("v1:itinerary", args=[mayor.pk]))

    assert answer.status_code == 404


def test_no_input_makes_a_server_error(client):
    """Requests made up from the document itself, sent by an organizer who also acts for Cork."""
    mayor = factories.head()
    factories.flight(mayor)
    client.force_login(factories.assistant(mayor.delegation, email=factories.organizer().email))
    document = schemathesis.openapi.from_dict(client.get(reverse("v1:schema")).json())
    tried = []

    for found in document.get_all_operations():
        bombard(client, found.ok(), tried)

    assert [one for one in tried if one[1] >= 500] == []
    assert {label for label, _code in tried} == {found.ok().label for found in document.get_all_operations()}


def bombard(client, operation, tried):
    @examples(
        max_examples=5,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def send(case):
        sent = Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
        headers = {name: value for name, value in sent.headers.items() if name not in {"Cookie", "Content-Length"}}
        answer = client.generic(
            sent.method, sent.path_url, sent.body or b"", sent.headers.get("Content-Type", ""), headers=headers
        )
        tried.append((operation.label, answer.status_code))

    send()
