"""What guests need: said once, seen by few, and never written into the ledger."""

from datetime import timedelta

import pytest
from django.urls import reverse

from delegations import kitchen
from delegations.actions import needs
from delegations.models import Delegate, Needs, Seat, Stay
from delegations.models.mandate import Mandate
from delegations.models.needs import with_needs_state
from forum.models import Change, Message
from forum.roles import Role
from tests import factories, hosting

pytestmark = pytest.mark.django_db

SAID = {
    "menu": "halal",
    "allergens": ["peanuts"],
    "allergy_note": "kiwi",
    "provisions": ["step_free"],
    "mobility": "short",
    "quiet_room": "on",
    "quiet_times": "at noon",
}
SECRETS = ("halal", "peanuts", "kiwi", "step_free", "short", "noon")


@pytest.fixture
def amara(edition):
    user = factories.user("amara@cork.example", "Amara")
    return factories.head(factories.delegation("cork", edition), factories.person("Okafor", "Amara"), user=user)


def tell(client, delegate, **typed):
    return client.post(reverse("portal:needs", args=[delegate.pk]), {**SAID, **typed})


def test_a_guest_says_what_she_needs_and_the_ledger_says_only_that_she_did(client, amara):
    client.force_login(amara.user)

    tell(client, amara)
    tell(client, amara)

    change = Change.objects.get()
    row = Needs.objects.within(amara.delegation.edition).get()
    assert (row.menu, row.allergens, row.quiet_times) == ("halal", ["peanuts"], "at noon")
    assert (change.verb, change.before, change.after) == (
        "needs.told",
        {"delegation": amara.delegation_id},
        {"delegate": amara.pk, "delegation": amara.delegation_id},
    )
    assert [word for word in SECRETS if word in str(row) + str(list(Message.objects.values()))] == []


@pytest.mark.parametrize(("powers", "status"), [(["papers"], 200), (["register", "travel", "answer"], 403)])
def test_whoever_may_see_passports_and_needs_sees_them_and_others_do_not(client, amara, powers, status):
    aoife = factories.assistant(amara.delegation)
    Mandate.objects.within(amara.delegation.edition).filter(user=aoife).update(powers=powers)
    client.force_login(aoife)

    assert client.get(reverse("portal:needs", args=[amara.pk])).status_code == status


def test_a_mandate_for_one_opens_her_needs_and_the_ledger_says_for_whom(client, amara):
    nuala = factories.user("nuala@cork.example", "Nuala Kehoe")
    factories.mandate(nuala, amara.delegation, amara, powers=["papers"])
    client.force_login(nuala)

    told = tell(client, amara)

    assert (told.status_code, Change.objects.get(verb="needs.told").principal) == (302, "Amara Okafor")


@pytest.mark.parametrize(
    ("powers", "status", "seen"),
    [
        (["answer", "register", "sign_off"], 403, (False, False)),
        (["travel"], 200, (True, False)),
        (["papers"], 200, (False, True)),
    ],
)
def test_the_page_of_travel_and_stay_shows_what_the_mandate_is_about(client, amara, powers, status, seen):
    aoife = factories.assistant(amara.delegation)
    Mandate.objects.within(amara.delegation.edition).filter(user=aoife).update(powers=powers)
    client.force_login(aoife)

    page = client.get(reverse("portal:lodging", args=[amara.pk]))

    shown = tuple(words in page.content.decode() for words in ("Transfers", "Table and needs"))
    assert (page.status_code, shown) == (status, seen)


@pytest.mark.parametrize("power", ["travel", "papers", "register"])
def test_rows_are_held_by_the_power_that_is_about_them(amara, olga, power):
    edition = amara.delegation.edition
    aoife = factories.assistant(amara.delegation)
    Mandate.objects.within(edition).filter(user=aoife).update(powers=[power])
    hosting.told(amara, by=olga)
    hosting.stay(amara, hosting.hotel(edition), by=olga)
    hosting.seat(hosting.transfer(hosting.vehicle(edition)), amara, by=olga)

    held = [model for model in (Needs, Stay, Seat) if model.objects.held_by(aoife).exists()]

    assert held == {"travel": [Stay, Seat], "papers": [Needs], "register": []}[power]


def test_a_colleague_of_the_delegation_does_not_see_them(client, amara):
    colleague = factories.delegate(amara.delegation, user=factories.user("dan@cork.example"))
    client.force_login(colleague.user)

    assert client.get(reverse("portal:needs", args=[amara.pk])).status_code == 404


@pytest.mark.parametrize("page", ["kitchen", "kitchen_pdf", "needs", "needs_pdf"])
@pytest.mark.parametrize(
    ("role", "status"), [(Role.PROTOCOL_OFFICER, 200), (Role.OBSERVER, 403), (Role.PROGRAMME_EDITOR, 403)]
)
def test_only_officers_open_the_sheets_and_every_opening_is_written_down(client, edition, page, role, status):
    officer = factories.organizer(edition, role)
    client.force_login(officer)

    answer = client.get(reverse(f"organizer:{page}", args=[edition.slug]))

    opened = [(change.verb, change.actor) for change in Change.objects.all()]
    assert (answer.status_code, opened) == (status, [("needs.opened", officer)] if status == 200 else [])


def test_the_kitchen_sees_counts_and_names_only_plates_that_go_to_a_seat(edition, olga, amara):
    dan, _silent = (factories.delegate(amara.delegation) for _n in range(2))
    hosting.told(amara, by=olga, menu="vegan", allergens=("nuts", "milk"), provisions=("step_free",))
    hosting.told(dan, by=olga)

    found = kitchen.meals(kitchen.guests_on(edition, edition.starts_on))

    assert (found.guests, found.untold, found.menus, found.allergens) == (
        3,
        1,
        (("standard menu", 1), ("vegan menu", 1)),
        (("milk", 1), ("nuts", 1)),
    )
    assert [(plate.delegate, plate.menu, plate.without) for plate in found.plates] == [
        (amara, "vegan menu", ("milk", "nuts"))
    ]


def test_the_needs_list_says_what_to_provide_and_nothing_of_the_table(edition, olga, amara):
    hosting.told(amara, by=olga, menu="halal", allergy_note="kiwi", provisions=("step_free",), mobility="wheelchair")

    sheet = kitchen.needs_sheet(kitchen.helps(kitchen.guests_on(edition, edition.starts_on)))

    assert sheet.tables[0].rows == (("OKAFOR Amara\nCork", "a way without steps", "uses a wheelchair", ""),)


def test_whoever_has_not_landed_or_has_left_does_not_eat(edition, amara):
    factories.flight(amara)
    factories.flight(
        amara, direction="out", number="ZZ 9", lands_at=factories.instant_on(edition, edition.ends_on, "20:00")
    )
    days = [edition.starts_on + timedelta(days=n) for n in (-2, -1, 0, 2, 3)]

    assert [len(kitchen.guests_on(edition, day)) for day in days] == [0, 1, 1, 1, 0]


def test_the_host_offers_fewer_menus_and_whoever_chose_another_keeps_it(client, edition, olga, amara):
    hosting.told(amara, by=olga, menu="vegan")
    needs.offer(edition, {"menus": ["standard", "halal"], "tell_by": None}, seen=0, by=olga)
    client.force_login(amara.user)

    page = client.get(reverse("portal:needs", args=[amara.pk]))

    assert [value for value, _label in page.context["form"].fields["menu"].choices] == ["standard", "vegan", "halal"]


def test_two_who_change_needs_see_each_others_words(client, olga, amara):
    client.force_login(amara.user)
    tell(client, amara)
    needs.tell(amara, needs.Told(menu="vegan"), seen=1, by=olga)

    page = tell(client, amara, menu="no_pork", seen=1)

    assert ("Menu", "vegan menu", "menu without pork") in page.context["differing"]
    assert page.context["form"]["allergens"].value() == ["peanuts"]
    assert tell(client, amara, menu="no_pork", seen=2).status_code == 302


@pytest.mark.parametrize(
    "typed", [{"menu": "kosher"}, {"allergens": ["x" * 500]}, {"allergy_note": "k" * 301}, {"mobility": "\0"}]
)
def test_nonsense_comes_back_with_a_sentence(client, amara, typed):
    client.force_login(amara.user)

    page = tell(client, amara, **typed)

    assert (list(page.context["form"].errors), Needs.objects.within(amara.delegation.edition).count()) == (
        list(typed),
        0,
    )


def test_whose_needs_are_known_can_be_asked_without_seeing_them(edition, olga, amara):
    dan = factories.delegate(amara.delegation)
    hosting.told(amara, by=olga)

    found = with_needs_state(Delegate.objects.within(edition)).values_list("pk", "needs_told")

    assert dict(found) == {amara.pk: True, dan.pk: False}
