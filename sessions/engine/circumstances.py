"""What the rules ask about beyond items and journeys: what rooms need, who is who, when nobody should be asked.

The office alone knows this. None of it is written down with a programme, so that no release can hold it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sessions.engine.spans import Span

Class = str  # "A", "B" or "C", as interpreters class their languages: mother tongue, active, passive


@dataclass(frozen=True, slots=True)
class Need:
    """What one item needs: minutes before and after it in its room, the head in person, the language it is given in."""

    set_up: int = 0
    clear: int = 0
    head: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """What is known of a delegate: of which delegation, as what, and whether the city has said that it comes."""

    delegate: int
    delegation: int
    role: str
    confirmed: bool = True
    accepted: bool = True
    host: bool = False

    @property
    def leads(self) -> bool:
        return self.role == "head"


@dataclass(frozen=True, slots=True)
class Quiet:
    """A stretch in which somebody is not to be asked for anything; for everybody, if it names no delegates."""

    span: Span
    delegates: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """A stretch in which a room cannot be used."""

    room: int
    span: Span


@dataclass(frozen=True, slots=True)
class Interpreter:
    """An interpreter: the languages with their class, and the days, all days where none is named."""

    id: int
    name: str
    languages: Mapping[str, Class] = field(default_factory=dict, hash=False)
    days: tuple[Span, ...] = ()

    def can(self, source: str, target: str) -> bool:
        """Whether this interpreter listens in one and speaks in the other: nobody speaks in a C language."""
        return source in self.languages and self.languages.get(target, "C") != "C"

    def is_there(self, span: Span) -> bool:
        return not self.days or any(day.meets(span) for day in self.days)


@dataclass(frozen=True, slots=True)
class Duty:
    """An interpreter at work in an item and in all that lies within it, from one language into another."""

    item: int
    interpreter: int
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Everything that the rules ask about beyond the programme itself."""

    needs: Mapping[int, Need] = field(default_factory=dict, hash=False)
    guests: Mapping[int, Guest] = field(default_factory=dict, hash=False)
    days: tuple[Span, ...] = ()  # midnight to midnight where the forum is, one after the other
    drives: Mapping[tuple[int, int], int] = field(default_factory=dict, hash=False)  # two venues, lower first: minutes
    quiet: tuple[Quiet, ...] = ()
    closed: tuple[Closed, ...] = ()
    interpreters: tuple[Interpreter, ...] = ()
    duties: tuple[Duty, ...] = ()

    def need(self, item: int) -> Need:
        return self.needs.get(item, NOTHING_NEEDED)

    def drive(self, one: int, other: int) -> int | None:
        """The minutes between two venues, if anybody has said."""
        return self.drives.get((min(one, other), max(one, other)))


NOTHING_NEEDED = Need()
NONE = Circumstances()
