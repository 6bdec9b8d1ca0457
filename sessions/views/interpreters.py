from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from delegations.actions.stale import Stale
from forum import clock, locales
from forum.fields import retype
from forum.gates import OrganizerRequest
from forum.models import Edition, User
from forum.roles import Permission
from sessions.actions import interpreters as acts
from sessions.models import Interpreter, InterpreterDuty
from sessions.ruling_forms import DutyForm, InterpreterForm


@require_http_methods(["GET", "HEAD", "POST"])
def list_interpreters(request: OrganizerRequest) -> HttpResponse:
    """Everybody who interprets, with languages, days and duties; and a form to add somebody."""
    reader = get_language() or "en"
    form = InterpreterForm(request.edition, reader, request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            made = acts.add(
                request.edition, name=typed["name"], languages=form.languages(), days=typed["days"], by=request.user
            )
        except acts.AlreadyOnTheList as twice:
            form.add_error("name", _("%s is on the list already.") % twice.name)
        else:
            return redirect("organizer:interpreter", edition=request.edition.slug, pk=made.pk)
    rows = [
        {"row": row, "languages": _languages(row, reader), "days": _days(row, reader), "duties": len(row.duties.all())}
        for row in _rows(request.edition).prefetch_related("duties").in_order()
    ]
    context = {"rows": rows, "form": form, "may_edit": _may_edit(request)}
    return render(request, "organizer/sessions/interpreters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def interpreter(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One interpreter: languages, and where he works."""
    row = get_object_or_404(_rows(request.edition), pk=pk)
    reader = get_language() or "en"
    form = DutyForm(row, reader, request.POST or None)
    if form.is_valid():
        try:
            acts.assign(row, **form.cleaned_data, by=request.user)
        except acts.DoesNotInterpretSo:
            form.add_error("target", _("%s does not interpret so: nobody works into a C language.") % row)
        else:
            return redirect("organizer:interpreter", edition=request.edition.slug, pk=pk)
    duties = [
        {
            "row": duty,
            "source": locales.language_name(duty.source, reader),
            "target": locales.language_name(duty.target, reader),
        }
        for duty in row.duties.select_related("engagement").in_order()
    ]
    context = {"row": row, "form": form, "languages": _languages(row, reader), "days": _days(row, reader)}
    context |= {"duties": duties, "may_edit": _may_edit(request)}
    return render(request, "organizer/sessions/interpreter.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: OrganizerRequest, pk: int) -> HttpResponse:
    """The entry of an interpreter: name, languages and days."""
    row = get_object_or_404(_rows(request.edition), pk=pk)
    reader, stale = get_language() or "en", None
    form = InterpreterForm(request.edition, reader, request.POST or None, row)
    if form.is_valid():
        try:
            _change(row, form, request.user)
        except Stale:
            stale = get_object_or_404(_rows(request.edition), pk=pk)
            retype(form, seen=stale.version)
        except acts.AlreadyOnTheList as twice:
            form.add_error("name", _("%s is on the list already.") % twice.name)
        except acts.HasDuties as has:
            items = ", ".join(sorted({f"“{duty.engagement}”" for duty in has.duties}))
            form.add_error(None, _("These languages are worked in at %s: take those duties off first.") % items)
        except Interpreter.DoesNotExist:
            messages.error(request, _("The interpreter was taken off the list meanwhile. Nothing was saved."))
            return redirect("organizer:interpreters", edition=request.edition.slug)
        else:
            messages.success(request, _("Saved."))
            return redirect("organizer:interpreter", edition=request.edition.slug, pk=pk)
    context: dict[str, Any] = {"row": row, "form": form, "may_edit": _may_edit(request)}
    if stale:
        context["stale"] = {"row": stale, "languages": _languages(stale, reader), "days": _days(stale, reader)}
    return render(request, "organizer/sessions/interpreter_change.html", context, status=409 if stale else 200)


def _change(row: Interpreter, form: InterpreterForm, by: User) -> None:
    typed = form.cleaned_data
    acts.change(row, name=typed["name"], languages=form.languages(), days=typed["days"], seen=typed["seen"] or 0, by=by)


@require_POST
def remove(request: OrganizerRequest, pk: int) -> HttpResponse:
    acts.remove(get_object_or_404(_rows(request.edition), pk=pk), by=request.user)
    messages.success(request, _("Taken off the list."))
    return redirect("organizer:interpreters", edition=request.edition.slug)


@require_POST
def relieve(request: OrganizerRequest, pk: int) -> HttpResponse:
    rows = InterpreterDuty.objects.within(request.edition).select_related("interpreter__edition")
    duty = get_object_or_404(rows, pk=pk)
    acts.relieve(duty, by=request.user)
    return redirect("organizer:interpreter", edition=request.edition.slug, pk=duty.interpreter_id)


def _rows(edition: Edition) -> Any:
    return Interpreter.objects.within(edition).select_related("edition")


def _may_edit(request: OrganizerRequest) -> bool:
    return request.user.may(Permission.EDIT_PROGRAMME, request.edition)


def _languages(row: Interpreter, reader: str) -> list[str]:
    return [f"{locales.language_name(tag, reader)} ({level})" for tag, level in row.languages.items()]


def _days(row: Interpreter, reader: str) -> list[str]:
    return [clock.day_text(reader, date.fromisoformat(day), "medium") for day in row.days]
