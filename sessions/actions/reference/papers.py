"""Embassies and consulates, who needs a visa, and specimen passports of invented people."""

from delegations import papers
from delegations.actions import travel_documents
from delegations.models import Delegate, TravelDocument, Visa, VisaPost
from forum import transliteration
from sessions.actions.reference.shelf import Shelf
from sessions.reference import delegation_rows as told


def keep_posts(shelf: Shelf) -> None:
    wanted = [
        {"edition_id": shelf.edition.pk, "key": row.key, "names": row.name, "cities": row.city, "country": row.country}
        for row in shelf.forum.rows(told.VisaPost)
    ]
    kept = shelf.tally.keep(VisaPost.objects.within(shelf.edition), wanted, by=("key",))
    shelf.visa_post = {key: post.pk for (key,), post in kept.items()}


def keep_visas(shelf: Shelf) -> None:
    wanted = [
        {
            "delegate_id": shelf.delegate[row.city, row.person],
            "needed": row.visa,
            "post_id": shelf.visa_post[row.post] if row.post else None,
        }
        for row in shelf.forum.rows(told.Papers)
        if row.visa
    ]
    shelf.tally.keep(Visa.objects.within(shelf.edition), wanted, by=("delegate_id",))


def keep_passports(shelf: Shelf) -> None:
    """Specimens where no passport was entered. What somebody entered is never touched."""
    found = {shelf.delegate[row.city, row.person]: row for row in shelf.forum.rows(told.Papers) if row.number}
    people = Delegate.objects.within(shelf.edition).filter(pk__in=found, travel_document=None)
    made = [travel_documents.keep_specimen(one, _entry(found[one.pk], one)) for one in papers.with_papers(people)]
    if any(made):
        shelf.tally.made[TravelDocument._meta.label_lower] += sum(made)


def _entry(row: told.Papers, delegate: Delegate) -> travel_documents.Entry:
    person = delegate.person
    assert row.expires_on  # where there is a number
    return travel_documents.Entry(
        kind=row.kind,
        issuer="UTO",
        number=row.number,
        family_name=row.family_name or _written(person.family_name),
        given_names=row.given_names or _written(person.given_name),
        nationality="UTO",
        birth=row.birth,
        sex=row.sex,
        issued_on=row.issued_on,
        expires_on=row.expires_on,
    )


def _written(name: str) -> str:
    """As the lines of a passport have it."""
    return transliteration.mrz_name(name).replace("<", " ")


STEPS = (keep_posts, keep_visas, keep_passports)
