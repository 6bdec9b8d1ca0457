"""What a reader of the public programme asks for in the address: a language, a kind, a theme."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Self

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from forum.fields import as_key
from sessions.board import Published
from sessions.engine.values import Item, Programme
from sessions.item_words import Telling, kind_label, language_names
from sessions.listing import open_items_of

View = Callable[..., HttpResponseBase]


def in_asked_language(view: View) -> View:
    """Answer in the language of `?lang=`: a calendar or a screen sends no wish of its own."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = request.GET.get("lang", "").lower()
        if asked not in dict(settings.LANGUAGES):
            return view(request, *args, **kwargs)
        with translation.override(asked):
            return view(request, *args, **kwargs)

    return answered


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that may be chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The items that are left, and what may be chosen to narrow them."""

    items: list[Item]
    kinds: list[Choice]
    themes: list[Choice]
    languages: list[Choice]

    @property
    def asked(self) -> bool:
        return any(choice.chosen for choice in (*self.kinds, *self.themes, *self.languages))

    @classmethod
    def of(cls, wishes: Mapping[str, str], released: Published, language: str) -> Self:
        """A theme is a sub-forum with all that lies within it; what does not exist narrows nothing."""
        everything = open_items_of(released)
        telling = Telling(language, released.programme.zone, released.people)
        kinds = sorted({item.kind for item in everything}, key=kind_label)
        spoken = sorted({tag for item in everything for tag in item.languages})
        themes = [item for item in everything if item.kind == "sub_forum"]
        kind, tongue = wishes.get("kind", ""), wishes.get("language", "")
        theme = as_key(wishes.get("theme", ""))
        around = Programme(tuple(everything)).ancestors()
        left = [
            item
            for item in everything
            if (kind not in kinds or item.kind == kind)
            and (tongue not in spoken or tongue in item.languages)
            and (theme not in {one.id for one in themes} or theme in (item.id, *around.get(item.id, ())))
        ]
        return cls(
            items=left,
            kinds=[Choice(one, kind_label(one), one == kind) for one in kinds],
            themes=[Choice(str(one.id), telling.title(one), one.id == theme) for one in themes],
            languages=[Choice(tag, language_names([tag], language), tag == tongue) for tag in spoken],
        )
