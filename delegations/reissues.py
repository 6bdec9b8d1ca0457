"""What names an office's former holder and must be looked at again, in editions that are not over."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from delegations.models import Delegate, Delegation, Invitation, Mandate, NameSignOff, Reissue, VisaLetter
from forum import clock
from forum.models import Edition, Office, Person

Kind = Reissue.Kind


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One thing to do: what it is, which row it is about, and the organizers' page where it is done."""

    kind: str
    target: int
    subject: str
    route: str
    route_key: int | None = None

    @property
    def words(self) -> str:
        return str(Kind(self.kind).label)


Source = Callable[[Office, Person | None, Edition], Iterable[FollowUp]]


def open_editions() -> list[Edition]:
    """Editions whose last day has not passed, the next one first."""
    now = clock.now()
    found = Edition.objects.select_related("city").order_by("starts_on")
    return [one for one in found if clock.day_at(one.zone, now) <= one.ends_on]


def follow_ups(office: Office, former: Person | None, since: str) -> list[tuple[Edition, list[FollowUp]]]:
    """What follows from a change of holder, edition by edition; settings.REISSUES names who is asked.

    An edition that is over when the change comes has nothing to do again: it is the former holder who goes there.
    """
    sources: list[Source] = [import_string(name) for name in settings.REISSUES]
    found = [
        (one, [thing for ask in sources for thing in ask(office, former, one)])
        for one in open_editions()
        if not _comes_after(since, one)
    ]
    return [(one, things) for one, things in found if things]


def _comes_after(since: str, edition: Edition) -> bool:
    return since > edition.ends_on.isoformat()[: len(since)]


def of_letters_and_people(office: Office, former: Person | None, edition: Edition) -> Iterator[FollowUp]:
    """Letters to the office, letters the office signs, and the former holder's entry, names, account and mandates."""
    yield from _letters(office, former, edition)
    delegates = list(_entries(office, former, edition)) if former else []
    for one in delegates:
        kind = Kind.HEAD if one.role == Delegate.Role.HEAD else Kind.MEMBER
        yield FollowUp(kind, one.pk, str(one.person), "delegation", one.delegation_id)
    signed = NameSignOff.objects.within(edition).filter(delegate__in=delegates).values_list("delegate_id", flat=True)
    yield from (
        FollowUp(Kind.NAMES, one.pk, str(one.person), "names_edit", one.pk)
        for one in delegates
        if one.pk in set(signed)
    )
    yield from _accounts(delegates, edition)
    for delegation in Delegation.objects.within(edition).filter(city=office.city):
        yield FollowUp(Kind.PRECEDENCE, delegation.pk, office.city.name_in("en"), "delegation", delegation.pk)


def _letters(office: Office, former: Person | None, edition: Edition) -> Iterator[FollowUp]:
    letters = Invitation.objects.within(edition).filter(office=office).open().select_related("edition")
    for letter in letters.order_by("pk"):
        draft = letter.state == Invitation.State.DRAFT
        subject = office.city.name_in("en") if draft else f"{letter.letter_number}, {letter.addressee or former or '–'}"
        yield FollowUp(Kind.DRAFT if draft else Kind.LETTER, letter.pk, subject, "invitation_preview", letter.pk)
    if edition.signatory_id == office.pk:
        yield FollowUp(Kind.SIGNATORY, edition.pk, edition.name_in("en"), "invitations")


def _entries(office: Office, former: Person, edition: Edition) -> Iterable[Delegate]:
    """The former holder's entries; a list may hold his name as a person of its own, corrected for that list alone."""
    namesake = Q(
        delegation__city=office.city,
        person__family_name=former.family_name,
        person__given_name=former.given_name,
    )
    rows = Delegate.objects.within(edition).filter(Q(person=former) | namesake)
    return rows.select_related("person", "user").order_by("pk")


def _accounts(delegates: list[Delegate], edition: Edition) -> Iterator[FollowUp]:
    accounts = {one.user_id: one for one in delegates if one.user_id}
    for one in accounts.values():
        yield FollowUp(
            Kind.ACCOUNT, one.pk, f"{one.person}, {one.user and one.user.email}", "delegation", one.delegation_id
        )
    mandates = Mandate.objects.within(edition).valid().filter(user__in=accounts).select_related("user")
    for mandate in mandates.order_by("pk"):
        yield FollowUp(Kind.MANDATE, mandate.pk, str(mandate.user), "delegation", mandate.delegation_id)


def of_mandates_and_visas(office: Office, former: Person | None, edition: Edition) -> Iterator[FollowUp]:
    """Who acts for the former holder, and the letters that ask a consulate to let him in."""
    if former is None:
        return
    entries = list(_entries(office, former, edition))
    mandates = Mandate.objects.within(edition).valid().filter(delegate__in=entries).select_related("user")
    for mandate in mandates.order_by("pk"):
        yield FollowUp(Kind.ACTS_FOR, mandate.pk, str(mandate.user), "mandate", mandate.pk)
    letters = VisaLetter.objects.within(edition).filter(delegate__in=entries).select_related("edition")
    for letter in letters.order_by("number"):
        # By its number in the register: the key of what is sealed is no number that follows others.
        yield FollowUp(Kind.VISA_LETTER, letter.number, str(letter), "visa_letters")
