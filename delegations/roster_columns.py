"""The columns of the spreadsheet of delegates, declared once: how each is called, read, shown and explained.

Whoever adds a field of a delegate adds a line to COLUMNS.
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from delegations.models import Delegate
from forum import locales, spelling
from forum.fields import check_letters

SEEN_CONTROLS = {"Cc", "Cs", "Co"}  # controls, halves of pairs, private use: nobody types them
TAGS = tuple(tag for tag, _name in settings.LANGUAGES)


class Unfit(ValueError):
    """A cell does not hold what its column asks for; the sentence says how to mend it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `words` are the closed choices, if it has any: value → word in the reader's language."""

    key: str
    label: Any
    help: Any
    read: Callable[[str], Any]
    show: Callable[[Any], str] = str
    words: Callable[[], dict[Any, str]] | None = None
    width: int = 18
    # What other lists call it, besides our own label in any language.
    aliases: str = ""
    absent: Any = ""


def line(most: int) -> Callable[[str], str]:
    """A line of text, as somebody types it."""

    def read(cell: str) -> str:
        if len(cell) > most:
            raise Unfit(
                gettext("%(n)d characters are too many: write at most %(most)d.") % {"n": len(cell), "most": most}
            )
        if any(unicodedata.category(letter) in SEEN_CONTROLS for letter in cell):
            raise Unfit(gettext("There is a line break or a sign that cannot be seen in this cell: type it anew."))
        return cell

    return read


def name(most: int) -> Callable[[str], str]:
    """A name, by the rules of the form: the composed form of each letter, and nothing that nobody sees."""

    def read(cell: str) -> str:
        try:
            check_letters(cell)
        except ValidationError as wrong:
            raise Unfit(wrong.messages[0]) from None
        return line(most)(spelling.kept(cell))

    return read


def email(cell: str) -> str:
    if not cell:
        return ""
    try:
        validate_email(cell)
    except ValidationError:
        raise Unfit(gettext("“%(text)s” is not an e-mail address.") % {"text": short(cell)}) from None
    if not cell.split("@", maxsplit=1)[0].isascii():
        words = gettext("Mail cannot be sent to “%(address)s”: before the @ only Latin letters, digits and signs "
                        "arrive safely. Give another address of the office.")  # fmt: skip
        raise Unfit(words % {"address": short(cell)})
    return line(254)(cell)


def number(most: int) -> Callable[[str], int]:
    def read(cell: str) -> int:
        digits = cell.removesuffix(".0")
        if not digits.isdecimal() or len(digits) > 18 or not 1 <= int(digits) <= most:
            raise Unfit(
                gettext("“%(text)s” is not a whole number from 1 to %(most)d.") % {"text": short(cell), "most": most}
            )
        return int(digits)

    return read


def one_of(words: Callable[[], dict[Any, str]]) -> Callable[[str], Any]:
    """One of the closed choices: by its word in any language of the house, or by its short name."""

    def read(cell: str) -> Any:
        found = _spoken(words).get(folded(cell))
        if found is None:
            known = joined(words().values())
            raise Unfit(
                gettext("“%(text)s” is not known here. Write one of: %(words)s.")
                % {"text": short(cell), "words": known}
            )
        return found[0]

    return read


@cache
def _spoken(words: Callable[[], dict[Any, str]]) -> dict[str, tuple[Any]]:
    """Value by word, in all languages together; kept, since ten thousand rows ask."""
    found: dict[str, tuple[Any]] = {}
    for tag in TAGS:
        with override(tag):
            for value, word in words().items():
                found.setdefault(folded(word), (value,))
                found.setdefault(folded(str(value)), (value,))
    return found


def kept(words: Callable[[], dict[Any, str]]) -> Callable[[], dict[Any, str]]:
    """The words once for each language of a reader: a long list asks for them in every row."""
    found: dict[str | None, dict[Any, str]] = {}

    def once() -> dict[Any, str]:
        language = get_language()
        if language not in found:
            found[language] = words()
        return found[language]

    return once


@kept
def roles() -> dict[Any, str]:
    return {str(value): str(label) for value, label in Delegate.Role.choices}


@kept
def languages() -> dict[Any, str]:
    return {tag: locales.language_name(tag, get_language() or "en") for tag in TAGS}


@kept
def yes_or_no() -> dict[Any, str]:
    return {True: gettext("yes"), False: gettext("no")}


SHORT_FLAGS = {"1": True, "x": True, "0": False}


def _flag(cell: str) -> Any:
    short_one = SHORT_FLAGS.get(folded(cell))
    return one_of(yes_or_no)(cell) if short_one is None else short_one


def _show_role(value: Any) -> str:
    return roles().get(value, str(value))


def _show_language(value: Any) -> str:
    return languages().get(value) or locales.language_name(str(value), get_language() or "en")


def _show_flag(value: Any) -> str:
    return yes_or_no()[bool(value)]


ID, VERSION, CITY = "id", "version", "city"

COLUMNS: tuple[Column, ...] = (
    Column(ID, _("Number"), _("Do not change it: it says whose row this is. Leave it empty for somebody new."),
           number(10**18), width=9, absent=None, aliases="id|no|nr|nummer"),
    Column(VERSION, _("Version"),
           _("Do not change it: it shows whether somebody else has changed the entry since."),
           number(2**31 - 1), width=9, absent=None, aliases="rev"),
    Column(CITY, _("City"), _("The city whose delegation the person belongs to."), line(200), width=20,
           aliases="delegation|town|municipality|ville|délégation|stadt|城市|代表团|المدينة|الوفد"),
    Column("family_name", _("Family name"), _("As in the passport."), name(120), width=22,
           aliases="surname|last name|lastname|nom|nom de famille|nachname|姓|姓氏|اللقب|اسم العائلة"),
    Column("given_name", _("Given names"), _("As in the passport."), name(120), width=22,
           aliases="given name|first name|firstname|forename|first names|prénom|prénoms|prenom|vorname|名|名字|"
                   "الاسم الأول"),
    Column("family_first", _("The family name is said first"), _("Yes for Gong Zheng, no for Dan Boyle."),
           _flag, _show_flag, yes_or_no, width=12, absent=False, aliases="family first|family name first"),
    Column("native_name", _("Name in its own script"), _("For example 龚正."), name(120), width=20,
           aliases="native name|chinese name|name in original script|中文名|原文姓名|中文姓名"),
    Column("role", _("Role in the delegation"), _("One of the list."), one_of(roles), _show_role, roles, width=20,
           absent=Delegate.Role.MEMBER.value, aliases="role|function in the delegation|rôle|角色|الدور"),
    Column("title", _("Title or function"), _("For the list of participants."), name(120), width=28,
           aliases="title|job title|position held|function|office|titre|fonction|职务|头衔|المنصب"),
    Column("email", _("E-mail address"), _("May be the address of the office. The itinerary is sent there."),
           email, width=30,
           aliases="email|e-mail|mail|email address|courriel|adresse e-mail|邮箱|电子邮件|البريد الإلكتروني"),
    Column("language", _("Language of the letters"), _("One of the list."), one_of(languages), _show_language,
           languages, width=16, absent="", aliases="language|langue|语言|اللغة"),
    Column("position", _("Place in the delegation"), _("1 for whoever stands first."), number(32_767), width=10,
           absent=None, aliases="order|rank|place|ordre|顺序|الترتيب"),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
# What names a row rather than being written into it.
NAMING = frozenset({ID, VERSION, CITY})
ENTRY = tuple(column.key for column in COLUMNS if column.key not in NAMING)


def guess(heading: str) -> str:
    """The key of the column that a heading means, in whatever language; empty if there is none."""
    return _headings().get(folded(heading), "")


@cache
def _headings() -> dict[str, str]:
    found: dict[str, str] = {}
    for column in COLUMNS:
        for tag in TAGS:
            with override(tag):
                found.setdefault(folded(str(column.label)), column.key)
        for word in (column.key, *column.aliases.split("|")):
            if word:
                found.setdefault(folded(word), column.key)
    return found


def folded(words: str) -> str:
    """Words so that two that people take for the same are the same: no letter case, one blank for many, no signs."""
    plain = unicodedata.normalize("NFKC", words).casefold().replace("_", " ")
    kept = "".join(letter if letter.isalnum() or unicodedata.category(letter) == "Mn" else " " for letter in plain)
    return " ".join(kept.split())


def short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def joined(words: Iterable[str]) -> str:
    """Words one after the other, as the reader's language sets them apart."""
    return {"zh-hans": "、", "ar": "، "}.get(get_language() or "", ", ").join(dict.fromkeys(words))
