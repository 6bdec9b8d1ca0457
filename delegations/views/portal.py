from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations import absence_words, airports, cockpit, duties, missing, policies, sizes
from delegations.actions import delegates, travel
from delegations.actions.stale import Stale
from delegations.forms.registration import ASKED_AT, DelegateForm, FlightForm
from delegations.models import Delegate, Delegation, Flight, Invitation
from delegations.models.mandate import PARTICULARS, Power
from delegations.views import whole
from delegations.views.both import both
from delegations.views.registering import REFUSALS, act_on, closed, done
from forum import clock
from forum.fields import as_typed
from forum.gates import SignedInRequest, need
from forum.models import User
from forum.reading import reads_only

FORM_VERBS = ["GET", "HEAD", "POST"]


@require_safe
@reads_only
def home(request: SignedInRequest) -> HttpResponse:
    """One list of what is missing for everybody I act for, by deadline; then the delegations themselves."""
    rows = Delegation.objects.held_by(request.user).select_related("edition__city", "city")
    rows = rows.prefetch_related(*missing.reads()).order_by("edition__starts_on", "city__key")
    rights = policies.rights_of(request.user)
    cards = [_card(row, request, rights) for row in rows]
    asked = [one for card in cards for one in card["asked"]]
    list_of_all = cockpit.of(asked, now=clock.now(), chosen=request.GET.get("for", ""))
    return render(request, "portal/delegations/home.html", {"cards": cards, "cockpit": list_of_all})


def _card(delegation: Delegation, request: SignedInRequest, rights: policies.Rights) -> dict[str, Any]:
    people = sorted(delegation.delegates.all(), key=lambda one: one.place)
    return {
        "delegation": delegation,
        "people": people,
        "principals": [one for one in people if one.pk in rights.single],
        "may_give": Power.GIVE in rights.over(delegation),
        "asked": cockpit.asked_of(rights, delegation, people),
        "me": next((one for one in people if one.user_id == request.user.pk), None),
    }


@require_safe
@reads_only
def delegation(request: SignedInRequest, pk: int) -> HttpResponse:
    """One delegation: its people, their flights, what is missing, by when."""
    found = _delegation(request, pk)
    people = list(found.delegates.in_order().prefetch_related(*missing.reads_of_people()))
    rights = policies.rights_of(request.user)
    powers = rights.over(found)
    # Everybody sees the names; the flights and gaps of others are for those who may do something about them.
    gaps = [one.gap for one in cockpit.asked_of(rights, found, people) if not one.gap.done]
    rows = [_row(one, request, rights, gaps) for one in whole.with_places(people)]
    context = {
        "delegation": found,
        "edition": found.edition,
        "rows": rows,
        "may_register": Power.REGISTER in powers,
        "has_names": any(rights.names(one) for one in people),
        "may_give": Power.GIVE in powers or any(row["may_give"] for row in rows),
        "acting": bool(powers) or any(row["acted_for"] for row in rows),
        "letters": _letters(found) if Power.ANSWER in powers else [],
        "open": policies.is_time_to_register(found),
        "missing": _bar(found, len(gaps)),
        "gaps": [gap for gap in gaps if gap.delegate is None],
        "may_answer": Power.ANSWER in powers,
        **whole.context_of(found, people),
    }
    return render(request, "portal/delegations/delegation.html", context)


def _letters(delegation: Delegation) -> list[Invitation]:
    """The letters that can be answered, the newest first."""
    return list(delegation.invitations.sent().select_related("edition", "office__city").order_by("-pk"))


def _row(
    delegate: Delegate, request: SignedInRequest, rights: policies.Rights, gaps: list[missing.Gap]
) -> dict[str, Any]:
    powers = rights.over_delegate(delegate)
    travel_seen = Power.TRAVEL in powers
    return {
        "delegate": delegate,
        "seen": travel_seen,
        "gaps": [gap for gap in gaps if gap.delegate and gap.delegate.pk == delegate.pk],
        "flights": delegate.flights.all() if travel_seen else [],
        "may_travel": travel_seen,
        "may_edit": Power.REGISTER in powers,
        "entry_seen": rights.sees(delegate),
        "dossier_seen": PARTICULARS in powers,
        "may_give": Power.GIVE in powers,
        "acted_for": bool(powers) and delegate.user_id != request.user.pk,
        "may_give_papers": delegate.user_id == request.user.pk or Power.PAPERS in powers,
    }


def _bar(delegation: Delegation, gaps: int) -> dict[str, Any]:
    """The line that never leaves sight: what is missing, and the deadline on two clocks."""
    edition, city = delegation.edition, delegation.city
    kind = "done" if not gaps else "" if policies.is_time_to_register(delegation) else "late"
    words = ngettext("%(n)d thing is missing.", "%(n)d things are missing.", gaps) % {"n": gaps}
    by = _("Registration closes: %(moment)s (%(zone)s); in %(city)s: %(hour)s.") % {
        "moment": _moment(edition.zone, edition.register_by),
        "zone": edition.zone_label,
        "hour": _moment(city.zone, edition.register_by),
        "city": city,
    }
    return {"words": words if gaps else _("Nothing is missing."), "by": by, "kind": kind}


def _moment(zone: str, moment: Any) -> str:
    return clock.moment_text(get_language() or "en", zone, moment)


@require_http_methods(FORM_VERBS)
def delegate_add(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _delegation(request, pk)
    need(policies.may_register(request.user, found))
    form = DelegateForm(request.POST or None, initial={"language": found.language})
    if form.is_valid() and done(form, lambda: _add(found, form, request.user)):
        messages.success(request, _("Registered."))
        return redirect("portal:delegation", pk=found.pk)
    return _person_page(request, form, found, _("Register somebody"))


def _add(delegation: Delegation, form: DelegateForm, user: User) -> None:
    delegates.add(delegation, form.entry(), namesake_is_meant=form.namesake_is_meant, by=user)


@require_http_methods(FORM_VERBS)
def delegate_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    delegate = _delegate(request, pk)
    need(policies.may_edit(request.user, delegate))
    known = {**delegates.as_written(delegate), "seen": delegate.version}
    form = DelegateForm(request.POST or None, initial=known)
    _keep_role(form, request.user, delegate)
    more: dict[str, Any] = {}
    if form.is_valid():
        try:
            if done(form, lambda: act_on(form, delegate, by=request.user)):
                messages.success(request, _("Saved."))
                return redirect("portal:delegation", pk=delegate.delegation_id)
        except Delegate.DoesNotExist:
            return gone(request, delegate.delegation, form)
        except Stale as other:
            theirs = DelegateForm(initial=delegates.as_written(cast(Delegate, other.row)))
            form, more = both(form, other, theirs, lambda data: DelegateForm(data, initial=known))
            _keep_role(form, request.user, delegate)
    return _person_page(request, form, delegate.delegation, str(delegate), delegate=delegate, **more)


def _keep_role(form: DelegateForm, user: User, delegate: Delegate) -> None:
    """Who heads the delegation and who deputizes is for those who act for all of it."""
    form.fields["role"].disabled = not policies.may_register(user, delegate.delegation)


def _person_page(
    request: SignedInRequest, form: DelegateForm, delegation: Delegation, heading: str, **more: Any
) -> HttpResponse:
    context = {"form": form, "delegation": delegation, "edition": delegation.edition, "heading": heading, **more}
    context["meters"] = sizes.of_delegation(delegation)
    return render(request, "portal/delegations/person.html", context)


@require_http_methods(FORM_VERBS)
def delegate_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask first; then take somebody off the list."""
    delegate = _delegate(request, pk)
    need(policies.may_register(request.user, delegate.delegation))
    context = {"delegate": delegate, "edition": delegate.delegation.edition, "closed": False}
    context["duties"] = duties.held_by([delegate])
    if request.method == "POST":
        try:
            delegates.remove(delegate, by=request.user)
        except REFUSALS:
            return render(request, "portal/delegations/remove.html", context | {"closed": True})
        messages.success(request, _("Taken off the list."))
        return redirect("portal:delegation", pk=delegate.delegation_id)
    return render(request, "portal/delegations/remove.html", context)


@require_POST
def hand_in(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _delegation(request, pk)
    need(policies.may_register(request.user, found))
    try:
        delegates.hand_in(found, by=request.user)
        messages.success(request, _("The registration is handed in. You can still correct it until it closes."))
    except REFUSALS:
        messages.error(request, closed(found))
    return redirect("portal:delegation", pk=found.pk)


@require_http_methods(FORM_VERBS)
def flight_add(request: SignedInRequest, pk: int) -> HttpResponse:
    delegate = _delegate(request, pk)
    need(policies.may_change_travel(request.user, delegate))
    edition = delegate.delegation.edition
    form = FlightForm(request.POST or None, initial=_usual(request, delegate), edition=edition)
    if form.is_valid():
        try:
            if _flown(form, lambda: travel.add_flight(delegate, form.leg(), by=request.user)):
                messages.success(request, _("The flight is entered."))
                return redirect("portal:delegation", pk=delegate.delegation_id)
        except Delegate.DoesNotExist:
            return gone(request, delegate.delegation, form)
    return _flight_page(request, form, delegate)


@require_http_methods(FORM_VERBS)
def flight_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    flight = _flight(request, pk)
    if flight.mode != Flight.Mode.FLIGHT:
        return redirect("portal:ground_leg", pk=pk)
    need(policies.may_change_travel(request.user, flight.delegate))
    edition = flight.delegate.delegation.edition
    known = {**_typed(flight), "seen": flight.version}
    form = FlightForm(request.POST or None, initial=known, edition=edition)
    more: dict[str, Any] = {}
    if form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        try:
            if _flown(form, lambda: travel.change_flight(flight, form.leg(), seen=seen, by=request.user)):
                messages.success(request, _("The flight is changed. The itinerary follows within a minute or two."))
                return redirect("portal:delegation", pk=flight.delegate.delegation_id)
        except (Flight.DoesNotExist, Delegate.DoesNotExist):
            return gone(request, flight.delegate.delegation, form)
        except Stale as other:
            theirs = FlightForm(initial=_typed(cast(Flight, other.row)), edition=edition)
            form, more = both(form, other, theirs, lambda data: FlightForm(data, initial=known, edition=edition))
    return _flight_page(request, form, flight.delegate, flight=flight, **more)


@require_http_methods(FORM_VERBS)
def flight_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask first; then delete the flight."""
    flight = _flight(request, pk)
    need(policies.may_change_travel(request.user, flight.delegate))
    if request.method == "POST":
        travel.remove_flight(flight, by=request.user)
        messages.success(request, _("The flight is deleted."))
        return _back(request, flight.delegate.delegation)
    context = {"flight": flight, "delegate": flight.delegate, "edition": flight.delegate.delegation.edition}
    return render(request, "portal/delegations/remove.html", context)


def _flight_page(request: SignedInRequest, form: FlightForm, delegate: Delegate, **more: Any) -> HttpResponse:
    delegation = delegate.delegation
    known = airports.named([*delegation.city.airports, *delegation.edition.city.airports])
    context = {"form": form, "delegate": delegate, "edition": delegation.edition, "airports": known, **more}
    return render(request, "portal/delegations/flight.html", context)


def _usual(request: SignedInRequest, delegate: Delegate) -> dict[str, Any]:
    """What most people would type: from home to the host, or back."""
    home, host = delegate.delegation.city.airports[:1], delegate.delegation.edition.city.airports[:1]
    out = request.GET.get("direction") == Flight.Direction.OUT
    origin, destination = (host, home) if out else (home, host)
    direction = Flight.Direction.OUT if out else Flight.Direction.IN
    return {"direction": direction, "origin": "".join(origin), "destination": "".join(destination)}


def _typed(flight: Flight) -> dict[str, Any]:
    """A flight as the form shows it: hours on the clocks of the two airports."""
    leaves = clock.local(flight.origin_zone, flight.leaves_at)
    lands = clock.local(flight.destination_zone, flight.lands_at)
    return {
        "direction": flight.direction,
        "number": flight.number,
        "origin": flight.origin,
        "destination": flight.destination,
        "leaves": leaves.replace(tzinfo=None, fold=0),
        "leaves_which": _which(flight.origin_zone, leaves),
        "lands": lands.replace(tzinfo=None, fold=0),
        "lands_which": _which(flight.destination_zone, lands),
        "terminal": flight.terminal,
        "pieces": flight.pieces,
        "items": flight.items,
    }


def _which(zone: str, shown: datetime) -> int | str:
    """Which of two equal hours this is; empty for one that comes once, so that another one is asked about."""
    return shown.fold if len(clock.instants(zone, shown.replace(tzinfo=None))) == 2 else ""


def gone(request: SignedInRequest, delegation: Delegation, form: Form) -> HttpResponse:
    messages.warning(request, _("Somebody else deleted this entry meanwhile; nothing was saved. Enter it anew."))
    typed = [f"{label}: {words}" for label, words in as_typed(form) if words]
    messages.info(request, _("You wrote: %(words)s.") % {"words": "; ".join(typed)})
    return _back(request, delegation)


def _back(request: SignedInRequest, delegation: Delegation) -> HttpResponse:
    """To the delegation's page; whoever is no longer on its list goes home."""
    held = Delegation.objects.held_by(request.user).filter(pk=delegation.pk)
    return redirect("portal:delegation", pk=delegation.pk) if held.exists() else redirect("portal:home")


def _flown(form: FlightForm, act: Callable[[], object]) -> bool:
    """Do it; what stands against it becomes a sentence on the form."""
    try:
        act()
    except travel.NotAFlight as wrong:
        form.add_error(ASKED_AT.get(wrong.field, wrong.field), wrong.words)
        return False
    except policies.DoesNotCome as absent:
        form.add_error(None, absence_words.why(absent.delegation))
        return False
    return True


def _delegation(request: SignedInRequest, pk: int) -> Delegation:
    rows = Delegation.objects.held_by(request.user).select_related("edition__city", "city")
    found: Delegation = get_object_or_404(rows, pk=pk)
    return found


def _delegate(request: SignedInRequest, pk: int) -> Delegate:
    rows = Delegate.objects.held_by(request.user).with_names().select_related("delegation__edition__city")
    found: Delegate = get_object_or_404(rows, pk=pk)
    return found


def _flight(request: SignedInRequest, pk: int) -> Flight:
    rows = Flight.objects.held_by(request.user).select_related(
        "delegate__person", "delegate__delegation__city", "delegate__delegation__edition__city"
    )
    found: Flight = get_object_or_404(rows, pk=pk)
    return found
