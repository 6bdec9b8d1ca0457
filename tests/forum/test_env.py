from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from forum import env

FILE = Path("/srv/forum.sqlite3")


@pytest.mark.parametrize(("raw", "expected"), [("yes", True), ("1", True), ("On", True), ("no", False), ("", False)])
def test_yes_and_no_are_understood(raw, expected):
    assert env.flag("X", False, {"X": raw}) is expected


def test_a_flag_that_is_neither_says_what_to_write():
    with pytest.raises(ImproperlyConfigured, match="X is “maybe”: write one of yes, no"):
        env.flag("X", False, {"X": "maybe"})


@pytest.mark.parametrize("raw", ["-1", "ten", "61", "1.5"])
def test_a_number_out_of_range_says_the_range(raw):
    with pytest.raises(ImproperlyConfigured, match="write a whole number from 1 to 60"):
        env.number("X", 5, least=1, most=60, source={"X": raw})


def test_without_an_address_the_database_is_sqlite_with_wal_and_immediate():
    options = env.database("", FILE)["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]


def test_a_postgresql_address_is_taken_apart():
    found = env.database("postgresql://olga:p%40ss@db.example:5433/forum", FILE)

    assert (found["NAME"], found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "forum",
        "olga",
        "p@ss",
        "db.example",
        "5433",
    )


@pytest.mark.parametrize(
    "raw",
    [
        "mysql://localhost/forum",
        "postgresql://localhost",
        "forum.sqlite3",
        "sqlite://",
        "sqlite:///",
        "sqlite://forum.sqlite3",
        "postgresql://olga:secret/word@db.example/forum",
        "postgresql://olga:secret#word@db.example/forum",
        "postgresql://olga:secret@[db.example/forum",
        "postgresql://olga:secret@db.example:0/forum",
        "postgresql://olga:secret@db.example:99999/forum",
        "postgresql://olga:secret@db.example:port/forum",
    ],
)
def test_another_database_is_refused_without_showing_the_password(raw):
    with pytest.raises(ImproperlyConfigured, match="write postgresql://") as refused:
        env.database(raw, FILE)

    assert ("secret" in str(refused.value), refused.value.__context__) == (False, None)


@pytest.mark.parametrize("raw", ["nan", "inf", "-inf", "1e300", "soon", ""])
def test_a_clock_cannot_be_shifted_by_what_is_no_time(raw):
    with pytest.raises(ImproperlyConfigured, match="write a number of seconds"):
        env.shift("X", {"X": raw})


def test_a_clock_is_shifted_to_the_past():
    assert env.shift("X", {"X": "-86400"}) == -86_400


@pytest.mark.parametrize(
    ("raw", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp://mail.example?tls=1", 587, True, False),
        ("smtp://mail.example?tls=True", 587, True, False),
        ("smtp://mail.example?tls=0", 25, False, False),
        ("smtp://mail.example:2525?tls=yes", 2525, True, False),
        ("smtps://mail.example", 465, False, True),
    ],
)
def test_a_mail_server_is_read_from_its_address(raw, port, tls, ssl):
    found = env.email(raw)

    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)


@pytest.mark.parametrize(
    "raw",
    [
        "http://mail.example",
        "smtp://",
        "smtp://mail.example/folder",
        "smtp://olga:secret#word@mail.example",
        "smtp://olga:secret/word@mail.example",
        "smtp://olga:secret@mail.example:99999",
    ],
)
def test_a_mail_server_that_cannot_be_understood_is_refused_without_showing_the_password(raw):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL cannot be read") as refused:
        env.email(raw)

    assert ("secret" in str(refused.value), refused.value.__context__) == (False, None)


@pytest.mark.parametrize("option", ["starttls=1", "starttls", "tls", "tls=", "tls=starttls", "tls=1&timeout=5"])
def test_an_option_of_the_mail_server_that_is_not_known_is_refused(option):
    with pytest.raises(ImproperlyConfigured, match="write [?]tls=1, [?]tls=0, or none"):
        env.email(f"smtp://mail.example?{option}")


@pytest.mark.parametrize("raw", ["office@city.example", "Protocol Office <office@city.example>", "root@localhost"])
def test_letters_come_from_one_address(raw):
    assert env.sender(raw) == raw


@pytest.mark.parametrize(
    "raw", ["", "nonsense", "Protocol Office", "a@b.example, c@d.example", "a@b.example\nBcc: c@d"]
)
def test_letters_cannot_come_from_what_is_no_address(raw):
    with pytest.raises(ImproperlyConfigured, match="FORUM_FROM_EMAIL is"):
        env.sender(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "forum.example",
        "ftp://forum.example",
        "https://forum.example/path",
        "https://forum.example#",
        "https://forum.example/#start",
        "https://forum.example?",
        "https://olga@forum.example",
        "https://forum.example:port",
        "https://forum.example:",
        "https://forum.example:0",
        "https://forum.example:99999",
        "https://forum example",
    ],
)
def test_a_site_address_must_be_an_address(raw):
    with pytest.raises(ImproperlyConfigured, match="FORUM_SITE_URL"):
        env.site(raw)


def test_a_site_address_is_kept_as_browsers_write_it():
    assert env.site("https://Forum.City.example:8443/") == "https://forum.city.example:8443"


@pytest.mark.parametrize(
    ("listed", "site", "expected"),
    [
        ("", "https://forum.city.example:8443", ["forum.city.example"]),
        ("", "http://forum.city.example", ["forum.city.example", "localhost", "127.0.0.1", "[::1]"]),
        ("", "http://[::1]:8000", ["[::1]", "localhost", "127.0.0.1"]),
        ("one.example, two.example", "https://forum.city.example", ["one.example", "two.example"]),
    ],
)
def test_the_house_answers_to_its_own_name_unless_others_are_listed(listed, site, expected):
    assert env.hosts("X", site, {"X": listed}) == expected


def test_signing_keys_are_a_list_with_the_newest_first():
    one, two = ("QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=", "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=")

    assert env.signing_keys("X", {"X": f"{two}, {one}"}) == [two, one]
    assert env.signing_keys("X", {}) == []


@pytest.mark.parametrize("raw", ["short", "QUFB", "not base64 at all!", "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"])
def test_a_key_that_is_none_is_refused_without_being_shown(raw):
    with pytest.raises(ImproperlyConfigured, match="X is not a list of keys") as refusal:
        env.signing_keys("X", {"X": raw})

    assert raw not in str(refusal.value)
