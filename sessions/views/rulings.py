from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forum.fields import retype
from forum.gates import OrganizerRequest
from forum.reading import reads_only
from forum.roles import Permission
from sessions import board, checking
from sessions.actions import rulings
from sessions.engine.rules import BY_NAME, RULES
from sessions.models.ruling import Grade
from sessions.rule_words import WORDS
from sessions.ruling_forms import RuleForm


@require_safe
@reads_only
def rules(request: OrganizerRequest) -> HttpResponse:
    """Every rule of the programme: what it checks, how gravely, and how often it speaks now."""
    said = checking.settings_of(request.edition)
    checked = checking.check(request.edition, board.programme_of(request.edition)).seen_by(request.permissions)
    counts = checking.count_by_rule(checked.clashes)
    rows = [
        {
            "name": rule.name,
            "words": WORDS[rule.name],
            "on": checking.is_on(rule, said.get(rule.name)),
            "grade": Grade(checking.as_set(rule, said.get(rule.name)).grade).label,
            "own": rule.name in said,
            "count": counts.get(rule.name, 0),
        }
        for rule in RULES
    ]
    return render(request, "organizer/sessions/rules.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: OrganizerRequest, name: str) -> HttpResponse:
    """One rule: on or off, its grade and its figures."""
    usual = BY_NAME.get(name)
    if usual is None:
        raise Http404
    row = checking.settings_of(request.edition).get(name)
    now = checking.as_set(usual, row)
    form = RuleForm(now, checking.is_on(usual, row), row.version if row else 0, request.POST or None)
    stale = None
    if form.is_valid():
        typed = form.cleaned_data
        try:
            rulings.set_rule(
                request.edition,
                name,
                on=form.is_on(),
                grade=typed["grade"],
                figures=form.figures(),
                seen=typed["seen"],
                by=request.user,
            )
        except rulings.StaleRule as other:
            stale = other.row
            retype(form, seen=stale.version if stale else 0)
        else:
            messages.success(request, _("Saved."))
            return redirect("organizer:rules", edition=request.edition.slug)
    context = {
        "words": WORDS[name],
        "form": form,
        "fixed": usual.fixed,
        "stale": stale,
        "may_edit": request.user.may(Permission.PUBLISH, request.edition),
    }
    return render(request, "organizer/sessions/rule.html", context, status=409 if stale else 200)
