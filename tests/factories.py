"""Builders of rows for scenes. Each makes what it needs around it, and takes the rest as keywords."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from PIL import Image

from delegations import document_words, policies
from delegations.actions import portraits, travel_documents
from delegations.models import (
    Delegate,
    Delegation,
    Flight,
    Invitation,
    Mandate,
    OrderPolicy,
    PlaceByHand,
    TravelDocument,
    Visa,
    VisaPost,
)
from forum import clock
from forum.models import Appointment, City, Edition, Office, Person, Room, Tenure, Tie, User, Venue
from forum.roles import Role
from sessions.models import Attendance, Engagement, Speech, SubForum

number = count(1)


def city(key: str = "", **fields: Any) -> City:
    key = key or f"city-{next(number)}"
    defaults = {"names": {"en": key.replace("-", " ").title()}, "country": "IE", "zone": "Europe/Dublin"}
    found, _made = City.objects.get_or_create(key=key, defaults={**defaults, "languages": ["en"], **fields})
    return found


def edition(slug: str = "shanghai", **fields: Any) -> Edition:
    """A forum some months from now, in Shanghai, three days long."""
    found = Edition.objects.filter(slug=slug).first()
    if found:
        return found
    host = city("shanghai", names={"en": "Shanghai", "zh-hans": "上海"}, country="CN", zone="Asia/Shanghai")
    first = fields.pop("starts_on", None) or (clock.now() + timedelta(days=90)).date()
    defaults = {
        "names": {"en": "Global Mayors Dialogue", "zh-hans": "全球市长对话"},
        "city": host,
        "zone": "Asia/Shanghai",
        "starts_on": first,
        "ends_on": first + timedelta(days=2),
        "languages": ["en", "zh-hans", "fr", "ar"],
        "host_language": "zh-hans",
        "reply_by": clock.now() + timedelta(days=30),
        "register_by": clock.now() + timedelta(days=60),
        "letter_prefix": "GMD",
        "desk_names": {"en": "Protocol Office"},
        "desk_email": "protocol@protocol.example",
        "desk_phone": "+86 21 5550 0100",
        "signatory": office(host, person("Gong", "Zheng", family_first=True, native_name="龚正")),
    }
    return Edition.objects.create(slug=slug, **{**defaults, **fields})


def person(family: str = "Boyle", given: str = "Dan", **fields: Any) -> Person:
    return Person.objects.create(family_name=family, given_name=given, **fields)


def office(of: City, holder: Person | None = None, key: str = "mayor", **fields: Any) -> Office:
    defaults = {"titles": {"en": "Mayor", "zh-hans": "市长", "fr": "Maire", "ar": "العمدة"}, "rank_class": "mayor"}
    found, made = Office.objects.get_or_create(city=of, key=key, defaults={**defaults, **fields})
    if made and holder:
        Tenure.objects.create(office=found, person=holder, since="2024")
    return found


def delegation(of: City | str = "cork", to: Edition | None = None, **fields: Any) -> Delegation:
    of = city(of) if isinstance(of, str) else of
    to = to or edition()
    found = Delegation.objects.within(to).filter(city=of).first()
    return found or Delegation.objects.create(edition=to, city=of, contact_email=f"office@{of.key}.example", **fields)


def delegate(of: Delegation | None = None, who: Person | None = None, **fields: Any) -> Delegate:
    of = of or delegation()
    defaults = {"role": "member", "position": next(number), "email": f"delegate{next(number)}@{of.city.key}.example"}
    return Delegate.objects.create(delegation=of, person=who or person(), **{**defaults, **fields})


def head(of: Delegation | None = None, who: Person | None = None, **fields: Any) -> Delegate:
    return delegate(of, who, **{"role": "head", "position": 1, **fields})


def user(email: str = "", name: str = "", **fields: Any) -> User:
    found = User.objects.open(email or f"user{next(number)}@city.example", name or "Somebody")
    for field, value in fields.items():
        setattr(found, field, value)
    found.save()
    return found


def organizer(of: Edition | None = None, role: Role = Role.PROTOCOL_OFFICER, **fields: Any) -> User:
    made = user(**{"email": f"organizer{next(number)}@protocol.example", "name": "Olga Chen", **fields})
    Appointment.objects.create(user=made, edition=of or edition(), role=role)
    return made


def assistant(*of: Delegation, **fields: Any) -> User:
    made = user(**{"email": f"assistant{next(number)}@city.example", "name": "Aoife Byrne", **fields})
    for one in of:
        Mandate.objects.create(user=made, delegation=one)
    return made


def mandate(user: User, of: Delegation, whose: Delegate | None = None, **fields: Any) -> Mandate:
    """For the whole delegation, or for one of its people; with every power. One that has ended was given before."""
    if fields.get("ends_at"):
        fields.setdefault("given_at", fields["ends_at"] - timedelta(days=30))
    return Mandate.objects.create(user=user, delegation=of, delegate=whose, **fields)


def invitation(to: Delegation | None = None, **fields: Any) -> Invitation:
    """A draft to the mayor of the delegation's city."""
    to = to or delegation()
    post = office(to.city, person())
    return Invitation.objects.create(edition=to.edition, delegation=to, office=post, **fields)


def flight(of: Delegate | None = None, *, lands_at: datetime | None = None, **fields: Any) -> Flight:
    """In, from Dublin, eleven hours in the air, landing at noon in Shanghai the day before the forum."""
    of = of or head()
    zone = of.delegation.edition.zone
    noon = datetime.combine(of.delegation.edition.starts_on - timedelta(days=1), datetime.min.time().replace(hour=12))
    lands_at = lands_at or clock.instant(zone, noon)
    defaults = {
        "direction": "in",
        "number": "ZZ 202",
        "origin": "DUB",
        "destination": "PVG",
        "origin_zone": "Europe/Dublin",
        "destination_zone": zone,
        "leaves_at": lands_at - timedelta(hours=11),
        "lands_at": lands_at,
    }
    return Flight.objects.create(delegate=of, **{**defaults, **fields})


def train(of: Delegate | None = None, *, lands_at: datetime | None = None, **fields: Any) -> Flight:
    """In, from Hangzhou, an hour on the rails, arriving at ten on the day before the forum."""
    of = of or head()
    edition = of.delegation.edition
    lands_at = lands_at or instant_on(edition, edition.starts_on - timedelta(days=1), "10:00")
    ends = {"origin": "Hangzhou East", "destination": "Shanghai Hongqiao"}
    zones = {"origin_zone": edition.zone, "destination_zone": edition.zone}
    known = {"mode": "train", "number": "G7302", "leaves_at": lands_at - timedelta(hours=1), **ends, **zones}
    return flight(of, lands_at=lands_at, **{**known, **fields})


def policy(name: str = "Handbook", to: Edition | None = None, chain: str = "rank country city", **fields: Any) -> Any:
    return OrderPolicy.objects.create(edition=to or edition(), name=name, chain=chain.split(), **fields)


def place_by_hand(of: Delegation, place: int = 1, reason: str = "The guest of honour", **fields: Any) -> Any:
    return PlaceByHand.objects.create(delegation=of, where="at", place=place, reason=reason, **fields)


def tie(of: City, signed: str = "", to: City | None = None, kind: str = "sister_city") -> Tie:
    """Of a city with Shanghai, or with another."""
    one, other = sorted((of, to or city("shanghai")), key=lambda row: row.pk)
    return Tie.objects.create(one=one, other=other, kind=kind, signed=signed)


SPECIMEN = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


def passport(of: Delegate, *, by: User | None = None, seen: int = 0, **fields: Any) -> TravelDocument:
    """A passport of Utopia in the delegate's own name, good for years; every doubt is confirmed."""
    edition = of.delegation.edition
    defaults = {
        "kind": "passport",
        "issuer": "UTO",
        "number": f"U{next(number):07d}",
        "family_name": of.person.family_name.upper(),
        "given_names": of.person.given_name.upper(),
        "nationality": "UTO",
        "birth": "1974-08-12",
        "sex": "F",
        "expires_on": edition.ends_on + timedelta(days=1500),
    }
    entry = travel_documents.Entry(**{**defaults, **fields})
    by, every = by or user(), [*document_words.DOUBTS]
    return travel_documents.save(of, entry, seen=seen, confirmed=every, notice_language="en", by=by)


def passport_form(**typed: Any) -> dict[str, Any]:
    """What somebody types into the form of a passport, in the name of Amara Okafor."""
    return {
        "kind": "passport",
        "issuer": "UTO",
        "number": "L898902C3",
        "family_name": "OKAFOR",
        "given_names": "AMARA",
        "nationality": "UTO",
        "birth": "1974-08-12",
        "sex": "F",
        "expires_on": (clock.now() + timedelta(days=1500)).date().isoformat(),
        "consent": "on",
        "transfer": "on",
        "seen": 0,
        **typed,
    }


def photo(width: int = 900, height: int = 1200, colour: str = "teal", kind: str = "JPEG", **how: Any) -> bytes:
    """A picture that is large enough for a badge."""
    out = BytesIO()
    Image.new(how.pop("mode", "RGB"), (width, height), colour).save(out, kind, **how)
    return out.getvalue()


def visa_post(to: Edition | None = None, key: str = "dublin", **fields: Any) -> VisaPost:
    defaults = {"names": {"en": f"Embassy in {key.title()}"}, "cities": {"en": key.title()}, "country": "IE"}
    to = to or edition()
    found = VisaPost.objects.within(to).filter(key=key).first()
    return found or VisaPost.objects.create(edition=to, key=key, **{**defaults, **fields})


def visa(of: Delegate, post: VisaPost | None = None, needed: str = "yes") -> Visa:
    post = post or (visa_post(of.delegation.edition) if needed == "yes" else None)
    return Visa.objects.create(delegate=of, needed=needed, post=post)


def papers(of: Delegate, *, by: User | None = None) -> Delegate:
    """Passport, photo and visa of one delegate."""
    by = by or user()
    passport(of, by=by)
    portraits.hand_in(of, photo(), seen=0, by=by)
    visa(of)
    return of


def meanwhile(monkeypatch: Any, act: Callable[[], object]) -> None:
    """A colleague does something between a request's looking and its writing."""
    for name in ("may_register", "may_edit", "may_change_travel"):
        monkeypatch.setattr(policies, name, _and_then(getattr(policies, name), act))


def _and_then(allowed: Callable[..., bool], act: Callable[[], object]) -> Callable[..., bool]:
    def asked(*about: Any) -> bool:
        found = allowed(*about)
        act()
        return found

    return asked


def room(key: str = "", seats: int | None = 400, **fields: Any) -> Room:
    key = key or f"room-{next(number)}"
    venue, _made = Venue.objects.get_or_create(
        key=f"venue-of-{key}", defaults={"city": city("shanghai"), "names": {"en": f"Venue of {key}"}}
    )
    return Room.objects.create(key=key, venue=venue, names={"en": key}, capacity=seats, **fields)


def engagement(
    title: str = "Opening", to: Edition | None = None, *, at: str = "", minutes: int = 60, **fields: Any
) -> Engagement:
    """A plenary; `at` is "09:30" on the first day, in the zone of the edition. Unplaced without it."""
    to = to or edition()
    times: dict[str, datetime] = {}
    if at:
        starts = instant_on(to, to.starts_on, at)
        times = {"starts_at": starts, "ends_at": starts + timedelta(minutes=minutes)}
    defaults = {"kind": "plenary", "titles": {"en": title}, "audience": "public", **times}
    return Engagement.objects.create(edition=to, **{**defaults, **fields})


def attendance(at: Engagement, who: Delegate, part: str = "speaker", **fields: Any) -> Attendance:
    return Attendance.objects.create(engagement=at, delegate=who, part=part, **fields)


def sub_forum(
    title: str = "Green growth", to: Edition | None = None, *, seats: int | None = 2, **fields: Any
) -> SubForum:
    """At 16:15 of the first day, for an hour, in a room of its own."""
    defaults = {"kind": "sub_forum", "at": "16:15", "room": room()}
    return SubForum.objects.create(engagement=engagement(title, to, **{**defaults, **fields}), seats=seats)


def speech(within: SubForum, who: Delegate, *, at: str = "", minutes: int = 8, **fields: Any) -> Speech:
    """Of one delegate, within a sub-forum and in its room."""
    of = within.engagement
    title = f"Speech of {who.delegation.city}"
    row = engagement(title, of.edition, at=at, minutes=minutes, kind="speech", parent=of, room=of.room)
    attendance(row, who)
    return Speech.objects.create(engagement=row, minutes=minutes, **fields)


def instant_on(of: Edition, day: date, at: str) -> datetime:
    """The instant when clocks of the edition's zone show `at` ("09:30") on `day`."""
    hour, minute = (int(part) for part in at.split(":"))
    wall = datetime(day.year, day.month, day.day, hour, minute)
    return clock.instant(of.zone, wall).astimezone(UTC)
