from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from forum import outbox
from forum.models import Message
from forum.panels import deadlines
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga(client):
    made = factories.organizer()
    client.force_login(made)
    return made


def letters(count, **fields):
    for n in range(count):
        outbox.post_letter(
            "sign_in_code",
            key=f"letter:{n}",
            to="amara@lindale.example",
            name="Amara",
            language="en",
            edition=factories.edition(),
            context={"challenge": 0},
        )
    Message.objects.update(**fields) if fields else None


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, ("closed", "late")), (0, ("0 days left", "soon")), (1, ("1 day left", "soon")), (30, ("30 days left", ""))],
)
def test_the_deadlines_say_how_much_time_is_left(days, expected):
    edition = factories.edition("soon", zone="Asia/Shanghai", reply_by=datetime(2025, 4, 15, 10, tzinfo=UTC))
    with time_machine.travel(datetime(2025, 4, 15, 9, tzinfo=UTC) - timedelta(days=days), tick=False):
        first, _second = deadlines(edition)

    assert (first.left, first.kind) == expected
    assert first.by == "15 April 2025, 18:00"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_letters_costs_the_same_for_one_and_three(client, olga, count, django_assert_num_queries):
    letters(count)

    with django_assert_num_queries(7):
        client.get(reverse("organizer:letters", args=["shanghai"]))


def test_the_call_list_shows_only_letters_that_will_not_arrive_by_themselves(client, olga):
    letters(2)
    Message.objects.filter(key="letter:0").update(state="refused", last_reply="550 no such person")

    page = client.get(reverse("organizer:letters", args=["shanghai"]) + "?state=call").content.decode()

    assert ("550 no such person" in page, page.count("amara@lindale.example")) == (True, 1)


def test_a_refused_letter_is_sent_again_at_a_click(client, olga):
    letters(1, state="refused")
    row = Message.objects.get()

    client.post(reverse("organizer:letter_again", args=["shanghai", row.pk]))

    row.refresh_from_db()
    assert row.state == "waiting"


def test_the_dashboard_shows_what_happened_last(client, olga):
    letters(1, state="refused")
    outbox.tell_again(Message.objects.get(), by=olga)

    page = client.get(reverse("organizer:dashboard", args=["shanghai"])).content.decode()

    assert ("A letter was sent again" in page, "Olga Chen" in page) == (True, True)


def test_an_organizer_of_one_forum_is_taken_there(client, olga):
    assert client.get("/").url == reverse("organizer:dashboard", args=["shanghai"])


def test_every_page_is_locked_down(client, olga):
    page = client.get(reverse("organizer:dashboard", args=["shanghai"]))

    assert page["Content-Security-Policy"].startswith("default-src 'self'; img-src 'self' data:")
    assert (page["Cache-Control"], page["X-Frame-Options"]) == ("private, no-store", "DENY")


@pytest.mark.parametrize("table", ["city", "tie", "office", "person", "venue", "room"])
def test_reference_tables_open_for_a_protocol_officer(client, olga, table):
    factories.office(factories.city("cork"), factories.person())

    assert client.get(reverse(f"admin:forum_{table}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:forum_{table}_add")).status_code == 200


def test_accounts_are_for_administrators_alone(client, olga):
    assert client.get(reverse("admin:forum_user_changelist")).status_code == 403

    client.force_login(factories.user("root@house.example", "Root", is_administrator=True))

    assert client.get(reverse("admin:forum_user_changelist")).status_code == 200


def test_a_guest_of_the_forum_does_not_reach_the_reference_tables(client):
    client.force_login(factories.assistant(factories.delegation("cork")))

    assert client.get(reverse("admin:index")).status_code == 302


def test_the_admin_asks_for_no_password(client):
    assert client.get(reverse("admin:login")).url == reverse("signin:ask")
