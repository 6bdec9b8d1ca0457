"""The itineraries of many written at once say what each would say alone."""

from hypothesis import given, settings

from sessions.engine.fair_copy import FairCopy
from sessions.engine.itinerary import Guide, checksum
from sessions.engine.values import Part, Programme
from tests.sessions.engine.programmes import AMARA, BRUNO, CHIYO, LINDALE, PORTO_NOVO, item, programme, programmes

EVERYBODY = [(AMARA, LINDALE), (BRUNO, PORTO_NOVO), (CHIYO, None), (4, LINDALE)]


@settings(deadline=None)
@given(programmes())
def test_a_fair_copy_says_of_everybody_what_the_lines_say_alone(forum: Programme):
    guide, copy = Guide.to(forum), FairCopy()

    for who in EVERYBODY:
        entries = guide.entries_of(*who)
        assert copy.to_json(entries) == [entry.to_json() for entry in entries]
        assert copy.checksum(reversed(entries)) == checksum(entries)


def test_who_does_the_same_shares_the_line_and_who_does_not_has_another():
    parts = (Part(AMARA, "speaker"), Part(BRUNO, "attendee"), Part(CHIYO, "attendee"))
    dinner = item(1, "09:00", "10:00", kind="meal", parts=parts)
    guide = Guide.to(programme(dinner))

    [amara], [bruno], [chiyo] = (guide.entries_of(who, None) for who in (AMARA, BRUNO, CHIYO))

    assert (amara.role, bruno.role) == ("speaker", "attendee")
    assert bruno is chiyo
