"""An order of precedence in words: each place with the sentence that says what decided it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_skeleton
from django.utils.translation import get_language, get_language_bidi, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from delegations.models.precedence import OrderPolicy, RuleName
from delegations.precedence import DATED, Rule
from forum import clock, countries
from forum.locales import babel_tag, country_name, language_name
from forum.models import City, Edition, Office

Value = Mapping[str, Any]
RANKS: dict[str, Any] = dict(Office.RankClass.choices)

# What a rule goes by, to stand behind "by".
GOES_BY = {
    Rule.RANK: gettext_lazy("rank class"),
    Rule.OFFICE: gettext_lazy("date of taking office"),
    Rule.TIE: gettext_lazy("date of the tie"),
    Rule.NOTIFIED: gettext_lazy("time the composition was notified"),
    Rule.CITY: gettext_lazy("name of the city"),
    Rule.LOT: gettext_lazy("lot"),
    Rule.KEY: gettext_lazy("short name of the city, as no rule sets them apart"),
}
MISSING = {
    Rule.RANK: gettext_lazy("the rank class of the head is not known"),
    Rule.OFFICE: gettext_lazy("the date of taking office is not known"),
    Rule.TIE: gettext_lazy("the date of the tie is not known"),
    Rule.NOTIFIED: gettext_lazy("the composition has not been notified"),
}
IN_PART = {
    Rule.OFFICE: gettext_lazy("the date of taking office is known only in part"),
    Rule.TIE: gettext_lazy("the date of the tie is known only in part"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A place as people read it."""

    number: int
    delegation: int
    city: str
    country: str
    head: str
    rank: str
    sentence: str
    firm: bool
    gaps: tuple[str, ...]
    by_hand: bool


def lines(value: Value, edition: Edition) -> list[Line]:
    """Every place of an order, in the language of whoever reads."""
    places: Sequence[Value] = value["places"]
    cities = {one["delegation"]: city_of(one) for one in places}
    lands = {one["delegation"]: country_name(one["country"], get_language() or "en") for one in places}
    hands = {one["delegation"]: one["hand"] for one in places if one["hand"]}
    telling = _Telling(get_language() or "en", edition.zone, value["policy"], cities, lands, hands)
    return [_line(one, telling) for one in places]


def city_of(place: Value) -> str:
    return City(names=place["city"], native_name=place["native"]).name_in(get_language() or "en")


@dataclass(frozen=True, slots=True)
class _Telling:
    language: str
    zone: str
    policy: Value
    cities: Mapping[int, str]
    countries: Mapping[int, str]
    hands: Mapping[int, Value]


def _line(place: Value, telling: _Telling) -> Line:
    reason = place["reason"]
    chinese = telling.language.startswith("zh") and place["native_head"]
    return Line(
        number=place["number"],
        delegation=place["delegation"],
        city=telling.cities[place["delegation"]],
        country=country_name(place["country"], telling.language),
        head=(chinese and _han(place["native_head"])) or place["head"],
        rank=_rank_words(place),
        sentence=_sentence(place["delegation"], reason, telling) if reason else _("The only one."),
        firm=bool(not reason or reason["firm"]) and not place["gaps"],
        gaps=tuple(str(words) for gap in place["gaps"] if (words := gap_words(gap))),
        by_hand=bool(place["hand"]),
    )


def _han(name: str) -> str:
    return name if any("\u3400" <= letter < "\ua000" for letter in name) else ""


def gap_words(gap: Value) -> Any:
    return (IN_PART if gap["known"] == "part" else MISSING).get(Rule(gap["rule"]), "")


def _rank_words(place: Value) -> str:
    rank = str(RANKS.get(place["rank"], ""))
    if not place["stands_in"]:
        return rank
    principal = str(RANKS.get(place["principal_rank"], "–"))
    words = _("%(rank)s, standing in (%(principal)s)") if rank else _("standing in (%(principal)s)")
    return words % {"rank": rank, "principal": principal}


def _sentence(one: int, reason: Value, telling: _Telling) -> str:
    rule, other = Rule(reason["rule"]), telling.cities[reason["other"]]
    if rule == Rule.HAND:
        return _by_hand(one, reason, telling)
    mine, theirs = reason["mine"], reason["theirs"]
    if rule == Rule.RANK and mine["text"] == theirs["text"] and mine["known"] == theirs["known"] == "full":
        words = (
            _("Before %(city)s: the class of both is “%(rank)s”, and there a deputy stands in.")
            if reason["ahead"]
            else _("After %(city)s: the class of both is “%(rank)s”, and here a deputy stands in.")
        )
        return words % {"city": other, "rank": RANKS[mine["text"]]}
    words = (
        _("Before %(city)s by %(rule)s: %(mine)s, as against %(theirs)s there.")
        if reason["ahead"]
        else _("After %(city)s by %(rule)s: %(mine)s, as against %(theirs)s there.")
    )
    return words % {
        "city": other,
        "rule": rule_words(rule, telling.policy, telling.language),
        **_both(rule, (one, mine), (reason["other"], theirs), telling),
    }


def _by_hand(one: int, reason: Value, telling: _Telling) -> str:
    other = telling.cities[reason["other"]]
    if hand := telling.hands.get(one):
        words = (
            _("Before %(city)s by hand: %(reason)s (%(author)s, %(moment)s)")
            if reason["ahead"]
            else _("After %(city)s by hand: %(reason)s (%(author)s, %(moment)s)")
        )
        moment = clock.moment_text(telling.language, telling.zone, datetime.fromisoformat(hand["at"]))
        return words % {
            "city": other,
            "reason": _apart(hand["reason"]),
            "author": _apart(hand["by"] or "–"),
            "moment": moment,
        }
    if reason["ahead"]:
        return _("Before %(city)s, which was given its place by hand.") % {"city": other}
    return _("After %(city)s, which was given its place by hand.") % {"city": other}


def rule_words(rule: Rule, policy: Value, reader: str) -> str:
    """What a rule of this policy goes by, to stand behind "by"."""
    if rule != Rule.COUNTRY:
        return str(GOES_BY[rule])
    start = _start_words(policy, reader)
    words = (
        _("country in the alphabet (%(alphabet)s), beginning with %(start)s")
        if start
        else _("country in the alphabet (%(alphabet)s)")
    )
    return words % {"alphabet": alphabet_words(policy, reader), "start": start}


def _start_words(policy: Value, reader: str) -> str:
    """The country drawn to begin with; empty where none was."""
    if not policy["start"]:
        return ""
    own = country_name(policy["start"], reader)
    return _beside(own, countries.name(policy["start"], policy["language"], policy["name_form"]))


def alphabet_words(policy: Value, reader: str) -> str:
    """Which alphabet: "English, names of ISO 3166", "Chinese, by sound (pinyin)"."""
    found = [language_name(policy["language"], reader)]
    if policy["name_form"] == OrderPolicy.NameForm.ISO:
        found.append(pgettext("form of country names", "ISO 3166"))
    if policy["variant"]:
        found.append(str(OrderPolicy.Variant(policy["variant"]).label))
    return _(", ").join(found)


def chain_words(policy: Value) -> list[str]:
    """The rules of a policy in turn."""
    reader = get_language() or "en"
    rules = [Rule(rule) for rule in policy["chain"]]
    return [rule_words(rule, policy, reader) if rule == Rule.COUNTRY else str(RuleName(rule).label) for rule in rules]


def _both(rule: Rule, mine: tuple[int, Value], theirs: tuple[int, Value], telling: _Telling) -> dict[str, str]:
    found = [_named(rule, pk, _fact(rule, fact, telling), telling) for pk, fact in (mine, theirs)]
    if rule == Rule.NOTIFIED and found[0] == found[1]:  # within one minute: down to the second
        found = [_to_the_second(fact["text"], telling.zone) for _pk, fact in (mine, theirs)]
    return {"mine": found[0], "theirs": found[1]}


def _fact(rule: Rule, fact: Value, telling: _Telling) -> str:
    if fact["known"] == "not":
        return _("not known, which goes last")
    if rule == Rule.RANK:
        rank = str(RANKS[fact["text"]])
        return _("%(rank)s (standing in)") % {"rank": rank} if fact["stands_in"] else rank
    if rule in DATED:
        day = partial_words(fact["text"], telling.language)
        return _("%(date)s (known only in part)") % {"date": day} if fact["known"] == "part" else day
    if rule == Rule.NOTIFIED:
        return clock.moment_text(telling.language, telling.zone, datetime.fromisoformat(fact["text"]))
    return str(fact["text"])


def _apart(words: str) -> str:
    """Words of perhaps another direction, set apart so that they do not drag a right-to-left sentence along."""
    return f"\u2068{words}\u2069" if get_language_bidi() else words


def _named(rule: Rule, pk: int, words: str, telling: _Telling) -> str:
    """A name of the alphabet with the reader's own beside it, where the two differ."""
    own = {Rule.COUNTRY: telling.countries, Rule.CITY: telling.cities}.get(rule, {}).get(pk, words)
    return _beside(own, words)


def _beside(own: str, words: str) -> str:
    return words if own == words else _("%(name)s (%(sorted)s)") % {"name": own, "sorted": _apart(words)}


def _to_the_second(text: str, zone: str) -> str:
    return clock.local(zone, datetime.fromisoformat(text)).strftime("%Y-%m-%d %H:%M:%S.%f")


def partial_words(text: str, language: str) -> str:
    """A date known perhaps only in part, in words: "2005", "October 1999", "1 November 1995"."""
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    if len(text) == 4:
        return text
    if len(text) == 7:
        return str(format_skeleton("yMMMM", datetime(year, month, 1), locale=babel_tag(language)))
    return clock.day_text(language, datetime(year, month, day).date(), "long")


def policy_name(value: Value) -> str:
    """The name of a policy; one that nobody has saved is the handbook's."""
    return value["name"] or _("Handbook: rank, time of notification, country in the English alphabet")
