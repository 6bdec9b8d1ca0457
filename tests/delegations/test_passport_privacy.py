"""A passport number is looked for everywhere that something is kept or said, and found nowhere."""

import io
import json
import logging

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core import serializers
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from delegations import visa_pages
from delegations.actions import travel_documents, visas
from delegations.models import TravelDocument, VisaLetter
from forum import ledger, outbox, scope, vault
from forum.models import Change, Purpose
from tests import factories

NUMBER, SURNAME, BIRTH = "CANARY789", "CANARYBIRD", "1961-07-19"
CANARIES = (NUMBER, SURNAME, BIRTH)


@pytest.fixture
def amara(edition):
    return factories.head(
        factories.delegation("cork"),
        factories.person("Okafor", "Amara"),
        user=factories.user("amara@cork.example"),
    )


@pytest.fixture
def a_day_with_a_passport(client, edition, olga, amara, caplog, everyone_works):
    """It is entered through the portal, doubted, confirmed, opened, put into a letter; and mails go about."""
    caplog.set_level(logging.DEBUG)
    client.force_login(amara.user)
    url = reverse("portal:passport", args=[amara.pk])
    typed = factories.passport_form(number=NUMBER, family_name=SURNAME, birth=BIRTH)
    page = client.post(url, typed)
    client.post(url, typed | {"meant": page.context["form"]["meant"].value()})
    factories.visa(amara)
    client.force_login(olga)
    client.post(reverse("organizer:passport", args=[edition.slug, amara.pk]), {"purpose": "vetting"})
    client.post(reverse("organizer:visa_letters_make", args=[edition.slug]), {"delegate": amara.pk})
    everyone_works()


def found_in(text):
    return [canary for canary in CANARIES if canary in text]


@pytest.mark.django_db
def test_it_is_in_no_row_of_the_database(a_day_with_a_passport):
    out = io.StringIO()
    with scope.everywhere("every row is looked at"):
        call_command("dumpdata", "--format=json", stdout=out)

    cells = [_cells(model) for model in apps.get_models()]
    assert found_in(out.getvalue()) == []
    assert [found for rows in cells for row in rows if (found := found_in(row))] == []


def _cells(model):
    columns = [field.column for field in model._meta.concrete_fields]
    with connection.cursor() as cursor:
        names = ", ".join(connection.ops.quote_name(column) for column in columns)
        cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)}")
        return [" ".join(_text(cell) for cell in row) for row in cursor.fetchall()]


def _text(cell):
    return bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell)


@pytest.mark.django_db
def test_it_is_in_no_byte_of_the_database_file(a_day_with_a_passport):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite keeps a file that can be read byte by byte")
    content = connection.connection.serialize().decode("latin-1")

    assert "UTO ······89".encode().decode("latin-1") in content  # it is this file indeed
    assert found_in(content) == []


@pytest.mark.django_db
def test_it_is_in_no_log_no_mail_and_no_file(a_day_with_a_passport, caplog, mailoutbox):
    files = [file for file in settings.VAR.rglob("*") if file.is_file()]

    assert found_in(caplog.text) == []
    assert [found for mail in mailoutbox if (found := found_in(str(mail.message())))] == []
    assert [file for file in files if found_in(file.read_bytes().decode("latin-1"))] == []


@pytest.mark.django_db
def test_it_is_in_no_line_of_the_ledger_and_no_task(a_day_with_a_passport, monkeypatch, edition, olga, amara):
    rung = []
    monkeypatch.setattr(ledger, "nudge", lambda *about: rung.append(about))
    factories.passport(amara, number=NUMBER, seen=1)

    lines = json.dumps([[change.before, change.after, change.subject] for change in Change.objects.all()])
    assert found_in(lines) == []
    assert rung == [("forum.follow",)]


@pytest.mark.django_db
def test_nothing_in_memory_shows_it_unasked(a_day_with_a_passport, edition, amara):
    row = TravelDocument.objects.within(edition).select_related("delegate__person").get()
    letter = VisaLetter.objects.within(edition).select_related("edition").get()
    with scope.everywhere("serializers read related rows"):
        shown = [repr(row), str(row), repr(letter), str(letter), serializers.serialize("json", [row, letter])]

    assert [words for words in shown if found_in(words)] == []


@pytest.mark.django_db
def test_the_admin_and_the_api_know_nothing_of_passports(client, a_day_with_a_passport, olga):
    client.force_login(olga)

    assert [model for model in admin.site._registry if model in (TravelDocument, VisaLetter)] == []
    pages = [client.get(reverse(f"v1:{name}")).text for name in ("delegations", "flights", "schema")]
    assert [text for text in pages if found_in(text) or "passport_number" in text] == []


@pytest.mark.django_db
def test_an_entry_and_what_goes_wrong_with_it_show_nothing(amara):
    until = amara.delegation.edition.ends_on
    entry = travel_documents.Entry("passport", "UTO", NUMBER, SURNAME, "A", "UTO", BIRTH, "F", until)

    with pytest.raises(travel_documents.Doubtful) as trouble:
        travel_documents.save(amara, entry, seen=0, notice_language="en", by=factories.user())

    assert found_in(repr(entry) + str(trouble.value)) == []


@pytest.mark.django_db
def test_no_letter_that_is_mailed_can_be_made_from_the_vault(edition, olga, amara):
    factories.passport(amara, number=NUMBER)
    factories.visa(amara)
    visas.write_letters([amara.pk], edition=edition, write=visa_pages.words_of, by=olga)

    assert list(outbox.letters_of(edition)) == []


@pytest.mark.django_db
def test_after_the_key_is_gone_no_copy_can_be_read(a_day_with_a_passport, edition, olga):
    row = TravelDocument.objects.within(edition).get()
    vault.destroy(edition, by=olga)

    with pytest.raises(vault.KeyDestroyed):
        vault.open_for(olga, Purpose.REQUEST, row)
