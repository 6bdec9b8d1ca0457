"""Publishing: the draft becomes a release, numbered, frozen, and what everybody reads from then on."""

from django.db import transaction

from forum import ledger
from forum.models import Edition, User
from sessions import board, checking
from sessions.engine.values import Clash
from sessions.models import Release


class NothingNew(Exception):
    """The draft is word for word what the latest release says."""

    def __init__(self, release: Release) -> None:
        super().__init__(f"Nothing has changed since release {release.number}.")
        self.release = release


class DraftHasMoved(Exception):
    """Somebody changed the draft after it was shown to whoever publishes it."""

    def __init__(self) -> None:
        super().__init__("The draft has changed since it was shown. Look at it again before publishing.")


class ProgrammeClashes(Exception):
    """The draft breaks rules that no programme may break, and no reason was given to publish it all the same."""

    def __init__(self, grave: list[Clash]) -> None:
        super().__init__(f"{len(grave)} clashes must be resolved, or a reason given to publish despite them.")
        self.clashes = grave


@transaction.atomic
def publish(edition: Edition, *, comment: str, by: User | None, draft_checksum: str = "", despite: str = "") -> Release:
    """Freeze the draft as the next release. `despite` is the reason to publish with grave clashes.

    Raises NothingNew, DraftHasMoved or ProgrammeClashes. Two at once: the second finds nothing new.
    """
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    latest = Release.objects.within(edition).newest_first().first()
    draft = board.draft_of(edition)
    if latest and latest.checksum == draft.checksum:
        raise NothingNew(latest)
    if draft_checksum and draft_checksum != draft.checksum:
        raise DraftHasMoved
    checked = checking.check(edition, draft.programme)
    grave = checked.blocking()
    if grave and not despite.strip():
        raise ProgrammeClashes(grave)
    release = Release.objects.create(
        edition=edition,
        number=latest.number + 1 if latest else 1,
        comment=comment,
        value=draft.value,
        checksum=draft.checksum,
        published_by=by,
    )
    _write_down(release, latest, checked, despite.strip(), by)
    return release


def _write_down(
    release: Release, latest: Release | None, checked: checking.Checked, despite: str, by: User | None
) -> None:
    after: dict[str, object] = {"number": release.number, "checksum": release.checksum, "comment": release.comment}
    if checked.accepted:
        after["accepted"] = [{"clash": key, "by": row.by_name} for key, row in sorted(checked.accepted.items())]
    if grave := checked.blocking():
        after |= {"despite": despite, "clashes": [clash.key for clash in grave]}
    before = {"number": latest.number, "checksum": latest.checksum} if latest else {}
    ledger.record("release.published", subject=release, by=by, edition=release.edition, before=before, after=after)
