"""The way about the house: what stands in the organizers' navigation, and for whom."""

import pytest
from django.urls import resolve, reverse

from forum import frame
from forum.frame import organizer_nav
from forum.roles import Permission, Role, permissions_of
from tests import factories

pytestmark = pytest.mark.django_db

OFFICER, OBSERVER = permissions_of(Role.PROTOCOL_OFFICER), permissions_of(Role.OBSERVER)


def where(path, permissions=OFFICER):
    """What is marked as the place where one is: (group, entry) with the words of aria-current."""
    nav = organizer_nav("shanghai", f"/organizer/shanghai/{path}", permissions)
    [group] = [(str(one.label), one.current, one.entries) for one in nav if one.current]
    return group[:2], [(str(one.label), one.current) for one in group[2] if one.current]


def test_the_works_of_the_office_stand_side_by_side_and_each_leads_to_its_first_page():
    nav = organizer_nav("shanghai", "/organizer/shanghai/", OFFICER)

    assert [(str(group.label), group.url.removeprefix("/organizer/shanghai/")) for group in nav] == [
        ("Overview", ""),
        ("Guests", "invitations/"),
        ("Travel and stay", "travel/"),
        ("Programme", "programme/"),
        ("Letters", "letters/"),
        ("House", "cities/"),
    ]


@pytest.mark.parametrize(
    ("path", "group", "entry"),
    [
        ("", ("Overview", "true"), [("Overview", "page")]),
        ("readiness/", ("Overview", "true"), [("Readiness", "page")]),
        ("delegations/7/", ("Guests", "true"), [("Delegations", "true")]),
        ("travel/", ("Travel and stay", "true"), [("Arrivals", "page")]),
        ("travel/departures/", ("Travel and stay", "true"), [("Departures", "page")]),
        ("travel/blocks/3/", ("Travel and stay", "true"), [("Hotels", "true")]),
        ("travel/stays/3/", ("Travel and stay", "true"), [("Rooming list", "true")]),
        ("letters/", ("Letters", "page"), []),
        ("letters/4/", ("Letters", "true"), []),
    ],
)
def test_the_page_one_reads_and_the_group_it_belongs_to_are_marked(path, group, entry):
    assert where(path) == (group, entry)


def test_what_one_may_not_open_is_not_shown():
    def travel(permissions):
        nav = organizer_nav("shanghai", "/organizer/shanghai/travel/", permissions)
        return {str(entry.label) for group in nav for entry in group.entries if str(group.label) == "Travel and stay"}

    assert travel(OFFICER) - travel(OBSERVER) == {"Kitchen sheet", "Needs list"}


def test_each_entry_asks_for_what_the_gate_of_its_page_asks_for(settings):
    found = {}
    for entry in (entry for name in settings.ORGANIZER_NAV for entry in frame.import_string(name)):
        gate = resolve(reverse(entry.route, args=["shanghai"])).func.gate
        reads = gate.removeprefix("officers(").removesuffix(")") if gate.startswith("officers(") else Permission.SEE
        found[entry.route] = (entry.needs, reads)

    assert {route: pair for route, pair in found.items() if pair[0] != pair[1]} == {}


def test_an_entry_without_a_group_stands_in_the_house():
    assert frame.NavEntry("Keys", "organizer:letters", 3).group is frame.HOUSE


@pytest.mark.parametrize(("role", "shown"), [(Role.PROTOCOL_OFFICER, True), (Role.OBSERVER, False)])
def test_the_page_shows_the_navigation_of_who_reads_it(client, role, shown):
    edition = factories.edition()
    client.force_login(factories.organizer(edition, role=role))

    page = client.get(reverse("organizer:rooming", args=[edition.slug])).content.decode()

    marked = '<a class="nav__link" href="/organizer/shanghai/travel/rooms/" aria-current="page">Rooming list</a>'
    assert (page.count(marked), page.count('aria-current="page"'), ">Kitchen sheet</a>" in page) == (1, 1, shown)


def test_a_guest_sees_one_way_home_and_no_menu(client):
    client.force_login(factories.assistant())

    page = client.get(reverse("portal:home")).content.decode()

    assert (page.count('class="nav__link"'), "nav__fold" in page) == (1, False)
