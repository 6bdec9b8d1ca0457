"""What this room shows on the organizers' dashboard, and its entries in their navigation."""

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from delegations import permits
from delegations.models import Delegation, Invitation
from forum import clock, keeping, vault
from forum.frame import GUESTS, HOUSE, OVERVIEW, TRAVEL, NavEntry
from forum.models import Edition
from forum.panels import Figure
from forum.privacy import Keep
from forum.roles import Permission

NAV = [
    NavEntry(_("Readiness"), "organizer:readiness", 5, OVERVIEW),
    NavEntry(_("Invitations"), "organizer:invitations", 10, GUESTS),
    NavEntry(_("Delegations"), "organizer:delegations", 20, GUESTS),
    NavEntry(_("People"), "organizer:people", 22, GUESTS),
    NavEntry(_("Names"), "organizer:names", 25, GUESTS),
    NavEntry(_("Precedence"), "organizer:order", 30, GUESTS),
    NavEntry(_("Mandates"), "organizer:mandates", 35, GUESTS),
    NavEntry(_("Passports and visas"), "organizer:papers", 40, GUESTS),
    NavEntry(_("Who pays"), "organizer:hospitality", 45, GUESTS),
    NavEntry(_("Arrivals"), "organizer:arrivals", 10, TRAVEL),
    NavEntry(_("Departures"), "organizer:departures", 15, TRAVEL),
    NavEntry(_("Arrivals board"), "organizer:arrivals_board", 20, TRAVEL),
    NavEntry(_("Transfers"), "organizer:transfers", 25, TRAVEL, also=("travel/seats/",)),
    NavEntry(_("Vehicles and drivers"), "organizer:fleet", 30, TRAVEL),
    NavEntry(_("Hotels"), "organizer:hotels", 35, TRAVEL, also=("travel/blocks/",)),
    NavEntry(_("Rooming list"), "organizer:rooming", 40, TRAVEL, also=("travel/stays/",)),
    NavEntry(_("Liaison officers"), "organizer:liaison", 42, TRAVEL),
    NavEntry(_("Kitchen sheet"), "organizer:kitchen", 45, TRAVEL, needs=Permission.EDIT_DELEGATIONS),
    NavEntry(_("Needs list"), "organizer:needs", 50, TRAVEL, needs=Permission.EDIT_DELEGATIONS),
    NavEntry(_("Cities and offices"), "organizer:cities", 10, HOUSE),
]


def figures(edition: Edition) -> list[Figure]:
    """Invited, answered, registered, out of all guest delegations that have not withdrawn; and the permit's ceiling."""
    letters = Invitation.objects.within(edition).sent().filter(delegation=OuterRef("pk"))
    counts = (
        Delegation.objects.within(edition)
        .guests()
        .standing()
        .annotate(has_letter=Exists(letters))
        .aggregate(
            guests=Count("pk"),
            invited=Count("pk", filter=Q(has_letter=True)),
            answered=Count("pk", filter=~Q(answer="")),
            coming=Count("pk", filter=Q(answer__in=["yes", "represented"])),
            registered=Count("pk", filter=Q(registered_at__isnull=False)),
        )
    )
    invitations = reverse("organizer:invitations", args=[edition.slug])
    delegations = reverse("organizer:delegations", args=[edition.slug])
    coming = str(_("%(n)s will come") % {"n": counts["coming"]})
    return [
        Figure(str(_("invited")), counts["invited"], counts["guests"], url=invitations),
        Figure(str(_("answered")), counts["answered"], counts["guests"], note=coming, url=invitations),
        Figure(str(_("registered")), counts["registered"], counts["guests"], url=delegations),
        *_permit(edition),
        *_keeping(edition),
    ]


def _keeping(edition: Edition) -> list[Figure]:
    """For two weeks before: that passports, photos and needs will be deleted."""
    left = keeping.days_left(Keep.ONE_MONTH, edition)
    if left is None or vault.is_destroyed(edition):
        return []
    last = clock.day_text(get_language() or "en", keeping.last_day(Keep.ONE_MONTH, edition) or edition.ends_on, "long")
    note = _("Kept until %(day)s; print or ask what you still need.") % {"day": last}
    url = reverse("organizer:papers", args=[edition.slug])
    label = str(_("days until passports, photos and needs are deleted"))
    return [Figure(label, left, note=str(note), url=url, kind="wait")]


def _permit(edition: Edition) -> list[Figure]:
    """The ceiling that binds most forums, where a permit names it: guests from abroad."""
    permit = permits.of(edition)
    if permit is None or permit.foreign_guests is None:
        return []
    gauge = permits.gauges(edition, permit)[0]
    note = (
        _("more are confirmed than approved") if gauge.kind == "wrong" else _("%(n)s expected") % {"n": gauge.expected}
    )
    if permit.approved_on is None:
        note = _("not approved yet")
    url = reverse("organizer:permit", args=[edition.slug])
    label, kind = str(_("foreign guests confirmed")), gauge.kind if permit.approved_on else "wait"
    return [Figure(label, gauge.confirmed, gauge.approved, note=str(note), url=url, kind=kind)]
