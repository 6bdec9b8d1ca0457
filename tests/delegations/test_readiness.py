"""The readiness board: every stage of every city with its reason; the map and the countries."""

from datetime import timedelta

import pytest
from django.urls import reverse

from delegations import readiness, world
from delegations.actions import delegates as registering
from delegations.actions import dossier as dossiers
from delegations.actions import invitations, replies, stages
from delegations.models import Delegation
from tests import factories


def cells_of(edition, city: str) -> dict[str, tuple[str, str]]:
    """Stage → (kind, words) of one city."""
    row = next(row for row in readiness.board(edition) if row.city.delegation.city.key == city)
    labels = [str(label) for label, _judge in readiness.STAGES]
    return {label: (str(cell.kind), cell.words) for label, cell in zip(labels, row.cells, strict=True)}


def answer(letter, said: str) -> None:
    replies.answer(letter, replies.Said(said, "The mayor's office"), seen=None, channel="letter")


@pytest.fixture
def cork(edition):
    return factories.delegation("cork")


@pytest.fixture
def letter(cork):
    return factories.invitation(cork)


def test_a_city_passes_every_stage(edition, olga, cork, letter):
    waiting = {"Invited": ("wait", "draft"), "Answered": ("none", "no answer yet"), "Names": ("wait", "0 people")}
    assert {key: cells_of(edition, "cork")[key] for key in waiting} == waiting

    invitations.send([letter.pk], edition=edition, by=olga)
    letter.refresh_from_db()
    answer(letter, "yes")
    dan = factories.head(cork, titles={"en": "Lord Mayor"})
    registering.hand_in(cork, by=olga)
    dossiers.write_about(
        dan,
        dossiers.About("+353215550100", "Siobhán", "+353215550199", ("en",), "", "en", "none"),
        seen=0,
        by=olga,
    )
    dossiers.say_consents(dan, {"photo": True, "list": True, "transfer": True}, by=olga)
    factories.flight(dan)
    factories.flight(dan, direction="out")
    for step in (stages.Step.ACCEPT, stages.Step.ACCREDIT, stages.Step.WELCOME):
        stages.take(step, [dan.pk], edition=edition, by=olga)

    assert cells_of(edition, "cork") == {
        "Invited": ("good", "GMD/001"),
        "Answered": ("good", "will attend"),
        "Names": ("good", "1 person"),
        "Particulars": ("wait", "9/10"),
        "Papers": ("wait", "0/1"),
        "Travel": ("good", "1/1"),
        "Accepted": ("good", "1/1"),
        "Accredited": ("good", "1/1"),
        "Arrived": ("good", "1/1"),
    }


def test_what_is_late_is_red(edition, olga, letter, time_machine):
    invitations.send([letter.pk], edition=edition, by=olga)
    factories.head(letter.delegation)

    time_machine.move_to(edition.register_by + timedelta(minutes=1))

    kinds = {stage: kind for stage, (kind, _words) in cells_of(edition, "cork").items()}
    late = [stage for stage, kind in kinds.items() if kind == "wrong"]
    assert late == ["Answered", "Names", "Particulars", "Papers"]


def test_nothing_more_is_asked_of_a_city_that_stays_away(edition, olga, letter):
    invitations.send([letter.pk], edition=edition, by=olga)
    letter.refresh_from_db()
    answer(letter, "no")

    row = readiness.board(edition)[0]

    assert [str(cell.kind) for cell in row.cells] == ["good"] + ["off"] * 8
    assert (row.ready, row.late) == (True, 0)


def test_totals_count_the_cities_that_passed(edition, olga, letter):
    factories.delegation("lyon")
    invitations.send([letter.pk], edition=edition, by=olga)

    assert readiness.totals(readiness.board(edition)) == [1, 0, 0, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("route", "queries"), [("organizer:readiness", 10), ("organizer:origins", 6)])
def test_the_board_costs_the_same_for_one_city_and_three(
    client, edition, olga, count, route, queries, django_assert_num_queries
):
    for number in range(count):
        factories.flight(factories.head(factories.delegation(f"city-{number}-of-many")))
    client.force_login(olga)

    with django_assert_num_queries(queries):
        client.get(reverse(route, args=[edition.slug]))


def test_the_board_leads_to_the_reasons(client, edition, olga, letter):
    client.force_login(olga)

    page = client.get(reverse("organizer:readiness", args=[edition.slug])).content.decode()

    assert reverse("organizer:invitation_preview", args=[edition.slug, letter.pk]) in page
    assert f"?delegation={letter.delegation_id}&amp;group=travel" in page


@pytest.mark.parametrize(("show", "cities"), [("", 2), ("late", 0), ("open", 2), ("ready", 0), ("nonsense", 2)])
def test_the_board_is_narrowed(client, edition, olga, letter, show, cities):
    factories.delegation("lyon")
    client.force_login(olga)

    shown = client.get(reverse("organizer:readiness", args=[edition.slug]), {"show": show})

    assert len(shown.context["rows"]) == cities


def test_the_map_places_cities_and_says_which_it_cannot(client, edition, olga):
    factories.delegation(factories.city("cork", latitude=51.9, longitude=-8.47))
    factories.delegation(factories.city("atlantis"))
    client.force_login(olga)

    shown = client.get(reverse("organizer:origins", args=[edition.slug]))

    assert [(point["at"].x, point["at"].y) for point in shown.context["points"]] == [(171.5, 26.1)]
    assert [city.key for city in shown.context["unplaced"]] == ["atlantis"]


@pytest.mark.parametrize(("latitude", "longitude"), [(90, 180), (-90, -180), (0, 0)])
def test_every_place_of_the_earth_is_on_the_map(latitude, longitude):
    at = world.place(latitude, longitude)

    assert 0 <= at.x <= world.WIDTH and 0 <= at.y <= world.HEIGHT


def test_bars_are_measured_by_the_longest():
    assert world.bars([4, 2, 0]) == [100.0, 50.0, 0.0]
    assert world.bars([0, 0]) == [0.0, 0.0]
    assert world.bars([]) == []


def test_countries_stand_by_how_many_come(client, edition, olga):
    factories.head(factories.delegation(factories.city("lyon", country="FR")))
    factories.delegation(factories.city("marseille", country="FR"))
    cork = factories.delegation("cork")
    factories.head(cork)
    factories.delegate(cork, factories.person("Byrne", "Nuala"))
    client.force_login(olga)

    rows = client.get(reverse("organizer:origins", args=[edition.slug])).context["countries"]

    assert [(row["code"], row["cities"], row["people"], row["length"]) for row in rows] == [
        ("IE", 1, 2, 100.0),
        ("FR", 2, 1, 50.0),
    ]
    assert Delegation.objects.within(edition).count() == 3
