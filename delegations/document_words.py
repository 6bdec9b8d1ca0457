"""Words for what is doubtful or wrong about a passport, its machine-readable lines, or a photo."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegations import document_checks as checks
from delegations.mrz import Fault
from delegations.pictures import NotAPortrait

DOUBTS: dict[str, Promise] = {
    checks.NAMES_SWAPPED: gettext_lazy(
        "Family name and given names look swapped: on the delegation's list they stand the other way round."
    ),
    checks.NAME_NOT_ON_LIST: gettext_lazy("The name in the passport is not the name on the delegation's list."),
    checks.NAME_NOT_IN_LINES: gettext_lazy("The name that was typed is not the name in the machine-readable lines."),
    checks.EXPIRES_SOON: gettext_lazy(
        "The passport expires within six months of the departure. Many states then refuse a visa or entry."
    ),
    checks.UNDER_AGE: gettext_lazy("The guest is under eighteen on the day of departure."),
    checks.STATE_NOT_KNOWN: gettext_lazy("We do not know the code of the issuing state or of the nationality."),
    checks.GOOD_FOR_LONG: gettext_lazy("The passport is good for more than ten years, which is unusual."),
    checks.NAME_CHANGED_SINCE: gettext_lazy(
        "The name on the delegation's list was corrected after the passport was entered. Please compare them again."
    ),
}

IMPOSSIBLE: dict[str, Promise] = {
    checks.ISSUED_AFTER_EXPIRY: gettext_lazy("The passport would expire before it was issued. Check both dates."),
    checks.ISSUED_LATER: gettext_lazy("This day has not come yet. Check the year of issue."),
    checks.BORN_LATER: gettext_lazy("This day has not come yet. Check the year of birth."),
    checks.BORN_AFTER_ISSUE: gettext_lazy("The passport would be older than its holder. Check both dates."),
    checks.EXPIRED: gettext_lazy("This passport has expired. Enter the new one as soon as it is there."),
}

FIELDS: dict[str, Promise] = {
    "number": gettext_lazy("passport number"),
    "birth": gettext_lazy("date of birth"),
    "expiry": gettext_lazy("date of expiry"),
    "personal": gettext_lazy("personal number"),
    "composite": gettext_lazy("whole line"),
}


def doubt(code: str) -> str:
    return str(DOUBTS.get(code, code))


def impossible(code: str) -> str:
    return str(IMPOSSIBLE.get(code, code))


def fault(one: Fault) -> str:
    """A fault in the lines as a sentence that says where."""
    where = {"line": one.line, "place": one.place, "found": one.found, "expected": one.expected}
    match one.code:
        case "length":
            words = _("Line %(line)d has %(found)s signs instead of %(expected)s. Copy it whole, with every <.")
        case "sign":
            words = _("Line %(line)d, place %(place)d: “%(found)s” does not occur there. Is it another sign?")
        case "kind":
            words = _("The first line does not begin with P: these are not the lines of a passport.")
        case "names":
            words = _("No name stands in the first line after the state.")
        case "sum":
            where["field"] = str(FIELDS.get(one.field, one.field))
            words = _(
                "Line %(line)d, place %(place)d: the check digit of the %(field)s is “%(found)s” and should be "
                "“%(expected)s”. One sign before it was misread."
            )
        case "date":
            where["field"] = str(FIELDS.get(one.field, one.field))
            words = _("Line %(line)d, place %(place)d: “%(found)s” is no %(field)s.")
        case "sex":
            words = _("Line %(line)d, place %(place)d: “%(found)s” should be F, M or <.")
        case _other:
            words = _("Line %(line)d, place %(place)d cannot be read.")
    return words % where


def perhaps(line: str) -> str:
    return _("Perhaps the second line was meant so: %(line)s. Compare it with the passport.") % {"line": line}


PICTURES: Mapping[str, Promise] = {
    "kind": gettext_lazy(
        "This is no JPEG, PNG or WebP picture. On an iPhone choose “Most compatible” under Camera, Formats."
    ),
    "broken": gettext_lazy("The file is damaged or cut off. Save the picture anew and send it once more."),
    "moving": gettext_lazy("The picture moves. Please send a still photo."),
    "bytes": gettext_lazy("The file is larger than %(most)s MB. Save the photo smaller."),
    "pixels": gettext_lazy(
        "The picture has %(width)s × %(height)s pixels; at most %(most)s million are taken. Save the photo smaller."
    ),
    "small": gettext_lazy(
        "The picture has %(width)s × %(height)s pixels; a badge needs at least %(least_width)s × %(least_height)s."
    ),
}


def picture(refusal: NotAPortrait) -> str:
    return str(PICTURES[refusal.code]) % refusal.facts
