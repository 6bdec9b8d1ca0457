"""More than 500 invented names in 39 scripts, and those of the reference forum, through every door unchanged."""

import unicodedata
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.html import escape
from pypdf import PdfReader

from delegations import notices, register_paper
from delegations.actions import delegates
from delegations.forms.registration import DelegateForm
from delegations.models import Delegate
from delegations.register import sheet_of
from forum import folding
from forum.models import City, Person
from sessions.reference import BUNDLED, house_rows
from sessions.reference.reader import read
from tests import factories, names

pytestmark = pytest.mark.django_db

# What no font of the house covers: on paper these are empty boxes, and the paper says whose name has them. Whoever
# invites somebody who writes so adds a font (FORUM_FONTS) or prints the Latin rendering.
WITHOUT_A_FONT = {
    *("Adlm", "Cans", "Java", "Mong", "Nkoo", "Olck"),
    *("Syrc", "Tfng", "Thaa", "Tibt", "Vaii", "Yiii"),
}
# The Arabic font draws several letters from one body and dots of their own: every letter is drawn, but what pypdf reads
# back from the bodies is not letter for letter. Here only the compiler's word counts that no glyph is missing.
SHARED_GLYPHS = {"Arab"}


def kept(text):
    return unicodedata.normalize("NFC", text)


def those_in(script):
    return [name for name in names.ALL if name.script == script]


@pytest.fixture
def cork(edition):
    return factories.delegation("cork")


@pytest.fixture
def aoife(cork):
    return factories.assistant(cork)


def register(cork, aoife, some):
    """Each name typed into the form of the portal, and registered."""
    typed = [
        {
            "family_name": one.family,
            "given_name": one.given,
            "native_name": one.full,
            "role": "member",
            "language": "en",
        }
        for one in some
    ]
    forms = [DelegateForm(words) for words in typed]
    assert [form.errors for form in forms if not form.is_valid()] == []
    return [delegates.add(cork, form.entry(), by=aoife) for form in forms]


def test_there_are_more_than_400_names_in_more_than_30_scripts():
    assert (len(set(names.ALL)) >= 400, len(names.SCRIPTS) >= 30) == (True, True)


@pytest.mark.parametrize("script", names.SCRIPTS)
def test_a_name_is_kept_as_it_was_typed_and_found_again(cork, aoife, script):
    some = those_in(script)

    made = register(cork, aoife, some)

    rows = [Person.objects.get(pk=one.person_id) for one in made]
    assert [(row.family_name, row.given_name, row.native_name) for row in rows] == [
        (kept(one.family), kept(one.given), kept(one.full)) for one in some
    ]
    for one, row in zip(some, made, strict=True):
        for typed in (one.full, f"{one.family} {one.given}", unicodedata.normalize("NFD", one.full)):
            assert row in Delegate.objects.within(cork.edition).named(typed)
        assert row in Delegate.objects.within(cork.edition).named(folding.latin(one.full))


@pytest.mark.parametrize("script", names.SCRIPTS)
def test_a_name_stands_unchanged_on_the_pages(client, cork, aoife, olga, script):
    some = those_in(script)
    register(cork, aoife, some)
    pages = []
    for who, door, key in ((olga, "organizer:names", cork.edition.slug), (aoife, "portal:names", cork.pk)):
        client.force_login(who)
        pages.append(client.get(reverse(door, args=[key])).content.decode())

    shown = [escape(kept(one.full)) for one in some]
    assert [name for name in shown for page in pages if name not in page] == []


@pytest.mark.parametrize("script", names.SCRIPTS)
def test_a_name_stands_unchanged_in_a_letter(cork, script):
    letter = factories.invitation(cork)
    tenure = cork.edition.signatory.tenures.get()

    for one in those_in(script):
        tenure.person = factories.person(one.family, one.given)
        tenure.save()
        mail = notices.invitation_text(notices.letters_to_write().get(pk=letter.pk))

        assert (kept(one.full) in mail.text, escape(kept(one.full)) in mail.html) == (True, True)


@pytest.mark.parametrize("script", names.SCRIPTS)
def test_a_name_has_every_letter_on_paper_or_the_paper_says_so(cork, aoife, script):
    made = register(cork, aoife, those_in(script))
    sheets = [sheet_of(one, ["en"]) for one in Delegate.objects.filter(pk__in=[one.pk for one in made]).scoped()]

    content = register_paper.pdf(cork.edition, sheets, "en")

    text = unicodedata.normalize("NFKC", "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))
    wanted = set(unicodedata.normalize("NFKC", "".join(one.full for one in those_in(script))))
    told = "No font of the house has these characters" in " ".join(text.split())
    assert told == (script in WITHOUT_A_FONT)
    if not told and script not in SHARED_GLYPHS:
        letters = {one for one in wanted if unicodedata.category(one)[0] == "L"}
        assert letters - set(text) == set()


FORUM = read(BUNDLED / "shanghai-2025")


def test_people_of_the_reference_forum_are_kept_and_found(db):
    told = FORUM.rows(house_rows.Person)
    Person.objects.bulk_create(
        Person(key=row.key, family_name=row.family_name, given_name=row.given_name, native_name=row.native_name)
        for row in told
    )

    for row in told:
        person = Person.objects.get(key=row.key)
        assert (person.family_name, person.given_name, person.native_name) == tuple(
            map(kept, (row.family_name, row.given_name, row.native_name))
        )
        for typed in filter(None, (f"{row.family_name} {row.given_name}", row.native_name)):
            assert person in Person.objects.named(typed)


def test_cities_of_the_reference_forum_are_found_by_every_name(db):
    told = FORUM.rows(house_rows.City)
    City.objects.bulk_create(
        City(key=row.key, names=row.name, native_name=row.native_name, country=row.country, zone=row.zone)
        for row in told
    )

    for row in told:
        for typed in filter(None, (*row.name.values(), row.native_name)):
            assert row.key in [city.key for city in City.objects.named(typed)]
