"""Who pays what for one delegate: the terms of his role, what was decided for him, and both in plain sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from babel.lists import format_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from delegations.models import Item, Payer
from forum.locales import babel_tag


class Terms(Protocol):
    """A row that says who pays one item."""

    item: str
    payer: str
    nights: int | None
    sponsor: str
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """Who pays one item for one delegate; no payer while that is open."""

    item: str
    payer: str = ""
    nights: int | None = None
    sponsor: str = ""
    note: str = ""
    # Decided for this delegate, otherwise than his role's terms say.
    own: bool = False

    @property
    def label(self) -> str:
        return str(Item(self.item).label)

    @property
    def short(self) -> str:
        """In a cell of a sheet: who pays, and how many nights."""
        if not self.payer:
            return "–"
        who = self.sponsor or str(Payer(self.payer).label)
        return f"{who} ({self.nights})" if self.nights is not None else who


def lines_of(terms: Iterable[Terms], own: Iterable[Terms] = ()) -> list[Line]:
    """Every item once, in the order of the house; what was decided for the delegate goes before his role's terms."""
    general = {row.item: _line(row) for row in terms}
    decided = {row.item: _line(row, own=True) for row in own}
    return [decided.get(item) or general.get(item) or Line(item) for item in Item.values]


def _line(row: Terms, *, own: bool = False) -> Line:
    return Line(row.item, row.payer, row.nights, row.sponsor, row.note, own)


def nights_covered(lines: Iterable[Line]) -> int:
    """How many nights the host pays for."""
    return sum(line.nights or 0 for line in lines if line.payer == Payer.HOST)


def sentences(lines: Iterable[Line], names: Mapping[str, str]) -> list[str]:
    """What is covered and what is not, for people. `names` has the `host` and the `city` in the reader's language."""
    by_payer: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        by_payer.setdefault((line.payer, line.sponsor), []).append(line)
    order = [*Payer.values, ""]
    groups = sorted(by_payer.items(), key=lambda group: (order.index(group[0][0]), group[0][1]))
    found = [_sentence(payer, sponsor, some, names) for (payer, sponsor), some in groups]
    if any(line.item == Item.NIGHTS and line.payer == Payer.HOST and line.nights is not None for line in lines):
        found.append(_("Further nights are paid by the guest’s city.") if names.get("city") else "")
    return [sentence for sentence in found if sentence]


def _sentence(payer: str, sponsor: str, lines: list[Line], names: Mapping[str, str]) -> str:
    facts = {"what": listed(_what(line) for line in lines), "sponsor": sponsor, **names}
    match payer:
        case Payer.HOST:
            return _("%(host)s, the host, pays for: %(what)s.") % facts
        case Payer.CITY:
            return _("%(city)s pays for: %(what)s.") % facts
        case Payer.SPONSOR:
            return _("%(sponsor)s, a sponsor, pays for: %(what)s.") % facts
        case Payer.SHARED:
            return _("Shared: %(what)s.") % facts
    return _("Not settled yet: %(what)s.") % facts


def _what(line: Line) -> str:
    words = line.label
    if line.nights is not None:
        words = ngettext("accommodation for %(n)d night", "accommodation for %(n)d nights", line.nights) % {
            "n": line.nights
        }
    return _("%(what)s (%(note)s)") % {"what": words, "note": line.note} if line.note else words


def listed(words: Iterable[str]) -> str:
    """Several things in one sentence, as the reader's language joins them."""
    found: Any = format_list(list(words), locale=babel_tag(get_language() or "en"))
    return str(found)
