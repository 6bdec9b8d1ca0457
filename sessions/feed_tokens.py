"""The address of a calendar feed: computed, not stored, so that whoever reads the database cannot read a calendar."""

import base64
import hashlib
import hmac

from django.conf import settings

from forum.fields import as_key
from sessions.models import CalendarFeed


def token_of(feed: CalendarFeed) -> str:
    """What stands in the address: the number of the row and 160 bits that follow from its nonce."""
    return f"{feed.pk}-{_secret(feed, settings.SECRET_KEY)}"


def row_named_by(token: str) -> int:
    """The key of the row that a token claims to be of; 0 if it claims none."""
    return as_key(token.partition("-")[0])


def opens(feed: CalendarFeed, token: str) -> bool:
    """Whether this token is the feed's, made with the key of today or of earlier days."""
    said = token.partition("-")[2].encode()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any([hmac.compare_digest(said, _secret(feed, key).encode()) for key in keys])  # every key, in equal time


def _secret(feed: CalendarFeed, key: str) -> str:
    house = hashlib.sha256(f"calendar-feed:{key}".encode()).digest()
    digest = hmac.digest(house, f"{feed.pk}:{feed.nonce}".encode(), "sha256")[:20]
    return base64.b32encode(digest).decode().lower()
