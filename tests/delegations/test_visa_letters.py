"""Letters for the visa: to one named post each, made from the vault, never mailed."""

import io
import json
import zipfile

import pytest
from django.urls import reverse
from pypdf import PdfReader

from delegations import visa_pages
from delegations.actions import travel_documents, visas
from delegations.models import VisaLetter
from forum import vault
from forum.models import Message, VaultRead
from forum.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara(edition):
    found = factories.head(
        factories.delegation("cork"), factories.person("Okafor", "Amara"), titles={"en": "Lord Mayor"}
    )
    factories.passport(found, number="L898902C3")
    factories.visa(found)
    return found


def make(client, edition, *delegates):
    url = reverse("organizer:visa_letters_make", args=[edition.slug])
    return client.post(url, {"delegate": [one.pk for one in delegates]})


def text_of(content):
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return [" ".join(page.split()) for page in pages]


def test_the_letter_names_the_guest_the_passport_and_the_post(client, edition, olga, amara):
    client.force_login(olga)
    page = make(client, edition, amara)

    (letter,) = text_of(page.content)
    wanted = ["GMD/V001", "Embassy in Dublin", "OKAFOR, AMARA", "L898902C3", "12 August 1974", "Lord Mayor", "Cork"]
    assert [words for words in wanted if words not in letter] == []
    assert (page["Content-Type"], page["Content-Disposition"], page["Cache-Control"]) == (
        "application/pdf",
        'attachment; filename="visa-letters-dublin.pdf"',
        "private, no-store",
    )


def test_a_batch_is_one_file_for_each_post_and_one_line_for_each_passport(client, edition, olga, amara):
    client.force_login(olga)
    lyon = factories.visa_post(edition, "lyon")
    people = [amara]
    for name, post in (("Boyle", None), ("Byrne", lyon)):
        one = factories.delegate(amara.delegation, factories.person(name))
        factories.passport(one)
        factories.visa(one, post)
        people.append(one)

    page = make(client, edition, *people)

    with zipfile.ZipFile(io.BytesIO(page.content)) as archive:
        pages = {name: len(text_of(archive.read(name))) for name in archive.namelist()}
    assert pages == {"visa-letters-dublin.pdf": 2, "visa-letters-lyon.pdf": 1}
    assert list(VaultRead.objects.values_list("purpose", flat=True)) == ["visa_letter"] * 3
    register = VisaLetter.objects.within(edition).order_by("number").values_list("number", "name", "post__key")
    assert list(register) == [(1, "Amara Okafor", "dublin"), (2, "Dan Boyle", "dublin"), (3, "Dan Byrne", "lyon")]


def test_the_same_letter_twice_is_the_same_word_for_word_and_is_written_down_twice(edition, olga, amara):
    first, again = (
        visas.write_letters([amara.pk], edition=edition, write=visa_pages.words_of, by=olga) for _turn in range(2)
    )

    assert first == again
    assert VisaLetter.objects.within(edition).count() == 1
    assert sorted(VaultRead.objects.values_list("row", flat=True)) == sorted(
        [f"delegations.traveldocument:{amara.travel_document.pk}", f"delegations.visaletter:{first[0][0].pk}"]
    )


def test_another_passport_makes_another_letter(edition, olga, amara):
    visas.write_letters([amara.pk], edition=edition, write=visa_pages.words_of, by=olga)
    factories.passport(amara, number="N1111111", seen=1)

    ((letter, words),) = visas.write_letters([amara.pk], edition=edition, write=visa_pages.words_of, by=olga)

    assert (letter.number, "N1111111" in words, "L898902C3" in words) == (2, True, False)


def test_whoever_is_not_ready_is_left_out(client, edition, olga):
    client.force_login(olga)
    nobody = factories.head(factories.delegation("lyon"))
    factories.passport(nobody)

    page = make(client, edition, nobody)

    assert (page.status_code, VisaLetter.objects.within(edition).count(), VaultRead.objects.count()) == (302, 0, 0)


def test_people_of_another_forum_are_left_out(client, edition, olga):
    client.force_login(olga)
    elsewhere = factories.edition("elsewhere")
    stranger = factories.head(factories.delegation("lyon", elsewhere))
    factories.passport(stranger)
    factories.visa(stranger)

    assert make(client, edition, stranger).status_code == 302
    assert VaultRead.objects.count() == 0


@pytest.mark.parametrize("sent", [[], ["x"], ["9" * 30], ["-1"], ["0"]])
def test_nothing_that_is_chosen_breaks_the_page(client, edition, olga, sent):
    client.force_login(olga)

    assert (
        client.post(reverse("organizer:visa_letters_make", args=[edition.slug]), {"delegate": sent}).status_code == 302
    )


def test_a_deleted_passport_takes_the_words_of_its_letters_along(edition, olga, amara):
    visas.write_letters([amara.pk], edition=edition, write=visa_pages.words_of, by=olga)

    travel_documents.delete(amara, by=olga)

    letter = VisaLetter.objects.within(edition).get()
    assert (letter.words, letter.letter_number, letter.name) == (None, "GMD/V001", "Amara Okafor")


def test_letters_are_never_posted(edition, olga, amara):
    visas.write_letters([amara.pk], edition=edition, write=visa_pages.words_of, by=olga)

    assert Message.objects.count() == 0


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.PROGRAMME_EDITOR])
def test_whoever_may_not_open_passports_makes_no_letters(edition, amara, role):
    somebody = factories.organizer(edition, role)

    with pytest.raises(vault.MayNotOpen):
        visas.write_letters([amara.pk], edition=edition, write=visa_pages.words_of, by=somebody)


@pytest.mark.parametrize("language", ["en", "zh-hans", "fr", "ar"])
def test_the_letter_stands_on_one_page_in_each_language_beside_the_hosts(edition, olga, amara, language):
    edition.hospitality = {"en": "The host bears the costs of the stay for four nights. " * 4}
    edition.save()
    amara.delegation.language = language
    amara.delegation.save()

    ((_letter, words),) = visas.write_letters([amara.pk], edition=edition, write=visa_pages.words_of, by=olga)
    pages = PdfReader(io.BytesIO(visa_pages.pdf([words], title="Letter", language="zh-hans"))).pages

    columns = [column["language"] for column in json.loads(words)["columns"]]
    assert (columns, len(pages)) == ([language, "en"] if language == "zh-hans" else [language, "zh-hans"], 1)


def test_posts_are_kept_once_and_corrected(client, edition, olga):
    client.force_login(olga)
    url = reverse("organizer:visa_posts", args=[edition.slug])
    typed = {"country": "FR", "name_en": "Consulate in Lyon", "city_en": "Lyon"}
    pages = [client.post(url, typed), client.post(url, typed), client.post(url, typed | {"name_fr": "Consulat"})]

    assert [page.status_code for page in pages] == [302, 302, 200]
    post = edition.visa_posts.get()
    change = reverse("organizer:visa_post", args=[edition.slug, post.pk])
    assert client.post(change, typed | {"city_en": "Lyons", "seen": 1}).status_code == 302
    late = client.post(change, typed | {"city_en": "Villeurbanne", "seen": 1})
    assert "Somebody else changed this entry at the same time" in late.text
