"""What is doubtful about a passport, and what cannot be. Plain values in, codes out; the words are elsewhere."""

from dataclasses import dataclass
from datetime import date

from forum import transliteration

# Most states ask that a passport be good for so long after the guest has left.
GOOD_FOR_MONTHS = 6
ADULT_YEARS = 18
LONGEST_YEARS = 10

NAMES_SWAPPED = "names_swapped"
NAME_NOT_ON_LIST = "name_not_on_list"
NAME_NOT_IN_LINES = "name_not_in_lines"
EXPIRES_SOON = "expires_soon"
UNDER_AGE = "under_age"
STATE_NOT_KNOWN = "state_not_known"
GOOD_FOR_LONG = "good_for_long"
NAME_CHANGED_SINCE = "name_changed_since"

ISSUED_AFTER_EXPIRY = "issued_after_expiry"
ISSUED_LATER = "issued_later"
BORN_LATER = "born_later"
BORN_AFTER_ISSUE = "born_after_issue"
EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Names:
    family: str
    given: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared. `lines` are the names in the machine-readable lines, `cut` whether they ran out of room."""

    document: Names
    listed: Names
    birth: str
    expires_on: date
    departs_on: date
    today: date
    issued_on: date | None = None
    lines: Names | None = None
    cut: bool = False
    states_known: bool = True


def impossible(facts: Facts) -> list[tuple[str, str]]:
    """Field and code of what cannot be; with any of these nothing is kept."""
    found = []
    issued = facts.issued_on
    if facts.birth > facts.today.isoformat()[: len(facts.birth)]:
        found.append(("birth", BORN_LATER))
    if issued and issued > facts.today:
        found.append(("issued_on", ISSUED_LATER))
    if issued and issued >= facts.expires_on:
        found.append(("expires_on", ISSUED_AFTER_EXPIRY))
    elif issued and facts.birth > issued.isoformat()[: len(facts.birth)]:
        found.append(("birth", BORN_AFTER_ISSUE))
    if facts.expires_on < facts.today:
        found.append(("expires_on", EXPIRED))
    return found


def doubts(facts: Facts) -> list[str]:
    """Codes of what should be looked at once more, but for the day of expiry: `expires_soon` is asked each time."""
    found = []
    if _swapped(facts.document, facts.listed):
        found.append(NAMES_SWAPPED)
    elif not _same(facts.document, facts.listed):
        found.append(NAME_NOT_ON_LIST)
    if facts.lines and not _in_lines(facts.document, facts.lines, facts.cut):
        found.append(NAME_NOT_IN_LINES)
    if not facts.states_known:
        found.append(STATE_NOT_KNOWN)
    if _years_between(facts.birth, facts.departs_on) < ADULT_YEARS:
        found.append(UNDER_AGE)
    if facts.issued_on and facts.expires_on > months_after(facts.issued_on, 12 * LONGEST_YEARS + 6):
        found.append(GOOD_FOR_LONG)
    return found


def expires_soon(expires_on: date, departs_on: date) -> bool:
    """Whether the passport ends before six months after the departure are over."""
    return expires_on < months_after(departs_on, GOOD_FOR_MONTHS)


def months_after(day: date, months: int) -> date:
    """The same day some months later; the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 27))


def _years_between(birth: str, day: date) -> int:
    # A birthday that is not known is taken for the last day that it may be.
    year, month, number = (int(part) for part in (birth + "-12-31"[3 * (len(birth.split("-")) - 1) :]).split("-"))
    return day.year - year - ((day.month, day.day) < (month, number))


def _same(one: Names, other: Names) -> bool:
    """Whether both are spellings of one name; the order of given names, and those left out, do not matter.

    What is not written in Latin letters cannot be compared with a passport, and is no doubt.
    """
    if not all(map(transliteration.is_latin, (one.family, one.given, other.family, other.given))):
        return True
    return _alike(one.family, other.family) and _some_of(one.given, other.given)


def _swapped(one: Names, other: Names) -> bool:
    turned = Names(one.given, one.family)
    return not _same(one, other) and bool(one.given) and _same(turned, other)


def _alike(one: str, other: str) -> bool:
    return transliteration.same_name(one, other) if one and other else one == other


def _some_of(one: str, other: str) -> bool:
    """Whether the shorter list of given names is in the longer one: "Anna" of "Anna Maria"."""
    few, many = sorted((one.split(), other.split()), key=len)
    whole = transliteration.same_name(one, other) if one and other else True
    return whole or all(any(transliteration.same_name(name, known) for known in many) for name in few)


def _in_lines(document: Names, lines: Names, cut: bool) -> bool:
    same = transliteration.same_name
    if not (transliteration.is_latin(document.family) and transliteration.is_latin(document.given)):
        return True
    if not cut:
        return same(document.family, lines.family) and (
            same(document.given, lines.given) if document.given and lines.given else document.given == lines.given
        )
    begins = transliteration.begins_alike
    return begins(document.family, lines.family) and (not lines.given or begins(document.given, lines.given))
