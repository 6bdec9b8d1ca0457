"""Sub-forums and speeches in words: why somebody sits there, why somebody speaks then, why a file is not taken."""

from collections import Counter
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum import clock, locales
from forum.models import Edition
from sessions.engine.assignment import Limits, Missed, Placing
from sessions.engine.files import MOST_BYTES, Refused
from sessions.models import SpeechPaper, SubForum
from sessions.speakers import Line

REFUSALS = {
    "empty": gettext_lazy("The file is empty."),
    "large": gettext_lazy(
        "The file is larger than %(most)d MB. Save it with smaller pictures, or send the text without them."
    ),
    "kind": gettext_lazy("This is none of the files we take: PDF, DOCX, PPTX, ODT, ODP or plain text (UTF-8)."),
    "broken": gettext_lazy("The file is damaged; save it once more and send it again."),
    "macros": gettext_lazy(
        "There are macros or other programs in this file. Save it without them, as DOCX, PPTX or PDF, and send that."
    ),
    "active": gettext_lazy(
        "This PDF starts scripts or programs, or carries files within it. Print it as a plain PDF and send that."
    ),
    "old": gettext_lazy(
        "This is an old format that may carry macros, or the file is locked with a password. Save it as DOCX, PPTX or "
        "PDF without a password."
    ),
    "locked": gettext_lazy("The file is locked with a password. The booths cannot open it; save it without one."),
    "swells": gettext_lazy("Unpacked, this file would be many times its size. Save it once more in the usual way."),
}
KIND_OF_STATUS = {"received": "info", "with_booths": "good", "checked": "good", "returned": "wrong"}


def refusal(why: Refused) -> str:
    """Why a file is not taken, and what to do."""
    return str(REFUSALS[why.code]) % {"most": MOST_BYTES // 1024 // 1024}


def turn_words(line: Line, edition: Edition, language: str) -> str:
    """Why a speech has its turn."""
    place, speech = line.turn.speaker.place, line.speech
    inscribed = clock.moment_text(language, edition.zone, speech.inscribed_at) if speech.inscribed_at else ""
    match line.turn.why:
        case "hand":
            return _("By hand, %(who)s: %(why)s") % {"who": speech.hand_by or "–", "why": speech.hand_reason}
        case "precedence":
            return _("Place %(place)d in the order of precedence") % {"place": place or 0}
        case "no_place":
            return _("No place in the order of precedence (the host, or nobody named yet): after those who have one")
        case "inscription":
            return _("Inscribed %(moment)s") % {"moment": inscribed}
        case _:
            return _("Not inscribed: after those who are")


def placing_words(placing: Placing, halls: Mapping[int, SubForum], limits: Limits, reason: str = "") -> str:
    """Why a delegation sits where it sits, and why not where it had rather sat."""
    missed = " ".join(_missed(number, one, halls, limits) for number, one in enumerate(placing.missed, start=1))
    return " ".join(part for part in (_because(placing, reason), missed) if part)


def _because(placing: Placing, reason: str) -> str:
    match placing.because:
        case "part":
            return _("It speaks or presides there.")
        case "hand":
            return _("By hand: %(why)s") % {"why": reason or _("chosen by the office.")}
        case "wish":
            return _("Its wish number %(number)d.") % {"number": placing.wish}
        case "nowhere":
            return _("No seat is left for it; more seats, or a place by hand, would help.")
    if placing.missed:
        return _("No wish could be met; placed for the balance of regions and languages.")
    return _("It has no wish; placed for the balance of regions and languages.")


def _missed(number: int, one: Missed, halls: Mapping[int, SubForum], limits: Limits) -> str:
    facts = {"number": number, "title": halls[one.hall], "n": one.before}
    if one.why == "region":
        return (
            ngettext(
                "Wish %(number)d, %(title)s: %(n)d of its region sits there, the most that was allowed.",
                "Wish %(number)d, %(title)s: %(n)d of its region sit there, the most that was allowed.",
                one.before,
            )
            % facts
        )
    if limits.priority == "time":
        return (
            ngettext(
                "Wish %(number)d, %(title)s: full; %(n)d seat went to an earlier or higher wish.",
                "Wish %(number)d, %(title)s: full; %(n)d seats went to earlier or higher wishes.",
                one.before,
            )
            % facts
        )
    return (
        ngettext(
            "Wish %(number)d, %(title)s: full; %(n)d seat went to a higher wish or precedence.",
            "Wish %(number)d, %(title)s: full; %(n)d seats went to higher wishes or precedence.",
            one.before,
        )
        % facts
    )


def regions_in_words(found: Counter[str], language: str) -> str:
    return _(", ").join(f"{locales.country_name(code, language)} {n}" for code, n in sorted(found.items(), key=_most))


def languages_in_words(found: Counter[str], language: str) -> str:
    return _(", ").join(f"{locales.language_name(tag, language)} {n}" for tag, n in sorted(found.items(), key=_most))


def _most(one: tuple[str, int]) -> tuple[int, str]:
    return -one[1], one[0]


def paper_words(paper: SpeechPaper | None) -> tuple[str, str]:
    """Where a paper stands, as a word and the kind of its mark; None is missing."""
    if paper is None:
        return _("missing"), "wait"
    words = paper.get_status_display()
    return (_("%(status)s, late") % {"status": words} if paper.late else str(words)), KIND_OF_STATUS[paper.status]
