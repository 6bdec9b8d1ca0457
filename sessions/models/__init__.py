"""What happens, when and where: engagements, who takes part, releases and itineraries."""

from sessions.models.closure import RoomClosure
from sessions.models.engagement import Attendance, Engagement
from sessions.models.itinerary import ItineraryVersion
from sessions.models.release import Release
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
    "DraftStep",
    "Engagement",
    "ItineraryVersion",
    "Release",
    "RoomClosure",
    "SigningCeremony",
    "SiteVisit",
    "SpeakersList",
    "Speech",
    "SpeechPaper",
    "SpeechSwap",
    "SubForum",
    "SubForumPlace",
    "SubForumWish",
]
