"""Papers for the hall: the speaking order, the chair's script, and the cards that show how much time is left."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from delegations.models import Delegate
from forum import clock, locales, names
from forum.models import Edition
from forum.texts import pick
from forum.typesetting import typeset_with_warning
from sessions import speech_words
from sessions.models import Attendance
from sessions.speakers import Line, Listed, parts_of

WARNINGS = (3, 1)  # minutes before the end
Part = Attendance.Part


def order_sheet(one: Listed, edition: Edition, language: str) -> bytes:
    """Who speaks when, for how long, in which language, and whether the text is there."""
    title = _("Speaking order")
    data = _head(one, edition, language, title) | {
        "speakers": [_row(place, line, edition, language) for place, line in enumerate(_spoken(one), start=1)],
        "words": {
            "turn": _("Turn"),
            "time": _("Time"),
            "who": _("Speaker"),
            "minutes": _("Minutes"),
            "language": _("Language"),
            "text": _("Text"),
            "nobody": _("Nobody speaks here yet."),
            "page": _("Page {page} of {pages}"),
        },
    }
    return _typeset("speakers", data, title, language)


def chair_script(one: Listed, edition: Edition, language: str) -> bytes:
    """What the chair says: the welcome, each speaker by the spoken form of the name, the limits, the thanks."""
    chair = next(iter(parts_of(one.row, Part.CHAIR, Part.MODERATOR)), None)
    # The chair reads it aloud: in the chair's own language, if the house speaks it.
    spoken = chair.language if chair and chair.language in edition.languages else language
    with translation.override(spoken):
        title = _("Chair’s script")
        lines = _spoken(one)
        data = _head(one, edition, spoken, title) | {
            "chair": _addressed(chair, spoken) if chair else "",
            "welcome": _welcome(one, edition, spoken),
            "speakers": [
                _cue(place, line, lines[place] if place < len(lines) else None, edition, spoken)
                for place, line in enumerate(lines, start=1)
            ],
            "thanks": _(
                "Ladies and gentlemen, with this we have come to the end of our list of speakers. I thank all speakers "
                "for their words and for keeping to their time, our interpreters for their work, and you for your "
                "attention. The meeting is closed."
            ),
            "words": {
                "say": _("Say"),
                "limit": _("Time limit"),
                "over": _("When the time is over"),
                "next": _("Then"),
                "page": _("Page {page} of {pages}"),
            },
        }
        return _typeset("chair_script", data, title, spoken)


def time_cards(one: Listed, edition: Edition, language: str) -> bytes:
    """Cards that are held up from the first row: three minutes, one minute, time; in each language of the hall."""
    tongues = [tag for tag in one.row.languages if tag in edition.languages] or list(edition.languages)
    cards = []
    for tag in tongues:
        with translation.override(tag):
            for minutes in WARNINGS:
                words = ngettext("minute", "minutes", minutes)
                cards.append({"language": tag, "number": str(minutes), "words": words, "last": False})
            cards.append({"language": tag, "number": "", "words": pgettext("time card", "Time"), "last": True})
    title = _("Time cards")
    return _typeset("time_cards", {"cards": cards, "hall": pick(one.row.titles, language)}, title, language)


def _spoken(one: Listed) -> list[Line]:
    """As they will speak: by the time that they have, then by their turn."""
    lines = [line for line in one.lines if not line.row.cancelled]
    late = clock.now()
    return sorted(lines, key=lambda line: (line.row.starts_at is None, line.row.starts_at or late, line.number))


def _head(one: Listed, edition: Edition, language: str, title: str) -> dict[str, Any]:
    row = one.row
    when = ""
    if row.starts_at and row.ends_at:
        start, end = (clock.hour_text(edition.zone, moment) for moment in (row.starts_at, row.ends_at))
        when = f"{clock.day_text(language, clock.day_at(edition.zone, row.starts_at))}, {start}–{end}"
    hall = getattr(row, "subforum", None)
    theme = pick(hall.themes, language) if hall else ""
    chairs = [
        f"{Part(part).label}: {names.in_language(who.person, language)} ({who.delegation.city.name_in(language)})"
        for part in (Part.CHAIR, Part.MODERATOR, Part.RAPPORTEUR)
        for who in parts_of(row, part)
    ]
    made = clock.moment_text(language, edition.zone, clock.now())
    return {
        "edition": edition.name_in(language),
        "heading": title,
        "hall": pick(row.titles, language),
        "theme": theme if theme != pick(row.titles, language) else "",
        "when": when,
        "where": pick(row.room.names, language) if row.room else "",
        "presiding": chairs,
        "made": _("As of %(moment)s (%(zone)s)") % {"moment": made, "zone": edition.zone_label},
    }


def _row(place: int, line: Line, edition: Edition, language: str) -> dict[str, Any]:
    words, _kind = speech_words.paper_words(line.text)
    return {
        "number": str(place),  # as they will speak: paper counts down the page
        "start": clock.hour_text(edition.zone, line.row.starts_at) if line.row.starts_at else "",
        "end": clock.hour_text(edition.zone, line.row.ends_at) if line.row.ends_at else "",
        "people": [
            {
                "name": names.listed(who.person),
                "native": names.native(who.person) if names.native(who.person) != names.full(who.person) else "",
                "title": pick(who.titles, language),
                "city": who.delegation.city.name_in(language),
            }
            for who in line.people
        ],
        "topic": pick(line.speech.topics, language),
        "minutes": str(line.speech.minutes),
        "language": locales.language_name(line.speech.language, language) if line.speech.language else "–",
        "interpretation": "" if line.speech.interpretation == "simultaneous" else _interpretation(line),
        "text": words,
        "missing": line.text is None,
    }


def _interpretation(line: Line) -> str:
    words = str(line.speech.get_interpretation_display())
    return f"{words}: {line.speech.pointer}" if line.speech.pointer else words


def _addressed(who: Delegate, language: str) -> str:
    """As the chair says it: title and city, then the name as it is read by readers of the language."""
    title, city = pick(who.titles, language), who.delegation.city.name_in(language)
    facts = {"title": title, "city": city, "name": names.addressed(who.person, language)}
    if title:
        return _("%(name)s, %(title)s, %(city)s") % facts
    return _("%(name)s, %(city)s") % facts


def _welcome(one: Listed, edition: Edition, language: str) -> str:
    facts = {"hall": pick(one.row.titles, language), "edition": edition.name_in(language)}
    return (
        _(
            "Excellencies, mayors, ladies and gentlemen, I welcome you to “%(hall)s” of the %(edition)s. Each speaker "
            "has the time that is on the list. You will see a card three minutes and one minute before it is over; "
            "please end when you see the word “Time”."
        )
        % facts
    )


def _cue(place: int, line: Line, following: Line | None, edition: Edition, language: str) -> dict[str, Any]:
    who = line.delegate
    minutes = line.speech.minutes
    name = _addressed(who, language) if who else pick(line.row.titles, language)
    spoken = names.spoken(who.person) if who else ""
    topic = pick(line.speech.topics, language)
    tongue = locales.language_name(line.speech.language, language) if line.speech.language else ""
    invite = _("I have the honour to give the floor to %(name)s.") % {"name": name}
    gap = "" if language.startswith("zh") else " "  # between two sentences
    if topic:
        invite += gap + _("The title of the speech is “%(topic)s”.") % {"topic": topic}
    if tongue:
        invite += gap + _("The speech is given in this language: %(language)s.") % {"language": tongue}
    then = ""
    if following:
        coming = following.delegate
        then = _("I thank the speaker. The next on the list is %(name)s.") % {
            "name": _addressed(coming, language) if coming else pick(following.row.titles, language)
        }
    return {
        "number": str(place),
        "start": clock.hour_text(edition.zone, line.row.starts_at) if line.row.starts_at else "",
        "end": clock.hour_text(edition.zone, line.row.ends_at) if line.row.ends_at else "",
        "name": name,
        "spoken": _("Pronounced: %(name)s") % {"name": spoken} if who and spoken != names.full(who.person) else "",
        "invite": invite,
        "limit": ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes},
        "interpretation": "" if line.speech.interpretation == "simultaneous" else _interpretation(line),
        "over": _("I thank you, and I ask you kindly to come to your last sentence."),
        "next": then,
    }


def _typeset(template: str, data: dict[str, Any], title: str, language: str) -> bytes:
    pdf, _missing = typeset_with_warning(template, data, title=title, language=language)
    return pdf
