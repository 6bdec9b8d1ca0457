"""Numbers of a spreadsheet as the person in front of it sees them."""

import re
from datetime import datetime, timedelta

BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
BUILT_IN_PERCENT = {9, 10}
EXACT = 10**15  # a spreadsheet keeps fifteen digits
SCIENTIFIC = re.compile(r"[+-]?\d(?:[.,]\d+)?E\+\d{1,3}", re.IGNORECASE)
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


def kind_of(number: int, code: str = "") -> str:
    """What a number format shows: "date", "percent", "plus", "zeros:5", or "" for a plain number."""
    if number in BUILT_IN_DATES:
        return "date"
    if number in BUILT_IN_PERCENT:
        return "percent"
    first = code.split(";", maxsplit=1)[0]
    bare = LITERAL.sub("", first)
    if re.fullmatch(r'(?:"\+"|\\\+|\+)[0# ]+', first):
        return "plus"
    if re.fullmatch(r"0{2,}", bare):
        return f"zeros:{len(bare)}"
    if "%" in bare:
        return "percent"
    return "date" if re.search(r"[dyhs]|mmm", bare.lower().replace("general", "")) else ""


def shown(raw: str, kind: str, since_1904: bool = False) -> str:
    """The text of a stored number under its format. Raises ValueError."""
    number = float(raw)
    if number != number or abs(number) == float("inf"):
        raise ValueError(raw)
    if kind == "date" and 0 <= number < 2_958_466:
        return _moment(number, since_1904)
    if kind == "percent":
        return f"{_plain(number * 100)}%"
    text = _plain(number)
    if kind == "plus" and text.isdigit():
        return f"+{text}"
    return text.zfill(int(kind[6:])) if kind.startswith("zeros:") and text.isdigit() else text


def has_lost_digits(raw: str) -> bool:
    return abs(float(raw)) >= EXACT


def _plain(number: float) -> str:
    if number.is_integer() and abs(number) < EXACT:
        return str(int(number))
    return format(number, ".15g")


def _moment(number: float, since_1904: bool) -> str:
    """Days since the spreadsheet's epoch; it believes that 1900 was a leap year."""
    if number < 1 and not since_1904:
        minutes = round(number * 1440)
        return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
    epoch = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if number < 60 else 30)
    moment = epoch + timedelta(seconds=round(number * 86_400))
    return moment.strftime("%Y-%m-%d" if not (moment.hour or moment.minute) else "%Y-%m-%d %H:%M")
