"""Cities, their ties and offices, and what follows when an office gets a new holder."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations import reissues
from delegations.actions import cities as actions
from delegations.actions import holders
from delegations.actions.stale import Stale
from delegations.forms.cities import HolderForm, OfficeForm, TieForm
from delegations.models import HolderChange, Reissue
from forum import ledger
from forum.gates import OrganizerRequest
from forum.models import City, Office, Tenure, Tie
from forum.reading import reads_only

FORM_VERBS = ["GET", "HEAD", "POST"]


@require_safe
@reads_only
def cities(request: OrganizerRequest) -> HttpResponse:
    """Every city with its level, its ties and who holds its offices; found in any script."""
    typed, level = request.GET.get("q", "").replace("\x00", ""), request.GET.get("level", "")
    rows = _with_ties(City.objects.named(typed)).order_by("country", "key")
    if level in City.Level:
        rows = rows.filter(level=level)
    page = Paginator(rows, 100).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"city": one, "ties": _ties(one), "offices": _holders(one)} for one in page],
        "q": typed[:200],
        "level": level,
        "levels": City.Level.choices,
    }
    return render(request, "organizer/delegations/cities.html", context)


def _with_ties(rows: "QuerySet[City]") -> "QuerySet[City]":
    tenures = Prefetch("offices__tenures", Tenure.objects.select_related("person"))
    ties = ("ties_as_one__other", "ties_as_other__one")
    return rows.prefetch_related("offices", tenures, *ties)


def _ties(city: City) -> list[dict[str, Any]]:
    """The city's ties with the partner of each, the oldest first; those without a date last."""
    ties = [{"tie": tie, "partner": tie.other} for tie in city.ties_as_one.all()]
    ties += [{"tie": tie, "partner": tie.one} for tie in city.ties_as_other.all()]
    return sorted(ties, key=lambda row: (row["tie"].signed or "9", row["partner"].key))


def _holders(city: City) -> list[dict[str, Any]]:
    return [{"office": office, "holder": office.holder()} for office in city.offices.all()]


@require_safe
@reads_only
def city(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One city: its ties, its offices with their forms of address and everybody who held them."""
    found = get_object_or_404(_with_ties(City.objects.all()), pk=pk)
    ties, offices = _ties(found), list(found.offices.all())
    changes = HolderChange.objects.filter(office__in=offices).select_related("office", "former", "successor")
    tasks = Reissue.objects.within(request.edition).filter(change__in=changes).open()
    still_open = list(tasks.values_list("change_id", flat=True))
    rows = [tie["tie"] for tie in ties] + offices
    context = {
        "city": found,
        "ties": ties,
        "offices": [_office(one, request.edition.languages) for one in offices],
        "changes": [{"change": one, "open": still_open.count(one.pk)} for one in changes],
        "lately": ledger.history_of(found, *rows)[:10],
    }
    return render(request, "organizer/delegations/city.html", context)


def _office(office: Office, languages: list[str]) -> dict[str, Any]:
    tenures = sorted(office.tenures.all(), key=Tenure.succession, reverse=True)
    forms = [
        {
            "language": tag,
            "title": office.titles.get(tag, ""),
            "salutation": office.salutation_in(tag),
            "honorific": office.honorific_in(tag),
            "envelope": office.envelope_lines.get(tag, ""),
            "spoken": office.spoken_in(tag),
        }
        for tag in dict.fromkeys([*languages, *office.titles])
    ]
    return {"office": office, "tenures": tenures, "holder": office.holder(), "forms": forms}


# --- ties


@require_http_methods(FORM_VERBS)
def tie_add(request: OrganizerRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(City, pk=pk)
    form = TieForm(request.POST or None, city=found, host=request.edition.city)

    def act() -> None:
        partner = form.cleaned_data["partner"]
        actions.add_tie(found, partner, form.said(), edition=request.edition, by=request.user)

    if form.is_valid() and _tied(form, act):
        return _saved(request, found)
    return _form_page(request, form, found, _("A tie with another city"))


@require_http_methods(FORM_VERBS)
def tie_edit(request: OrganizerRequest, pk: int, tie: int) -> HttpResponse:
    found = get_object_or_404(City, pk=pk)
    row = get_object_or_404(found.ties_as_one.all() | found.ties_as_other.all(), pk=tie)
    partner = row.other if row.one_id == found.pk else row.one
    form, theirs = TieForm(request.POST or None, city=found, tie=row), None

    def act() -> None:
        seen = form.cleaned_data["seen"]
        actions.correct_tie(row, form.said(), seen=seen, edition=request.edition, by=request.user)

    try:
        if form.is_valid() and _tied(form, act):
            return _saved(request, found)
    except Tie.DoesNotExist:
        return _gone(request, found)
    except Stale as other:
        theirs = other.row
        form = _again(form, city=found, tie=theirs)
    return _form_page(request, form, found, _("Tie with %(city)s") % {"city": partner}, tie=theirs)


def _tied(form: Form, act: Callable[[], None]) -> bool:
    try:
        act()
    except actions.TieWithItself:
        form.add_error("partner", _("A city cannot have a tie with itself."))
    except actions.TieIsThere as there:
        words = _("A tie of this kind is on file already (signed: %(signed)s). Correct that one.")
        form.add_error("kind", words % {"signed": there.tie.signed or "–"})
    else:
        return True
    return False


# --- offices


@require_http_methods(FORM_VERBS)
def office_add(request: OrganizerRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(City, pk=pk)
    form = OfficeForm(request.POST or None, city=found, edition=request.edition)
    if form.is_valid():
        actions.add_office(found, form.said(), edition=request.edition, by=request.user)
        return _saved(request, found)
    return _form_page(request, form, found, _("Another office"))


@require_http_methods(FORM_VERBS)
def office_edit(request: OrganizerRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(Office.objects.select_related("city"), pk=pk)
    form, theirs = OfficeForm(request.POST or None, city=office.city, edition=request.edition, office=office), None
    try:
        if form.is_valid():
            seen = form.cleaned_data["seen"]
            actions.correct_office(office, form.said(), seen=seen, edition=request.edition, by=request.user)
            return _saved(request, office.city)
    except Office.DoesNotExist:
        return _gone(request, office.city)
    except Stale as other:
        theirs = other.row
        form = _again(form, city=office.city, edition=request.edition, office=theirs)
    shown = _office(theirs, request.edition.languages) if isinstance(theirs, Office) else None
    return _form_page(request, form, office.city, str(office), office=shown)


def _again(form: Any, **about: Any) -> Any:
    """The same words again, now knowing the row as it is: sending them once more means it."""
    fresh = type(form)(**about)
    data = {key: form.data[key] for key in form.data} | {"seen": fresh.initial["seen"]}
    return type(form)(data, **about)


def _form_page(request: OrganizerRequest, form: Form, of: City, heading: str, **theirs: Any) -> HttpResponse:
    context = {"form": form, "city": of, "heading": heading, "theirs": {k: v for k, v in theirs.items() if v}}
    return render(request, "organizer/delegations/city_form.html", context)


def _saved(request: OrganizerRequest, of: City) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("organizer:city", edition=request.edition.slug, pk=of.pk)


def _gone(request: OrganizerRequest, of: City) -> HttpResponse:
    messages.warning(request, _("Somebody else deleted this entry meanwhile; nothing was saved. Enter it anew."))
    return redirect("organizer:city", edition=request.edition.slug, pk=of.pk)


# --- a new holder


@require_http_methods(FORM_VERBS)
def holder(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Say who follows; look at all that follows from it; then save."""
    office = get_object_or_404(Office.objects.select_related("city").prefetch_related("tenures__person"), pk=pk)
    newest = holders.newest_tenure(office)
    form = HolderForm(request.POST or None, office=office, initial={"seen": newest.pk if newest else 0})
    valid = form.is_valid()
    if valid and "save" in request.POST:
        change = _changed(request, form, office)
        if change:
            messages.success(request, _("The new holder is entered. What must be done again is listed here."))
            return redirect("organizer:holder_change", edition=request.edition.slug, pk=change.pk)
        valid = form.is_valid()
    return _holder_page(request, form, office, look=valid and "again" not in request.POST)


def _changed(request: OrganizerRequest, form: HolderForm, office: Office) -> HolderChange | None:
    """Do it; what stands against it becomes a sentence on the form."""
    data = form.cleaned_data
    about: dict[str, Any] = {"since": data["since"], "seen": data["seen"] or 0, "edition": request.edition}
    try:
        return holders.change_holder(office, successor=form.successor(), by=request.user, **about)
    except holders.AlreadyHolds as already:
        words = _("%(name)s holds this office already, since %(since)s.")
        form.add_error("person", words % {"name": already.tenure.person, "since": already.tenure.since or "–"})
    except holders.BeginsTooEarly as early:
        words = _("%(name)s holds this office since %(since)s: the change cannot lie before that.")
        form.add_error("since", words % {"name": early.tenure.person, "since": early.tenure.since})
    except holders.SomebodyElseFollowed as other:
        words = _("Somebody else entered a new holder meanwhile: %(name)s, since %(since)s. Look at it and begin anew.")
        facts = {"name": other.tenure.person, "since": other.tenure.since or "–"} if other.tenure else {}
        form.add_error(None, words % ({"name": "–", "since": "–"} | facts))
    return None


def _holder_page(request: OrganizerRequest, form: HolderForm, office: Office, *, look: bool) -> HttpResponse:
    former = holders.former_holder(office)
    context: dict[str, Any] = {"form": form, "office": office, "city": office.city, "former": former, "look": look}
    if look:
        since = form.cleaned_data["since"]
        found = reissues.follow_ups(office, former.person if former else None, since)
        here = [one for edition, things in found if edition == request.edition for one in things]
        context["things"] = [{"thing": one, "url": _url(request, one.route, one.route_key)} for one in here]
        context["elsewhere"] = [(edition, len(things)) for edition, things in found if edition != request.edition]
        context["successor"] = form.successor()
        context["since"] = since
    return render(request, "organizer/delegations/holder.html", context)


def _url(request: OrganizerRequest, route: str, key: int | None) -> str:
    return reverse(f"organizer:{route}", args=[request.edition.slug, *([key] if key else [])])


@require_safe
@reads_only
def holder_change(request: OrganizerRequest, pk: int) -> HttpResponse:
    """What had to be done again after a change of holder, and who did it when."""
    rows = HolderChange.objects.select_related("office__city", "former", "successor")
    change = get_object_or_404(rows, pk=pk)
    tasks = list(Reissue.objects.within(request.edition).filter(change=change))
    context = {
        "change": change,
        "city": change.office.city,
        "tasks": [{"task": one, "url": _url(request, one.route, one.route_key)} for one in tasks],
        "open": sum(one.done_at is None for one in tasks),
    }
    return render(request, "organizer/delegations/holder_change.html", context)


@require_POST
def reissue_tick(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Tick a follow-up off, or take the tick away."""
    task = get_object_or_404(Reissue.objects.within(request.edition), pk=pk)
    holders.tick(task, done=request.POST.get("done") != "no", by=request.user)
    return redirect("organizer:holder_change", edition=request.edition.slug, pk=task.change_id)
