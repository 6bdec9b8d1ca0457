"""What this room shows on the organizers' dashboard, and its entries in their navigation."""

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from delegations import permits
from delegations.models import Delegation, Invitation
from forum import clock, keeping, vault
from forum.frame import NavEntry
from forum.models import Edition
from forum.panels import Figure
from forum.privacy import Keep

NAV = [
    NavEntry(_("Invitations"), "organizer:invitations", 10),
    NavEntry(_("Delegations"), "organizer:delegations", 20),
    NavEntry(_("Travel and stay"), "organizer:arrivals", 23),
    NavEntry(_("Readiness"), "organizer:readiness", 5),
    NavEntry(_("People"), "organizer:people", 22),
    NavEntry(_("Names"), "organizer:names", 25),
    NavEntry(_("Who pays"), "organizer:hospitality", 24),
    NavEntry(_("Precedence"), "organizer:order", 25),
    NavEntry(_("Passports and visas"), "organizer:papers", 25),
    NavEntry(_("Mandates"), "organizer:mandates", 25),
    NavEntry(_("Cities and offices"), "organizer:cities", 28),
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
