"""Visas: who needs one and from which post; the letters that invite by name; the list of posts."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from delegations import policies
from delegations.actions import awaited
from delegations.actions.stale import refuse_stale
from delegations.models import Delegate, TravelDocument, Visa, VisaLetter, VisaPost
from forum import clock, ledger, vault
from forum.models import Edition, Purpose, User

# Gives the words of a letter from its line in the register and what was opened: a value that can be sealed as text.
Writer = Callable[[VisaLetter, TravelDocument, dict[str, str]], str]


class PostOfAnotherForum(Exception):
    """The post is not on the list of this edition."""


class AlreadyOnTheList(Exception):
    """A post with this key stands on the list already."""

    def __init__(self, key: str) -> None:
        super().__init__(f"“{key}” is on the list already.")
        self.key = key


@transaction.atomic
def say(delegate: Delegate, *, needed: str, post: VisaPost | None, seen: int, by: User) -> Visa:
    """Write down whether a visa is needed and from which post; the same again changes nothing.

    Raises PostOfAnotherForum, DoesNotCome, Stale or Delegate.DoesNotExist.
    """
    awaited.hold(delegate.delegation_id)
    rows = Delegate.objects.filter(pk=delegate.pk).scoped().select_related("delegation__edition", "delegation__city")
    delegate = rows.select_for_update(of=("self",)).get()
    edition = delegate.delegation.edition
    post = post if needed == Visa.Needed.YES else None
    if post and post.edition_id != edition.pk:
        raise PostOfAnotherForum
    row: Visa | None = Visa.objects.within(edition).filter(delegate=delegate).first()
    before = {"needed": row.needed, "post": row.post_id} if row else {}
    after = {"needed": str(needed), "post": post.pk if post else None}
    if row and before == after:
        return row
    if row:
        refuse_stale(row, seen)
    row = row or Visa(delegate=delegate, version=0)
    row.needed, row.post, row.version = needed, post, row.version + 1
    row.save()
    whose = {"delegate": delegate.pk, "delegation": delegate.delegation_id}
    ledger.record(
        "visa.said",
        subject=row,
        by=by,
        edition=edition,
        before=before | whose,
        after=after | whose,
        on_behalf_of=policies.principal_of(delegate, by),
    )
    return row


# --- letters


@transaction.atomic
def write_letters(
    delegates: Sequence[int], *, edition: Edition, write: Writer, by: User
) -> list[tuple[VisaLetter, str]]:
    """The letters of these delegates with their words, each addressed to the delegate's one post.

    A letter that was made from the same passport to the same post is that letter again, word for word; what else is
    asked for gets a number. Each reading of a passport or of a letter is written down. Whoever needs no visa, names
    no post or has no passport entered is left out. Raises DoesNotCome, MayNotOpen or KeyDestroyed.
    """
    awaited.hold_those_of(Delegate.objects.within(edition).filter(pk__in=delegates).values_list("pk", flat=True))
    # The edition's row is the queue for numbers.
    edition = Edition.objects.select_for_update(of=("self",)).select_related("city").get(pk=edition.pk)
    documents = ready(edition).filter(delegate__in=delegates)
    found = [(one, _letter(one, by)) for one in documents]
    old = {letter.pk: letter for _document, letter in found if letter.words is not None}
    words = {key: opened["words"] for key, opened in vault.open_all_for(by, VISA, list(old.values())).items()}
    fresh = [document for document, letter in found if letter.pk not in old]
    opened = vault.open_all_for(by, VISA, fresh)
    for document, letter in found:
        if letter.pk not in old:
            words[letter.pk] = write(letter, document, opened[document.pk])
            vault.seal(letter, {"words": words[letter.pk]})
            letter.save()
            _record_letter(letter, document, by)
    return [(letter, words[letter.pk]) for _document, letter in found]


VISA = Purpose.VISA_LETTER


def ready(edition: Edition) -> Any:
    """Passports of those who need a visa and have named the post: for them a letter can be made."""
    rows = TravelDocument.objects.within(edition).filter(delegate__visa__needed=Visa.Needed.YES)
    people = ("delegate__person", "delegate__delegation__city", "delegate__delegation__edition__city")
    rows = rows.exclude(delegate__visa__post=None).select_related("edition", "delegate__visa__post", *people)
    return rows.order_by("delegate__visa__post", "delegate__delegation__city__key", "delegate__position", "pk")


def made_from(document: TravelDocument) -> str:
    """Which state of which passport a letter is made from."""
    return f"{document.pk}:{document.version}"


def _letter(document: TravelDocument, by: User) -> VisaLetter:
    """The line in the register, as it is or as it will be."""
    post, edition = document.delegate.visa.post, document.edition
    letters = VisaLetter.objects.within(edition).select_related("post", "edition__city", "delegate")
    same = {"delegate": document.delegate, "post": post, "made_from": made_from(document)}
    found: VisaLetter | None = letters.filter(**same).first()
    if found:
        return found
    last = VisaLetter.objects.within(edition).aggregate(last=Max("number"))["last"] or 0
    # Saved at once, so that the next one in the batch gets the next number; its words come in this transaction.
    letter = VisaLetter(edition=edition, number=last + 1, name=str(document.delegate)[:250], **same)
    letter.made_by, letter.made_by_name, letter.made_at = by, str(by)[:200], clock.now()
    letter.save()
    return letter


def _record_letter(letter: VisaLetter, document: TravelDocument, by: User) -> None:
    ledger.record(
        "visa_letter.made",
        subject=letter,
        by=by,
        edition=letter.edition,
        after={
            "number": letter.letter_number,
            "post": letter.post_id,
            "delegate": document.delegate_id,
            "delegation": document.delegate.delegation_id,
        },
    )


# --- the list of posts


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it is typed: its name and its city in several languages."""

    key: str
    names: dict[str, str]
    cities: dict[str, str]
    country: str


@transaction.atomic
def add_post(edition: Edition, post: Post, *, by: User) -> VisaPost:
    """Put a post on the list; the same again changes nothing. Raises AlreadyOnTheList."""
    found: VisaPost | None = VisaPost.objects.within(edition).filter(key=post.key).first()
    if found:
        if post_of(found) != post:
            raise AlreadyOnTheList(post.key)
        return found
    row = VisaPost(edition=edition, **asdict(post))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise AlreadyOnTheList(post.key) from None
    ledger.record("visa_post.added", subject=row, by=by, edition=edition, after=asdict(post))
    return row


@transaction.atomic
def change_post(row: VisaPost, post: Post, *, seen: int, by: User) -> VisaPost:
    """Correct a post; its key stays. The same again changes nothing. Raises Stale or VisaPost.DoesNotExist."""
    found = VisaPost.objects.within(row.edition).select_for_update(of=("self",)).get(pk=row.pk)
    before, after = asdict(post_of(found)), asdict(post) | {"key": found.key}
    if before == after:
        return found  # type: ignore[no-any-return]  # a scoped query has no type of its own
    refuse_stale(found, seen)
    found.names, found.cities, found.country = post.names, post.cities, post.country
    found.version += 1
    found.save()
    changed = [name for name in after if before[name] != after[name]]
    ledger.record(
        "visa_post.changed",
        subject=found,
        by=by,
        edition=row.edition,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return found  # type: ignore[no-any-return]  # as above


def post_of(row: VisaPost) -> Post:
    return Post(key=row.key, names=row.names, cities=row.cities, country=row.country)
