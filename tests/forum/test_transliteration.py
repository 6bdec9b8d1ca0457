"""Latin names in the spelling of passports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import mrz
from forum import transliteration as spelling


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Müller-Lüdenscheid", "MUELLER<LUEDENSCHEID"),
        ("O'Neill", "ONEILL"),
        ("Ångström", "AANGSTROEM"),
        ("Groß", "GROSS"),
        ("Ñandú", "NANDU"),
        ("Þórðarson", "THORDARSON"),
        ("Łukasz Żółć", "LUKASZ<ZOLC"),
        ("İstanbullu Işık", "ISTANBULLU<ISIK"),
        ("van der  Berg", "VAN<DER<BERG"),
        ("Nguyễn", "NGUYEN"),
        ("Δούκας", ""),
    ],
)
def test_each_letter_in_its_recommended_spelling(name, written):
    assert spelling.mrz_name(name) == written


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "MULLER"),
        ("Müller", "MUELLER"),
        ("Müller", "MUXXLLER"),
        ("Ñandú", "NXXANDU"),
        ("Åström", "ASTROM"),
        ("Saint-Denis", "SAINT DENIS"),
        ("Anne-Marie", "ANNEMARIE"),
        ("O’Brien", "O'BRIEN"),
        ("Strauß", "STRAUSS"),
        ("STRAUẞ", "Strauss"),
        ("Paŀlas", "PALLAS"),
    ],
)
def test_every_allowed_spelling_is_the_same_name(one, other):
    assert (spelling.same_name(one, other), spelling.same_name(other, one)) == (True, True)


@pytest.mark.parametrize(("one", "other"), [("Boyle", "Byrne"), ("Müller", "MILLER"), ("Ann", "Anna"), ("Ann", "")])
def test_another_name_is_another_name(one, other):
    assert not spelling.same_name(one, other)


@pytest.mark.parametrize("name", ["Гонг", "Ευα", "龚正", "أمارا", "3rd"])
def test_a_name_in_another_script_is_told(name):
    assert not spelling.is_latin(name)


@given(st.text(max_size=60))
def test_nothing_but_capitals_and_single_fillers_comes_out(name):
    written = spelling.mrz_name(name)

    assert set(written) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ<")
    assert "<<" not in written
    assert spelling.same_name(name, name) is True


latin = st.text(st.characters(max_codepoint=0x24F, categories=["Lu", "Ll", "Zs", "Pd"]), max_size=30)


@given(latin)
def test_a_name_and_its_line_are_written_by_one_table(name):
    try:
        line = mrz.transliterated(name)
    except mrz.NoTable:
        assert not spelling.is_latin(name)
        return

    assert spelling.mrz_name(name) == line
