"""The order of precedence at the organizers' desk: as it is now, by other policies, and as it was frozen."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations import order_sheet, order_words, orders
from delegations.actions import orders as actions
from delegations.actions.stale import Stale
from delegations.forms.orders import FreezeForm, HandForm, PolicyForm, RankForm, read_chain, stepped
from delegations.models import Delegate, Delegation, FrozenOrder, OrderPolicy, PlaceByHand
from delegations.order_words import Line
from forum.fields import as_key, retype
from forum.gates import OrganizerRequest
from forum.reading import reads_only

FORM_VERBS = ["GET", "HEAD", "POST"]
ORDERS = {
    "country": gettext_lazy("by country"),
    "city": gettext_lazy("by city"),
    "precedence": gettext_lazy("in order of precedence"),
}


def in_chosen_order(rows: "QuerySet[Delegation]", request: OrganizerRequest) -> tuple[list[Delegation], str]:
    """Delegations in the order that the address asks for, and which that is; by country if it asks for none."""
    asked = request.GET.get("order", "")
    language = get_language() or "en"
    if asked == "precedence":
        return orders.in_order(rows, request.edition), asked
    if asked == "city":
        return orders.by_city(rows, language), asked
    return orders.by_country(rows, language), "country"


@require_safe
@reads_only
def order(request: OrganizerRequest) -> HttpResponse:
    """The order as it is now, each place with its reason, what is missing, and how it differs from the one in force."""
    return _order_page(request)


def _order_page(request: OrganizerRequest, form: FreezeForm | None = None) -> HttpResponse:
    edition = request.edition
    standing = orders.now(edition)
    lines = order_words.lines(standing.value, edition)
    frozen = FrozenOrder.objects.select_related("frozen_by").in_force(edition)
    moved = orders.moved(frozen.value["places"], standing.value["places"]) if frozen else {}
    context = {
        "rows": [{"line": line, "was": moved.get(line.delegation)} for line in lines],
        "loose": [line for line in lines if line.gaps],
        "policy": standing.policy,
        "policy_name": order_words.policy_name(standing.value["policy"]),
        "chain": order_words.chain_words(standing.value["policy"]),
        "frozen": frozen,
        "moved": moved,
        "is_frozen": bool(frozen and frozen.checksum == standing.checksum),
        "form": form or FreezeForm(initial={"checksum": standing.checksum}),
    }
    return render(request, "organizer/delegations/order.html", context)


@require_POST
def freeze(request: OrganizerRequest) -> HttpResponse:
    form = FreezeForm(request.POST)
    if not form.is_valid():
        return _order_page(request, form)
    typed = form.cleaned_data
    try:
        frozen = actions.freeze(request.edition, note=typed["note"], seen=typed["checksum"], by=request.user)
    except actions.NothingNew as nothing:
        messages.warning(request, _("Nothing has changed since version %(n)s.") % {"n": nothing.frozen.number})
    except actions.OrderHasMoved:
        messages.warning(request, _("The order has changed since you saw it. Look at it again, then freeze it."))
    else:
        messages.success(request, _("Version %(n)s is in force.") % {"n": frozen.number})
    return redirect("organizer:order", edition=request.edition.slug)


@require_safe
@reads_only
def sheet(request: OrganizerRequest) -> HttpResponse:
    """The order as a conference document: a frozen version, or the order now, which says that it is a draft."""
    number = request.GET.get("version", "")
    frozen = None
    if number:
        rows = FrozenOrder.objects.within(request.edition).select_related("frozen_by")
        frozen = get_object_or_404(rows, number=as_key(number))
    value = frozen.value if frozen else orders.now(request.edition).value
    response = HttpResponse(order_sheet.sheet(request.edition, value, frozen), content_type="application/pdf")
    response.headers["Content-Disposition"] = "inline"
    return response


# --- by hand


@require_http_methods(FORM_VERBS)
def place(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One delegation in the order: what is known of it, and a place against the rules with a reason."""
    delegation = get_object_or_404(_ranked(request), pk=pk)
    standing = orders.now(request.edition)
    value = standing.value
    others = [
        (one["delegation"], f"{one['number']}. {order_words.city_of(one)}")
        for one in value["places"]
        if one["delegation"] != pk
    ]
    form = HandForm(
        others, request.POST if request.method == "POST" else None, initial={"where": PlaceByHand.Where.BEFORE}
    )
    if request.method == "POST" and form.is_valid() and _placed(request, delegation, form):
        return redirect("organizer:order", edition=request.edition.slug)
    lines = order_words.lines(value, request.edition)
    head = delegation.delegates.filter(role=Delegate.Role.HEAD).select_related("person").first()
    context = {
        "delegation": delegation,
        "line": next((line for line in lines if line.delegation == pk), None),
        "hand": PlaceByHand.objects.within(request.edition).standing().in_turn().filter(delegation=pk).first(),
        "past": _past_of(request, pk),
        "form": form,
        "head": head,
        "rank_form": _rank_form(head, standing, pk),
    }
    return render(request, "organizer/delegations/order_place.html", context)


def _ranked(request: OrganizerRequest) -> Any:
    return Delegation.objects.within(request.edition).guests().select_related("city", "edition")


def _past_of(request: OrganizerRequest, pk: int) -> Any:
    rows = PlaceByHand.objects.within(request.edition).filter(delegation=pk).exclude(taken_back_at=None)
    return rows.order_by("-id").select_related("given_by", "taken_back_by", "other__city")


def _rank_form(head: Delegate | None, standing: orders.Standing, pk: int) -> RankForm | None:
    """Only where the rank of the head is nowhere on file."""
    if head is None or any(facts.holds_office for facts in standing.facts if facts.delegation.pk == pk):
        return None
    return RankForm(initial={"rank_class": head.rank_class, "seen": head.version})


def _placed(request: OrganizerRequest, delegation: Delegation, form: HandForm) -> bool:
    typed = form.cleaned_data
    other = _ranked(request).filter(pk=typed["other"]).first() if typed["other"] else None
    if typed["where"] != PlaceByHand.Where.AT and other is None:
        form.add_error("other", _("This city has left the order meanwhile. Choose another."))
        return False
    words = {"where": typed["where"], "place": typed["place"], "reason": typed["reason"]}
    actions.place_by_hand(delegation, other=other, by=request.user, **words)
    messages.success(request, _("%(city)s has its place, and the order says why.") % {"city": delegation.city})
    return True


@require_POST
def take_back(request: OrganizerRequest, pk: int) -> HttpResponse:
    delegation = get_object_or_404(_ranked(request), pk=pk)
    actions.take_back(delegation, by=request.user)
    messages.success(request, _("The rules decide the place of %(city)s again.") % {"city": delegation.city})
    return redirect("organizer:order", edition=request.edition.slug)


@require_POST
def set_rank(request: OrganizerRequest, pk: int) -> HttpResponse:
    """The rank class of a delegation's head, where no office says it."""
    delegation = get_object_or_404(_ranked(request), pk=pk)
    head = delegation.delegates.filter(role=Delegate.Role.HEAD).select_related("delegation__edition").first()
    form = RankForm(request.POST)
    if head is None:
        messages.warning(request, _("No head of delegation is named."))
    elif not form.is_valid():
        messages.error(request, _("Choose a rank class from the list."))
    else:
        try:
            typed = form.cleaned_data
            actions.set_rank(head, typed["rank_class"], seen=typed["seen"], by=request.user)
            messages.success(request, _("Saved."))
        except (Stale, Delegate.DoesNotExist):
            messages.warning(request, _("Somebody else changed the head's entry meanwhile. Look again, then save."))
    return redirect("organizer:order_place", edition=request.edition.slug, pk=pk)


# --- policies


@require_http_methods(FORM_VERBS)
def policies(request: OrganizerRequest) -> HttpResponse:
    """All policies of the edition, and a new one."""
    form = _policy_form(request, initial={"chain": orders.handbook(request.edition).chain, "stand_in": "after"})
    sent = request.method == "POST" and _is_sent(request) and form.is_valid()
    made = _kept(form, lambda: actions.add_policy(request.edition, form.terms(), by=request.user)) if sent else None
    if made:
        messages.success(request, _("The policy “%(name)s” is there.") % {"name": made.name})
        return redirect("organizer:order_policy", edition=request.edition.slug, policy=made.pk)
    rows = OrderPolicy.objects.within(request.edition).order_by("pk")
    context = {
        "policies": [{"row": row, "chain": order_words.chain_words(orders.policy_value(row))} for row in rows],
        "form": form,
    }
    return render(request, "organizer/delegations/order_policies.html", context)


@require_http_methods(FORM_VERBS)
def policy(request: OrganizerRequest, policy: int) -> HttpResponse:
    """One policy: its rules in turn, its alphabet, what was drawn for it."""
    row = _policy(request, policy)
    known = {field: getattr(actions.terms_of(row), field) for field in actions.Terms.__dataclass_fields__}
    form = _policy_form(request, initial={**known, "seen": row.version})
    theirs = None
    if request.method == "POST" and _is_sent(request) and form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        try:
            change: Callable[[], OrderPolicy] = lambda: actions.change_policy(  # noqa: E731 -- handed on at once
                row, form.terms(), seen=seen, by=request.user
            )
            if _kept(form, change):
                messages.success(request, _("Saved."))
                return redirect("organizer:order_policies", edition=request.edition.slug)
        except OrderPolicy.DoesNotExist:
            messages.warning(request, _("Somebody else has deleted this policy."))
            return redirect("organizer:order_policies", edition=request.edition.slug)
        except Stale as other:
            theirs = row = other.row  # type: ignore[assignment]  # the row that was refused is a policy
            retype(form, seen=row.version)
    value = orders.policy_value(row)
    context = {
        "policy": row,
        "form": form,
        "theirs": theirs,
        "chain": order_words.chain_words(value),
        "draws": row.draws.select_related("drawn_by"),
    }
    return render(request, "organizer/delegations/order_policy.html", context)


def _policy(request: OrganizerRequest, pk: int) -> OrderPolicy:
    rows = OrderPolicy.objects.within(request.edition).select_related("edition")
    found: OrderPolicy = get_object_or_404(rows, pk=pk)
    return found


def _policy_form(request: OrganizerRequest, initial: dict[str, Any]) -> PolicyForm:
    """The form as typed; a button that moves a rule has moved it, and nothing is judged yet."""
    if request.method != "POST":
        return PolicyForm(request.edition, initial=initial)
    chain = stepped(read_chain(request.POST.get("chain")), request.POST)
    if chain is None:
        return PolicyForm(request.edition, request.POST)
    typed = {field: request.POST.get(field, "") for field in PolicyForm.base_fields}
    return PolicyForm(request.edition, initial={**typed, "chain": chain})


def _is_sent(request: OrganizerRequest) -> bool:
    """Whether the form was sent to be saved, and not to move a rule."""
    return stepped(read_chain(request.POST.get("chain")), request.POST) is None


def _kept(form: PolicyForm, act: Callable[[], OrderPolicy]) -> OrderPolicy | None:
    try:
        return act()
    except actions.NameTaken:
        form.add_error("name", _("Another policy has this name."))
        return None


@require_POST
def choose_policy(request: OrganizerRequest, policy: int) -> HttpResponse:
    row = _policy(request, policy)
    actions.choose_policy(row, by=request.user)
    messages.success(request, _("The order is made by “%(name)s” now.") % {"name": row.name})
    return redirect("organizer:order", edition=request.edition.slug)


@require_POST
def remove_policy(request: OrganizerRequest, policy: int) -> HttpResponse:
    row = _policy(request, policy)
    try:
        actions.remove_policy(row, by=request.user)
        messages.success(request, _("The policy “%(name)s” is deleted.") % {"name": row.name})
    except actions.OrderIsMadeByIt:
        messages.warning(request, _("The order is made by this policy. Choose another one first."))
    return redirect("organizer:order_policies", edition=request.edition.slug)


@require_POST
def draw(request: OrganizerRequest, policy: int) -> HttpResponse:
    """Draw the country to begin with, or the lots."""
    row, what = _policy(request, policy), request.POST.get("what", "")
    if what in ("start", "seed"):
        try:
            actions.draw(row, what, seen=as_key(request.POST.get("seen", "")), by=request.user)
            messages.success(request, _("The lot is drawn and recorded."))
        except Stale:
            messages.warning(request, _("Somebody changed this policy, or drew, meanwhile. Look again."))
        except actions.NobodyToDraw:
            messages.warning(request, _("No delegation has a place yet: there is nothing to draw from."))
    else:
        messages.error(request, _("Say what to draw."))
    return redirect("organizer:order_policy", edition=request.edition.slug, policy=policy)


# --- side by side


@require_safe
@reads_only
def compare(request: OrganizerRequest) -> HttpResponse:
    """The same guests by two policies, side by side; places given by hand are left out."""
    rows = list(OrderPolicy.objects.within(request.edition).order_by("-is_current", "pk"))
    by_key = {str(row.pk): row for row in rows}
    one = by_key.get(request.GET.get("one", "")) or next(iter(rows), None)
    other = by_key.get(request.GET.get("other", "")) or next((row for row in rows if row != one), None)
    context: dict[str, Any] = {"policies": rows, "one": one, "other": other}
    if one and other:
        context |= _side_by_side(request, one, other)
    return render(request, "organizer/delegations/order_compare.html", context)


def _side_by_side(request: OrganizerRequest, one: OrderPolicy, other: OrderPolicy) -> dict[str, Any]:
    facts = orders.facts_of(request.edition)
    left, right = (orders.Standing(request.edition, policy, facts).value for policy in (one, other))
    moved = orders.moved(left["places"], right["places"])
    pairs = zip(order_words.lines(left, request.edition), order_words.lines(right, request.edition), strict=True)
    return {
        "rows": [{"left": _moved_line(a, moved), "right": _moved_line(b, moved)} for a, b in pairs],
        "moved": len(moved),
        "chains": [order_words.chain_words(value["policy"]) for value in (left, right)],
    }


def _moved_line(line: Line, moved: dict[int, tuple[int | None, int | None]]) -> dict[str, Any]:
    return {"line": line, "moved": moved.get(line.delegation)}


@require_safe
@reads_only
def versions(request: OrganizerRequest) -> HttpResponse:
    """Every frozen order, and what moved between any two."""
    rows = list(FrozenOrder.objects.within(request.edition).newest_first().select_related("frozen_by"))
    by_number = {str(row.number): row for row in rows}
    older = by_number.get(request.GET.get("from", "")) or (rows[1] if len(rows) > 1 else None)
    newer = by_number.get(request.GET.get("to", "")) or next(iter(rows), None)
    context: dict[str, Any] = {"versions": [_version(row) for row in rows], "older": older, "newer": newer}
    if older and newer:
        context["changes"] = _between(request, older, newer)
    return render(request, "organizer/delegations/order_versions.html", context)


def _version(row: FrozenOrder) -> dict[str, Any]:
    return {"row": row, "policy": order_words.policy_name(row.value["policy"]), "places": len(row.value["places"])}


def _between(request: OrganizerRequest, older: FrozenOrder, newer: FrozenOrder) -> list[dict[str, Any]]:
    """Whose place differs, in the order of the newer version, with the sentence each had."""
    before, after = (
        {line.delegation: line for line in order_words.lines(row.value, request.edition)} for row in (older, newer)
    )
    moved = orders.moved(older.value["places"], newer.value["places"])
    in_turn = [pk for pk in dict.fromkeys([*after, *before]) if pk in moved]
    return [{"was": before.get(pk), "now": after.get(pk), "city": (after.get(pk) or before[pk]).city} for pk in in_turn]
