"""Receipts that prove by themselves what was told to the house: signed with Ed25519, checked without it.

The key is FORUM_RECEIPT_KEY, or else made from the secret key. docs/decisions/0006 says how keys are changed.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

FORMAT = "mayors-forum-receipt/1"
LARGEST = 100_000  # bytes of a file that is looked at; a receipt has some thousand
PARTS = ("format", "statement", "signature", "public_key")


class Finding(StrEnum):
    """What is to be said about a file."""

    VALID = "valid"
    ALTERED = "altered"
    FOREIGN = "foreign"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file is, and what it states if it is whole; `fingerprint` is that of the key which signed it."""

    finding: Finding
    statement: dict[str, Any] | None = None
    fingerprint: str = ""


def issue(statement: bytes) -> bytes:
    """The file that proves this statement. The same statement gives the same file."""
    key = _keys()[0]
    parts = {
        "format": FORMAT,
        "statement": _written(statement),
        "signature": _written(key.sign(statement)),
        "public_key": _written(_der(key.public_key())),
    }
    return _laid_out(parts)


def check(file: bytes) -> Verdict:
    """Whether this is a receipt of this house and unaltered. Any byte that differs makes it altered."""
    file = file.strip().replace(b"\r\n", b"\n")  # what a mailbox or a clipboard does to the ends of lines
    parts = _parts(file)
    if parts is None:
        return Verdict(Finding.ALTERED if _looks_like_one(file) else Finding.UNREADABLE)
    if _laid_out(parts) != file + b"\n" or parts["format"] != FORMAT:
        return Verdict(Finding.ALTERED)
    try:
        statement, signature, public = (base64.b64decode(parts[name], validate=True) for name in PARTS[1:])
        _public_key(public).verify(signature, statement)
        said = json.loads(statement)
    except (ValueError, InvalidSignature):
        return Verdict(Finding.ALTERED)
    if [_written(statement), _written(signature), _written(public)] != [parts[name] for name in PARTS[1:]]:
        return Verdict(Finding.ALTERED)  # base64 can be written in two ways; only one of them is ours
    fingerprint = _fingerprint(public)
    known = {_fingerprint(_der(key.public_key())) for key in _keys()}
    return Verdict(Finding.VALID if fingerprint in known else Finding.FOREIGN, said, fingerprint)


def fingerprint() -> str:
    """That of the key which signs now: SHA-256 of its public half, as `openssl dgst` prints it."""
    return _fingerprint(_der(_keys()[0].public_key()))


def public_pem() -> str:
    """The public half of the key which signs now, as openssl reads it."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return _keys()[0].public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def _parts(file: bytes) -> dict[str, str] | None:
    """The four parts of a receipt; None when they cannot be told apart."""
    if len(file) > LARGEST:
        return None
    try:
        found = json.loads(file)
    except (ValueError, RecursionError):
        return None
    whole = isinstance(found, dict) and set(found) == set(PARTS)
    return found if whole and all(isinstance(value, str) for value in found.values()) else None


def _looks_like_one(file: bytes) -> bool:
    """Whether this was a receipt before a byte of it was bent."""
    return len(file) <= LARGEST and sum(f'"{name}"'.encode() in file for name in PARTS) >= len(PARTS) - 1


def _laid_out(parts: dict[str, str]) -> bytes:
    """One part a line, so that sed finds it and openssl can check it without us."""
    lines = ",\n".join(f'"{name}": {json.dumps(parts[name])}' for name in PARTS)
    return f"{{\n{lines}\n}}\n".encode()


def _written(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _der(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _public_key(der: bytes) -> Ed25519PublicKey:
    """Raises ValueError for any other kind of key."""
    try:
        found = serialization.load_der_public_key(der)
    except UnsupportedAlgorithm as other:
        raise ValueError("no key of ours is of this kind") from other
    if not isinstance(found, Ed25519PublicKey):
        raise ValueError("not an Ed25519 key")
    return found


def _fingerprint(der: bytes) -> str:
    return hashlib.sha256(der).hexdigest()


def _keys() -> list[Ed25519PrivateKey]:
    """The key that signs, then those that signed before it."""
    derived = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [*map(_from_seed, settings.RECEIPT_KEYS), *map(_derived, derived)]


@cache
def _from_seed(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed))


@cache
def _derived(secret: str) -> Ed25519PrivateKey:
    seed = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"mayors forum: receipts, 1").derive(
        secret.encode()
    )
    return Ed25519PrivateKey.from_private_bytes(seed)
