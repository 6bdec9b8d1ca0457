"""Settings from the environment: read once, refused in words when they make no sense."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "yes", "true", "on"}
NO = {"0", "no", "false", "off", ""}


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
        return float(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is “{raw}”: write a number of seconds.") from None


def words(name: str, default: str, source: Mapping[str, str] = os.environ) -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in source.get(name, default).split(",") if word.strip()]


def database(raw: str, sqlite_file: Path) -> dict[str, object]:
    """Django's database dict from DATABASE_URL; an empty one means SQLite in `sqlite_file`."""
    if not raw:
        return _sqlite(sqlite_file)
    url = urlsplit(raw)
    if url.scheme == "sqlite":
        return _sqlite(Path(unquote(url.path)))
    if url.scheme not in {"postgres", "postgresql"} or not url.path.strip("/"):
        raise ImproperlyConfigured(
            f"DATABASE_URL is “{url.scheme}:…”: write postgresql://user:password@host:port/name or sqlite:////path/file."
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
    url = urlsplit(raw)
    query = dict(parse_qsl(url.query))
    if url.scheme not in {"smtp", "smtps"} or not url.hostname or set(query) - {"tls"}:
        raise ImproperlyConfigured(
            "EMAIL_URL cannot be read: write smtp://user:password@host:587?tls=1 or smtps://…:465."
        )
    secure = url.scheme == "smtps"
    return {
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or (465 if secure else 587 if query.get("tls") else 25),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": query.get("tls", "0") in YES and not secure,
    }


def site(raw: str) -> str:
    url = urlsplit(raw)
    if url.scheme not in {"http", "https"} or not url.hostname or url.path.strip("/") or url.query or url.fragment:
        raise ImproperlyConfigured(f"FORUM_SITE_URL is “{raw}”: write an address like https://forum.city.example.")
    return raw.rstrip("/")
