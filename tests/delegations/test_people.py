"""Who comes, for organizers: finding people, steps with many at once, kept views, the list of participants."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from delegations import participants, people
from delegations.actions import dossier as dossiers
from delegations.models import Delegate
from forum import saved_views
from forum.models import SavedView
from forum.roles import Role
from forum.spreadsheets import read
from tests import factories


@pytest.fixture
def page(edition):
    return reverse("organizer:people", args=[edition.slug])


def guests(count: int) -> list[Delegate]:
    """One head from each of so many cities."""
    return [factories.head(factories.delegation(f"city-of-{number}")) for number in range(count)]


def names_of(rows) -> list[str]:
    return [str(row.delegate) for row in rows]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_guest_and_three(client, olga, page, count, django_assert_num_queries):
    guests(count)
    client.force_login(olga)

    with django_assert_num_queries(13):
        client.get(page)


def test_people_are_found_by_name_city_role_and_country(edition):
    factories.head(factories.delegation("cork"), factories.person("Boyle", "Dan"))
    lyon = factories.delegation(factories.city("lyon", country="FR"))
    factories.delegate(lyon, factories.person("Rubirola", "Michèle"))

    def found(**wanted: str) -> list[str]:
        return names_of(people.look(edition, people.Wanted(**wanted)))

    assert found() == ["Michèle Rubirola", "Dan Boyle"]
    assert found(words="boyle dan") == ["Dan Boyle"]
    assert found(words="michele lyon") == ["Michèle Rubirola"]
    assert found(words="Lyon") == ["Michèle Rubirola"]
    assert found(role="head") == ["Dan Boyle"]
    assert found(country="FR") == ["Michèle Rubirola"]
    assert found(words="nobody") == []


def test_people_are_found_by_what_they_lack(edition, olga):
    dan = factories.head(who=factories.person("Boyle", "Dan"))
    factories.delegate(dan.delegation, factories.person("Byrne", "Nuala"))
    dossiers.say_consents(dan, {"photo": True, "list": True, "transfer": True}, by=olga)

    lacking = people.look(edition, people.Wanted(state="missing", group="consents"))
    complete = people.look(edition, people.Wanted(state="complete", group="consents"))

    assert (names_of(lacking), names_of(complete)) == (["Nuala Byrne"], ["Dan Boyle"])


@pytest.mark.parametrize("query", ["role=king", "stage=%00", "words=%00", "country=ZZ", "page=9999999999999999999"])
def test_a_filter_that_makes_no_sense_is_no_error(client, olga, page, query):
    guests(1)
    client.force_login(olga)

    assert client.get(f"{page}?{query}").status_code == 200


def test_a_step_with_many_is_shown_first_and_then_done(client, olga, edition, page):
    dan, lars = guests(2)
    client.force_login(olga)
    door = reverse("organizer:people_step", args=[edition.slug])
    chosen = {"delegate": [dan.pk, lars.pk], "step": "accept", "query": "role=head"}

    shown = client.post(door, chosen)

    assert [one.pk for one in shown.context["plan"].moves] == [dan.pk, lars.pk]
    assert not Delegate.objects.within(edition).exclude(accepted_at=None).exists()

    done = client.post(door, {**chosen, "sure": "yes"})

    assert (done.status_code, done["Location"]) == (302, f"{page}?role=head")
    assert Delegate.objects.within(edition).exclude(accepted_at=None).count() == 2


def test_a_guest_of_another_forum_cannot_be_chosen(client, olga, edition):
    elsewhere = factories.edition("elsewhere")
    stranger = factories.head(factories.delegation("lyon", elsewhere))
    client.force_login(olga)
    door = reverse("organizer:people_step", args=[edition.slug])

    client.post(door, {"delegate": [stranger.pk], "step": "accept", "sure": "yes"})

    stranger.refresh_from_db()
    assert stranger.accepted_at is None


@pytest.mark.parametrize("words", [{}, {"delegate": "9" * 30}, {"delegate": "1", "step": "crown"}])
def test_a_step_with_nobody_or_of_no_kind_is_a_sentence(client, olga, edition, words):
    client.force_login(olga)

    answer = client.post(reverse("organizer:people_step", args=[edition.slug]), words, follow=True)

    assert len(answer.context["messages"]) == 1


def test_a_view_is_kept_under_a_name_and_found_again(client, olga, edition, page):
    client.force_login(olga)
    keep = reverse("organizer:people_view_keep", args=[edition.slug])

    client.post(keep, {"name": "Late ones", "query": "state=missing"})
    client.post(keep, {"name": "Late ones", "query": "state=late", "shared": "on"})

    kept = SavedView.objects.get()
    assert (kept.query, kept.shared) == ("state=late", True)
    assert 'href="?state=late"' in client.get(page).content.decode()


def test_a_colleague_uses_a_shared_view_and_cannot_forget_it(client, olga, edition):
    pia = factories.organizer(edition, Role.PROGRAMME_EDITOR)
    mine = saved_views.keep(olga, edition, "people", name="Mine", query="", shared=False)
    ours = saved_views.keep(olga, edition, "people", name="Ours", query="", shared=True)
    client.force_login(pia)

    client.post(reverse("organizer:people_view_forget", args=[edition.slug, ours.pk]))

    assert list(saved_views.of(pia, edition, "people")) == [ours]
    assert set(saved_views.of(olga, edition, "people")) == {mine, ours}


def test_a_view_without_a_name_is_refused_in_words(client, olga, edition):
    client.force_login(olga)

    answer = client.post(reverse("organizer:people_view_keep", args=[edition.slug]), {"name": " "}, follow=True)

    assert [str(one) for one in answer.context["messages"]] == ["This field is required."]


def test_the_public_list_has_only_who_agreed(edition, olga):
    dan = factories.head(who=factories.person("Boyle", "Dan"), titles={"en": "Lord Mayor"})
    nuala = factories.delegate(dan.delegation, factories.person("Byrne", "Nuala"))
    dossiers.say_consents(dan, {"list": True}, by=olga)
    dossiers.say_consents(nuala, {"list": False}, by=olga)

    everybody = [one.listed for party in participants.parties(edition, "en") for one in party.participants]
    public = [one.listed for party in participants.parties(edition, "en", public=True) for one in party.participants]

    assert (everybody, public) == (["BOYLE Dan", "BYRNE Nuala"], ["BOYLE Dan"])


def test_the_list_of_participants_is_printed_with_every_name(client, olga, edition):
    factories.head(who=factories.person("Gong", "Zheng", family_first=True, native_name="龚正"))
    client.force_login(olga)

    answer = client.get(reverse("organizer:participants_pdf", args=[edition.slug]))

    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert ("GONG Zheng" in text, "龚正" in text, "1 participant · 1 delegation" in " ".join(text.split())) == (
        True,
        True,
        True,
    )


def test_the_list_stands_in_the_order_of_precedence_and_goes_into_a_spreadsheet(client, olga, edition):
    lyon = factories.delegation(factories.city("lyon", country="FR"))
    factories.head(lyon, factories.person("Doucet", "Lise"), rank_class="deputy_mayor")
    cork = factories.delegation("cork")
    factories.delegate(cork, factories.person("Byrne", "Nuala"), position=1)
    factories.head(cork, factories.person("Boyle", "Dan"), rank_class="mayor", position=2)
    client.force_login(olga)

    answer = client.get(reverse("organizer:participants_sheet", args=[edition.slug]))

    lines = [line.cells[2] for line in read(answer.content).sheet.lines]
    assert lines == ["Name", "BOYLE Dan", "BYRNE Nuala", "DOUCET Lise"]
