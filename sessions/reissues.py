"""What of the programme names the former holder of an office."""

from collections.abc import Iterator

from delegations.models import Reissue
from delegations.reissues import FollowUp
from forum.models import Edition, Office, Person
from forum.texts import pick
from sessions.models import Attendance


def of_programme(office: Office, former: Person | None, edition: Edition) -> Iterator[FollowUp]:
    """The parts that the former holder has in the draft of the programme."""
    if former is None:
        return
    parts = Attendance.objects.filter(engagement__edition=edition, delegate__person=former).scoped()
    for part in parts.select_related("engagement").order_by("pk"):
        words = f"{former}, {pick(part.engagement.titles, 'en')}"
        yield FollowUp(Reissue.Kind.PART, part.pk, words, "engagement", part.engagement_id)
