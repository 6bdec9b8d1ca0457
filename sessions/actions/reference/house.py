"""What outlives the edition: cities and their ties, offices and who holds them, rooms, accounts; and the edition."""

from collections import defaultdict
from collections.abc import Iterator

from forum import names
from forum.clock import instant
from forum.models import Appointment, City, Edition, Office, Person, Room, Tenure, Tie, User, Venue
from forum.models.user import plain_name
from sessions.actions.reference.keeping import Values
from sessions.actions.reference.shelf import Shelf
from sessions.reference import delegation_rows, house_rows

RENDERINGS = [kind for kind in names.KINDS if kind != "mrz"]  # the files never bring the line of a passport


def _told(**values: object) -> Values:
    """Those of the values that the files tell; what people entered where the files are silent stays."""
    return {name: value for name, value in values.items() if value}


def keep_cities(shelf: Shelf) -> None:
    wanted = [
        {
            "key": row.key,
            "names": row.name,
            "native_name": row.native_name,
            "level": row.level,
            "country": row.country,
            "subdivision": row.subdivision,
            "zone": row.zone,
            "languages": list(row.languages),
            "airports": list(row.airports),
            "latitude": row.latitude,
            "longitude": row.longitude,
        }
        for row in shelf.forum.rows(house_rows.City)
    ]
    kept = shelf.tally.keep(City.objects.all(), wanted, by=("key",))
    shelf.city = {key: city.pk for (key,), city in kept.items()}


def keep_ties(shelf: Shelf) -> None:
    def wanted() -> Iterator[Values]:
        for row in shelf.forum.rows(house_rows.Tie):
            one, other = sorted((shelf.city[row.city], shelf.city[row.partner]))
            yield {"one_id": one, "other_id": other, "kind": row.kind, "signed": row.signed, "note": row.note}

    shelf.tally.keep(Tie.objects.all(), wanted(), by=("one_id", "other_id", "kind"))


def keep_offices(shelf: Shelf) -> None:
    found = shelf.forum.rows(house_rows.Office)
    wanted = [
        {
            "city_id": shelf.city[row.city],
            "key": row.key,
            "rank_class": row.rank_class,
            "titles": row.title,
            "salutations": row.salutation,
            **_told(honorifics=row.honorific, envelope_lines=row.envelope, spoken_forms=row.spoken),
        }
        for row in found
    ]
    kept = shelf.tally.keep(Office.objects.all(), wanted, by=("city_id", "key"))
    shelf.office = {(row.city, row.key): kept[shelf.city[row.city], row.key].pk for row in found}


def keep_people(shelf: Shelf) -> None:
    wanted = [
        {
            "key": row.key,
            "family_name": row.family_name,
            "given_name": row.given_name,
            "family_first": row.family_first,
            "native_name": row.native_name,
            **_told(
                name_language=row.name_language,
                renderings={kind: text for kind in RENDERINGS if (text := getattr(row, kind))},
                names_in=row.name_in,
                courtesies=row.courtesy,
            ),
            "fictitious": row.fictitious,
        }
        for row in shelf.forum.rows(house_rows.Person)
    ]
    kept = shelf.tally.keep(Person.objects.exclude(key=None), wanted, by=("key",))
    shelf.person = {key: person for (key,), person in kept.items()}


def keep_tenures(shelf: Shelf) -> None:
    wanted = [
        {
            "office_id": shelf.office[row.city, row.office],
            "person_id": shelf.person[row.person].pk,
            "since": row.since,
            "until": row.until,
        }
        for row in shelf.forum.rows(house_rows.Tenure)
    ]
    shelf.tally.keep(Tenure.objects.all(), wanted, by=("office_id", "person_id"), in_place=lambda row: not row.until)


def keep_rooms(shelf: Shelf) -> None:
    venues = [
        {"city_id": shelf.city[row.city], "key": row.key, "names": row.name, "address": row.address}
        for row in shelf.forum.rows(house_rows.Venue)
    ]
    kept_venues = shelf.tally.keep(Venue.objects.all(), venues, by=("key",))
    shelf.venue = {key: venue.pk for (key,), venue in kept_venues.items()}
    rooms = [
        {
            "venue_id": shelf.venue[row.venue],
            "key": row.key,
            "names": row.name,
            "capacity": row.capacity,
            "setup_minutes": row.setup_minutes,
            "position": row.position,
        }
        for row in shelf.forum.rows(house_rows.Room)
    ]
    kept_rooms = shelf.tally.keep(Room.objects.all(), rooms, by=("key",))
    shelf.room = {key: room.pk for (key,), room in kept_rooms.items()}


def keep_edition(shelf: Shelf) -> None:
    row = shelf.forum.edition
    wanted = {
        "slug": row.slug,
        "series": row.series,
        "names": row.name,
        "themes": row.theme,
        "city_id": shelf.city[row.city],
        "zone": row.zone,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "languages": list(row.languages),
        "host_language": row.host_language,
        "reply_by": instant(row.zone, row.reply_by),
        "register_by": instant(row.zone, row.register_by),
        "signatory_id": shelf.office.get((row.city, row.signatory)),
        "letter_prefix": row.letter_prefix,
        "hospitality": row.hospitality,
        "ordering": row.ordering,
        "chase_days": list(row.chase_days),
        "desk_names": row.desk,
        "desk_email": row.desk_email,
        "desk_phone": row.desk_phone,
    }
    kept = shelf.tally.keep(Edition.objects.filter(slug=row.slug), [wanted], by=("slug",))
    shelf.edition = kept[row.slug,]


def keep_accounts(shelf: Shelf) -> None:
    """Open the accounts that are missing. Those that are there belong to their owners and stay as they are."""
    known: dict[str, dict[str, int]] = defaultdict(dict)
    for email, name, pk in User.objects.order_by("pk").values_list("email", "name", "pk"):
        known[email.lower()].setdefault(plain_name(name), pk)
    told_at = defaultdict(set)
    wanted = list(_accounts(shelf))
    for email, name, _language in wanted:
        told_at[email].add(plain_name(name))
    for email, name, language in wanted:
        there = known[email]
        # An account may have another name by now, as long as nobody else is told to share its mailbox.
        found = there.get(plain_name(name)) if len(told_at[email]) > 1 else next(iter(there.values()), None)
        if found is None:
            found = there[plain_name(name)] = User.objects.open_for(email, name, language).pk
            shelf.tally.made[User._meta.label_lower] += 1
        shelf.account[email, name] = found


def _accounts(shelf: Shelf) -> Iterator[tuple[str, str, str]]:
    yield from ((row.email, row.name, row.language) for row in shelf.forum.rows(house_rows.Organizer))
    yield from ((row.email, row.name, row.language) for row in shelf.forum.rows(delegation_rows.Assistant))
    for row in shelf.forum.rows(delegation_rows.Delegate):
        if row.signs_in:
            yield row.email, names.full(shelf.person[row.person]), row.language


def keep_appointments(shelf: Shelf) -> None:
    wanted = [
        {"user_id": shelf.account[row.email, row.name], "edition_id": shelf.edition.pk, "role": row.role}
        for row in shelf.forum.rows(house_rows.Organizer)
    ]
    present = Appointment.objects.filter(edition=shelf.edition)
    shelf.tally.keep(present, wanted, by=("user_id", "edition_id", "role"))


STEPS = (
    keep_cities,
    keep_ties,
    keep_offices,
    keep_people,
    keep_tenures,
    keep_rooms,
    keep_edition,
    keep_accounts,
    keep_appointments,
)
