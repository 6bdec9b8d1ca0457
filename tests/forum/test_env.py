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


@pytest.mark.parametrize("raw", ["mysql://localhost/forum", "postgresql://localhost", "forum.sqlite3"])
def test_another_database_is_refused_without_showing_the_password(raw):
    with pytest.raises(ImproperlyConfigured, match="write postgresql://"):
        env.database(raw, FILE)


@pytest.mark.parametrize(
    ("raw", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp://mail.example?tls=1", 587, True, False),
        ("smtps://mail.example", 465, False, True),
    ],
)
def test_a_mail_server_is_read_from_its_address(raw, port, tls, ssl):
    found = env.email(raw)

    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)


@pytest.mark.parametrize("raw", ["http://mail.example", "smtp://", "smtp://mail.example?starttls=1"])
def test_a_mail_server_that_cannot_be_understood_is_refused(raw):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL cannot be read"):
        env.email(raw)


@pytest.mark.parametrize("raw", ["forum.example", "ftp://forum.example", "https://forum.example/path"])
def test_a_site_address_must_be_an_address(raw):
    with pytest.raises(ImproperlyConfigured, match="FORUM_SITE_URL"):
        env.site(raw)
