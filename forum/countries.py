"""Countries by name in any language, and in the form that an official English list is ordered by.

The name form is a rule of its own: Korea stands under K as "Korea, Republic of", under S as "South Korea".
"""

from functools import lru_cache

from babel import Locale, UnknownLocaleError

from forum.locales import babel_tag

COMMON, ISO = "common", "iso"

# English short names of ISO 3166-1 in the form that lists are ordered by, where they are not the common name of
# CLDR but for punctuation. Source: ISO 3166-1:2020 with the newsletters up to 2024, as the Online Browsing Platform
# of ISO publishes them (https://www.iso.org/obp/ui/#search); what stands there in brackets follows a comma here.
# Every country whose place in an alphabetical list depends on the form is named.
ISO_NAMES = {
    "BL": "Saint Barthélemy",
    "BN": "Brunei Darussalam",
    "BO": "Bolivia, Plurinational State of",
    "BQ": "Bonaire, Sint Eustatius and Saba",
    "CD": "Congo, Democratic Republic of the",
    "CG": "Congo",
    "CV": "Cabo Verde",
    "FK": "Falkland Islands [Malvinas]",
    "FM": "Micronesia, Federated States of",
    "GB": "United Kingdom of Great Britain and Northern Ireland",
    "HK": "Hong Kong",
    "IR": "Iran, Islamic Republic of",
    "KN": "Saint Kitts and Nevis",
    "KP": "Korea, Democratic People's Republic of",
    "KR": "Korea, Republic of",
    "LA": "Lao People's Democratic Republic",
    "LC": "Saint Lucia",
    "MD": "Moldova, Republic of",
    "MF": "Saint Martin, French part",
    "MM": "Myanmar",
    "MO": "Macao",
    "NL": "Netherlands, Kingdom of the",
    "PM": "Saint Pierre and Miquelon",
    "PN": "Pitcairn",
    "PS": "Palestine, State of",
    "RU": "Russian Federation",
    "SH": "Saint Helena, Ascension and Tristan da Cunha",
    "SY": "Syrian Arab Republic",
    "TR": "Türkiye",
    "TW": "Taiwan, Province of China",
    "TZ": "Tanzania, United Republic of",
    "UM": "United States Minor Outlying Islands",
    "US": "United States of America",
    "VA": "Holy See",
    "VC": "Saint Vincent and the Grenadines",
    "VE": "Venezuela, Bolivarian Republic of",
    "VG": "Virgin Islands, British",
    "VI": "Virgin Islands, U.S.",
    "VN": "Viet Nam",
}


def name(code: str, language: str, form: str = COMMON) -> str:
    """A country by its two letters, in any language that CLDR knows, else in English; the letters if unknown.

    The form of ISO is there in English alone.
    """
    if form == ISO and has_iso_form(language) and code in ISO_NAMES:
        return ISO_NAMES[code]
    return str(_locale(language).territories.get(code, code))


def has_iso_form(language: str) -> bool:
    return language.split("-", maxsplit=1)[0].lower() == "en"


def has_names(language: str) -> bool:
    """Whether CLDR names the countries in this language."""
    return "FR" in _locale(language).territories and _locale(language).language == language.split("-", maxsplit=1)[0]


@lru_cache(maxsize=256)
def _locale(language: str) -> Locale:
    for tag in (language, language.split("-", maxsplit=1)[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(babel_tag(language))
