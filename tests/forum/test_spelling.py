"""Letters of names: kept as they are, raised in a list by the rules of their language."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from forum import names, spelling
from forum.fields import NameField
from forum.models import Person


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("Boyle", "", "BOYLE"),
        ("Işık", "tr", "IŞIK"),
        ("İnci", "tr", "İNCİ"),
        ("Kılıç", "", "KILIÇ"),
        ("Weiß", "de", "WEIẞ"),
        ("Weiss", "de", "WEISS"),
        ("Δούκας", "el", "ΔΟΥΚΑΣ"),
        ("Σίσυφος", "el", "ΣΙΣΥΦΟΣ"),
        ("van der Berg", "nl", "VAN DER BERG"),
        ("ijssel", "nl", "IJSSEL"),
        ("ბერიძე", "ka", "ბერიძე"),
        ("龚", "zh-hans", "龚"),
    ],
)
def test_the_family_name_is_raised_by_the_rules_of_its_language(name, language, expected):
    assert spelling.capitals(name, language) == expected


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (Person(family_name="Gong", given_name="Zheng", family_first=True), "GONG Zheng"),
        (Person(family_name="van der Berg", given_name="Jan"), "VAN DER BERG Jan"),
        (Person(given_name="Sukarno"), "SUKARNO"),
        (Person(family_name="Sukarno"), "SUKARNO"),
        (Person(family_name="İnci", given_name="Işıl", name_language="tr"), "İNCİ Işıl"),
        (Person(family_name="Berg", renderings={"listed": "van der BERG Jan"}), "van der BERG Jan"),
    ],
)
def test_the_list_of_participants_begins_with_the_family_name(person, expected):
    assert names.listed(person) == expected


def test_what_nobody_entered_is_computed_and_says_so():
    person = Person(family_name="Boyle", given_name="Dan", renderings={"badge": "Dan B."})

    found = names.all_of(person)

    assert {kind: (one.text, one.computed) for kind, one in found.items()} == {
        "passport_family": ("Boyle", True),
        "passport_given": ("Dan", True),
        "badge": ("Dan B.", False),
        "place_card": ("Dan B.", True),
        "listed": ("BOYLE Dan", True),
        "spoken": ("Dan Boyle", True),
        "native": ("Dan Boyle", True),
        "mrz": ("BOYLE<<DAN".ljust(39, "<"), True),
    }


def test_the_zone_follows_the_passport_where_that_was_entered():
    person = Person(family_name="Δούκας", given_name="Χάρης", renderings={"passport_family": "Doukas"})

    assert names.mrz_line(person).text.rstrip("<") == "DOUKAS"


def test_a_greek_name_alone_is_asked_for():
    found = names.mrz_line(Person(family_name="Δούκας", given_name="Χάρης"))

    assert (found.asked, found.trouble[:3]) == (True, "Δ Ο")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("zh-hans", "丹·博伊尔"), ("en", "Dan Boyle"), ("ar", "Dan Boyle"), ("fr", "Dan Boyle")],
)
def test_readers_get_the_form_that_was_entered_for_their_language(language, expected):
    person = Person(family_name="Boyle", given_name="Dan", names_in={"zh-hans": "丹·博伊尔"})

    assert names.in_language(person, language) == expected


def test_readers_of_arabic_get_the_name_in_arabic_letters():
    person = Person(family_name="Rmili", given_name="Nabila", native_name="نبيلة الرميلي")

    assert [names.in_language(person, tag) for tag in ("ar", "en")] == ["نبيلة الرميلي", "Nabila Rmili"]


def test_the_courtesy_title_stands_where_the_language_puts_it():
    person = Person(
        family_name="Gong",
        given_name="Zheng",
        family_first=True,
        native_name="龚正",
        courtesies={"en": "Mr", "zh-hans": "先生"},
    )

    found = [names.addressed(person, tag) for tag in ("en", "zh-hans", "fr")]

    assert found == ["Mr Gong Zheng", "龚正先生", "Gong Zheng"]


@pytest.mark.parametrize("bad", ["Dan\u202eelyoB", "Dan\u2066", "Da\u0000n", "Dan\u2028Boyle", "D\u00adan"])
def test_marks_that_nobody_sees_are_refused_in_words(bad):
    with pytest.raises(ValidationError):
        NameField().clean(bad)


@pytest.mark.parametrize("good", ["Jean  Luc", "می‌خواهم", "O’Neill", "ශ්‍රී", "de\u00a0la Cruz", "\u200fمحمد"])
def test_joiners_and_spaces_within_a_name_stay(good):
    assert NameField().clean(good) == good


def test_a_name_is_kept_composed():
    assert NameField().clean("Bo\u0308hm") == "Böhm"


@given(st.text(max_size=40), st.sampled_from(["", "tr", "el", "de", "nl", "lt"]))
def test_capitals_of_capitals_are_the_same(name, language):
    once = spelling.capitals(name, language)

    assert (spelling.capitals(once, language), unicodedata.is_normalized("NFC", once)) == (once, True)
