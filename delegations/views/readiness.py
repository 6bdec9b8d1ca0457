"""How ready every city is, and where they come from."""

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from delegations import readiness, world
from delegations.models import Delegation
from delegations.models.answers import Answer
from forum import locales
from forum.gates import OrganizerRequest
from forum.models import Edition
from forum.reading import reads_only


@require_safe
@reads_only
def board(request: OrganizerRequest) -> HttpResponse:
    """One row for each city, the stages across, red where late."""
    rows = readiness.board(request.edition)
    wanted = request.GET.get("show", "")
    context = {
        "stages": [
            {"label": label, "done": done}
            for (label, _judge), done in zip(readiness.STAGES, readiness.totals(rows), strict=True)
        ],
        "rows": [_row(row, request.edition) for row in rows if _fits(row, wanted)],
        "count": len(rows),
        "late": sum(bool(row.late) for row in rows),
        "ready": sum(row.ready for row in rows),
        "show": wanted,
    }
    return render(request, "organizer/delegations/readiness.html", context)


def _fits(row: readiness.Row, wanted: str) -> bool:
    return {"late": row.late > 0, "open": not row.ready, "ready": row.ready}.get(wanted, True)


def _row(row: readiness.Row, edition: Edition) -> dict[str, Any]:
    cells = [{"cell": cell, "url": _reason(cell, row.city, edition)} for cell in row.cells]
    return {"delegation": row.city.delegation, "cells": cells, "late": row.late}


def _reason(cell: readiness.Cell, city: readiness.City, edition: Edition) -> str:
    """The page that says why a stage stands as it does."""
    if cell.reason is readiness.Reason.LETTER and city.letter:
        return reverse("organizer:invitation_preview", args=[edition.slug, city.letter.pk])
    if cell.reason is readiness.Reason.PEOPLE:
        narrowed = f"&group={cell.group}" if cell.group else ""
        return f"{reverse('organizer:people', args=[edition.slug])}?delegation={city.delegation.pk}{narrowed}"
    return reverse("organizer:delegation", args=[edition.slug, city.delegation.pk])


@require_safe
@reads_only
def origins(request: OrganizerRequest) -> HttpResponse:
    """Where the delegations come from: a map, and people by country."""
    edition = request.edition
    rows = Delegation.objects.within(edition).guests().standing().with_headcount().select_related("city")
    found = list(rows.order_by("city__country", "city__key"))
    host = _place(edition.city)
    context = {
        "land": world.land(),
        "width": world.WIDTH,
        "height": world.HEIGHT,
        "host": host,
        "points": [point for row in found if (point := _point(row, host))],
        "unplaced": [row.city for row in found if _place(row.city) is None],
        "countries": _countries(found),
    }
    return render(request, "organizer/delegations/origins.html", context)


def _place(city: Any) -> world.Place | None:
    if city.latitude is None or city.longitude is None:
        return None
    return world.place(city.latitude, city.longitude)


KINDS = {Answer.YES: "yes", Answer.REPRESENTED: "yes", Answer.NO: "no"}


def _point(row: Delegation, host: world.Place | None) -> dict[str, Any] | None:
    at = _place(row.city)
    if at is None:
        return None
    return {
        "at": at,
        "delegation": row,
        "kind": KINDS.get(Answer(row.answer), "open") if row.answer else "open",
        "arc": world.arc(at, host) if host and row.answer in {Answer.YES, Answer.REPRESENTED} else "",
    }


def _countries(rows: list[Delegation]) -> list[dict[str, Any]]:
    """Country by country: how many cities and people, and the length of its bar; the most people first."""
    reader = get_language() or "en"
    people: Counter[str] = Counter()
    cities: Counter[str] = Counter()
    for row in rows:
        people[row.city.country] += row.headcount  # type: ignore[attr-defined]  # annotated by with_headcount
        cities[row.city.country] += 1
    named = sorted(cities, key=lambda code: (-people[code], locales.country_name(code, reader)))
    lengths = world.bars(people[code] for code in named)
    return [
        {"code": code, "people": people[code], "cities": cities[code], "length": length}
        for code, length in zip(named, lengths, strict=True)
    ]
