"""The API as a whole: its document, its page, its errors in words, and no server error whatever is sent."""

import pytest
import schemathesis
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from requests import Request
from rest_framework import exceptions

from forum import api
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
