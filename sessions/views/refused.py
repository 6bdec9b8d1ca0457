"""Refusals of the draft in the reader's words."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forum import clock
from forum.texts import pick
from sessions.actions import refusals, steps


def in_words(refused: refusals.Refused) -> str:
    """One sentence: what is so, and what would help."""
    language = get_language() or "en"
    match refused:
        case refusals.EndsBeforeItBegins():
            return _("“%s” would end before it begins. Give it an end after its beginning.") % refused.engagement
        case refusals.OutsideTheForum():
            return _("%(day)s is outside this forum: items may be placed from %(first)s to %(last)s.") % {
                "day": clock.day_text(language, refused.day, "long"),
                "first": clock.day_text(language, refused.first, "long"),
                "last": clock.day_text(language, refused.last, "long"),
            }
        case refusals.RoomIsClosed():
            return _closed(refused, language)
        case refusals.DoesNotCome():
            return _does_not_come(refused)
        case refusals.WithinItself():
            return _("“%(parent)s” lies within “%(title)s” already; an item cannot lie within itself.") % {
                "parent": refused.parent,
                "title": refused.engagement,
            }
        case refusals.AlreadyPublished():
            return _("“%s” stands in a release: people have read of it. Cancel it instead of deleting it.") % (
                refused.engagement
            )
        case refusals.StillNeeded():
            return _("“%s” cannot be deleted: something else still refers to it. Cancel it instead.") % (
                refused.engagement
            )
        case steps.ChangedSince():
            return _("%(who)s has changed “%(title)s” since. Nothing was taken back; look at it first.") % {
                "who": refused.who,
                "title": pick(refused.titles, language),
            }
        case steps.NothingToTakeBack():
            return _("There is no step of yours left to take back or to do again.")
    return str(refused)


def _closed(refused: refusals.RoomIsClosed, language: str) -> str:
    closure, zone = refused.closure, refused.engagement.edition.zone
    words = _("%(room)s is closed from %(since)s until %(until)s (%(why)s). “%(title)s” cannot be there then.")
    return words % {
        "room": closure.room,
        "since": clock.moment_text(language, zone, closure.starts_at),
        "until": clock.moment_text(language, zone, closure.ends_at),
        "why": closure.reason or _("no reason given"),
        "title": refused.engagement,
    }


def _does_not_come(refused: refusals.DoesNotCome) -> str:
    facts = {"who": refused.delegate, "city": refused.delegate.delegation.city}
    if refused.withdrawn:
        return _("The delegation of %(city)s has withdrawn: %(who)s cannot be given a part.") % facts
    return _("%(city)s has declined the invitation: %(who)s cannot be given a part.") % facts
