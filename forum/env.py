"""Settings from the environment: read once, refused in words when they make no sense."""

import base64
import binascii
import os
import re
from collections.abc import Mapping
from email.utils import getaddresses
from math import isfinite
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

YES = {"1", "yes", "true", "on"}
NO = {"0", "no", "false", "off", ""}
CENTURY = 100 * 365.25 * 24 * 3600


def text(name: str, default: str, source: Mapping[str, str] = os.environ) -> str:
    return source.get(name, default).strip()


def flag(name: str, default: bool, source: Mapping[str, str] = os.environ) -> bool:
    """A yes or a no. Raises ImproperlyConfigured naming the allowed words."""
    raw = source.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in YES | NO:
        return word in YES
    raise ImproperlyConfigured(f"{name} is “{raw}”: write one of yes, no, 1, 0, true, false, on, off.")


def number(name: str, default: int, *, least: int, most: int, source: Mapping[str, str] = os.environ) -> int:
    raw = source.get(name)
    if raw is None:
        return default
    if not raw.strip().isdecimal() or not least <= int(raw) <= most:
        raise ImproperlyConfigured(f"{name} is “{raw}”: write a whole number from {least} to {most}.")
    return int(raw)


def shift(name: str, source: Mapping[str, str] = os.environ) -> float:
    """Seconds by which a clock is shifted, to the past if negative; none if unset."""
    raw = source.get(name, "0")
    try:
        seconds = float(raw)
    except ValueError:
        seconds = float("nan")
    if not isfinite(seconds) or abs(seconds) > CENTURY:
        raise ImproperlyConfigured(f"{name} is “{raw}”: write a number of seconds, at most those of a century.")
    return seconds


def words(name: str, default: str, source: Mapping[str, str] = os.environ) -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in source.get(name, default).split(",") if word.strip()]


def signing_keys(name: str, source: Mapping[str, str] = os.environ) -> list[str]:
    """Ed25519 keys, 32 bytes each in base64, the newest first. Raises ImproperlyConfigured without showing one."""
    keys = words(name, "", source)
    if any(not _is_seed(key) for key in keys):
        raise ImproperlyConfigured(
            f"{name} is not a list of keys: write 32 random bytes in base64 (openssl rand -base64 32), with commas."
        )
    return keys


def _is_seed(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == 32
    except ValueError:
        return False


def database(raw: str, sqlite_file: Path) -> dict[str, object]:
    """Django's database dict from DATABASE_URL; an empty one means SQLite in `sqlite_file`."""
    if not raw:
        return _sqlite(sqlite_file)
    url = _address(raw)
    if url and url.scheme == "sqlite" and not url.netloc and url.path.strip("/"):
        return _sqlite(Path(unquote(url.path)))
    if not url or url.scheme not in {"postgres", "postgresql"} or not url.path.strip("/"):
        # The value itself is not shown: there may be a password in any part of what cannot be read.
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read: write postgresql://user:password@host:port/name or sqlite:////path/file; "
            "in a password, signs such as / # ? @ are written as %2F %23 %3F %40."
        )
    query = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.pop("host", "") or url.hostname or "",
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **query},
    }


def _sqlite(file: Path) -> dict[str, object]:
    # WAL lets readers read while one writes; IMMEDIATE takes the write lock at the start of a
    # transaction, so that two writers queue up instead of one being refused half-way.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def email(raw: str) -> dict[str, object]:
    """Django's SMTP settings from EMAIL_URL, `smtp://user:password@host:587?tls=1` or `smtps://…`."""
    url = _address(raw)
    query = dict(parse_qsl(url.query, keep_blank_values=True)) if url else {}
    tls = query.pop("tls", "no").strip().lower()
    if not url or url.scheme not in {"smtp", "smtps"} or not url.hostname or url.path.strip("/"):
        raise ImproperlyConfigured(
            "EMAIL_URL cannot be read: write smtp://user:password@host:587?tls=1 or smtps://…:465."
        )
    if query or not tls or tls not in YES | NO:
        raise ImproperlyConfigured("EMAIL_URL has an option that is not known: write ?tls=1, ?tls=0, or none at all.")
    secure = url.scheme == "smtps"
    return {
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or (465 if secure else 587 if tls in YES else 25),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": tls in YES and not secure,
    }


def sender(raw: str) -> str:
    """The address that letters come from, `office@city.example` or `Protocol Office <office@city.example>`."""
    found = getaddresses([raw])
    try:
        validate_email(found[0][1] if len(found) == 1 and raw.isprintable() else "")
    except ValidationError:
        raise ImproperlyConfigured(
            f"FORUM_FROM_EMAIL is “{raw}”: write one address, office@city.example or Office <office@city.example>."
        ) from None
    return raw


def site(raw: str) -> str:
    """The address of the house, scheme and host and perhaps a port, as browsers write it."""
    plain = raw.lower().removesuffix("/")
    if not re.fullmatch(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d+)?", plain) or not _address(plain):
        raise ImproperlyConfigured(f"FORUM_SITE_URL is “{raw}”: write an address like https://forum.city.example.")
    return plain


KEY_RING = (
    "Write name:key, and older ones after a comma; a key is 32 random bytes, made with "
    "python3 -c 'import base64, secrets; print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())'."
)


def key_ring(raw: str) -> dict[str, bytes]:
    """Keys by their names from FORUM_VAULT_KEYS, "2026:base64,2025:base64"; the first is the one in use."""
    ring: dict[str, bytes] = {}
    for place, item in enumerate((word.strip() for word in raw.split(",")), start=1):
        name, _colon, key = item.partition(":")
        # What cannot be read is not shown: it may be a key.
        if not re.fullmatch(r"[a-z0-9-]{1,40}", name) or name in ring or len(found := _bytes_of(key)) != 32:
            raise ImproperlyConfigured(f"Item {place} of FORUM_VAULT_KEYS cannot be read. {KEY_RING}")
        ring[name] = found
    return ring


def _bytes_of(key: str) -> bytes:
    try:
        return base64.b64decode(key.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def hosts(name: str, site: str, source: Mapping[str, str] = os.environ) -> list[str]:
    """The names that the house answers to: its own unless others are listed, and on plain http this machine's too."""
    own = site.split("://")[1]
    plain = [] if site.startswith("https://") else ["localhost", "127.0.0.1", "[::1]"]
    return words(name, "", source) or list(dict.fromkeys([re.sub(r":\d+$", "", own), *plain]))


def _address(raw: str) -> SplitResult | None:
    """The parts of an address; None when it has none, or a port that is no port, or a # that cuts it off."""
    try:
        url = urlsplit(raw)
        return None if url.port == 0 or "#" in raw else url
    except ValueError:  # its words would quote the password
        return None
