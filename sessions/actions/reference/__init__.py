"""A forum's files → rows: all of them in one transaction, or none."""

from collections.abc import Callable

from django.db import transaction

from forum import ledger, scope
from forum.models import Change, Edition, User
from sessions.actions.reference import delegations, house, programme
from sessions.actions.reference.keeping import Tally
from sessions.actions.reference.shelf import Shelf
from sessions.reference.reader import Forum

LOADED = "edition.loaded"
STEPS: tuple[Callable[[Shelf], None], ...] = (*house.STEPS, *delegations.STEPS, *programme.STEPS)


class EditionInUse(Exception):
    """People have worked on the edition since it was loaded; its files would undo some of it."""

    def __init__(self, slug: str, tally: Tally) -> None:
        super().__init__(
            f"People have worked on {slug} since it was loaded, and its files would make {tally.made.total()} rows "
            f"and change {tally.changed.total()}. Nothing was loaded; --overwrite lets the files win."
        )
        self.tally = tally


def is_loaded(slug: str) -> bool:
    return Edition.objects.filter(slug=slug).exists()


@transaction.atomic
def load(forum: Forum, *, by: User | None = None, overwrite: bool = False) -> Tally:
    """Make and change rows until the edition is as its files tell it; say how many. Twice is once.

    Rows that the files do not name stay. Raises EditionInUse unless told to overwrite.
    """
    with scope.everywhere("the files of a forum name rows of the whole house"):
        shelf = Shelf(forum)
        for step in STEPS:
            step(shelf)
        if shelf.tally and not overwrite and _worked_on(shelf.edition):
            raise EditionInUse(forum.edition.slug, shelf.tally)
    if shelf.tally:
        _record(shelf, by)
    return shelf.tally


def _worked_on(edition: Edition) -> bool:
    return Change.objects.filter(edition=edition).exclude(verb=LOADED).exists()


def _record(shelf: Shelf, by: User | None) -> None:
    after = {"made": dict(shelf.tally.made), "changed": dict(shelf.tally.changed)}
    ledger.record(LOADED, subject=shelf.edition, by=by, edition=shelf.edition, after=after)
