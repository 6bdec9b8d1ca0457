"""A receipt proves by itself what was told; whoever bends a byte of it is found out."""

import base64
import json
import os
import shutil
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from delegations.receipt_pages import COMMANDS
from forum import receipts
from forum.receipts import Finding

SAID = json.dumps({"city": "Cork", "said": "yes"}).encode()


def test_a_receipt_is_valid_and_says_what_was_told():
    verdict = receipts.check(receipts.issue(SAID))

    assert (verdict.finding, verdict.statement, verdict.fingerprint) == (
        Finding.VALID,
        {"city": "Cork", "said": "yes"},
        receipts.fingerprint(),
    )


def test_the_same_statement_is_the_same_file():
    assert receipts.issue(SAID) == receipts.issue(SAID)


def spots(file):
    return range(len(file))


def test_any_bent_byte_is_found():
    file = receipts.issue(SAID).rstrip(b"\n")
    bent = [file[:place] + bytes([file[place] ^ bit]) + file[place + 1 :] for bit in (1, 64) for place in spots(file)]

    assert {receipts.check(one).finding for one in bent} == {Finding.ALTERED}


def test_any_byte_missing_is_found():
    file = receipts.issue(SAID).rstrip(b"\n")
    short = [file[:place] + file[place + 1 :] for place in range(len(file))]

    assert Finding.VALID not in {receipts.check(one).finding for one in short}


@pytest.mark.parametrize("sent", [b"\n\n%b\n", b"\r\n%b"])
def test_what_a_mailbox_does_to_the_ends_of_lines_does_no_harm(sent):
    file = sent.replace(b"%b", receipts.issue(SAID)).replace(b"\n", b"\r\n")

    assert receipts.check(file).finding == Finding.VALID


@pytest.mark.parametrize(
    "file", [b"", b"\x00" * 50, b"%PDF-1.7 something else", b"[" * 90_000, b"{}", b"[1, 2]", b"null", b"x" * 200_000]
)
def test_what_is_no_receipt_is_not_called_one(file):
    assert receipts.check(file).finding == Finding.UNREADABLE


def test_a_receipt_of_another_house_is_whole_but_not_ours(settings):
    settings.SECRET_KEY = "the key of another house, which is as long as it must be"
    theirs = receipts.issue(SAID)
    settings.SECRET_KEY = "our own key, which nobody else has, and long enough too"

    verdict = receipts.check(theirs)

    assert (verdict.finding, verdict.statement) == (Finding.FOREIGN, {"city": "Cork", "said": "yes"})


def test_receipts_of_before_stay_valid_when_a_key_is_put_before_the_old_one(settings):
    seeds = [base64.b64encode(os.urandom(32)).decode() for _key in range(2)]
    before = receipts.issue(SAID)  # with the key made from the secret key
    settings.RECEIPT_KEYS = seeds[:1]
    first = receipts.issue(SAID)
    settings.RECEIPT_KEYS = seeds[::-1]

    second = receipts.issue(SAID)

    assert [receipts.check(one).finding for one in (before, first, second)] == [Finding.VALID] * 3
    assert len({before, first, second}) == 3
    assert receipts.check(second).fingerprint == receipts.fingerprint()


def test_a_changed_secret_key_still_checks_when_the_old_one_is_named(settings):
    old = settings.SECRET_KEY
    before = receipts.issue(SAID)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new secret key that is long enough to be one", [old]

    assert receipts.check(before).finding == Finding.VALID


def test_the_signature_of_a_different_kind_of_key_is_not_taken():
    parts = json.loads(receipts.issue(SAID))
    stranger = Ed25519PrivateKey.generate()
    parts["signature"] = base64.b64encode(stranger.sign(SAID)).decode()
    lines = ",\n".join(f'"{name}": {json.dumps(value)}' for name, value in parts.items())

    assert receipts.check(f"{{\n{lines}\n}}\n".encode()).finding == Finding.ALTERED


def openssl(folder, file):
    """What the printed commands say about this file."""
    (folder / "receipt.json").write_bytes(file)
    return subprocess.run(["sh", "-ec", "\n".join(COMMANDS)], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not shutil.which("openssl") or not shutil.which("sed"), reason="no openssl on this machine")
def test_openssl_alone_says_the_same(tmp_path):
    file = receipts.issue(SAID)
    good = openssl(tmp_path, file)
    bad = openssl(tmp_path, file.replace(base64.b64encode(SAID), base64.b64encode(SAID + b" ")))

    assert good.stdout.split("= ")[1].split() == [receipts.fingerprint(), "Signature", "Verified", "Successfully"]
    assert (good.returncode, bad.returncode) == (0, 1)
