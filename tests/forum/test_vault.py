"""What is sealed opens by permission, for a purpose, and every opening is written down."""

import ast
import base64
import itertools
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse

from delegations.models import TravelDocument
from forum import env, vault
from forum.models import Change, DataKey, Purpose, VaultRead
from forum.roles import Role
from forum.vault import KeyDestroyed, MayNotOpen, SealBroken
from tests import factories

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
KEYS = [base64.urlsafe_b64encode(bytes([number]) * 32).decode() for number in range(3)]


@pytest.fixture
def amara(edition):
    return factories.head(factories.delegation("cork"), factories.person("Okafor", "Amara"))


@pytest.fixture
def document(amara):
    return factories.passport(amara, number="L898902C3")


def fresh(document):
    return TravelDocument.objects.within(document.edition).select_related("delegate__person").get(pk=document.pk)


def test_what_was_sealed_comes_back_and_one_line_is_written(document, olga):
    opened = vault.open_for(olga, Purpose.VETTING, document, ["number", "birth"])

    line = VaultRead.objects.get()
    assert opened == {"number": "L898902C3", "birth": "1974-08-12"}
    assert (line.actor, line.purpose, line.fields, line.row) == (
        olga,
        "vetting",
        ["number", "birth"],
        f"delegations.traveldocument:{document.pk}",
    )


def test_as_many_lines_as_rows_that_were_read(edition, olga):
    delegates = [factories.delegate(factories.delegation("cork"), factories.person(f"B{n}")) for n in range(5)]
    rows = [factories.passport(one) for one in delegates]

    vault.open_all_for(olga, Purpose.HOTEL, rows)
    vault.open_for(olga, Purpose.HOTEL, rows[0])

    assert VaultRead.objects.count() == 6


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.PROGRAMME_EDITOR])
def test_whoever_may_not_open_gets_nothing_and_leaves_no_line(document, edition, role):
    somebody = factories.organizer(edition, role)

    with pytest.raises(MayNotOpen):
        vault.open_for(somebody, Purpose.VETTING, document)

    assert VaultRead.objects.count() == 0


def test_nobody_opens_for_a_purpose_that_is_not_on_the_list(document, olga):
    with pytest.raises(ValueError, match="curiosity"):
        vault.open_for(olga, "curiosity", document)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_read_and_nothing_sealed(document, olga):
    with pytest.raises(vault.NotInATransaction):
        vault.open_for(olga, Purpose.VETTING, document)
    with pytest.raises(vault.NotInATransaction):
        vault.seal(document, {"number": "X"})


@pytest.mark.django_db(transaction=True)
def test_a_reading_that_is_taken_back_leaves_neither_line_nor_value(document, olga):
    def read_and_fail():
        with transaction.atomic():
            vault.open_for(olga, Purpose.VETTING, document)
            raise KeyError

    with pytest.raises(KeyError):
        read_and_fail()

    assert VaultRead.objects.count() == 0


def test_every_swap_of_two_sealed_values_is_refused(edition, olga):
    rows = [factories.passport(factories.delegate(factories.delegation("cork"), factories.person(n))) for n in "AB"]
    cells = [(row, field) for row in rows for field in TravelDocument.sealed_fields() if getattr(row, field)]
    refused, tried = 0, 0

    for (row, field), (other, name) in itertools.permutations(cells, 2):
        row = fresh(row)
        setattr(row, field, getattr(other, name))
        row.save(update_fields=[field])
        tried += 1
        try:
            with transaction.atomic():
                vault.open_for(olga, Purpose.VETTING, row, [field])
        except SealBroken:
            refused += 1
        setattr(row, field, dict(cells_of(cells))[row.pk, field])
        row.save(update_fields=[field])

    assert (refused, tried) == (len(cells) * (len(cells) - 1), len(cells) * (len(cells) - 1))


def cells_of(cells):
    return {(row.pk, field): getattr(row, field) for row, field in cells}


def test_a_passport_that_is_moved_to_somebody_else_opens_no_more(document, olga):
    other = factories.delegate(document.delegate.delegation)
    TravelDocument.objects.within(document.edition).update(delegate=other)

    with pytest.raises(SealBroken):
        vault.open_for(olga, Purpose.VETTING, document)


@pytest.mark.parametrize("place", [0, 3, 9, 15, -1])
def test_one_changed_byte_is_found(document, olga, place):
    damaged = bytearray(document.number)
    damaged[place] ^= 1
    TravelDocument.objects.within(document.edition).update(number=bytes(damaged))

    with pytest.raises(SealBroken):
        vault.open_for(olga, Purpose.VETTING, document)


def test_nothing_shows_what_is_sealed(document):
    shown = [repr(document), str(document), document._meta.get_field("number").value_to_string(document)]

    assert [words for words in shown if "L898902C3" in words or "898902" in words] == []


# --- the end


def test_once_its_key_is_destroyed_nothing_of_an_edition_opens(document, edition, olga):
    assert vault.destroy(edition, by=olga) == 1
    assert vault.destroy(edition, by=olga) == 0

    with pytest.raises(KeyDestroyed):
        vault.open_for(olga, Purpose.VETTING, document)
    with pytest.raises(KeyDestroyed):
        factories.passport(factories.delegate(factories.delegation("lyon")))
    assert [change.verb for change in Change.objects.filter(verb="vault.destroyed")] == ["vault.destroyed"]
    assert list(DataKey.objects.values_list("wrapped", flat=True)) == [None]


def test_the_pages_of_destroyed_passports_say_so(client, document, edition, olga, amara):
    vault.destroy(edition, by=olga)
    amara.user = factories.user("amara@cork.example")
    amara.save()

    client.force_login(olga)
    desk = [
        client.get(reverse("organizer:papers", args=[edition.slug])),
        client.post(reverse("organizer:passport", args=[edition.slug, amara.pk]), {"purpose": "vetting"}),
        client.get(reverse("organizer:vault_reads", args=[edition.slug])),
    ]
    client.force_login(amara.user)
    portal = client.post(reverse("portal:passport", args=[amara.pk]), factories.passport_form(seen=1))

    assert [page.status_code for page in [*desk, portal]] == [200] * 4
    assert ["was destroyed" in page.text for page in desk] == [True] * 3
    assert "were destroyed" in portal.text


def test_another_edition_keeps_what_is_its_own(document, edition, olga):
    later = factories.edition("later")
    theirs = factories.passport(factories.delegate(factories.delegation("cork", later)), number="L1111111")

    vault.destroy(edition, by=olga)

    factories.organizer(later)
    officer = factories.organizer(later)
    assert vault.open_for(officer, Purpose.VETTING, theirs, ["number"]) == {"number": "L1111111"}


def test_the_command_destroys_only_when_the_name_is_said_twice(document, edition, capsys):
    call_command("destroy_vault", edition.slug)
    assert not vault.is_destroyed(edition)

    call_command("destroy_vault", edition.slug, yes_destroy=edition.slug)
    assert vault.is_destroyed(edition)


# --- keys change


def test_a_new_key_of_the_ring_wraps_anew_and_the_old_one_may_go(document, olga, settings):
    old = settings.VAULT_KEYS
    settings.VAULT_KEYS = {"new": b"n" * 32, **old}
    call_command("rotate_vault")
    settings.VAULT_KEYS = {"new": b"n" * 32}

    assert vault.open_for(olga, Purpose.VETTING, document, ["number"]) == {"number": "L898902C3"}


def test_a_ring_without_the_key_says_which_one_is_missing(document, olga, settings):
    settings.VAULT_KEYS = {"new": b"n" * 32}

    with pytest.raises(vault.RingKeyMissing, match="no key “laptop”"):
        vault.open_for(olga, Purpose.VETTING, document)


def test_a_renewed_data_key_reads_the_old_and_forgets_the_old_key_when_all_is_sealed_anew(edition, olga):
    rows = [factories.passport(factories.delegate(factories.delegation("cork"), factories.person(n))) for n in "ABC"]

    vault.renew(edition)
    between = factories.passport(factories.delegate(factories.delegation("lyon")))
    read = vault.open_all_for(olga, Purpose.VETTING, [*rows, between], ["birth"])
    assert [one["birth"] for one in read.values()] == ["1974-08-12"] * 4

    assert (vault.reseal(edition, at_a_time=2), vault.reseal(edition)) == (3, 0)
    read = vault.open_all_for(olga, Purpose.VETTING, [*rows, between], ["birth"])
    assert [one["birth"] for one in read.values()] == ["1974-08-12"] * 4
    assert [key.destroyed_at is None for key in DataKey.objects.order_by("number")] == [False, True]


def test_a_rotation_that_was_cut_off_goes_on_where_it_stood(edition, olga, monkeypatch):
    rows = [factories.passport(factories.delegate(factories.delegation("cork"), factories.person(n))) for n in "ABC"]
    vault.renew(edition)
    turns = iter([False, True])
    real = vault._reseal_some

    def cut_off(*args):
        if next(turns):
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(vault, "_reseal_some", cut_off)
    with pytest.raises(KeyboardInterrupt):
        vault.reseal(edition, at_a_time=1)
    monkeypatch.undo()

    assert vault.reseal(edition) == 2
    read = vault.open_all_for(olga, Purpose.VETTING, rows, ["birth"])
    assert [one["birth"] for one in read.values()] == ["1974-08-12"] * 3


@pytest.mark.skipif(connection.vendor == "sqlite", reason="in memory, SQLite has one writer and refuses readers")
@pytest.mark.django_db(transaction=True)
def test_people_read_and_write_while_the_key_changes(edition, olga):
    cork = factories.delegation("cork")
    delegates = [factories.delegate(cork, factories.person(f"B{n}")) for n in range(6)]
    rows = [factories.passport(one, number=f"L00000{n}") for n, one in enumerate(delegates)]
    troubles, stop = [], threading.Event()

    def work():
        turn = 1
        try:
            while not stop.is_set():
                for n, one in enumerate(delegates):
                    factories.passport(one, number=f"L0000{turn % 10}{n}", seen=turn)
                with transaction.atomic():
                    read = vault.open_all_for(olga, Purpose.VETTING, rows, ["number"])
                if [number["number"][-1] for number in read.values()] != sorted_last(read, rows):
                    troubles.append(read)
                turn += 1
        except Exception as trouble:  # whatever it is, the test tells
            troubles.append(trouble)
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    for _turn in range(3):
        vault.renew(edition)
        vault.reseal(edition, at_a_time=2)
    stop.set()
    worker.join(timeout=60)

    assert troubles == []
    assert DataKey.objects.usable().count() == 1


def sorted_last(read, rows):
    places = {row.pk: str(place) for place, row in enumerate(rows)}
    return [places[key] for key in read]


def test_two_first_keys_cannot_be(edition):
    vault.fingerprint(TravelDocument(edition=edition), ["a"])
    vault.fingerprint(TravelDocument(edition=edition), ["a"])

    assert DataKey.objects.count() == 1


# --- settings


def test_a_ring_is_read_in_its_order():
    ring = env.key_ring(f"2026:{KEYS[1]}, 2025:{KEYS[0]}")

    assert ring == {"2026": b"\x01" * 32, "2025": b"\x00" * 32}


@pytest.mark.parametrize(
    "raw", ["", "2026", "2026:", "2026:short", f"2026:{KEYS[0]},2026:{KEYS[1]}", f"A B:{KEYS[0]}", f"2026:{KEYS[0]}="]
)
def test_a_ring_that_cannot_be_read_is_refused_without_showing_it(raw):
    with pytest.raises(ImproperlyConfigured, match="FORUM_VAULT_KEYS cannot be read") as refusal:
        env.key_ring(raw)

    assert [key for key in KEYS if key[:10] in str(refusal.value)] == []


def test_on_https_the_house_does_not_start_without_a_key_for_passports():
    environment = {"FORUM_SITE_URL": "https://forum.city.example", "FORUM_SECRET_KEY": "x" * 50, "FORUM_TESTING": "1"}
    start = [sys.executable, "-c", "import forum.settings"]

    told = subprocess.run(start, env=environment, cwd=ROOT, capture_output=True, text=True).stderr
    assert "FORUM_VAULT_KEYS is missing: passports need a key of their own." in told

    environment["FORUM_VAULT_KEYS"] = f"2026:{KEYS[1]}"
    assert subprocess.run(start, env=environment, cwd=ROOT, capture_output=True, text=True).returncode == 0


def test_the_page_of_readings_costs_the_same_for_one_and_three(client, edition, olga, document):
    client.force_login(olga)
    url, costs = reverse("organizer:vault_reads", args=[edition.slug]), []
    for count in (1, 2):
        for _turn in range(count):
            vault.open_for(olga, Purpose.VETTING, document)
        with _counted() as queries:
            client.get(url)
        costs.append(len(queries))

    assert costs[0] == costs[1]


def _counted():
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)


def test_nobody_but_the_vault_imports_a_cipher():
    found = [
        file.relative_to(ROOT).as_posix()
        for room in ("forum", "delegations", "sessions")
        for file in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if any("primitives.ciphers" in name or "fernet" in name for name in _imported(node))
    ]

    assert found == ["forum/vault.py"]


def _imported(node):
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=module, names=names):
            return [f"{module}.{alias.name}" for alias in names]
    return []
