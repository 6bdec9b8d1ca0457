"""Who comes, as organizers look for them: filters over names, cities, roles, stages and what is missing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from delegations import dossier
from delegations.dossier import Stage, Standing
from delegations.models import Delegate
from delegations.models.delegate import DelegateQuerySet
from forum import folding, locales
from forum.fields import as_key
from forum.models import Edition


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an organizer looks for; what is empty does not filter."""

    words: str = ""
    delegation: str = ""
    country: str = ""
    role: str = ""
    stage: str = ""
    state: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A delegate with how his dossier stands."""

    delegate: Delegate
    standing: Standing
    stage: Stage


def expected(edition: Edition) -> DelegateQuerySet:
    """The guests who are on a list of a city that comes or may come, city by city, each delegation in its order."""
    rows: DelegateQuerySet = Delegate.objects.within(edition).awaited().filter(delegation__is_host=False)
    return rows.with_dossier().order_by("delegation__city__country", "delegation__city__key", "position", "pk")


def rows(found: Iterable[Delegate], due: Mapping[str, datetime]) -> list[Row]:
    standings = [(one, dossier.standing(one, due)) for one in found]
    return [Row(one, standing, dossier.stage(one, standing)) for one, standing in standings]


def look(edition: Edition, wanted: Wanted) -> list[Row]:
    """The delegates looked for. The same few queries however many there are."""
    found = expected(edition)
    if wanted.words:
        found = found.filter(folding.matching(wanted.words, "person__folded", "delegation__city__folded"))
    if wanted.delegation:
        found = found.filter(delegation=as_key(wanted.delegation))
    if wanted.country:
        found = found.filter(delegation__city__country=wanted.country)
    if wanted.role:
        found = found.filter(role=wanted.role)
    return [row for row in rows(found, dossier.deadlines(edition)) if _fits(row, wanted)]


def _fits(row: Row, wanted: Wanted) -> bool:
    if wanted.stage and row.stage != wanted.stage:
        return False
    lacking = [state for state in row.standing.groups if not wanted.group or state.group.key == wanted.group]
    if wanted.state == "late":
        return any(state.late for state in lacking)
    if wanted.state == "missing":
        return any(state.missing for state in lacking)
    if wanted.state == "complete":
        return not any(state.missing for state in lacking)
    return True


def by_stage(found: Iterable[Row]) -> dict[Stage, int]:
    """How many stand at each stage, in the order of the stages."""
    counted = Counter(row.stage for row in found)
    return {stage: counted[stage] for stage in Stage}


def delegations(edition: Edition) -> list[tuple[str, str]]:
    """(key, city) of the delegations, by name."""
    found = edition.delegations.filter(is_host=False, withdrawn_at=None).select_related("city")
    return sorted(((str(one.pk), str(one.city)) for one in found), key=lambda pair: pair[1])


def countries(edition: Edition) -> list[tuple[str, str]]:
    """(code, name) of the countries of the delegations, by name."""
    codes = (
        edition.delegations.filter(is_host=False, withdrawn_at=None).values_list("city__country", flat=True).distinct()
    )
    reader = get_language() or "en"
    return sorted(((code, locales.country_name(code, reader)) for code in set(codes)), key=lambda pair: pair[1])
