"""The vault: what is sealed here is opened by permission, for a stated purpose, and every opening is written down.

Nothing else in the house may import a cipher. Each edition has a data key of its own, kept wrapped by the first key
of the ring; once it is destroyed, whatever it sealed is noise, in every backup too.

A sealed value is: version (1 byte), number of the data key's row (8), nonce (12), ciphertext with tag. It is bound to
model, row, and field, so that a value moved to another row or column is refused.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction

from forum import clock, ledger
from forum.models import DataKey, Edition, Purpose, User, VaultRead
from forum.roles import Permission
from forum.sealed import SealedModel

VERSION = 1
HEAD, NONCE = 9, 12


class NotInATransaction(Exception):
    """The vault was used outside a transaction: what was read and the record of it could part company."""

    def __init__(self) -> None:
        super().__init__("The vault is used within a transaction, so that what is read is written down.")


class MayNotOpen(Exception):
    """This account may not open what is sealed in this edition."""

    def __init__(self, actor: User, edition: Edition) -> None:
        super().__init__(f"{actor} may not open what is sealed in {edition.slug}.")
        self.actor, self.edition = actor, edition


class KeyDestroyed(Exception):
    """The data key of the edition was destroyed: what it sealed is gone for good, and nothing new is taken."""

    def __init__(self, edition_id: int) -> None:
        super().__init__(f"The data key of edition {edition_id} was destroyed.")
        self.edition_id = edition_id


class SealBroken(Exception):
    """The value is not what was sealed for this row and field: it was altered, or belongs to another."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The seal of {name} is broken.")


class RingKeyMissing(Exception):
    """FORUM_VAULT_KEYS no longer has the key that wrapped this data key."""

    def __init__(self, name: str) -> None:
        super().__init__(f"FORUM_VAULT_KEYS has no key “{name}”: add it again at the end of the list.")


# --- into the vault


def seal(row: SealedModel, values: dict[str, str | None]) -> None:
    """Seal values into columns of `row`, which the caller saves in this transaction. Raises KeyDestroyed."""
    _need_transaction()
    key = _current_key(row.edition_id)
    cipher = AESGCM(_unwrapped(key))
    for field, value in values.items():
        setattr(row, field, None if value is None else _sealed(cipher, key.pk, row.sealed_as(field), value))


def fingerprint(row: SealedModel, words: Sequence[str]) -> str:
    """Tells whether the same is said again, without opening anything; worthless once the key is another."""
    _need_transaction()
    key = hashlib.sha256(b"fingerprint:" + _unwrapped(_current_key(row.edition_id))).digest()
    said = "\0".join([row.sealed_as(""), *words]).encode()
    return hmac.new(key, said, hashlib.sha256).hexdigest()


# --- out of the vault: one door


def open_for(actor: User, purpose: Purpose, row: SealedModel, fields: Iterable[str] = ()) -> dict[str, str]:
    """The sealed columns of `row` in clear (all, or those named); one line in the log. As `open_all_for`."""
    return open_all_for(actor, purpose, [row], fields)[row.pk]


def open_all_for(
    actor: User, purpose: Purpose, rows: Sequence[SealedModel], fields: Iterable[str] = ()
) -> dict[Any, dict[str, str]]:
    """The sealed columns of rows of one model, by their keys; one line in the log for each row.

    A row that was deleted meanwhile is left out. Raises NotInATransaction, MayNotOpen, KeyDestroyed, SealBroken.
    """
    _need_transaction()
    purpose = Purpose(purpose)
    if not rows:
        return {}
    for edition in Edition.objects.filter(pk__in={row.edition_id for row in rows}):
        if not actor.may(Permission.OPEN_PASSPORTS, edition):
            raise MayNotOpen(actor, edition)
    model = type(rows[0])
    names = list(fields) or model.sealed_fields()
    # Locked and read anew: while they are open nobody seals them anew and throws away the key that is needed here.
    present = model._base_manager.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in rows])
    keys: dict[int, AESGCM] = {}
    opened = {row.pk: _opened(row, names, keys) for row in present.order_by("pk")}
    VaultRead.objects.bulk_create(_line(actor, purpose, row, names) for row in rows if row.pk in opened)
    return opened


def _line(actor: User, purpose: Purpose, row: SealedModel, names: list[str]) -> VaultRead:
    return VaultRead(
        edition_id=row.edition_id,
        actor=actor,
        actor_name=str(actor),
        purpose=purpose,
        row=ledger.subject_of(row),
        about=str(row)[:240],
        fields=names,
    )


def _opened(row: SealedModel, names: list[str], keys: dict[int, AESGCM]) -> dict[str, str]:
    values = {name: getattr(row, name) for name in names}
    return {
        name: "" if value is None else _plain(value, row.sealed_as(name), row.edition_id, keys)
        for name, value in values.items()
    }


# --- the end of an edition


def is_destroyed(edition: Edition) -> bool:
    """Whether what the edition kept in the vault is gone for good."""
    return DataKey.objects.filter(edition=edition).current().exclude(destroyed_at=None).exists()


@transaction.atomic
def destroy(edition: Edition, *, by: User | None) -> int:
    """Destroy the edition's data keys; say how many. What they sealed is never read again. Again changes nothing."""
    if not DataKey.objects.filter(edition=edition).exists():
        _current_key(edition.pk)  # so that from now on nothing is taken either
    keys = DataKey.objects.select_for_update(of=("self",)).filter(edition=edition).usable()
    gone = [key.pk for key in keys]
    if gone:
        DataKey.objects.filter(pk__in=gone).update(wrapped=None, destroyed_at=clock.now())
        ledger.record("vault.destroyed", subject=edition, by=by, edition=edition, after={"keys": len(gone)})
    return len(gone)


# --- keys change: the ring's key wraps anew at once, a data key is replaced while the house goes on working


@transaction.atomic
def rewrap() -> int:
    """Wrap every data key with the first key of the ring; say how many were wrapped by another."""
    name = _ring_name()
    keys = DataKey.objects.select_for_update(of=("self",)).usable().exclude(ring_key=name)
    found = list(keys.order_by("pk"))
    for key in found:
        plain = _unwrapped(key)
        key.ring_key = name
        key.wrapped = _wrapped(plain, key)  # bound to the name of its key, so after it
        key.save(update_fields=["ring_key", "wrapped"])
    return len(found)


@transaction.atomic
def renew(edition: Edition) -> DataKey:
    """Give the edition a new data key. What older ones sealed is still read, and sealed anew by `reseal`."""
    old = _current_key(edition.pk)
    DataKey.objects.filter(pk=old.pk).update(retired_at=clock.now())
    return _new_key(edition.pk, old.number + 1)


def reseal(edition: Edition, at_a_time: int = 100) -> int:
    """Seal anew, in small transactions, whatever a retired key sealed, then destroy that key; say how many rows.

    It may be stopped at any moment and begun again; people read and write meanwhile.
    """
    done = 0
    for model in sealed_models():
        rows = model._base_manager.filter(edition=edition).order_by("pk")
        for keys in _batches(list(rows.values_list("pk", flat=True)), at_a_time):
            done += _reseal_some(model, keys, edition)
    _forget_retired(edition)
    return done


@transaction.atomic
def _reseal_some(model: type[SealedModel], keys: list[Any], edition: Edition) -> int:
    # Rows before the key, in the order of whoever writes: the other way round two would wait for each other.
    rows = list(model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    current = DataKey.objects.filter(edition=edition).current().get()
    old: dict[int, AESGCM] = {}
    done = 0
    for row in rows:
        stale = [name for name in model.sealed_fields() if _key_of(getattr(row, name)) not in (None, current.pk)]
        if stale:
            seal(row, dict(_opened(row, stale, old)))
            row.save(update_fields=stale)
            done += 1
    return done


@transaction.atomic
def _forget_retired(edition: Edition) -> None:
    """Destroy retired keys that seal nothing any more. A writer holds the current key's row, so none is under way."""
    current = _current_key(edition.pk)
    retired = DataKey.objects.select_for_update(of=("self",)).filter(edition=edition).usable().exclude(pk=current.pk)
    used = {
        _key_of(value)
        for model in sealed_models()
        for values in model._base_manager.filter(edition=edition).values_list(*model.sealed_fields())
        for value in values
    }
    gone = [key.pk for key in retired if key.pk not in used]
    DataKey.objects.filter(pk__in=gone).update(wrapped=None, destroyed_at=clock.now())


def sealed_models() -> list[type[SealedModel]]:
    """Every model of the house with sealed columns."""
    return [model for model in apps.get_models() if issubclass(model, SealedModel)]


def _batches(keys: list[Any], size: int) -> Iterable[list[Any]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))


# --- keys


def _need_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise NotInATransaction


def _current_key(edition_id: int) -> DataKey:
    """The key that seals now, locked until the transaction ends, so that it is not retired under one's hands."""
    for _turn in range(3):
        keys = DataKey.objects.select_for_update(of=("self",)).filter(edition_id=edition_id)
        found = keys.current().first()
        if found:
            return found
        try:
            with transaction.atomic():
                return _new_key(edition_id, 1)
        except IntegrityError:
            continue  # somebody was faster: with the first key, or with a newer one
    raise KeyDestroyed(edition_id)


def _new_key(edition_id: int, number: int) -> DataKey:
    key = DataKey(edition_id=edition_id, number=number, ring_key=_ring_name())
    key.wrapped = _wrapped(AESGCM.generate_key(bit_length=256), key)
    key.save()
    return key


def _ring_name() -> str:
    return str(next(iter(settings.VAULT_KEYS)))


def _ring(name: str) -> AESGCM:
    if name not in settings.VAULT_KEYS:
        raise RingKeyMissing(name)
    return AESGCM(settings.VAULT_KEYS[name])


def _wrapped_as(key: DataKey) -> bytes:
    return f"forum.datakey:{key.edition_id}:{key.number}:{key.ring_key}".encode()


def _wrapped(plain: bytes, key: DataKey) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + _ring(key.ring_key).encrypt(nonce, plain, _wrapped_as(key))


def _unwrapped(key: DataKey) -> bytes:
    if key.wrapped is None:
        raise KeyDestroyed(key.edition_id)
    held = bytes(key.wrapped)
    try:
        return _ring(key.ring_key).decrypt(held[:NONCE], held[NONCE:], _wrapped_as(key))
    except InvalidTag:
        raise SealBroken(f"data key {key}") from None


# --- values


def _sealed(cipher: AESGCM, key: int, name: str, value: str) -> bytes:
    head, nonce = bytes([VERSION]) + key.to_bytes(8, "big"), secrets.token_bytes(NONCE)
    return head + nonce + cipher.encrypt(nonce, value.encode(), head + name.encode())


def _key_of(value: bytes | None) -> int | None:
    return None if value is None else int.from_bytes(bytes(value)[1:HEAD], "big")


def _plain(value: bytes, name: str, edition_id: int, keys: dict[int, AESGCM]) -> str:
    held = bytes(value)
    if len(held) < HEAD + NONCE or held[0] != VERSION:
        raise SealBroken(name)
    number = _key_of(held) or 0
    if number not in keys:
        keys[number] = _cipher_of(number, edition_id, name)
    try:
        return (
            keys[number].decrypt(held[HEAD : HEAD + NONCE], held[HEAD + NONCE :], held[:HEAD] + name.encode()).decode()
        )
    except InvalidTag:
        raise SealBroken(name) from None


def _cipher_of(number: int, edition_id: int, name: str) -> AESGCM:
    key = DataKey.objects.filter(pk=number, edition_id=edition_id).first() if number < 2**63 else None
    if key is None:
        raise SealBroken(name)
    return AESGCM(_unwrapped(key))
