"""The two lines of a passport: read, written, and every slip found."""

import string
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from delegations import mrz
from delegations.mrz import Passport

NAMES = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
NUMBERS = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
SPECIMEN = Passport(
    kind="",
    issuer="UTO",
    family_name="ERIKSSON",
    given_names="ANNA MARIA",
    number="L898902C3",
    nationality="UTO",
    birth="1974-08-12",
    sex="F",
    expires_on=date(2012, 4, 15),
    personal="ZE184226B",
)
TODAY = date(2011, 3, 1)

names = st.lists(st.text(string.ascii_uppercase, min_size=1, max_size=9), min_size=1, max_size=2).map(" ".join)
states = st.text(string.ascii_uppercase, min_size=1, max_size=3)
passports = st.builds(
    Passport,
    kind=st.sampled_from(["", "D", "S", "O", "P"]),
    issuer=states,
    family_name=names,
    given_names=st.one_of(st.just(""), names),
    number=st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=9),
    nationality=states,
    birth=st.dates(date(1920, 1, 1), TODAY).map(date.isoformat),
    sex=st.sampled_from(["", "F", "M"]),
    expires_on=st.dates(date(1990, 1, 1), date(2059, 12, 31)),
    personal=st.text(string.ascii_uppercase + string.digits, max_size=14),
).filter(
    lambda one: len(one.family_name) + 2 + len(one.given_names) <= 39
)  # longer ones are cut, which has its own scenes


def read(typed, today=TODAY):
    return mrz.read(typed, today=today)


def test_the_specimen_of_icao_is_read():
    assert read(f"{NAMES}\n{NUMBERS}").passport == SPECIMEN


def test_the_specimen_of_icao_is_written():
    assert mrz.compose(SPECIMEN) == (NAMES, NUMBERS)


@pytest.mark.parametrize(("text", "digit"), [("L898902C3", "6"), ("740812", "2"), ("120415", "9"), ("520727", "3")])
def test_the_digits_of_the_specimen_are_ours(text, digit):
    assert mrz.check_digit(text) == digit


@given(passports)
def test_what_was_written_is_read_as_the_same(passport):
    names, numbers = mrz.compose(passport)

    reading = read(f"{names}\n{numbers}")

    # A name that fills the line to its end may have been cut off there: nobody can tell.
    assert reading.faults == ()
    assert reading.passport == replace(passport, cut=not names.endswith("<"))


@given(passports, st.data())
def test_any_single_wrong_digit_is_found(passport, data):
    first, second = mrz.compose(passport)
    digits = [place for place, sign in enumerate(second) if sign.isdigit() and place not in range(10, 13)]
    place = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([digit for digit in string.digits if digit != second[place]]))

    wrong = second[:place] + other + second[place + 1 :]

    assert read(f"{first}\n{wrong}").passport is None


@given(passports, st.data())
def test_two_neighbours_changed_about_are_found_unless_their_sum_hides_it(passport, data):
    first, second = mrz.compose(passport)
    place = data.draw(st.sampled_from([*range(8), *range(13, 18), *range(21, 26)]))
    wrong = second[:place] + second[place + 1] + second[place] + second[place + 2 :]
    value = {**{sign: n for n, sign in enumerate(mrz.ALPHABET)}, "<": 0}
    # The sum itself cannot tell values that differ by five or ten.
    assume((value[second[place]] - value[second[place + 1]]) % 5 != 0)

    assert read(f"{first}\n{wrong}").passport is None


@given(st.text(max_size=200))
@example("\x00" * 44)
@example("P<UTO")
@example("ß" * 44)
def test_whatever_is_pasted_gives_a_passport_or_faults(typed):
    reading = read(typed)

    assert (reading.passport is None) == bool(reading.faults)


@given(st.text(mrz.ALPHABET + "<", min_size=44, max_size=44), st.text(mrz.ALPHABET + "<", min_size=44, max_size=44))
def test_two_lines_of_the_right_length_give_a_passport_or_faults(first, second):
    reading = read(f"P<{first[2:]}\n{second}")

    assert (reading.passport is None) == bool(reading.faults)


@pytest.mark.parametrize(
    "typed",
    [
        f"{NAMES}{NUMBERS}",
        f"  {NAMES.lower()}  \r\n\r\n {NUMBERS.lower()}  ",
        f"{' '.join(NAMES)}\n{' '.join(NUMBERS)}",
        f"{NAMES.rstrip('<')}\n{NUMBERS}",
        f"{NAMES.replace('<', '«')}\n{NUMBERS.replace('<', '‹')}",
        f"PASSPORT\nERIKSSON\nANNA MARIA\n{NAMES}\n{NUMBERS}\n",
        f"\ufeff{NAMES}\u200b\n{NUMBERS}",
    ],
    ids=["glued", "small letters", "spaces", "fillers lost", "quotation marks", "whole page", "invisible"],
)
def test_what_people_paste_is_read_with_patience(typed):
    assert read(typed).passport == SPECIMEN


def test_a_letter_that_was_taken_for_a_digit_is_suggested_and_never_changed():
    reading = read(f"{NAMES}\n{NUMBERS.replace('L898902C3', 'L8989O2C3')}")

    assert (reading.passport, reading.suggestion) == (None, NUMBERS)
    assert [(one.code, one.line, one.place, one.field) for one in reading.faults] == [("sum", 2, 10, "number")]


def test_letters_where_only_digits_stand_are_suggested_as_digits():
    assert read(f"{NAMES}\n{NUMBERS.replace('740812', '74O8I2')}").suggestion == NUMBERS


@pytest.mark.parametrize(
    ("first", "second", "faults"),
    [
        (NAMES[:-2] + "<", NUMBERS[:-1], [("length", 2, 0)]),
        (NAMES.replace("ERIKSSON", "ER1KSSON"), NUMBERS, [("sign", 1, 8)]),
        (NAMES.replace("P<", "I<"), NUMBERS, [("kind", 1, 1)]),
        ("P<UTO" + "<" * 39, NUMBERS, [("names", 1, 6)]),
        (NAMES, NUMBERS[:-1] + "1", [("sum", 2, 44)]),
        (NAMES, NUMBERS[:42] + "2" + NUMBERS[43:], [("sum", 2, 43)]),
    ],
)
def test_a_fault_says_where(first, second, faults):
    assert [(one.code, one.line, one.place) for one in read(f"{first}\n{second}").faults] == faults


def test_no_personal_number_needs_no_digit_or_a_nought():
    with_filler = mrz.compose(mrz.without_personal(SPECIMEN))
    nought = with_filler[1][:42] + "0" + with_filler[1][43:]

    assert with_filler[1][42] == "<"
    assert [read(f"{NAMES}\n{line}").passport for line in (with_filler[1], nought)] == [
        mrz.without_personal(SPECIMEN)
    ] * 2


def test_somebody_with_one_name_has_no_given_names():
    arkfreith = mrz.compose(Passport("", "UTO", "ARKFREITH", "", "X1", "UTO", "1974-08-12", "", date(2012, 4, 15)))

    assert arkfreith[0] == "P<UTOARKFREITH<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"
    assert read("\n".join(arkfreith)).passport.given_names == ""


def test_names_that_run_out_of_room_are_cut_and_say_so():
    family, given_names = "NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG"
    cut = mrz.compose(Passport("", "UTO", family, given_names, "X1", "UTO", "1974-08-12", "", date(2012, 4, 15)))
    long = mrz.compose(
        Passport(
            "",
            "UTO",
            "BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL",
            "DINGO",
            "X1",
            "UTO",
            "1974-08-12",
            "",
            date(2012, 4, 15),
        )
    )

    assert cut[0] == "P<UTONILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"
    assert long[0] == "P<UTOBENNELONG<WOOLOOMOOLOO<WARRANDYTE<WA<<D"
    assert [read("\n".join(lines)).passport.cut for lines in (cut, long)] == [True, True]


@pytest.mark.parametrize(
    ("six", "today", "birth"),
    [
        ("740812", date(2025, 1, 1), "1974-08-12"),
        ("250101", date(2025, 1, 1), "2025-01-01"),
        ("250102", date(2025, 1, 1), "1925-01-02"),
        ("74<<<<", date(2025, 1, 1), "1974"),
        ("7408<<", date(2025, 1, 1), "1974-08"),
        ("740230", date(2025, 1, 1), None),
        ("74<<12", date(2025, 1, 1), None),
        ("000229", date(2025, 1, 1), "2000-02-29"),
    ],
)
def test_a_day_of_birth_lies_in_the_past(six, today, birth):
    assert mrz._birth(six, today) == birth


@pytest.mark.parametrize(
    ("six", "day"),
    [
        ("310415", date(2031, 4, 15)),
        ("741231", date(2074, 12, 31)),
        ("750101", date(1975, 1, 1)),
        ("991231", date(1999, 12, 31)),
    ],
)
def test_a_day_of_expiry_lies_near(six, day):
    assert mrz._expiry(six, date(2025, 1, 1)) == day


@pytest.mark.parametrize(
    "change",
    [{"family_name": "Eriksson"}, {"number": "TOO-LONG-1"}, {"issuer": "UTOP"}, {"sex": "X"}, {"family_name": ""}],
)
def test_what_has_no_place_in_the_lines_is_refused(change):
    from dataclasses import replace

    with pytest.raises(mrz.CannotBeWritten):
        mrz.compose(replace(SPECIMEN, **change))
