"""The reference forum, published, and larger when asked."""

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delegations.models import Delegate, Delegation
from forum import ledger, outbox
from forum.models import Edition, User
from sessions.actions import itineraries, releases
from tests import factories

CLIENTS: dict[int, Client] = {}


def prepare() -> None:
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("load_forum", "shanghai-2025", verbosity=0)
    publish("First")
    # A programme is read beside the release before it: at every size there is one.
    factories.engagement("Second thought", edition(), at="07:30", kind="plenary")
    publish("Second")


def edition() -> Edition:
    return Edition.objects.select_related("city").get(slug="shanghai-2025")


def organizer() -> User:
    return User.objects.get(email="olga.chen@protocol.shanghai.example")


def publish(comment: str) -> None:
    releases.publish(edition(), comment=comment, by=organizer(), despite="measured, not held")
    ledger.follow_changes()
    itineraries.bring_up_to_date(edition())


def grow(cities: int) -> None:
    """More cities with four people each, who take part in a visit of their own, and a release that shows them."""
    forum = edition()
    with transaction.atomic():
        for number in range(cities - Delegation.objects.within(forum).guests().count()):
            delegation = factories.delegation(f"bench-{number}", forum)
            people = [factories.delegate(delegation, factories.person(f"Guest{n}", "A")) for n in range(4)]
            visit = factories.engagement(f"Visit {number}", forum, at=f"{8 + number % 10:02}:00", kind="site_visit")
            for one in people:
                factories.attendance(visit, one, "attendee")
    publish("Larger")


def pages() -> list[tuple[str, str, User | None]]:
    """What is measured: name, address, who looks."""
    cork = Delegate.objects.within(edition()).get(user__email="lord.mayor@cork.example")
    return [
        ("published programme", "/programme/shanghai-2025/", None),
        ("one itinerary", f"/portal/itineraries/{cork.pk}/", cork.user),
        ("order of precedence", "/organizer/shanghai-2025/precedence/", organizer()),
        ("list of delegations", "/organizer/shanghai-2025/delegations/", organizer()),
    ]


def ask(url: str, user: User | None = None) -> None:
    key = user.pk if user else 0
    if key not in CLIENTS:
        CLIENTS[key] = Client()
        if user:
            CLIENTS[key].force_login(user)
    answer = CLIENTS[key].get(url)
    assert answer.status_code == 200, (url, answer.status_code)


def look(url: str, user: User | None) -> int:
    """How many queries a page costs, warm."""
    ask(url, user)
    with CaptureQueriesContext(connection) as queries:
        ask(url, user)
    return len(queries)


def post_bulletins(many: int) -> None:
    outbox.work_off(seconds=600)  # whatever the releases have left to say
    with transaction.atomic():
        for number in range(many):
            outbox.post_letter(
                "bulletin",
                key=f"bench:{number}",
                to=f"mayor{number}@city.example",
                name="Mayor",
                language="en",
                edition=None,
                context={"number": number},
            )
