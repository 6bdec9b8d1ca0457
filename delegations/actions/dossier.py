"""The dossier of a delegate: particulars and consents written down, and by when they are asked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from delegations import dossier, policies
from delegations.actions import awaited
from delegations.actions.stale import refuse_stale
from delegations.models import Consent, Delegate, Dossier, GroupDeadline
from forum import ledger
from forum.models import Edition, User

# Raised whenever the words under which somebody consents change: it is kept with each answer.
CONSENT_TEXTS = 1


@dataclass(frozen=True, slots=True)
class About:
    """How to reach a delegate, and what he speaks. Telephones are E.164, languages are tags."""

    mobile: str = ""
    emergency_name: str = ""
    emergency_phone: str = ""
    speaks: tuple[str, ...] = ()
    other_languages: str = ""
    speaks_in: str = ""
    interpretation: str = ""


def about_of(delegate: Delegate) -> About:
    """What is written down now; nothing where nobody has written yet."""
    found = dossier.dossier_of(delegate)
    return about_in(found) if found else About()


def about_in(row: Dossier) -> About:
    """What a row says."""
    kept = {field: getattr(row, field) for field in About.__dataclass_fields__}
    return About(**kept | {"speaks": tuple(row.speaks)})


def seen_of(delegate: Delegate) -> int:
    """The version of the particulars, 0 where there are none yet."""
    found = dossier.dossier_of(delegate)
    return found.version if found else 0


@transaction.atomic
def write_about(delegate: Delegate, about: About, *, seen: int, by: User) -> Dossier:
    """Write the particulars down; the same again changes nothing.

    Raises Stale, DoesNotCome or Delegate.DoesNotExist.
    """
    awaited.hold(delegate.delegation_id)
    delegate = _locked(delegate)
    row = Dossier.objects.filter(delegate=delegate).scoped().first()
    before = about_in(row) if row else About()
    if row is None:
        row = Dossier(delegate=delegate, version=0)
    if before == about:
        return row
    refuse_stale(row, seen)
    for field, value in asdict(about).items():
        setattr(row, field, list(value) if field == "speaks" else value)
    row.version += 1
    row.save()
    _record("dossier.changed", delegate, by, asdict(before), asdict(about))
    return row


@transaction.atomic
def say_consents(delegate: Delegate, said: Mapping[str, bool], *, by: User) -> list[Consent]:
    """Kind → yes or no; what was said before in the same words is not said again. Raises Delegate.DoesNotExist."""
    # Also for those who do not come: whoever agreed may always take it back.
    delegate = _locked(delegate)
    known = dossier.consents_of(delegate)
    return [
        _say(delegate, kind, given, by)
        for kind, given in said.items()
        if kind not in known or known[kind].given != given or known[kind].text_number != CONSENT_TEXTS
    ]


def _say(delegate: Delegate, kind: str, given: bool, by: User) -> Consent:
    language = get_language() or "en"
    row: Consent = Consent.objects.create(
        delegate=delegate, kind=kind, given=given, text_number=CONSENT_TEXTS, language=language, user=by
    )
    _record("consent.given" if given else "consent.refused", delegate, by, {}, {"kind": kind, "text": CONSENT_TEXTS})
    return row


@transaction.atomic
def set_deadlines(edition: Edition, wanted: Mapping[str, datetime], *, by: User) -> None:
    """Group → by when. The usual day needs no row; the same again changes nothing."""
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    before = dossier.deadlines(edition)
    changed = {key: moment for key, moment in wanted.items() if before[key] != moment}
    for key, moment in changed.items():
        GroupDeadline.objects.within(edition).update_or_create(edition=edition, group=key, defaults={"by": moment})
    if changed:
        ledger.record(
            "deadlines.changed",
            subject=edition,
            by=by,
            edition=edition,
            before={key: before[key].isoformat() for key in changed},
            after={key: moment.isoformat() for key, moment in changed.items()},
        )


def _locked(delegate: Delegate) -> Delegate:
    rows = Delegate.objects.filter(pk=delegate.pk).scoped().select_related("delegation__edition", "delegation__city")
    found: Delegate = rows.select_for_update(of=("self",)).get()
    return found


def _record(verb: str, delegate: Delegate, by: User, before: dict[str, Any], after: dict[str, Any]) -> None:
    ledger.record(
        verb,
        subject=delegate,
        by=by,
        edition=delegate.delegation.edition,
        before={key: before[key] for key in before if before[key] != after.get(key)},
        after={key: after[key] for key in after if after[key] != before.get(key)} | {"delegate": delegate.pk},
        on_behalf_of=policies.principal_of(delegate, by),
    )
