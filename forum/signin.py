"""Signing in by a code sent to one's mailbox. There are no passwords.

The answer to a typed address is always the same, whether it is known or not. The code lives ten minutes, works
once, only in the browser that asked, and only by a click; it is stored nowhere, not even in the outbox: it is
computed from the row of the challenge and the key of the house.
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

DIGITS = 8


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
    lately = SignInChallenge.objects.filter(email=address, made_at__gt=clock.real() - timedelta(hours=1)).count()
    challenge = SignInChallenge.objects.create(
        email=address,
        browser=_digest(secret),
        nonce=secrets.token_hex(32),
        language=language,
        expires_at=clock.real() + timedelta(minutes=settings.SIGN_IN_MINUTES),
    )
    user = User.objects.at(address)
    outbox.post_letter(
        "sign_in_code",
        key=f"sign-in:{challenge.pk}",
        to=address,
        name=user.name if user else "",
        language=language,
        edition=None,
        context={"challenge": challenge.pk},
        expires_at=challenge.expires_at,
        needless=user is None or lately >= settings.SIGN_IN_CODES_PER_HOUR,
    )
    return Asked(challenge.pk, secret)


def enter(asked: Asked, code: str) -> User | None:
    """The account, if the code is right, still good, unused, and typed in the browser that asked; it is then used."""
    with transaction.atomic():
        usable = SignInChallenge.objects.usable().filter(pk=asked.challenge, browser=_digest(asked.secret))
        # The try is counted before the code is looked at, so that guesses in parallel count each.
        if not usable.update(tries=F("tries") + 1):
            return None
        challenge = SignInChallenge.objects.get(pk=asked.challenge)
        typed = "".join(letter for letter in code if letter.isdecimal())
        if not hmac.compare_digest(_plain(typed), code_of(challenge)):
            return None
        if not SignInChallenge.objects.filter(pk=challenge.pk, used_at=None).update(used_at=clock.real()):
            return None
        return User.objects.at(challenge.email)


def code_of(challenge: SignInChallenge) -> str:
    """The eight digits of a challenge."""
    key = hashlib.sha256(f"sign-in:{settings.SECRET_KEY}".encode()).digest()
    digest = hmac.digest(key, f"{challenge.pk}:{challenge.nonce}".encode(), "sha256")
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"


def _plain(digits: str) -> str:
    """Digits of any script as 0 to 9: people type them on the keyboard they have."""
    return "".join(str(int(digit)) for digit in digits)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
