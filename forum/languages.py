"""The languages of the interface: which one a browser is spoken to in, and the catalogues of its words.

The catalogues are compiled from locale/*/LC_MESSAGES/django.po when those are newer.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

LOCALE = Path(__file__).resolve().parent.parent / "locale"


# What this session would be spoken to in, if nobody chooses: it goes when the session goes.
KEY = "language"


class Languages(LocaleMiddleware):
    """Speaks what was chosen in this browser; else what `speak` said; else what the browser asks for."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return
        language = request.session.get(KEY)
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()


def speak(language: str, request: HttpRequest) -> None:
    """Let the pages speak this language for this session. Whatever is chosen in the browser goes before it.

    It is no choice: on a shared computer the next account is not spoken to in the language of the one before.
    """
    if language in dict(settings.LANGUAGES):
        request.session[KEY] = language


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
