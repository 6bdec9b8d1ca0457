"""Who comes, for organizers: find, take steps with many at once, keep a view, set the deadlines."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations import dossier, participants, people
from delegations.actions import dossier as dossiers
from delegations.actions import stages
from delegations.forms.dossier import DeadlineForm
from delegations.forms.finding import KeepViewForm, PeopleFilter
from delegations.models import Delegate
from forum import saved_views
from forum.fields import as_key
from forum.gates import OrganizerRequest
from forum.reading import reads_only
from forum.roles import Permission

PAGE = "people"
ROWS = 100


@require_safe
@reads_only
def show(request: OrganizerRequest) -> HttpResponse:
    """Everybody who comes, as far as they fit what is looked for."""
    form = PeopleFilter(request.GET or None, edition=request.edition)
    found = people.look(request.edition, form.wanted() if form.is_bound else people.Wanted())
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "count": len(found),
        "stages": [{"stage": stage, "count": count} for stage, count in people.by_stage(found).items()],
        "steps": stages.Step.choices if _may_write(request) else [],
        "views": saved_views.of(request.user, request.edition, PAGE),
        "keep": KeepViewForm(initial={"query": query.urlencode()}),
        "query": query.urlencode(),
    }
    return render(request, "organizer/delegations/people.html", context)


@require_POST
def step(request: OrganizerRequest) -> HttpResponse:
    """Take a step with those chosen: first show what it would do, then, when asked once more, do it."""
    chosen = [pk for typed in request.POST.getlist("delegate") if (pk := as_key(typed))]
    wanted = request.POST.get("step", "")
    back = _address(request, request.POST.get("query", ""))
    if not chosen:
        messages.warning(request, _("Choose at least one person first."))
        return redirect(back)
    if wanted not in stages.Step.values:
        messages.warning(request, _("Choose what is to be done with them."))
        return redirect(back)
    if request.POST.get("sure") != "yes":
        return _preview(request, stages.Step(wanted), chosen)
    done = stages.take(stages.Step(wanted), chosen, edition=request.edition, by=request.user)
    words = ngettext("Done for %(n)d person.", "Done for %(n)d people.", len(done.moves)) % {"n": len(done.moves)}
    messages.success(request, words)
    return redirect(back)


def _preview(request: OrganizerRequest, wanted: stages.Step, chosen: list[int]) -> HttpResponse:
    rows = Delegate.objects.within(request.edition).filter(pk__in=chosen).with_names().in_order()
    context = {"plan": stages.plan(wanted, rows), "query": request.POST.get("query", "")}
    return render(request, "organizer/delegations/people_step.html", context)


@require_POST
def keep_view(request: OrganizerRequest) -> HttpResponse:
    """Keep the list as it is filtered, under a name."""
    form = KeepViewForm(request.POST)
    query = str(request.POST.get("query", ""))[:1000]
    if form.is_valid():
        words = {field: form.cleaned_data[field] for field in ("name", "query", "shared")}
        saved_views.keep(request.user, request.edition, PAGE, **words)
        messages.success(request, _("The view is kept."))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(_address(request, query))


@require_POST
def forget_view(request: OrganizerRequest, pk: int) -> HttpResponse:
    saved_views.forget(request.user, request.edition, pk)
    messages.success(request, _("The view is forgotten."))
    return redirect("organizer:people", edition=request.edition.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def deadlines(request: OrganizerRequest) -> HttpResponse:
    """By when each group of particulars is asked."""
    due = dossier.deadlines(request.edition)
    form = DeadlineForm(request.POST or None, edition=request.edition, due=due)
    if form.is_valid():
        dossiers.set_deadlines(request.edition, form.deadlines(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("organizer:people", edition=request.edition.slug)
    return render(request, "organizer/delegations/deadlines.html", {"form": form})


@require_safe
@reads_only
def participant_list(request: OrganizerRequest) -> HttpResponse:
    """The list of participants: all, or only those who agreed to a public one."""
    public = bool(request.GET.get("public"))
    found = participants.parties(request.edition, get_language() or "en", public=public)
    return render(request, "organizer/delegations/participants.html", {"parties": found, "public": public})


@require_safe
@reads_only
def participant_pdf(request: OrganizerRequest) -> HttpResponse:
    """The same on paper."""
    public = bool(request.GET.get("public"))
    content, _missing = participants.pdf(request.edition, get_language() or "en", public=public)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="participants.pdf"'
    return response


@require_safe
@reads_only
def participant_sheet(request: OrganizerRequest) -> HttpResponse:
    """The same as a spreadsheet."""
    public = bool(request.GET.get("public"))
    content = participants.sheet(request.edition, get_language() or "en", public=public)
    response = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response.headers["Content-Disposition"] = 'attachment; filename="participants.xlsx"'
    return response


def _address(request: OrganizerRequest, query: str) -> str:
    """Back to the list as it was filtered."""
    page = reverse("organizer:people", args=[request.edition.slug])
    return f"{page}?{query}" if query else page


def _may_write(request: OrganizerRequest) -> Any:
    return request.user.may(Permission.EDIT_DELEGATIONS, request.edition)
