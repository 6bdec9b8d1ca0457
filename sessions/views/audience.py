"""Who would hear of a release: the letters that it would cause, counted and shown before it is published."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from delegations.models import Delegate
from forum.models import Edition
from sessions import notices
from sessions.engine.values import Edit
from sessions.item_words import Row, Telling, changes_of, language_names


@dataclass(frozen=True, slots=True)
class LetterDue:
    """One delegate's letter, in old and new."""

    name: str
    city: str
    language: str
    has_address: bool
    changes: list[Row]


@dataclass(frozen=True, slots=True)
class LettersDue:
    """All of them, and how many in which language."""

    letters: list[LetterDue]
    languages: list[tuple[str, int]]


def letters_due(edition: Edition, news: Mapping[int, tuple[Edit, ...]], telling: Telling) -> LettersDue:
    """The letters that this news would cause, city by city; none to whom it says nothing in the own language."""
    rows = Delegate.objects.within(edition).with_names().filter(pk__in=news)
    rows = rows.prefetch_related("delegation__mandates__user")
    letters = [
        LetterDue(
            name=str(row.person),
            city=row.delegation.city.name_in(telling.language),
            language=language_names([row.language], telling.language),
            has_address=bool(notices.address_of(row)),
            changes=changes,
        )
        for row in rows.order_by("delegation__city__key", "position", "pk")
        # Without any news it is the first letter, which goes out all the same.
        if (changes := _changes_for(row, news[row.pk], telling)) or not news[row.pk]
    ]
    return LettersDue(letters, Counter(letter.language for letter in letters).most_common())


def _changes_for(delegate: Delegate, news: Iterable[Edit], telling: Telling) -> list[Row]:
    """What the delegate's letter would say: in the language of whoever looks at it here, if it says it there too."""
    theirs = replace(telling, language=delegate.language)
    said = [(changes_of([edit], theirs), changes_of([edit], telling)) for edit in news]
    return [row for written, shown in said if written for row in shown or written]
