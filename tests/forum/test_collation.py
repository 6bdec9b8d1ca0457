"""Names sort as readers of each language expect, in any script."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import collation, countries

# The order of 22 countries by four alphabets, worked out beside this software from CLDR names and ICU rules.
ORDERS = {
    ("en", "common", ""): "BE BR FI FR GE DE GR IE IT JP LA MY MX MA NA NL NZ PT KR GB US VN",
    ("en", "iso", ""): "BE BR FI FR GE DE GR IE IT JP KR LA MY MX MA NA NL NZ PT GB US VN",
    ("fr", "common", ""): "DE BE BR KR US FI FR GE GR IE IT JP LA MY MA MX NA NZ NL PT GB VN",
    ("zh-hans", "common", "pinyin"): "IE BR BE DE FR FI GE KR NL LA MY US MA MX NA PT JP GR NZ IT GB VN",
}
SCRIPTS = [
    *("Boyle", "Δούκας", "Кузнецов", "ხმალაძე", "Սարգսյան", "לוי", "الخطيب", "भारती", "রহমান", "தமிழ்"),
    *("తెలుగు", "ಕನ್ನಡ", "മലയാളം", "ગુજરાતી", "ਪੰਜਾਬੀ", "සිංහල", "ไทย", "ລາວ", "ខ្មែរ", "မြန်မာ"),
    *("አማርኛ", "龚正", "やまもと", "ヤマモト", "박지원", "བོད་", "ᠮᠣᠩᠭᠣᠯ", "ދިވެހި", "ᏣᎳᎩ", "ⵜⴰⵎⴰⵣⵉⵖⵜ"),
]


@pytest.mark.parametrize("alphabet", ORDERS, ids=str)
def test_countries_stand_where_readers_of_the_alphabet_look(alphabet):
    language, form, variant = alphabet
    names = {code: countries.name(code, language, form) for code in ORDERS[alphabet].split()}

    found = sorted(sorted(names), key=lambda code: collation.key(names[code], language, variant))

    assert " ".join(found) == ORDERS[alphabet]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", "Zagreb Ängelholm Örebro"),
        ("de", "Ängelholm Örebro Zagreb"),
        ("es", "Nantes Ñuñoa Oslo"),
        ("et", "Sofia Zagreb Tartu"),
        ("fr-ca", "cote côte coté côté"),
    ],
)
def test_each_language_has_its_own_order(language, words):
    assert sorted(sorted(words.split()), key=lambda word: collation.key(word, language)) == words.split()


def test_chinese_goes_by_sound_or_by_strokes():
    by_sound, by_strokes = (
        sorted(["王", "一", "安"], key=lambda name, way=way: collation.key(name, "zh-hans", way))
        for way in (collation.PINYIN, collation.STROKE)
    )

    assert (by_sound, by_strokes) == (["安", "王", "一"], ["一", "王", "安"])


def test_four_hundred_names_in_thirty_scripts_sort_in_any_language():
    names = [f"{name} {number}" for number in range(14) for name in SCRIPTS][:400]

    orders = {
        language: sorted(names, key=lambda name, tag=language: collation.key(name, tag))
        for language in collation.languages()
    }

    assert (len(SCRIPTS), len(names)) == (30, 400)
    assert {tuple(sorted(order)) for order in orders.values()} == {tuple(sorted(names))}


def test_threads_may_sort_at_once():
    names = SCRIPTS * 20

    def sort(_turn: int) -> list[str]:
        return sorted(names, key=lambda name: collation.key(name, "zh-hans", "stroke"))

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(sort, range(40)))

    assert found == [sort(0)] * 40


@given(st.text(), st.text(max_size=12))
def test_no_text_and_no_tag_is_refused(text, tag):
    assert isinstance(collation.key(text, tag, "stroke"), bytes)
    assert isinstance(countries.name("KR", tag), str)


def test_countries_have_names_in_languages_the_house_does_not_speak():
    assert [countries.name("DE", tag) for tag in ("pt-br", "ja", "ka", "ar", "tlh")] == [
        *("Alemanha", "ドイツ", "გერმანია", "ألمانيا", "Germany")
    ]


def test_form_of_iso_is_english_and_changes_the_letter():
    assert [countries.name("KR", tag, countries.ISO) for tag in ("en", "en-gb", "fr")] == [
        *("Korea, Republic of", "Korea, Republic of", "Corée du Sud")
    ]
    assert countries.name("IE", "en", countries.ISO) == "Ireland"
