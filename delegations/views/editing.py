"""One way to edit a row on a page of its own, for organizers and in the portal: forms that come back with a sentence,
two editors who see each other's words, and nothing overwritten in silence."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from delegations import absence_words
from delegations.actions.cars import NoSeatLeft, TooManyAboard
from delegations.actions.rows import StillUsed, Taken
from delegations.actions.stale import Stale
from delegations.actions.stays import CannotShare, NoRoomLeft
from delegations.actions.travel import NotAFlight
from delegations.models import Transfer, Vehicle
from delegations.models.stay import RoomKind
from delegations.policies import DoesNotCome
from delegations.views.both import both
from forum import clock

REFUSALS = (Taken, StillUsed, NoSeatLeft, TooManyAboard, NoRoomLeft, CannotShare, NotAFlight, DoesNotCome)
Initial = Callable[[Any], dict[str, Any]]


@dataclass(slots=True)
class Editing:
    """What a page for one row needs to know."""

    template: str
    make: Callable[..., Any]  # the form, from data and initial
    act: Callable[[Any], object]
    done: str
    back: str
    initial: dict[str, Any] = field(default_factory=dict)
    known: Initial | None = None  # a row as its form shows it, for the other editor's words
    context: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)  # exception or field → field of the form


def edit(request: HttpRequest, page: Editing) -> HttpResponse:
    """Show the form; take what was sent; say what stands against it beside the field."""
    form = page.make(request.POST if request.method == "POST" else None, initial=page.initial)
    extra: dict[str, Any] = {}
    if form.is_valid():
        try:
            page.act(form)
        except REFUSALS as refusal:
            form.add_error(_place(form, refusal, page.places), sentence(refusal))
        except Stale as other:
            assert page.known is not None
            theirs = page.make(None, initial=page.known(other.row))
            form, extra = both(form, other, theirs, lambda data: page.make(data, initial=page.initial))
        except models.ObjectDoesNotExist:
            messages.warning(
                request, _("Somebody else deleted this entry meanwhile; nothing was saved. Enter it anew.")
            )
            return redirect(page.back)
        else:
            messages.success(request, page.done)
            return redirect(page.back)
    return render(request, page.template, {"form": form, "back": page.back, **page.context, **extra})


def _place(form: forms.Form, refusal: Exception, places: dict[str, str]) -> str | None:
    name = places.get(type(refusal).__name__)
    if isinstance(refusal, NotAFlight):
        name = places.get(refusal.field, refusal.field)
    return name if name in form.fields else None


def sentence(refusal: Exception) -> str:
    """What stands against it, in words."""
    match refusal:
        case NoSeatLeft():
            return _("All %(seats)d seats of this transfer are given.") % {"seats": refusal.seats}
        case TooManyAboard():
            words = _("%(aboard)d guests have a seat in %(transfer)s, and this vehicle has %(seats)d.")
            return words % {"aboard": refusal.aboard, "transfer": refusal.transfer, "seats": refusal.seats}
        case NoRoomLeft():
            return _no_room(refusal)
        case CannotShare():
            words = _("%(name)s has no such room there, or no bed is left in it. Give that guest the room first.")
            return words % {"name": refusal.other}
        case DoesNotCome():
            return absence_words.why(refusal.delegation)
        case StillUsed():
            return _("%(row)s is still used; take it out of the transfers first.") % {"row": refusal.row}
        case Taken():
            return _taken(refusal.row)
    return str(refusal)


def _no_room(refusal: NoRoomLeft) -> str:
    first = refusal.nights[0]
    return _("%(hotel)s: %(kind)s, night of %(night)s – %(taken)d would be taken of %(held)d.") % {
        "hotel": refusal.hotel,
        "kind": RoomKind(first.kind).label,
        "night": clock.day_text(get_language() or "en", first.night, "long"),
        "taken": first.taken,
        "held": first.held,
    }


def _taken(row: models.Model) -> str:
    if isinstance(row, Transfer):
        return _("This vehicle leaves for another ride at that time: %(row)s.") % {"row": row}
    if isinstance(row, Vehicle):
        return _("A vehicle with this number plate is entered already: %(row)s.") % {"row": row}
    return _("This is entered already: %(row)s. Change that entry instead.") % {"row": row}
