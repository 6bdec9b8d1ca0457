"""A forum's files → rows: all of them in one transaction, or none."""

from collections.abc import Callable

from django.db import models, transaction

from forum import ledger, scope
from forum.models import Change, Edition, User
from sessions.actions.reference import (
    delegations,
    dossiers,
    house,
    papers,
    precedence,
    programme,
    rulings,
    speeches,
    stays,
    whole,
)
from sessions.actions.reference.keeping import Tally
from sessions.actions.reference.shelf import Shelf
from sessions.reference.reader import Forum

LOADED = "edition.loaded"
MOST_NAMED = 10
STEPS: tuple[Callable[[Shelf], None], ...] = (
    *house.STEPS,
    *delegations.STEPS,
    *papers.STEPS,
    *programme.STEPS,
    *rulings.STEPS,
    *whole.STEPS,
    *stays.STEPS,
    *dossiers.STEPS,
    *precedence.STEPS,  # late: an order is frozen as it is when everybody has answered
    *speeches.STEPS,  # last: seats go by that order
)


class EditionInUse(Exception):
    """People have changed what the files would change back: the edition, or what all editions share."""

    def __init__(self, words: str, tally: Tally) -> None:
        super().__init__(f"{words} Nothing was loaded; --overwrite lets the files win.")
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
        if shelf.tally and not overwrite:
            _refuse_to_undo(shelf)
    if shelf.tally:
        _record(shelf, by)
    return shelf.tally


def _refuse_to_undo(shelf: Shelf) -> None:
    work, tally = Change.objects.exclude(verb=LOADED), shelf.tally
    if work.filter(edition=shelf.edition).exists():
        words = (
            f"People have worked on {shelf.edition.slug} since it was loaded, and its files would make "
            f"{tally.made.total()} rows and change {tally.changed.total()}."
        )
        raise EditionInUse(words, tally)
    if theirs := _changed_by_people(tally, work):
        named = ", ".join(f"{row._meta.verbose_name} {row}" for row in theirs[:MOST_NAMED])
        more = " …" if len(theirs) > MOST_NAMED else ""
        words = f"People have changed what all forums share, and the files would change it back: {named}{more}."
        raise EditionInUse(words, tally)


def _changed_by_people(tally: Tally, work: models.QuerySet[Change]) -> list[models.Model]:
    """Of the rows that the files change, those that people have changed, for whichever edition."""
    subjects = [ledger.subject_of(row) for row in tally.touched]
    theirs = set(work.filter(subject__in=subjects).values_list("subject", flat=True))
    return [row for row in tally.touched if ledger.subject_of(row) in theirs]


def _record(shelf: Shelf, by: User | None) -> None:
    after = {"made": dict(shelf.tally.made), "changed": dict(shelf.tally.changed)}
    ledger.record(LOADED, subject=shelf.edition, by=by, edition=shelf.edition, after=after)
