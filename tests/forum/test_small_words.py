"""Clock, texts, names, partial dates: small words that everything else is written with."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from forum import clock, names, partial, texts

BOYLE = SimpleNamespace(family_name="Boyle", given_name="Dan", family_first=False, native_name="")
GONG = SimpleNamespace(family_name="Gong", given_name="Zheng", family_first=True, native_name="龚正")


def test_late_landing_is_tomorrow_in_the_host_city():
    late = datetime(2027, 5, 9, 23, 30, tzinfo=UTC)

    assert clock.day_at("Asia/Shanghai", late) == date(2027, 5, 10)


def test_an_hour_is_shown_on_the_clocks_of_a_zone():
    assert clock.hour_text("Asia/Shanghai", datetime(2025, 5, 29, 6, 30, tzinfo=UTC)) == "14:30"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Thursday, 29 May 2025"),
        ("zh-hans", "2025年5月29日星期四"),
        ("fr", "jeudi 29 mai 2025"),
        ("ar", "الخميس، 29 مايو 2025"),
    ],
)
def test_a_day_in_words_of_each_language(language, expected):
    assert clock.day_text(language, date(2025, 5, 29)) == expected


def test_a_demo_clock_is_shifted_for_people_but_not_for_machines(settings):
    settings.CLOCK_SHIFT_SECONDS = -86_400

    assert round((clock.real() - clock.now()).total_seconds()) == 86_400


def test_a_text_falls_back_to_english_and_then_to_whatever_there_is():
    assert texts.pick({"en": "Mayor", "fr": "Maire"}, "fr") == "Maire"
    assert texts.pick({"en": "Mayor", "fr": "Maire"}, "ka") == "Mayor"
    assert texts.pick({"ka": "მერი"}, "fr") == "მერი"
    assert texts.pick({}, "fr") == ""


def test_the_order_of_a_name_is_the_persons_own():
    assert (names.full(BOYLE), names.full(GONG)) == ("Dan Boyle", "Gong Zheng")


def test_a_list_shows_the_family_name_in_capitals_first():
    assert (names.listed(BOYLE), names.listed(GONG)) == ("BOYLE Dan", "GONG Zheng")


def test_readers_of_chinese_get_the_characters():
    assert (names.in_language(GONG, "zh-hans"), names.in_language(GONG, "fr")) == ("龚正", "Gong Zheng")


@pytest.mark.parametrize("text", ["2005", "1999-10", "2025-01-23"])
def test_a_date_may_be_known_in_part(text):
    assert partial.check_partial_date(text) is None


@pytest.mark.parametrize("text", ["05", "2005-13", "2025-02-30", "2005/05", "May 2005"])
def test_what_is_no_date_is_refused_with_an_example(text):
    with pytest.raises(ValidationError, match="write 2005, 2005-05 or 2005-05-29"):
        partial.check_partial_date(text)


def test_a_tie_of_2005_is_twenty_years_old_in_2025():
    assert partial.years_between("2005", date(2025, 5, 29)) == 20
