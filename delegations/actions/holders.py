"""The holder of an office changes: history stays, and what named the former holder is listed, to be ticked off."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from delegations import reissues
from delegations.models import HolderChange, Reissue
from forum import clock, ledger
from forum.models import Edition, Office, Person, Tenure, User


class AlreadyHolds(Exception):
    """The person who should follow holds the office already."""

    def __init__(self, tenure: Tenure) -> None:
        super().__init__(f"{tenure.person} holds {tenure.office} already.")
        self.tenure = tenure


class BeginsTooEarly(Exception):
    """Somebody's tenure begins after the day of the change: history is not turned about."""

    def __init__(self, tenure: Tenure) -> None:
        super().__init__(f"{tenure.person} holds {tenure.office} since {tenure.since} only.")
        self.tenure = tenure


class SomebodyElseFollowed(Exception):
    """Another holder was entered since the writer looked. `tenure` is the newest now, if there is one."""

    def __init__(self, office: Office, tenure: Tenure | None) -> None:
        super().__init__(f"The holder of {office} was changed meanwhile.")
        self.office, self.tenure = office, tenure


@dataclass(frozen=True, slots=True)
class NewName:
    """Somebody who is not on file yet."""

    family_name: str = ""
    given_name: str = ""
    family_first: bool = False
    native_name: str = ""


def newest_tenure(office: Office) -> Tenure | None:
    """Whoever came last into the office, even if gone; reads prefetched tenures where there are any."""
    return max(office.tenures.all(), key=Tenure.succession, default=None)


def former_holder(office: Office) -> Tenure | None:
    """The tenure that a change would end: the one without an end, else whoever holds the office today."""
    still = next((tenure for tenure in office.tenures.all() if not tenure.until), None)
    return still or office.holder()


@transaction.atomic
def change_holder(
    office: Office, *, successor: Person | NewName, since: str, seen: int, edition: Edition, by: User
) -> HolderChange:
    """End the tenure of the present holder, begin the next, and keep what must be re-issued in every open edition.

    `seen` is the key of the newest tenure that the writer knew, 0 for none; `edition` is where it was entered. The same
    sent twice is one. Raises AlreadyHolds, BeginsTooEarly or SomebodyElseFollowed.
    """
    row = Office.objects.select_for_update(of=("self",)).select_related("city").get(pk=office.pk)
    tenures = list(row.tenures.select_related("person"))
    newest = max(tenures, key=Tenure.succession, default=None)
    if newest and not newest.until and _is_called(newest.person, successor):
        return _made_before(newest, since)
    if (newest.pk if newest else 0) != seen:
        raise SomebodyElseFollowed(row, newest)
    if late := next((one for one in tenures if _is_before(since, one.since)), None):
        raise BeginsTooEarly(late)
    former = former_holder(row)
    if former:
        _end(former, since, edition, by)
    person = successor if isinstance(successor, Person) else Person.objects.create(**asdict(successor))
    Tenure.objects.create(office=row, person=person, since=since)
    return _write_down(row, former.person if former else None, person, since, edition, by)


def _made_before(tenure: Tenure, since: str) -> HolderChange:
    made = HolderChange.objects.filter(office=tenure.office_id, successor=tenure.person_id, since=since).first()
    if made is None or tenure.since != since:
        raise AlreadyHolds(tenure)
    return made


def _is_called(person: Person, successor: Person | NewName) -> bool:
    if isinstance(successor, Person):
        return person.pk == successor.pk
    return (person.family_name, person.given_name) == (successor.family_name, successor.given_name)


def _is_before(one: str, other: str) -> bool:
    """Whether a date known in part lies before another, as far as both are known."""
    known = min(len(one), len(other))
    return one[:known] < other[:known]


def _end(tenure: Tenure, since: str, edition: Edition, by: User) -> None:
    """The day of the change ends the tenure; a term that had ended before keeps its own end."""
    if tenure.until and _is_before(tenure.until, since):
        return
    before, tenure.until = tenure.until, since
    tenure.save()
    ledger.record(
        "tenure.ended", subject=tenure, by=by, edition=edition, before={"until": before}, after={"until": since}
    )


def _write_down(
    office: Office, former: Person | None, successor: Person, since: str, edition: Edition, by: User
) -> HolderChange:
    change = HolderChange.objects.create(
        office=office, former=former, successor=successor, since=since, by=by, by_name=str(by)
    )
    found = reissues.follow_ups(office, former, since)
    Reissue.objects.bulk_create(
        Reissue(
            change=change,
            edition=of,
            kind=one.kind,
            target=one.target,
            subject=one.subject[:300],
            route=one.route,
            route_key=one.route_key,
        )
        for of, things in found
        for one in things
    )
    after: dict[str, Any] = {"holder": str(successor), "since": since, "change": change.pk}
    after["follow_ups"] = sum(len(things) for _of, things in found)
    before = {"holder": str(former) if former else ""}
    ledger.record("office.holder_changed", subject=office, by=by, edition=edition, before=before, after=after)
    return change


@transaction.atomic
def tick(task: Reissue, *, done: bool, by: User) -> Reissue:
    """Say that a follow-up is done, or that it is not done after all; again changes nothing."""
    row: Reissue = (
        Reissue.objects.filter(pk=task.pk).scoped().select_for_update(of=("self",)).select_related("edition").get()
    )
    if bool(row.done_at) == done:
        return row
    row.done_at, row.done_by, row.done_by_name = (clock.now(), by, str(by)) if done else (None, None, "")
    row.save()
    verb, facts = ("reissue.done" if done else "reissue.reopened"), {"kind": row.kind, "change": row.change_id}
    ledger.record(verb, subject=row, by=by, edition=row.edition, after=facts)
    return row
