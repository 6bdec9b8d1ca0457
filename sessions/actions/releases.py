"""Publishing: the draft becomes a release, numbered, frozen, and what everybody reads from then on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db import transaction

from forum import ledger
from forum.models import Edition, User
from sessions import board, checking, quiet
from sessions.engine.values import Clash, Programme
from sessions.engine.writing import Json, fingerprint
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
def publish(
    edition: Edition,
    *,
    comment: str,
    by: User | None,
    draft_checksum: str = "",
    despite: str = "",
    token: str = "",
) -> Release:
    """Freeze the draft as the next release. `despite` is the reason to publish with grave clashes.

    Raises NothingNew, DraftHasMoved or ProgrammeClashes. Two at once: the second finds nothing new. The same page
    sent twice, known by its `token`, gives the same release.
    """
    turn = Turn.of(edition, token)
    if turn.done:
        return turn.done
    draft = board.draft_of(turn.edition)
    if turn.latest and turn.latest.checksum == draft.checksum:
        raise NothingNew(turn.latest)
    if draft_checksum and draft_checksum != draft.checksum:
        raise DraftHasMoved
    checked = refuse_clashes(turn.edition, draft.programme, despite)
    return turn.freeze(draft.value, comment=comment, by=by, checked=checked, despite=despite)


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to make the next release, held until the transaction ends: whoever comes second waits for it."""

    edition: Edition
    latest: Release | None
    done: Release | None
    token: str

    @classmethod
    def of(cls, edition: Edition, token: str) -> Self:
        """Wait for one's turn. `done` is the release that the same page has made already."""
        edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
        rows = Release.objects.within(edition)
        return cls(edition, rows.newest_first().first(), rows.filter(token=token).first() if token else None, token)

    def freeze(
        self,
        value: Json,
        *,
        comment: str,
        by: User | None,
        checked: checking.Checked | None = None,
        despite: str = "",
        about: Mapping[str, object] | None = None,
        **kind: Any,
    ) -> Release:
        """Write the value down as the next release, and into the ledger. Raises NothingNew."""
        checksum = fingerprint(value)
        if self.latest and self.latest.checksum == checksum:
            raise NothingNew(self.latest)
        release: Release = Release.objects.create(
            edition=self.edition,
            number=self.latest.number + 1 if self.latest else 1,
            comment=comment,
            value=value,
            checksum=checksum,
            published_by=by,
            token=self.token,
            **kind,
        )
        after = {"number": release.number, "checksum": checksum, "comment": comment, **kind, **(about or {})}
        if checked and checked.accepted:
            after["accepted"] = [
                {"clash": quiet.without_people(key), "by": row.by_name} for key, row in sorted(checked.accepted.items())
            ]
        if checked and (grave := checked.blocking()):
            after |= {"despite": despite.strip(), "clashes": [quiet.without_people(clash.key) for clash in grave]}
        before = {"number": self.latest.number, "checksum": self.latest.checksum} if self.latest else {}
        ledger.record("release.published", subject=release, by=by, edition=self.edition, before=before, after=after)
        return release


def refuse_clashes(
    edition: Edition, programme: Programme, despite: str, known: Iterable[Clash] = ()
) -> checking.Checked:
    """Hold a programme against the rules, beyond the clashes known. Raises ProgrammeClashes without a reason."""
    checked = checking.check(edition, programme).beyond(known)
    grave = checked.blocking()
    if grave and not despite.strip():
        raise ProgrammeClashes(grave)
    return checked
