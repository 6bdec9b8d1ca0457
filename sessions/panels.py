"""What this room shows on the organizers' dashboard, and its entries in their navigation."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forum.frame import PROGRAMME, NavEntry
from forum.models import Edition
from forum.panels import Figure
from forum.roles import Permission
from sessions import board, checking
from sessions.models import Release, Speech, SpeechPaper

NAV: list[NavEntry] = [
    NavEntry(_("Programme"), "organizer:programme", 30, PROGRAMME),
    NavEntry(_("Releases"), "organizer:releases", 40, PROGRAMME),
    NavEntry(_("Sub-forums"), "organizer:subforums", 33, PROGRAMME),
    NavEntry(_("Clashes"), "organizer:clashes", 31, PROGRAMME),
    NavEntry(_("Rules of the programme"), "organizer:rules", 50, PROGRAMME),
    NavEntry(_("Quiet hours"), "organizer:quiet_hours", 51, PROGRAMME, Permission.EDIT_PROGRAMME),
    NavEntry(_("Drives"), "organizer:drives", 52, PROGRAMME),
    NavEntry(_("Interpreters"), "organizer:interpreters", 36, PROGRAMME),
    NavEntry(_("Itineraries"), "organizer:readings", 45, PROGRAMME),
]


def figures(edition: Edition) -> list[Figure]:
    """The figures of this room for the dashboard."""
    return [_release(edition), _clashes(edition), _texts(edition)]


def _release(edition: Edition) -> Figure:
    number = Release.objects.within(edition).newest_first().values_list("number", flat=True).first()
    url = reverse("organizer:releases", args=[edition.slug])
    if number is None:
        return Figure(str(_("releases")), 0, note=str(_("not published yet")), url=url, kind="wait")
    return Figure(str(_("published release")), number, url=url)


def _clashes(edition: Edition) -> Figure:
    checked = checking.check(edition, board.programme_of(edition))
    found, grave = checked.clashes, len(checked.blocking())
    url = reverse("organizer:clashes", args=[edition.slug])
    note = str(_("%(n)s stop a release") % {"n": grave}) if grave else ""
    return Figure(str(_("clashes")), len(found), note=note, url=url, kind="wrong" if grave else "")


def _texts(edition: Edition) -> Figure:
    """Texts of speeches that were asked for and are not in."""
    asked = Speech.objects.filter(engagement__edition=edition, engagement__cancelled=False).exclude(asked_at=None)
    texts = (
        SpeechPaper.objects.within(edition)
        .filter(kind=SpeechPaper.Kind.TEXT)
        .exclude(status=SpeechPaper.Status.RETURNED)
    )
    missing = asked.exclude(pk__in=texts.values("speech")).count()
    url = reverse("organizer:subforums", args=[edition.slug])
    return Figure(str(_("texts of speeches missing")), missing, url=url, kind="wait" if missing else "")
