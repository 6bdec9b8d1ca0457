"""The two machine-readable lines of a passport (ICAO Doc 9303, part 4: TD3), read and written.

Values in, values out. What people paste is read with patience for spaces, small letters and lines run together; a
letter that was taken for a digit is suggested, never changed in silence. Each digit of control is our own sum.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

LENGTH = 44
NAMES = 39
FILLER = "<"
WEIGHTS = (7, 3, 1)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Where each field of the second line stands, and where its digit of control.
FIELDS: dict[str, tuple[slice, int]] = {
    "number": (slice(0, 9), 9),
    "birth": (slice(13, 19), 19),
    "expiry": (slice(21, 27), 27),
    "personal": (slice(28, 42), 42),
}
COMPOSITE = 43
SUMMED_UP = (slice(0, 10), slice(13, 20), slice(21, 43))

# What eyes and cameras take for each other.
LETTER_OF = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}
DIGIT_OF = {letter: digit for digit, letter in LETTER_OF.items()} | {"Q": "0", "D": "0", "L": "1"}
# Other signs that pictures of "<" turn into.
FILLERS = str.maketrans("«‹〈＜≤", FILLER * 5)

# A passport is good for ten years at most; this many on either side leave no doubt about the century.
YEARS_AHEAD = 49


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be. `line` and `place` count from 1; place 0 is the whole line."""

    code: str
    line: int
    place: int = 0
    field: str = ""
    found: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Passport:
    """What the lines say. `birth` is "1974-08-12", or less where the passport says less; sex is F, M or empty."""

    kind: str
    issuer: str
    family_name: str
    given_names: str
    number: str
    nationality: str
    birth: str
    sex: str
    expires_on: date
    personal: str = ""
    # The names filled their line to the last place, so that something of them may be missing.
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Either a passport without faults, or faults; `suggestion` is the second line as it was perhaps meant."""

    lines: tuple[str, str] = ("", "")
    passport: Passport | None = None
    faults: tuple[Fault, ...] = ()
    suggestion: str = ""


class CannotBeWritten(Exception):
    """A value has no place in the lines."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(f"“{value}” cannot be written as {field} of a passport.")
        self.field, self.value = field, value


def check_digit(text: str) -> str:
    """The digit that controls `text`: each sign by its value, weighted 7, 3, 1, …; fillers count nothing."""
    values = (0 if sign == FILLER else ALPHABET.index(sign) for sign in text)
    return str(sum(value * WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)


# --- reading


def read(typed: str, *, today: date) -> Reading:
    """What was pasted, as a passport or as a list of faults. `today` decides about centuries."""
    first, second = _two_lines(typed)
    lines = (_filled_up(first), second)
    faults = [*_faults_of_first(lines[0]), *_faults_of_second(second)]
    if any(fault.code in {"length", "sign"} for fault in faults):
        return Reading(lines, None, tuple(faults))
    faults += _wrong_sums(second)
    if faults:
        return Reading(lines, None, tuple(faults), _suggested(second))
    return _as_passport(lines, today)


def _two_lines(typed: str) -> tuple[str, str]:
    plain = unicodedata.normalize("NFKC", typed[:2000]).translate(FILLERS).upper()
    rows = [
        re.sub(r"[^A-Z0-9<]", lambda sign: "" if _invisible(sign[0]) else sign[0], row) for row in plain.splitlines()
    ]
    rows = [row for row in rows if row]
    if len(rows) > 2:
        # The picture of the page was read with everything on it: the lines are those with fillers, or the last two.
        rows = [row for row in rows if FILLER in row or len(row) == LENGTH][-2:] or rows[-2:]
    if len(rows) == 1 and len(rows[0]) > LENGTH:
        rows = [rows[0][:-LENGTH], rows[0][-LENGTH:]]
    return (rows[0], rows[1]) if len(rows) == 2 else (rows[0] if rows else "", "")


def _invisible(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) in {"Cc", "Cf", "Zs"}


def _filled_up(first: str) -> str:
    # Fillers at the end of the names say nothing, and pasting loses them.
    return first.ljust(LENGTH, FILLER) if re.match("P[A-Z<][A-Z<]{3}.", first) else first


def _faults_of_first(line: str) -> list[Fault]:
    if len(line) != LENGTH:
        return [Fault("length", 1, found=str(len(line)), expected=str(LENGTH))]
    wrong = [Fault("sign", 1, place, found=sign) for place, sign in enumerate(line, 1) if not re.match("[A-Z<]", sign)]
    if wrong:
        return wrong
    if line[0] != "P":
        return [Fault("kind", 1, 1, "kind", line[0], "P")]
    return [] if line[5:].strip(FILLER) and line[5] != FILLER else [Fault("names", 1, 6, "names")]


def _faults_of_second(line: str) -> list[Fault]:
    if len(line) != LENGTH:
        return [Fault("length", 2, found=str(len(line)), expected=str(LENGTH))]
    return [
        Fault("sign", 2, place, found=sign) for place, sign in enumerate(line, 1) if not re.match("[A-Z0-9<]", sign)
    ]


def _wrong_sums(line: str) -> list[Fault]:
    wrong = []
    for field, (where, place) in FIELDS.items():
        expected = check_digit(line[where])
        if line[place] != expected and not (field == "personal" and _has_no_personal(line)):
            wrong.append(Fault("sum", 2, place + 1, field, line[place], expected))
    expected = check_digit(_summed_up(line))
    if not wrong and line[COMPOSITE] != expected:
        wrong.append(Fault("sum", 2, COMPOSITE + 1, "composite", line[COMPOSITE], expected))
    return wrong


def _has_no_personal(line: str) -> bool:
    """With no personal number, its digit of control may be a filler instead of 0."""
    return not line[28:42].strip(FILLER) and line[42] in "0<"


def _summed_up(line: str) -> str:
    return "".join(line[part] for part in SUMMED_UP)


def _suggested(line: str) -> str:
    """The line with digits where only digits may stand, or with one letter for a digit; empty unless all sums agree."""
    digits = _with_digits(line)
    if not _wrong_sums(digits):
        return digits
    tries = {digits[:at] + other + digits[at + 1 :] for at in range(9) if (other := _other(digits[at]))}
    fitting = {one for one in tries if not _wrong_sums(one)}
    return fitting.pop() if len(fitting) == 1 else ""


def _with_digits(line: str) -> str:
    digits = {9, *range(13, 20), *range(21, 28), 43}
    return "".join(DIGIT_OF.get(sign, sign) if at in digits else sign for at, sign in enumerate(line))


def _other(sign: str) -> str:
    return LETTER_OF.get(sign) or DIGIT_OF.get(sign, "")


def _as_passport(lines: tuple[str, str], today: date) -> Reading:
    first, second = lines
    family, _gap, given = first[5:].partition(FILLER * 2)
    birth, expiry = _birth(second[13:19], today), _expiry(second[21:27], today)
    sex = {FILLER: ""}.get(second[20], second[20])
    faults = []
    if birth is None:
        faults.append(Fault("date", 2, 14, "birth", second[13:19]))
    if expiry is None:
        faults.append(Fault("date", 2, 22, "expiry", second[21:27]))
    if sex not in ("", "F", "M"):
        faults.append(Fault("sex", 2, 21, "sex", sex))
    if not second[:9].strip(FILLER):
        faults.append(Fault("number", 2, 1, "number"))
    if birth is None or expiry is None or faults:
        return Reading(lines, None, tuple(faults))
    passport = Passport(
        kind=first[1].strip(FILLER),
        issuer=first[2:5].strip(FILLER),
        family_name=_words(family),
        given_names=_words(given),
        number=second[:9].rstrip(FILLER),
        nationality=second[10:13].strip(FILLER),
        birth=birth,
        sex=sex,
        expires_on=expiry,
        personal=second[28:42].rstrip(FILLER),
        cut=first[-1] != FILLER,
    )
    return Reading(lines, passport)


def _words(names: str) -> str:
    return " ".join(part for part in names.split(FILLER) if part)


def _birth(six: str, today: date) -> str | None:
    """A day of birth lies in the past: of two centuries the later one that does. Unknown parts are fillers."""
    found = re.fullmatch(r"(\d\d)(\d\d|<<)(\d\d|<<)", six)
    if not found or (found[2] == "<<" and found[3] != "<<"):
        return None
    for century in (today.year // 100 * 100, today.year // 100 * 100 - 100):
        year = century + int(found[1])
        parts = [f"{year:04d}", *(part for part in found.groups()[1:] if part != "<<")]
        text = "-".join(parts)
        if text <= today.isoformat()[: len(text)]:
            return text if _is_date(text) else None
    return None


def _is_date(text: str) -> bool:
    return _day(text + "-01-01"[: 3 * (3 - len(text.split("-")))]) is not None


def _expiry(six: str, today: date) -> date | None:
    """The year that is nearest: at most 49 years ahead, at most 50 back."""
    if not re.fullmatch(r"\d{6}", six):
        return None
    year = today.year // 100 * 100 + int(six[:2])
    year += 100 if year < today.year - (99 - YEARS_AHEAD) else -100 if year > today.year + YEARS_AHEAD else 0
    return _day(f"{year:04d}-{six[2:4]}-{six[4:]}")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# --- writing


def compose(passport: Passport) -> tuple[str, str]:
    """The two lines. Names are cut to 39 signs, the given names first. Raises CannotBeWritten."""
    kind = _fitted("kind", "P" + passport.kind, 2, "[A-Z]")
    first = kind + _fitted("issuer", passport.issuer, 3, "[A-Z]") + _names(passport)
    number = _fitted("number", passport.number, 9, "[A-Z0-9<]")
    birth = _six("birth", passport.birth)
    expiry = _six("expiry", passport.expires_on.isoformat())
    personal = _fitted("personal", passport.personal, 14, "[A-Z0-9<]")
    sex = _fitted("sex", passport.sex, 1, "[FM]")
    second = number + check_digit(number) + _fitted("nationality", passport.nationality, 3, "[A-Z]")
    second += birth + check_digit(birth) + sex + expiry + check_digit(expiry)
    second += personal + (check_digit(personal) if passport.personal else FILLER)
    return first, second + check_digit(_summed_up(second + FILLER))


def _fitted(field: str, value: str, length: int, signs: str) -> str:
    if not re.fullmatch(f"(?:{signs}){{0,{length}}}", value):
        raise CannotBeWritten(field, value)
    return value.ljust(length, FILLER)


def _names(passport: Passport) -> str:
    family, given = (name.replace(" ", FILLER) for name in (passport.family_name, passport.given_names))
    for field, name in (("family_name", family), ("given_names", given)):
        if not re.fullmatch("(?:[A-Z]+(?:<[A-Z]+)*)?", name):
            raise CannotBeWritten(field, name)
    if not family:
        raise CannotBeWritten("family_name", family)
    written = f"{family}{FILLER * 2}{given}" if given else family
    if len(written) > NAMES and given and len(family) > NAMES - 3:
        # One sign of the given names at least stays on the line, so that it shows that there are any.
        written = f"{family[: NAMES - 3]}{FILLER * 2}{given}"
    return written[:NAMES].ljust(NAMES, FILLER)


def _six(field: str, day: str) -> str:
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", day):
        raise CannotBeWritten(field, day)
    return day.replace("-", "")[2:].ljust(6, FILLER)


def without_personal(passport: Passport) -> Passport:
    """The same without the personal number, which nobody here has asked for."""
    return replace(passport, personal="")
