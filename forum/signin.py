"""Signing in by a code sent to one's mailbox. There are no passwords.

The answer to a typed address is always the same, whether it is known or not. The code lives ten minutes, works
once, only in a browser that asked for it, and only by a click; it is stored nowhere, not even in the outbox: it is
computed from the row of the challenge and the key of the house.

Anybody may type anybody's address, so a limit that refuses would let a stranger lock a mayor out, and one that
lets every code through would let him guess without end. Therefore the limit changes the kind of code. Up to
SIGN_IN_CODES_PER_HOUR an address gets codes of eight digits, each for one browser and five tries: in an hour five
guesses for each, and no more. Beyond, it gets codes of sixteen digits, which nobody can guess. Such a code is shared
by every browser that asks while half of its life is left, so that one letter goes out in five minutes and
whoever reads the mailbox always finds in it a code that works.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from forum import clock, outbox
from forum.models import SignInChallenge, User

DIGITS, LONG_DIGITS = 8, 16


class CodeBackend(BaseBackend):
    """Django's door to accounts. A blocked account is signed out at its next click."""

    def authenticate(self, request: HttpRequest | None, user: User | None = None, **credentials: object) -> User | None:
        return user

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser that asked must bring back, in a cookie that scripts cannot read."""

    challenge: int
    secret: str


@transaction.atomic
def ask(address: str, *, language: str) -> Asked:
    """Send a code to an address, if an account is there; to whoever asked it looks the same if not."""
    address = address.strip().lower()[:254]
    secret = secrets.token_urlsafe(32)
    crowded = _crowded(address)
    shared = _shared(address) if crowded else None
    challenge = SignInChallenge.objects.create(
        email=address,
        browser=_digest(secret),
        nonce=shared.nonce if shared else secrets.token_hex(32),
        long=crowded,
        language=language,
        expires_at=shared.expires_at if shared else clock.real() + timedelta(minutes=settings.SIGN_IN_MINUTES),
    )
    people = User.objects.people_at(address)
    outbox.post_letter(
        "sign_in_code",
        key=f"sign-in:{challenge.pk}",
        to=people[0].email if people else address,  # the address on file: what was typed may only look like it
        name=people[0].name if len(people) == 1 else "",
        language=language,
        edition=None,
        context={"challenge": challenge.pk},
        expires_at=challenge.expires_at,
        needless=not people or shared is not None,
    )
    return Asked(challenge.pk, secret)


def _crowded(address: str) -> bool:
    """Whether this address has had its eight-digit codes of the hour."""
    lately = SignInChallenge.objects.filter(email=address, long=False, made_at__gt=clock.real() - timedelta(hours=1))
    return lately.count() >= settings.SIGN_IN_CODES_PER_HOUR


def _shared(address: str) -> SignInChallenge | None:
    """A challenge with the long code mailed last, while half of its life is left and nobody has used it."""
    half = clock.real() + timedelta(minutes=settings.SIGN_IN_MINUTES) / 2
    last = SignInChallenge.objects.filter(email=address, long=True, expires_at__gt=half).order_by("pk").last()
    return last if last and _mailed(last).used_at is None else None


def _mailed(challenge: SignInChallenge) -> SignInChallenge:
    """The first challenge with this code: the one that was mailed."""
    return SignInChallenge.objects.filter(email=challenge.email, nonce=challenge.nonce).order_by("pk")[0]


def enter(asked: Asked, code: str) -> list[User]:
    """Everybody of the mailbox, if the code is right, still good, unused, and typed in a browser that asked.

    It is then used. Nobody, if not.
    """
    with transaction.atomic():
        tried = SignInChallenge.objects.usable().with_tries_left()
        # The try is counted before the code is looked at, so that guesses in parallel count each.
        if not tried.filter(pk=asked.challenge, browser=_digest(asked.secret)).update(tries=F("tries") + 1):
            return []
        challenge = SignInChallenge.objects.get(pk=asked.challenge)
        typed = "".join(letter for letter in code if letter.isdecimal())
        if not hmac.compare_digest(_plain(typed), code_of(challenge)):
            return []
        if not SignInChallenge.objects.usable().filter(pk=_mailed(challenge).pk).update(used_at=clock.real()):
            return []
        return User.objects.people_at(challenge.email)


def forget_old() -> int:
    """Delete the requests for codes that have been over for a day; say how many there were."""
    over = clock.real() - timedelta(days=1)
    gone, _rows = SignInChallenge.objects.filter(expires_at__lt=over, made_at__lt=over).delete()
    return gone


def code_of(challenge: SignInChallenge) -> str:
    """The digits of a challenge: eight, or sixteen once many codes were asked for."""
    key = hashlib.sha256(f"sign-in:{settings.SECRET_KEY}".encode()).digest()
    number = int.from_bytes(hmac.digest(key, challenge.nonce.encode(), "sha256"))
    digits = LONG_DIGITS if challenge.long else DIGITS
    return f"{number % 10**digits:0{digits}d}"


def _plain(digits: str) -> str:
    """Digits of any script as 0 to 9: people type them on the keyboard they have."""
    return "".join(str(int(digit)) for digit in digits)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
