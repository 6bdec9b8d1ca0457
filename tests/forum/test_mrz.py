"""The name line of a passport, as the tables of ICAO Doc 9303 write it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import mrz


def line(*name, **options):
    return mrz.name_line(*name, **options).rstrip("<")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (("Boyle", "Dan"), "BOYLE<<DAN"),
        (("Müller-Großmann", "Jürgen"), "MUELLER<GROSSMANN<<JUERGEN"),
        (("Åkesson", "Øystein"), "AAKESSON<<OEYSTEIN"),
        (("Ó Briain", "Seán"), "O<BRIAIN<<SEAN"),
        (("D’Artagnan", "Jean-Luc"), "DARTAGNAN<<JEAN<LUC"),
        (("İnönü", "Işıl"), "INOENUE<<ISIL"),
        (("Nguyễn", "Thị Ơn"), "NGUYEN<<THI<ON"),
        (("van der Berg", "Jan"), "VAN<DER<BERG<<JAN"),
        (("Sukarno", ""), "SUKARNO"),
        (("", "Sukarno"), "SUKARNO"),
        (("Þorsteinsdóttir", "Æsa"), "THORSTEINSDOTTIR<<AESA"),
        (("Иванова", "Ольга"), "IVANOVA<<OLGA"),
        (("بن علي", "محمّد"), "BN<ELY<<MXHMMD"),
        (("فاطمة", ""), "FAXTTMXAH"),
        (("ĸarl", ""), "QARL"),
        (("Gal·la", "Núria"), "GALLA<<NURIA"),
        (("Smith,Jones", "Ann (Nan)"), "SMITH<JONES<<ANN<NAN"),
    ],
)
def test_a_name_is_written_in_the_letters_of_the_zone(name, expected):
    assert line(*name) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("ru", "GIRIA<<IULIIA"), ("uk", "HYRIA<<YULIIA"), ("bg", "GIRIA<<IULIIA")]
)
def test_cyrillic_follows_the_language_of_the_name(language, expected):
    given = "Юлія" if language == "uk" else "Юлия"

    assert line("Гиря", given, language=language) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # The two examples that Doc 9303 itself gives for names that are too long.
        (("Nilavadhanananda", "Chayapa Dejthamrong Krasuang"), "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"),
        (("Bennelong Wooloomooloo Warrandyte", "Dingo Potoroo Numbat"), "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<<DING"),
    ],
)
def test_a_long_name_is_cut_so_that_a_letter_is_last(name, expected):
    assert mrz.name_line(*name) == expected


def test_where_a_filler_would_be_last_the_next_part_keeps_its_initial():
    cut = mrz.name_line("Papandropoulous", "Jonathon Alexandrina Warnambool")

    assert (cut, len(cut)) == ("PAPANDROPOULOUS<<JONATHON<ALEXANDRINA<W", 39)


@pytest.mark.parametrize("name", ["Δούκας", "გიორგი", "龚正", "יוסף"])
def test_a_script_without_a_table_is_asked_for(name):
    with pytest.raises(mrz.NoTable, match="ask how the passport spells the name"):
        mrz.name_line(name)


latin = st.text(st.characters(max_codepoint=0x24F, categories=["Lu", "Ll", "Zs", "Pd"]), max_size=60)


@given(latin, latin)
def test_every_latin_name_becomes_39_characters_of_the_zone(family, given):
    try:
        found = mrz.name_line(family, given)
    except mrz.NoTable:
        return

    assert re.fullmatch("[A-Z<]{39}", found)


@given(latin)
def test_writing_the_zone_once_more_changes_nothing(name):
    try:
        once = mrz.transliterated(name)
    except mrz.NoTable:
        return

    assert mrz.transliterated(once.replace("<", " ")) == once
