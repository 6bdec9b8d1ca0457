"""The spreadsheets' pages: at the organizers' desk for every city, in the portal for one's own delegation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations import policies, roster_sheets
from delegations.actions import delegates, roster, roster_look, roster_undo, roster_write, sizes
from delegations.forms.roster import ConfirmForm, SpreadsheetForm, choices_of, chosen_from
from delegations.models import Delegation, RosterImport
from delegations.policies import DoesNotCome
from delegations.roster_columns import COLUMNS, joined
from delegations.views.registering import closed, too_many
from forum import clock, spreadsheets
from forum.fields import as_key
from forum.gates import OrganizerRequest, SignedInRequest
from forum.models import Edition
from forum.reading import reads_only
from forum.roles import Permission
from forum.spreadsheets.writing import MEDIA

PER_PAGE = 100
SHOWN_PROBLEMS = 200
SAMPLES = 3
VERBS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose page it is: the host's office (no delegation) or one delegation; and where its other pages are."""

    edition: Edition
    delegation: Delegation | None
    may_write: bool

    @property
    def templates(self) -> str:
        return "portal/delegations" if self.delegation else "organizer/delegations"

    def url(self, name: str, *about: Any) -> str:
        if self.delegation and name in {"roster", "roster_export"}:
            about = (self.delegation.pk, *about)
        return reverse(f"portal:{name}", args=about) if self.delegation else reverse(
            f"organizer:{name}", args=[self.edition.slug, *about])  # fmt: skip

    def imports(self) -> Any:
        rows = RosterImport.objects.within(self.edition).filter(delegation=self.delegation)
        return rows.select_related("user", "edition__city", "delegation__city")

    def groups(self) -> list[Delegation]:
        if self.delegation:
            return [self.delegation]
        rows = Delegation.objects.within(self.edition).select_related("city")
        return list(rows.order_by("city__country", "city__key"))


# --- the organizers' doors


def _office(request: OrganizerRequest) -> Desk:
    return Desk(request.edition, None, request.user.may(Permission.EDIT_DELEGATIONS, request.edition))


def _sent_to_office(request: OrganizerRequest, pk: int) -> RosterImport:
    found: RosterImport = get_object_or_404(_office(request).imports(), pk=pk)
    return found


@require_http_methods(VERBS)
def office_roster(request: OrganizerRequest) -> HttpResponse:
    """Spreadsheets of every city: take one, send one, what was sent before."""
    return _desk_page(request, _office(request))


@require_safe
def office_export(request: OrganizerRequest, form: str) -> HttpResponse:
    """The lists of all cities, or of one, as a spreadsheet."""
    return _file(request, _office(request), form)


@require_safe
@reads_only
def office_preview(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Every change that the file would make, or everything that is wrong with it."""
    return _preview(request, _office(request), _sent_to_office(request, pk))


@require_POST
def office_confirm(request: OrganizerRequest, pk: int) -> HttpResponse:
    return _confirm(request, _office(request), _sent_to_office(request, pk))


@require_POST
def office_undo(request: OrganizerRequest, pk: int) -> HttpResponse:
    return _undo(request, _office(request), _sent_to_office(request, pk))


@require_POST
def office_drop(request: OrganizerRequest, pk: int) -> HttpResponse:
    return _drop(request, _office(request), _sent_to_office(request, pk))


# --- the portal's doors: a delegation that is not one's own does not exist


def _own(request: SignedInRequest, pk: int) -> Desk:
    rows = Delegation.objects.held_by(request.user).select_related("edition__city", "city")
    found: Delegation = get_object_or_404(rows, pk=pk)
    if not policies.may_register(request.user, found):
        raise PermissionDenied
    return Desk(found.edition, found, True)


def _sent_by_city(request: SignedInRequest, pk: int) -> tuple[Desk, RosterImport]:
    rows = RosterImport.objects.filter(delegation__in=Delegation.objects.held_by(request.user)).scoped()
    found: RosterImport = get_object_or_404(rows.select_related("user", "edition__city", "delegation__city"), pk=pk)
    return _own(request, found.delegation_id or 0), found


@require_http_methods(VERBS)
def own_roster(request: SignedInRequest, pk: int) -> HttpResponse:
    """Spreadsheets of one's own delegation: take one, send one, what was sent before."""
    return _desk_page(request, _own(request, pk))


@require_safe
def own_export(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    """The delegation's list as a spreadsheet."""
    return _file(request, _own(request, pk), form)


@require_safe
@reads_only
def own_preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every change that the file would make, or everything that is wrong with it."""
    return _preview(request, *_sent_by_city(request, pk))


@require_POST
def own_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    return _confirm(request, *_sent_by_city(request, pk))


@require_POST
def own_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    return _undo(request, *_sent_by_city(request, pk))


@require_POST
def own_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    return _drop(request, *_sent_by_city(request, pk))


# --- what both do


def _desk_page(request: SignedInRequest, desk: Desk) -> HttpResponse:
    form = SpreadsheetForm(request.POST, request.FILES) if request.method == "POST" else SpreadsheetForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = file.read(spreadsheets.FILE_BYTES + 1)
            sent = roster.send(
                content, file_name=file.name, edition=desk.edition, delegation=desk.delegation, by=request.user
            )
            return redirect(desk.url("roster_preview", sent.pk))
        except spreadsheets.Unreadable as why:
            form.add_error("file", str(why))
    groups = [] if desk.delegation else desk.groups()
    rows = list(desk.imports().not_gone().defer("content", "journal", "mapping").newest_first()[:20])
    done = max((one for one in rows if one.state == RosterImport.State.DONE), key=_when, default=None)
    last = done.pk if done and not roster_undo.is_followed(done) else None
    context = {
        "form": form,
        "desk": desk,
        "edition": desk.edition,
        "delegation": desk.delegation,
        "groups": groups,
        "any_withdrawn": any(group.withdrawn_at for group in groups),
        "undoing": ConfirmForm(late=bool(groups) and clock.now() > desk.edition.register_by),
        "formats": [(form, desk.url("roster_export", form)) for form in spreadsheets.FORMATS],
        "imports": [_sent_row(desk, one, last) for one in rows],
    }
    return render(request, f"{desk.templates}/roster.html", context)


def _when(sent: RosterImport) -> datetime:
    return sent.done_at or sent.sent_at


def _sent_row(desk: Desk, one: RosterImport, last: int | None) -> dict[str, Any]:
    return {
        "sent": one,
        "what": counts_in_words(one.counts),
        "undo": desk.url("roster_undo", one.pk) if one.pk == last and desk.may_write else "",
        "look": desk.url("roster_preview", one.pk)
        if one.state == RosterImport.State.WAITING and desk.may_write
        else "",
    }


def counts_in_words(counts: dict[str, int]) -> str:
    """ "3 new, 2 changed, 40 as they were": what an import did or would do."""
    if not counts:
        return ""
    new, changed, removed, same = (counts.get(kind, 0) for kind in ("new", "changed", "removed", "unchanged"))
    words = [
        new and ngettext("%(n)d new", "%(n)d new", new) % {"n": new},
        changed and ngettext("%(n)d changed", "%(n)d changed", changed) % {"n": changed},
        removed and ngettext("%(n)d taken off", "%(n)d taken off", removed) % {"n": removed},
        same and ngettext("%(n)d as before", "%(n)d as before", same) % {"n": same},
    ]
    return " · ".join(word for word in words if word)


def _file(request: SignedInRequest, desk: Desk, form: str) -> HttpResponse:
    if form not in spreadsheets.FORMATS:
        raise Http404
    groups, all_groups = _wanted(request, desk), desk.groups()
    empty = "empty" in request.GET
    people = [] if empty else roster_sheets.people_of(desk.edition, groups)
    content = roster_sheets.as_file(people, groups, form, empty=empty)
    if not empty and request.method == "GET":
        _tell_taken(request, desk, groups, people=len(people), form=form)
    whose = groups[0].city.key if (len(groups) == 1 and len(all_groups) > 1) or desk.delegation else desk.edition.slug
    response = HttpResponse(content, content_type=MEDIA[form])
    response.headers["Content-Disposition"] = f'attachment; filename="delegates-{whose}.{form}"'
    return response


def _tell_taken(request: SignedInRequest, desk: Desk, groups: Sequence[Delegation], **facts: Any) -> None:
    one = groups[0] if len(groups) == 1 and (desk.delegation or request.GET.get("city")) else None
    facts |= {"city": one.city.key} if one else {"cities": len(groups), "withdrawn": "withdrawn" in request.GET}
    principal = str(desk.delegation.city) if desk.delegation else ""
    roster.tell_taken(desk.edition, one, on_behalf_of=principal, by=request.user, **facts)


def _wanted(request: SignedInRequest, desk: Desk) -> Sequence[Delegation]:
    """All that stand, unless those that are withdrawn are asked for too; or the one that is asked for, as it is."""
    groups = desk.groups()
    if not (asked := request.GET.get("city", "")):
        return [group for group in groups if desk.delegation or "withdrawn" in request.GET or not group.withdrawn_at]
    found = [group for group in groups if group.pk == as_key(asked)]
    if not found:
        raise Http404
    return found


def _preview(request: SignedInRequest, desk: Desk, sent: RosterImport, form: ConfirmForm | None = None) -> HttpResponse:
    chosen = chosen_from(request.POST if form else request.GET)
    try:
        seen = roster_look.look(sent, chosen)
    except roster_look.FileGone:
        return _gone(request, desk, sent)
    except spreadsheets.Unreadable as why:
        messages.error(request, str(why))
        return redirect(desk.url("roster"))
    context = {
        "desk": desk,
        "edition": desk.edition,
        "delegation": desk.delegation,
        "sent": sent,
        "seen": seen,
        "plan": seen.plan,
        "confirm": form or ConfirmForm(late=seen.plan.late),
        "what": counts_in_words(seen.plan.counts),
        "remarks": seen.book.sheet.remarks(below=seen.header),
        "columns": _columns(seen),
        "fields": COLUMNS,
        "sheets": list(zip(range(len(seen.book.names)), seen.book.names, seen.book.hidden, strict=True)),
        "encodings": _samples(sent, seen),
        "chosen": chosen,
        "hidden": choices_of(chosen),
        "page": Paginator(seen.plan.changes, PER_PAGE).get_page(request.GET.get("page")),
        "problems": seen.plan.problems[:SHOWN_PROBLEMS],
        "more_problems": max(0, len(seen.plan.problems) - SHOWN_PROBLEMS),
        "urls": {name: desk.url(f"roster_{name}", sent.pk) for name in ("preview", "confirm", "drop")}
        | {"desk": desk.url("roster")},
        "asks": seen.book.in_doubt,
        # The columns must be looked at first where we could not make out what they are.
        "unsure": any(problem.row == 0 for problem in seen.plan.problems),
    }
    return render(request, f"{desk.templates}/roster_preview.html", context)


def _columns(seen: roster_look.Look) -> list[dict[str, Any]]:
    """Each column with its letter, heading, what it is taken for, and some of what stands in it."""
    below = [line.cells for line in seen.book.sheet.lines if line.number > seen.header][:SAMPLES]
    width = min(seen.book.sheet.width, roster_look.MAPPED_COLUMNS)
    return [
        {
            "number": column,
            "letter": spreadsheets.column_name(column),
            "heading": seen.headings[column - 1] if column <= len(seen.headings) else "",
            "key": seen.mapping.get(column, ""),
            "samples": [cells[column - 1] for cells in below if column <= len(cells) and cells[column - 1]],
        }
        for column in range(1, width + 1)
    ]


def _samples(sent: RosterImport, seen: roster_look.Look) -> list[tuple[str, list[str]]]:
    """The first rows in each encoding that is possible, so that people can see in which the names are right."""
    if len(seen.book.encodings) < 2:
        return []
    found: list[tuple[str, list[str]]] = []
    for encoding in seen.book.encodings:
        lines = bytes(sent.content or b"").decode(encoding).splitlines()
        telling = [line for line in lines if not line.isascii()][:SAMPLES]
        sample = [line[:120] for line in telling]
        if sample not in [other for _encoding, other in found]:  # the same letters in both: nothing to ask
            found.append((encoding, sample))
    return found[:5]


def _gone(request: SignedInRequest, desk: Desk, sent: RosterImport) -> HttpResponseRedirect:
    if sent.state == RosterImport.State.WAITING:
        messages.warning(request, _("The file is no longer here. Choose it again."))
    else:
        messages.info(request, _("This file has been imported already; nothing was done twice."))
    return redirect(desk.url("roster"))


def _confirm(request: SignedInRequest, desk: Desk, sent: RosterImport) -> HttpResponse:
    if sent.state != RosterImport.State.WAITING:
        return _gone(request, desk, sent)
    chosen = chosen_from(request.POST)
    back = f"{desk.url('roster_preview', sent.pk)}?{urlencode(choices_of(chosen))}"
    form = ConfirmForm(request.POST, late=bool(request.POST.get("reason")))
    if not form.is_valid():
        return _preview(request, desk, sent, form)
    try:
        done = roster.carry_out(sent, chosen, seal=request.POST.get("seal", ""), reason=form.why, by=request.user)
    except roster_look.FileGone:
        return _gone(request, desk, sent)
    except roster.NotAsShown:
        messages.warning(
            request, _("The lists have changed meanwhile, so nothing was imported. Look through it once more.")
        )
        return redirect(back)
    except roster_write.ReasonMissing:
        return _preview(request, desk, sent, ConfirmForm(request.POST, late=True))
    messages.success(request, _("Imported: %(what)s.") % {"what": counts_in_words(done.counts)})
    return redirect(desk.url("roster"))


def _undo(request: SignedInRequest, desk: Desk, sent: RosterImport) -> HttpResponse:
    form = ConfirmForm(request.POST, late=bool(request.POST.get("reason")))
    if not form.is_valid():
        messages.error(request, " ".join(str(words) for words in form.errors["reason"]))
        return redirect(desk.url("roster"))
    try:
        roster_undo.undo(sent, reason=form.why, by=request.user)
    except roster_undo.NotTheLast:
        messages.warning(request, _("Only the last import can be undone."))
    except roster_undo.TouchedSince as since:
        words = _("Not undone, for these entries have been changed since: %(names)s. All stays as it is.")
        shown = since.names[:20]
        messages.error(request, words % {"names": joined(shown) + (" …" if len(since.names) > len(shown) else "")})
    except (delegates.RegistrationClosed, DoesNotCome) as late:
        messages.error(request, closed(late.delegation))
    except roster_write.ReasonMissing:
        messages.error(request, _("Registration has closed. Say why you undo this; all stays as it is."))
    except delegates.HeadAlreadyNamed as taken:
        words = _("Not undone, for %(head)s is the head of the delegation by now. All stays as it is.")
        messages.error(request, words % {"head": taken.head})
    except sizes.TooMany as full:
        messages.error(request, too_many(full.meter, by_the_office=not desk.delegation))
    else:
        messages.success(request, _("Undone: every entry is as it was before the import."))
    return redirect(desk.url("roster"))


def _drop(request: SignedInRequest, desk: Desk, sent: RosterImport) -> HttpResponse:
    roster.drop(sent, by=request.user)
    messages.success(request, _("The file is removed; nothing was changed."))
    return redirect(desk.url("roster"))
