"""The assistant's cockpit: one list of what is missing for everybody she acts for, by deadline."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import override_settings
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from delegations import missing
from delegations.cockpit import Asked
from delegations.cockpit import of as list_of
from delegations.missing import Gap
from delegations.models.mandate import every_power
from forum import clock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plain_subjects_ask(settings):
    own = ("delegations.missing.ANSWER", "delegations.missing.PEOPLE")
    settings.GAP_SOURCES = (*own, "tests.delegations.gap_sources.TITLES", "tests.delegations.gap_sources.FLIGHTS")


@pytest.fixture
def cork():
    return factories.delegation("cork", answer="yes", answered_at=clock.now())


@pytest.fixture
def mayor(cork):
    return factories.head(cork, factories.person("Boyle", "Dan"), titles={"en": "Lord Mayor"})


@pytest.fixture
def deputy(cork):
    return factories.delegate(cork, factories.person("Okafor", "Amara"), role="deputy_head", position=2)


def closes(delegation, **from_now):
    edition = delegation.edition
    edition.register_by = clock.now() + timedelta(**from_now)
    edition.reply_by = edition.register_by - timedelta(days=1)
    edition.save()


def cockpit(client, user, **asked):
    client.force_login(user)
    return client.get(reverse("portal:home"), asked).context["cockpit"]


def lines(found):
    """Group, for whom, what: as one reads it down the page."""
    return [
        (group.key, str(gap.delegate or block.delegation), str(gap.what))
        for group in found.groups
        for block in group.blocks
        for gap in block.gaps
    ]


def test_one_list_for_two_cities(client, cork, mayor):
    lyon = factories.delegation("lyon")
    factories.head(lyon, factories.person("Doucet", "Grégory"), titles={"fr": "Maire"})
    aoife = factories.user(name="Aoife Byrne")
    factories.mandate(aoife, cork)
    factories.mandate(aoife, lyon, powers=["travel"])

    found = cockpit(client, aoife)

    assert lines(found) == [
        ("later", "Cork", "registration not handed in"),
        ("later", "Dan Boyle", "flight in"),
        ("later", "Dan Boyle", "flight out"),
        ("later", "Grégory Doucet", "flight in"),
        ("later", "Grégory Doucet", "flight out"),
    ]
    assert (found.open, found.done) == (5, 2)


@pytest.mark.parametrize(
    ("from_now", "group"), [({"hours": -1}, "late"), ({"days": 6}, "week"), ({"days": 8}, "later")]
)
def test_the_list_is_grouped_by_deadline(client, cork, mayor, from_now, group):
    closes(cork, **from_now)

    assert {key for key, _whom, _what in lines(cockpit(client, factories.assistant(cork)))} == {group}


def test_the_nearest_deadline_stands_first(client, cork, mayor):
    other = factories.delegation("lyon", factories.edition("elsewhere"))
    closes(cork, days=30)
    closes(other, days=20)

    found = cockpit(client, factories.assistant(cork, other))

    assert [str(block.delegation) for block in found.groups[0].blocks] == ["Lyon", "Cork"]


def test_nobody_is_asked_for_what_she_may_not_do(client, cork, mayor, deputy):
    asked = {}
    for power in every_power():
        user = factories.user()
        factories.mandate(user, cork, powers=[power])
        asked[power] = sorted({what for _group, _whom, what in lines(cockpit(client, user))})

    assert asked == {
        "answer": [],
        "register": ["registration not handed in", "title"],
        "travel": ["flight in", "flight out"],
        "sign_off": [],
        "papers": [],
        "give": [],
    }


def test_the_assistant_of_the_deputy_reads_of_the_deputy_alone(client, cork, mayor, deputy):
    nuala = factories.user()
    factories.mandate(nuala, cork, deputy)

    assert {whom for _group, whom, _what in lines(cockpit(client, nuala))} == {"Amara Okafor"}


def test_a_delegate_is_asked_for_the_own_flights(client, cork, mayor, deputy):
    mayor.user = factories.user()
    mayor.save()

    assert lines(cockpit(client, mayor.user)) == [
        ("later", "Dan Boyle", "flight in"),
        ("later", "Dan Boyle", "flight out"),
    ]


def test_the_letter_waits_for_an_answer(client, cork, olga):
    lyon = factories.delegation("lyon")
    factories.invitation(lyon, state="sent", number=7, sent_at=clock.now())

    found = cockpit(client, factories.assistant(lyon))

    assert lines(found)[0] == ("later", "Lyon", "answer to the invitation")
    assert found.groups[0].blocks[0].due == lyon.edition.reply_by


def test_a_city_that_does_not_come_is_asked_nothing_more(client):
    lyon = factories.delegation("lyon", answer="no", answered_at=clock.now())
    factories.invitation(lyon, state="sent", number=7, sent_at=clock.now())

    found = cockpit(client, factories.assistant(lyon))

    assert (found.open, found.done) == (0, 1)


def test_each_line_leads_to_the_very_form(client, cork, mayor, deputy):
    aoife = factories.assistant(cork)
    found = cockpit(client, aoife)

    urls = [gap.url for group in found.groups for block in group.blocks for gap in block.gaps]

    assert urls[0] == reverse("portal:delegation", args=[cork.pk]) + "#hand-in"
    assert urls[1] == reverse("portal:flight_add", args=[mayor.pk]) + "?direction=in"
    assert [client.get(url).status_code for url in urls] == [200] * len(urls)


def test_the_deadline_stands_there_in_two_zones(client, cork, mayor):
    client.force_login(factories.assistant(cork))

    content = client.get(reverse("portal:home")).content.decode()

    assert ["(Shanghai time)" in content, "(Cork time)" in content] == [True, True]


def test_where_both_clocks_are_one_it_is_said_once(client):
    host = factories.edition()
    home = factories.delegation(host.city, host, is_host=True)
    client.force_login(factories.assistant(home))

    (block,) = client.get(reverse("portal:home")).context["cockpit"].groups[0].blocks

    assert block.city_clock == ""


@pytest.mark.parametrize(
    ("chosen", "whom"),
    [
        ("person", {"Amara Okafor"}),
        ("city", {"Cork", "Dan Boyle", "Amara Okafor"}),
        ("nonsense", {"Cork", "Dan Boyle", "Amara Okafor", "Lyon"}),
    ],
)
def test_the_list_is_narrowed_to_a_city_or_a_person(client, cork, mayor, deputy, chosen, whom):
    keys = {"person": f"person-{deputy.pk}", "city": f"city-{cork.pk}", "nonsense": "9" * 30 + "\x00"}
    aoife = factories.assistant(cork, factories.delegation("lyon"))

    found = cockpit(client, aoife, **{"for": keys[chosen]})

    assert {one for _group, one, _what in lines(found)} == whom


def test_when_nothing_is_missing_it_says_thank_you(client, cork, mayor):
    cork.registered_at = clock.now()
    cork.save()
    factories.flight(mayor)
    factories.flight(mayor, direction="out", origin="PVG", destination="DUB")
    client.force_login(factories.assistant(cork))

    assert "Nothing is missing. Thank you." in client.get(reverse("portal:home")).content.decode()


DUES = st.none() | st.datetimes(datetime(2025, 1, 1), datetime(2025, 12, 31), timezones=st.just(UTC))


@settings(deadline=None)
@given(asked=st.lists(st.tuples(st.integers(1, 3), st.integers(0, 3), DUES, st.booleans()), max_size=12))
def test_every_open_thing_stands_in_one_place_and_nothing_else_does(asked):
    now = datetime(2025, 6, 1, tzinfo=UTC)
    everything = [as_asked(place, *one) for place, one in enumerate(asked)]

    found = list_of(everything, now=now)

    shown = [(group.key, gap) for group in found.groups for block in group.blocks for gap in block.gaps]
    assert sorted(gap.what for _key, gap in shown) == [one.gap.what for one in everything if not one.gap.done]
    assert (len(shown), found.all) == (found.open, len(everything))
    for key, gap in shown:
        late = gap.due is not None and gap.due < now
        soon = gap.due is not None and not late and gap.due <= now + timedelta(days=7)
        assert key == ("late" if late else "week" if soon else "later")


def as_asked(place, city, person, due, done):
    edition = SimpleNamespace(name="Forum")
    delegate = SimpleNamespace(pk=10 * city + person, person=f"Person {person}") if person else None
    return Asked(
        SimpleNamespace(pk=city, city=f"City {city}", edition=edition), Gap(place, "", delegate, due, done=done)
    )


def _dress(delegation, people):
    yield missing.Gap("dress", "for the dinner", power="")


DRESS = missing.Source(_dress)


def test_another_room_adds_what_it_asks_by_its_name(client, cork):
    aoife = factories.user()
    factories.mandate(aoife, cork, powers=["answer"])

    with override_settings(
        GAP_SOURCES=("tests.delegations.gap_sources.FLIGHTS", "tests.delegations.test_cockpit.DRESS")
    ):
        assert lines(cockpit(client, aoife)) == [("later", "Cork", "dress")]


@pytest.mark.parametrize("count", [1, 40])
def test_forty_principals_cost_what_one_costs(client, cork, count, django_assert_num_queries):
    aoife = factories.user()
    for place in range(count):
        one = factories.delegate(cork, factories.person("Name", f"Number {place}"))
        factories.flight(one)
        factories.mandate(aoife, cork, one)
    client.force_login(aoife)

    with django_assert_num_queries(8):
        assert client.get(reverse("portal:home")).context["cockpit"].open == 2 * count
