"""The languages of the interface: which one a browser is spoken to in, and the catalogues of its words.

The catalogues are compiled from locale/*/LC_MESSAGES/django.po when those are newer.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.http import HttpRequest, HttpResponse

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def speak(language: str, request: HttpRequest, response: HttpResponse) -> None:
    """Let the pages speak this language to a browser in which nobody has chosen one."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        secure = settings.LANGUAGE_COOKIE_SECURE
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", secure=secure)


def compile() -> list[Path]:
    """Compile every stale catalogue; give the files written. Needs no gettext on the machine."""
    return [_compile(po) for po in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")) if _stale(po)]


def _stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def _compile(po: Path) -> Path:
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parent.parent.name, domain="django")
    mo = po.with_suffix(".mo")
    unfinished = mo.with_suffix(".tmp")
    with unfinished.open("wb") as target:
        write_mo(target, catalogue)
    unfinished.rename(mo)
    return mo


if __name__ == "__main__":
    compile()
