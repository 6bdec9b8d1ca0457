from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from delegations.actions import travel
from forum.models import Message
from sessions import notices
from sessions.actions import itineraries, programme, releases
from sessions.models import ItineraryVersion
from tests import factories

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "zh-hans", "fr", "ar"]


def texts(en, zh, fr, ar):
    return {"en": en, "zh-hans": zh, "fr": fr, "ar": ar}


HALL = texts("Main Hall", "主会场", "Grande salle", "القاعة الكبرى")
GARDEN = texts("Garden Room", "花园厅", "Salon du jardin", "قاعة الحديقة")
CENTRE = texts("Convention Centre", "会议中心", "Palais des congrès", "مركز المؤتمرات")


@pytest.fixture
def edition():
    names = texts("Global Mayors Dialogue", "全球市长对话", "Dialogue mondial des maires", "حوار عُمد العالم")
    desk = texts("Protocol Office", "礼宾处", "Bureau du protocole", "مكتب المراسم")
    shanghai = texts("Shanghai", "上海", "Shanghai", "شنغهاي")
    factories.city("shanghai", names=shanghai, country="CN", zone="Asia/Shanghai")
    return factories.edition("fixed", starts_on=date(2025, 5, 28), names=names, desk_names=desk)


@pytest.fixture
def olga(edition):
    return factories.organizer(edition)


@pytest.fixture
def hall():
    return named_room("main-hall", HALL)


@pytest.fixture
def garden():
    return named_room("garden", GARDEN)


@pytest.fixture
def opening(edition, hall):
    return held(11, edition, "14:30", 90, room=hall, titles=texts("Opening", "开幕式", "Ouverture", "الافتتاح"))


@pytest.fixture
def signing(edition, hall):
    title = texts("Signing with Shanghai", "与上海市的签约仪式", "Signature avec Shanghai", "التوقيع مع شنغهاي")
    return held(12, edition, "17:00", 30, kind="signing", room=hall, audience="protocol", titles=title)


@pytest.fixture
def dinner(edition):
    title = texts("Dinner on the river", "江上晚宴", "Dîner sur le fleuve", "عشاء على النهر")
    return held(13, edition, "19:00", 120, kind="reception", audience="delegates", titles=title)


@pytest.fixture
def amara(edition, opening, signing, dinner):
    """Amara Cole, who lands the day before and signs; her itinerary is published."""
    lindale = factories.city("lindale", names=texts("Lindale", "林代尔", "Lindale", "ليندال"))
    cole = factories.person("Cole", "Amara")
    found = factories.head(factories.delegation(lindale, edition), cole, pk=7, email="amara@lindale.example")
    factories.attendance(signing, found, "signatory")
    factories.flight(found, pk=5)
    publish(edition)
    return found


def named_room(key, names):
    room = factories.room(key)
    room.names, room.venue.names = names, CENTRE
    room.venue.save()
    room.save()
    return room


def held(pk, edition, at, minutes, **fields):
    return factories.engagement(to=edition, at=at, minutes=minutes, pk=pk, **fields)


def publish(edition):
    releases.publish(edition, comment="", by=None)
    itineraries.bring_up_to_date(edition)


def letter_to(delegate, language):
    return notices.itinerary(Message(context={"delegate": delegate.pk}, language=language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_itinerary(amara, language, letter_matches):
    letter_matches("itinerary_ready", language, letter_to(amara, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_changed_itinerary(amara, olga, opening, dinner, garden, language, letter_matches):
    """A flight moved, an item moved to another room, an item cancelled."""
    ItineraryVersion.objects.filter(delegate=amara).scoped().update(told_at=datetime(2025, 5, 1, tzinfo=UTC))
    flight = amara.flights.get()
    leg = travel.leg_of(flight)
    later = {"leaves_at": leg.leaves_at + timedelta(hours=3), "lands_at": leg.lands_at + timedelta(hours=3)}
    travel.change_flight(flight, replace(leg, **later), seen=flight.version, by=olga)
    programme.place(opening, room=garden, starts_at=opening.starts_at, minutes=90, version=1, by=olga)
    programme.change(dinner, cancelled=True, version=1, by=olga)
    publish(amara.delegation.edition)

    letter_matches("itinerary_changed", language, letter_to(amara, language))
