"""The order of precedence in a forum's files: policies, and one order frozen to begin with."""

import pytest
from django.core.management import call_command

from delegations import order_words, orders
from delegations.models import FrozenOrder, OrderPolicy
from forum.models import Edition

HEADER = "name,rules,language,name_form,variant,stand_in,makes_order,frozen\n"


def shanghai() -> Edition:
    call_command("load_forum", "shanghai-2025", verbosity=0)
    return Edition.objects.get(slug="shanghai-2025")


@pytest.mark.django_db
def test_shanghai_has_two_policies_and_one_frozen_order():
    edition = shanghai()

    rows = OrderPolicy.objects.within(edition)
    assert [(row.name, row.is_current) for row in rows] == [("Handbook", False), ("Friendship cities", True)]
    frozen = FrozenOrder.objects.in_force(edition)
    assert (frozen.number, frozen.checksum) == (1, orders.now(edition).checksum)


@pytest.mark.django_db
def test_the_oldest_friend_among_the_mayors_goes_first_and_unknown_dates_go_last():
    edition = shanghai()

    lines = order_words.lines(orders.now(edition).value, edition)

    mayors = [line.city for line in lines if line.rank == "mayor"]
    assert (lines[0].city, mayors[:3], mayors[-3:]) == (
        "State of Rio de Janeiro",
        ["Osaka", "Milan", "Rotterdam"],
        ["Kuala Lumpur", "Palo Alto", "Mexico City"],  # 马来西亚, 美国, 墨西哥
    )


@pytest.mark.django_db
def test_korea_stands_under_k_by_the_handbook():
    edition = shanghai()
    handbook = OrderPolicy.objects.within(edition).get(name="Handbook")

    lines = order_words.lines(orders.now(edition, handbook).value, edition)

    mayors = [line.country for line in lines if line.rank == "mayor"]
    assert mayors[mayors.index("South Korea") - 1 : mayors.index("South Korea") + 2] == ["Japan", "South Korea", "Laos"]


@pytest.mark.django_db
def test_frozen_order_is_not_frozen_again():
    edition = shanghai()
    FrozenOrder.objects.create(edition=edition, number=2, value={"policy": {}, "places": []}, checksum="2")

    call_command("load_forum", "shanghai-2025", verbosity=0)

    assert [row.number for row in FrozenOrder.objects.within(edition)] == [2, 1]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("A,rank rank,en,,,,,", "line 2, column 'rules': A rule stands there twice."),
        (
            "A,rank age,en,,,,,",
            "line 2, column 'rules': 'age' is not one of rank, office, tie, notified, country, city, lot.",
        ),
        (
            "A,rank,fr,iso,,,,",
            "line 2, column 'name_form': The names of ISO 3166 are there in English alone; write common.",
        ),
        (
            "A,rank,fr,,stroke,,,",
            "line 2, column 'variant': Only Chinese is sorted by pinyin or stroke; leave the cell empty.",
        ),
        (
            "A,rank,en,,,,,Approved",
            "line 2, column 'frozen': Only the order that is made by this policy can be frozen; "
            "write yes under makes_order.",
        ),
        (
            "A,rank,en,,,,yes,\nB,city,en,,,,yes,",
            "line 3, column 'name': 'the order' is made by a policy already, in line 2.",
        ),
    ],
)
def test_each_mistake_has_its_sentence(folder, complaints, line, sentence):
    (folder / "precedence.csv").write_text(HEADER + line + "\n", encoding="utf-8")

    assert complaints() == [f"precedence.csv, {sentence}"]
