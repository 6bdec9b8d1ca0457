"""What a rule is: a sentence about programmes with a name, a grade, and figures that an edition may set."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple, Self

from sessions.engine.rules.survey import Survey
from sessions.engine.values import Clash, Grade, Programme

Unit = Literal["minutes", "hour", "switch"]  # an hour is told in minutes since midnight; a switch is 0 or 1
GRAVITY: Mapping[Grade, int] = {"block": 0, "warn": 1, "info": 2}


class Finding(NamedTuple):
    """A clash before its rule has signed it. One that rests on an assumption stops no release."""

    items: tuple[int, ...]
    people: tuple[int, ...]
    facts: dict[str, str]
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure of a rule, with the bounds within which an edition may set it."""

    name: str
    default: int
    least: int
    most: int
    unit: Unit = "minutes"

    def allows(self, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most


Find = Callable[..., Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by name and grade; called with a programme it gives the clashes.

    An edition may lower it to `least` and no further; one whose `least` is above "info" cannot be switched off.
    """

    name: str
    grade: Grade
    find: Find
    parameters: tuple[Parameter, ...] = ()
    least: Grade = "info"
    set_to: Mapping[str, int] = field(default_factory=dict, hash=False)

    def __call__(self, programme: Programme, **figures: int) -> Iterator[Clash]:
        yield from self.over(Survey(programme), **figures)

    def over(self, survey: Survey, **figures: int) -> Iterator[Clash]:
        """The clashes of a programme that has been surveyed already."""
        for found in self.find(survey, **{**self.figures(), **figures}):
            grade: Grade = "warn" if found.assumed and self.grade == "block" else self.grade
            yield Clash(self.name, grade, found.items, found.people, found.facts)

    def figures(self) -> dict[str, int]:
        """Every figure as it holds: set by the edition, or usual."""
        return {each.name: self.set_to.get(each.name, each.default) for each in self.parameters}

    @property
    def fixed(self) -> bool:
        """Whether it cannot be switched off."""
        return self.least != "info"

    def grades(self) -> tuple[Grade, ...]:
        """Those that an edition may choose from, the gravest first."""
        return tuple(grade for grade in GRAVITY if GRAVITY[grade] <= GRAVITY[self.least])

    def as_set(self, grade: Grade, figures: Mapping[str, int]) -> Self:
        """As an edition has set it. What it may not be set to stays as usual."""
        known = {each.name: figures[each.name] for each in self.parameters if each.allows(figures.get(each.name))}
        return replace(self, grade=grade if grade in self.grades() else self.grade, set_to=known)


def rule(grade: Grade, *parameters: Parameter, least: Grade = "info") -> Callable[[Find], Rule]:
    """Make a rule of a generator of findings; its name is the rule's name."""
    return lambda find: Rule(find.__name__, grade, find, parameters, least)
