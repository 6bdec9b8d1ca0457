"""A name is found in whatever script and spelling somebody types."""

import pytest

from forum.models import City, Person
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    factories.person("Gong", "Zheng", family_first=True, native_name="龚正")
    factories.person("Doukas", "Haris", native_name="Χάρης Δούκας")
    factories.person("Müller", "Jörg")
    factories.person("Øvergård", "Ida")
    factories.person("İnci", "Işıl", name_language="tr")
    factories.person("Boyle", "Dan", names_in={"zh-hans": "丹·博伊尔"}, renderings={"badge": "Danny Boyle"})


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("gong zheng", ["Gong"]),
        ("Zheng Gong", ["Gong"]),
        ("gongzheng", ["Gong"]),
        ("龚正", ["Gong"]),
        ("龚", ["Gong"]),
        ("ΔΟΎΚΑΣ", ["Doukas"]),
        ("δουκ", ["Doukas"]),
        ("doukas", ["Doukas"]),
        ("mueller", ["Müller"]),
        ("muller", ["Müller"]),
        ("MÜLLER jorg", ["Müller"]),
        ("overgard", ["Øvergård"]),
        ("oevergaard", ["Øvergård"]),
        ("inci isil", ["İnci"]),
        ("博伊尔", ["Boyle"]),
        ("danny", ["Boyle"]),
        ("nobody", []),
        ("100%", []),
        ("_", []),
        ("\x00", ["Boyle", "Doukas", "Gong", "Müller", "Øvergård", "İnci"]),
    ],
)
def test_people_are_found(people, typed, expected):
    assert sorted(person.family_name for person in Person.objects.named(typed)) == expected


@pytest.mark.parametrize("typed", ["sligo", "Σλ", "Sligeach", "σλαι"])
def test_a_city_is_found(typed):
    factories.city("sligo", names={"en": "Sligo", "el": "Σλάιγκο"}, native_name="Sligeach")
    factories.city("cork")

    assert [city.key for city in City.objects.named(typed)] == ["sligo"]


def test_a_corrected_name_is_found_however_it_was_written():
    first, second, third = (factories.person("Boyle", name) for name in ("Dan", "Dan", "Dan"))
    first.family_name = "Δούκας"
    first.save()
    Person.objects.filter(pk=second.pk).update(family_name="Δούκας")
    third.family_name = "Δούκας"
    Person.objects.bulk_update([third], ["family_name"])

    assert Person.objects.named("doukas").count() == 3


def test_ten_million_letters_are_no_trouble(people):
    assert Person.objects.named("a" * 10_000_000).count() == 0
