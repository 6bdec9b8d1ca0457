"""What happens, when and where: engagements, who takes part, releases and itineraries."""

from sessions.models.closure import RoomClosure
from sessions.models.duty import Interpreter, InterpreterDuty
from sessions.models.engagement import Attendance, Engagement
from sessions.models.feed import CalendarFeed
from sessions.models.itinerary import ItineraryVersion
from sessions.models.quiet import QuietWindow
from sessions.models.reading import ItineraryReading
from sessions.models.release import Release
from sessions.models.ruling import ClashOverride, RuleSetting, VenueDistance
from sessions.models.signing import SigningCeremony
from sessions.models.step import DraftStep
from sessions.models.subforum import (
    SpeakersList,
    Speech,
    SpeechPaper,
    SpeechSwap,
    SubForum,
    SubForumPlace,
    SubForumWish,
)
from sessions.models.visit import SiteVisit

__all__ = [
    "Attendance",
    "CalendarFeed",
    "ClashOverride",
    "DraftStep",
    "Engagement",
    "Interpreter",
    "InterpreterDuty",
    "ItineraryReading",
    "ItineraryVersion",
    "QuietWindow",
    "Release",
    "RoomClosure",
    "RuleSetting",
    "SigningCeremony",
    "SiteVisit",
    "SpeakersList",
    "Speech",
    "SpeechPaper",
    "SpeechSwap",
    "SubForum",
    "SubForumPlace",
    "SubForumWish",
    "VenueDistance",
]
