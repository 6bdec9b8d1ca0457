"""States as passports name them: three letters of ISO 3166-1, and those that ICAO Doc 9303 adds for passports."""

from functools import cache

from babel.core import get_global
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum import locales

# Germany writes one letter; the others are no states, or no longer, or stand for a kind of nationality.
EXTRA = {
    "GBD": _("British Overseas Territories citizen"),
    "GBN": _("British National (Overseas)"),
    "GBO": _("British Overseas citizen"),
    "GBP": _("British protected person"),
    "GBS": _("British subject"),
    "EUE": _("European Union (laissez-passer)"),
    "UNO": _("United Nations (laissez-passer)"),
    "UNA": _("United Nations specialised agency (laissez-passer)"),
    "UNK": _("Resident of Kosovo, issued by the United Nations"),
    "XOM": _("Sovereign Military Order of Malta"),
    "XPO": _("Interpol"),
    "XXA": _("Stateless person"),
    "XXB": _("Refugee (1951 Convention)"),
    "XXC": _("Refugee, other"),
    "XXX": _("Nationality not stated"),
    "UTO": pgettext_lazy("the state of specimen passports", "Utopia (specimen)"),
}
OF_TWO_LETTERS = {"D": "DE", "RKS": "XK"}
# In the common locale data, but on no passport: states that are gone, islands without one, codes of nobody.
ON_NO_PASSPORT = frozenset(
    ("ANT", "ASC", "BUR", "CPT", "DDR", "DEU", "DGA", "FXX", "NTZ", "QUU", "SCG", "SUN", "TAA", "TMP", "XAA", "XBB")
) | {"XKK", "YMD", "YUG", "ZAR", "ZZZ"}


@cache
def _known() -> dict[str, str]:
    """Three letters → two, for every state that the common locale data knows."""
    aliases = get_global("territory_aliases")
    named = locales.country_codes()
    found = {three: two[0] for three, two in aliases.items() if len(three) == 3 and three.isalpha()}
    return {three: two for three, two in found.items() if two in named and three not in ON_NO_PASSPORT} | OF_TWO_LETTERS


def is_known(code: str) -> bool:
    return code in EXTRA or code in _known()


def code_of(typed: str) -> str:
    """As a passport has it: "de", "DEU" and "D" are one state; what is not known stays as it was typed."""
    plain = typed.strip().upper()
    if plain in {"DEU", "DE"}:
        return "D"
    if len(plain) == 2:
        return next((three for three, two in sorted(_known().items()) if two == plain), plain)
    return plain


def name_of(code: str, reader: str) -> str:
    """The state in the reader's language; the code itself where it is not known."""
    if code in EXTRA:
        return str(EXTRA[code])
    return locales.country_name(_known().get(code, code), reader)


def choices(reader: str) -> list[tuple[str, str]]:
    """Every code with its name, as the reader's language orders them."""
    return sorted(((code, name_of(code, reader)) for code in {**_known(), **EXTRA}), key=lambda pair: pair[1])


def countries() -> list[str]:
    """Every state's two letters."""
    return list(_known().values())
