"""Who would hear of a release: the letters that it would cause, counted and shown before it is published."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from django.db.models import Prefetch

from delegations.models import Delegate, Delegation
from forum.models import Edition
from sessions import notices
from sessions.engine.values import Edit
from sessions.item_words import Row, Telling, changes_of, language_names

OF_A_LETTER = (
    *("email", "language", "position", "delegation_id"),
    *("person__family_name", "person__given_name", "person__family_first"),
)
MOST_ROWS = 1500  # more lines than these nobody reads on one page: each delegation is then opened by itself


@dataclass(frozen=True, slots=True)
class LetterDue:
    """One delegate's letter, in old and new."""

    name: str
    city: str
    language: str
    has_address: bool
    changes: list[Row]
    delegation: int = 0


@dataclass(slots=True)
class LettersTo:
    """The letters to one delegation; `open` when their lines are shown."""

    pk: int
    city: str
    letters: list[LetterDue] = field(default_factory=list)
    open: bool = True


@dataclass(frozen=True, slots=True)
class LettersDue:
    """All of them, and how many in which language."""

    letters: list[LetterDue]
    languages: list[tuple[str, int]]

    @property
    def by_telephone(self) -> list[LetterDue]:
        """Those whom no letter reaches."""
        return [letter for letter in self.letters if not letter.has_address]

    def by_delegation(self, opened: str = "") -> list[LettersTo]:
        """City by city. Of too many lines only those of the delegation that was asked for are shown."""
        many = sum(len(letter.changes) for letter in self.letters) > MOST_ROWS
        groups: dict[int, LettersTo] = {}
        for letter in self.letters:
            pk = letter.delegation
            group = groups.setdefault(pk, LettersTo(pk, letter.city, open=not many or opened == str(pk)))
            group.letters.append(letter)
        return list(groups.values())


def letters_due(edition: Edition, news: Mapping[int, tuple[Edit, ...]], telling: Telling) -> LettersDue:
    """The letters that this news would cause, city by city; none to whom it says nothing in the own language."""
    rows = Delegate.objects.within(edition).filter(pk__in=news).select_related("person").only(*OF_A_LETTER)
    # People of one delegation share its row, with its city and whoever may be written to instead of them.
    delegations = Delegation.objects.within(edition).select_related("city").prefetch_related("mandates__user")
    rows = rows.prefetch_related(Prefetch("delegation", delegations))
    told, spoken = Told(telling), cache(lambda tag: language_names([tag], telling.language))
    letters = [
        LetterDue(
            name=str(row.person),
            city=row.delegation.city.name_in(telling.language),
            language=spoken(row.language),
            has_address=bool(notices.address_of(row)),
            changes=changes,
            delegation=row.delegation_id,
        )
        for row in rows.order_by("delegation__city__key", "position", "pk")
        # Without any news it is the first letter, which goes out all the same.
        if (changes := told.to(row.language, news[row.pk])) or not news[row.pk]
    ]
    return LettersDue(letters, Counter(letter.language for letter in letters).most_common())


class Told:
    """What letters would say: in the language of whoever looks at it here, if it says it there too.

    The same change is in the letters of many; its words are made once for each language.
    """

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self._known: dict[tuple[str, Edit], list[Row]] = {}

    def to(self, language: str, news: Iterable[Edit]) -> list[Row]:
        return [row for edit in news for row in self._rows(language, edit)]

    def _rows(self, language: str, edit: Edit) -> list[Row]:
        found = self._known.get((language, edit))
        if found is None:
            written = changes_of([edit], replace(self.telling, language=language))
            found = self._known[language, edit] = written and (changes_of([edit], self.telling) or written)
        return found
