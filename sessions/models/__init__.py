"""What happens, when and where: engagements, who takes part, releases and itineraries."""

from sessions.models.duty import Interpreter, InterpreterDuty
from sessions.models.engagement import Attendance, Engagement
from sessions.models.itinerary import ItineraryVersion
from sessions.models.release import Release
from sessions.models.ruling import ClashOverride, RuleSetting, VenueDistance
from sessions.models.signing import SigningCeremony
from sessions.models.subforum import Speech, SubForum
from sessions.models.visit import SiteVisit

__all__ = [
    "Attendance",
    "ClashOverride",
    "Engagement",
    "Interpreter",
    "InterpreterDuty",
    "ItineraryVersion",
    "Release",
    "RuleSetting",
    "SigningCeremony",
    "SiteVisit",
    "Speech",
    "SubForum",
    "VenueDistance",
]
