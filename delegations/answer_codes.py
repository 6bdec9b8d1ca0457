"""The short code on a letter of invitation: it opens the answer to that letter, and nothing else.

Sixteen letters of Crockford's alphabet (no I, L, O, U): four say which letter, twelve prove that the house wrote
them. Nothing is stored: raising the letter's `code_generation` makes older codes worthless.
"""

import hashlib
import hmac

from django.conf import settings

from delegations.models import Invitation
from forum.texts import in_fours

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER_LETTERS, PROOF_LETTERS = 4, 12
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "–": None, "\u00a0": None})


def code_of(invitation: Invitation) -> str:
    """The code in four groups of four, "0012-7K4P-9M2X-3QHT"."""
    number = _written(invitation.pk, NUMBER_LETTERS)
    return "-".join(groups(number + _proof(invitation)))


def groups(code: str) -> list[str]:
    return in_fours(code.replace("-", ""))


def find(typed: str) -> Invitation | None:
    """The letter whose code was typed, forgiving case, spaces and the letters people mix up; None if there is none."""
    plain = typed.upper().translate(MISREAD)
    if len(plain) != NUMBER_LETTERS + PROOF_LETTERS or set(plain) - set(ALPHABET):
        return None
    number = 0
    for letter in plain[:NUMBER_LETTERS]:
        number = number * 32 + ALPHABET.index(letter)
    letters = Invitation.objects.filter(pk=number).scoped().sent().with_addressee()
    invitation: Invitation | None = letters.first()
    if invitation is None or not hmac.compare_digest(_proof(invitation), plain[NUMBER_LETTERS:]):
        return None
    return invitation


def _proof(invitation: Invitation) -> str:
    key = hashlib.sha256(f"answer:{settings.SECRET_KEY}".encode()).digest()
    digest = hmac.digest(key, f"{invitation.pk}:{invitation.code_generation}".encode(), "sha256")
    return _written(int.from_bytes(digest) % 32**PROOF_LETTERS, PROOF_LETTERS)


def _written(number: int, letters: int) -> str:
    found = ""
    for _place in range(letters):
        number, rest = divmod(number, 32)
        found = ALPHABET[rest] + found
    return found
