"""The reference tables: who may touch what, that nothing is lost, and what shapes are refused."""

import json
from datetime import UTC, date, datetime

import pytest
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from forum.models import Appointment, Change, Edition, Person, Tenure
from forum.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db

DEADLINE = datetime(2027, 4, 15, 10, 0, tzinfo=UTC)


@pytest.fixture
def shanghai():
    return factories.edition("shanghai", starts_on=date(2027, 5, 28), reply_by=DEADLINE, register_by=DEADLINE)


@pytest.fixture
def olga(client, shanghai):
    made = factories.organizer(shanghai)
    client.force_login(made)
    return made


@pytest.fixture
def root(client):
    made = factories.user("root@house.example", "Root", is_administrator=True)
    client.force_login(made)
    return made


def page_of(client, row):
    return client.get(reverse(f"admin:forum_{row._meta.model_name}_change", args=[row.pk]))


def as_shown(form):
    """What a browser sends back when nothing was touched."""
    sent = {}
    for field in form:
        value = field.value()
        if field.name in {"reply_by", "register_by"}:
            shown = timezone.localtime(value, EAST)
            sent |= {f"{field.html_name}_0": f"{shown:%Y-%m-%d}", f"{field.html_name}_1": f"{shown:%H:%M:%S}"}
        elif value is not False:
            sent[field.html_name] = "" if value is None else value
    return sent


EAST = timezone.get_fixed_timezone(8 * 60)


def save(client, row, **typed):
    """Open the page of a row, change some fields, and send it."""
    page = page_of(client, row)
    sent = as_shown(page.context["adminform"].form)
    for rows in page.context["inline_admin_formsets"]:
        sent |= {
            key: value for form in (rows.formset.management_form, *rows.forms) for key, value in as_shown(form).items()
        }
    return client.post(page.request["PATH_INFO"], sent | typed)


def lines():
    """The ledger, the oldest line first."""
    return [(change.verb, change.subject, change.before, change.after) for change in Change.objects.order_by("pk")]


# --- who


@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_an_officer_of_another_forum_finds_no_such_edition(client, shanghai, page):
    client.force_login(factories.organizer(factories.edition("elsewhere")))

    answer = client.get(reverse(f"admin:forum_edition_{page}", args=[shanghai.pk]))

    assert answer.status_code in {302, 403, 404}


def test_an_officer_of_another_forum_changes_nothing(client, shanghai, olga):
    page = page_of(client, shanghai)
    sent = as_shown(page.context["adminform"].form) | {"desk_phone": "+1"}
    client.force_login(factories.organizer(factories.edition("elsewhere")))

    client.post(page.request["PATH_INFO"], sent)

    assert Edition.objects.get(pk=shanghai.pk).desk_phone == shanghai.desk_phone


def test_the_list_shows_ones_own_editions_to_officers_and_all_to_administrators(client, olga, shanghai):
    elsewhere, watched = factories.edition("elsewhere"), factories.edition("watched")
    Appointment.objects.create(user=olga, edition=watched, role=Role.OBSERVER)
    root = factories.user("root@house.example", is_administrator=True)

    seen = [set(Edition.objects.edited_by(user)) for user in (olga, root)]

    assert seen == [{shanghai}, {shanghai, elsewhere, watched}]
    assert set(client.get(reverse("admin:forum_edition_changelist")).context["cl"].queryset) == {shanghai}


def test_a_new_edition_is_opened_by_an_administrator(client, olga):
    door = reverse("admin:forum_edition_add")

    assert client.get(door).status_code == 403

    client.force_login(factories.user("root@house.example", is_administrator=True))

    assert client.get(door).status_code == 200


# --- nothing is lost


@pytest.mark.parametrize("table", ["city", "office", "person", "edition"])
def test_nobody_deletes_from_the_reference_tables(client, shanghai, root, table):
    row = {"city": shanghai.city, "office": shanghai.signatory, "edition": shanghai}.get(table, Person.objects.first())

    answer = client.post(reverse(f"admin:forum_{table}_delete", args=[row.pk]), {"post": "yes"})

    assert (answer.status_code, type(row).objects.filter(pk=row.pk).exists()) == (403, True)


def test_an_edition_with_a_history_cannot_be_deleted(client, shanghai, olga):
    save(client, shanghai, desk_phone="+1")

    with pytest.raises(ProtectedError):
        shanghai.delete()


def test_a_change_stands_in_the_ledger_with_before_and_after(client, shanghai, olga):
    save(client, shanghai, desk_phone="+1")

    line = Change.objects.get()
    assert (line.actor, line.edition, line.words) == (olga, shanghai, "A row of the reference tables was changed")
    assert lines() == [
        (
            "reference.changed",
            f"forum.edition:{shanghai.pk}",
            {"desk_phone": "+86 21 5550 0100"},
            {"desk_phone": "+1"},
        )
    ]


def test_a_save_that_changes_nothing_leaves_no_line(client, shanghai, olga):
    answer = save(client, shanghai)

    assert (answer.status_code, lines()) == (302, [])


def test_a_new_row_stands_in_the_ledger(client, olga):
    client.post(reverse("admin:forum_person_add"), {"family_name": "Dennehy", "given_name": "Fergal"})

    made = Person.objects.get(family_name="Dennehy")
    told = {"key": None, "family_name": "Dennehy", "given_name": "Fergal", "family_first": False}
    assert lines() == [
        (
            "reference.added",
            f"forum.person:{made.pk}",
            {},
            {**told, "native_name": "", "name_language": "", "fictitious": False},
        )
    ]


def test_a_change_of_mayors_is_two_lines_in_the_ledger(client, olga):
    post = factories.office(factories.city("cork"), factories.person())
    fergal = factories.person("Dennehy", "Fergal")
    successor = {"tenures-TOTAL_FORMS": 2, "tenures-1-person": fergal.pk, "tenures-1-since": "2027-06-27"}

    save(client, post, **{"tenures-0-until": "2027-06-27", **successor})

    dan, successor = Tenure.objects.filter(office=post).order_by("pk")
    assert lines() == [
        ("reference.changed", f"forum.tenure:{dan.pk}", {"until": ""}, {"until": "2027-06-27"}),
        (
            "reference.added",
            f"forum.tenure:{successor.pk}",
            {},
            {"office": post.pk, "person": fergal.pk, "since": "2027-06-27", "until": ""},
        ),
    ]


def test_two_holders_without_an_end_are_refused_in_words(client, olga):
    post = factories.office(factories.city("cork"), factories.person())
    fergal = factories.person("Dennehy", "Fergal")

    answer = save(client, post, **{"tenures-TOTAL_FORMS": 2, "tenures-1-person": fergal.pk, "tenures-1-since": "2027"})

    assert "Two people hold this office without an end." in answer.content.decode()


def test_an_appointment_taken_away_stands_in_the_ledger(client, root, shanghai):
    pia = factories.organizer(shanghai, Role.PROGRAMME_EDITOR)
    pk = pia.appointments.get().pk

    save(client, pia, **{"appointments-0-DELETE": "on"})

    told = {"user": pia.pk, "edition": shanghai.pk, "role": "programme_editor"}
    assert lines() == [("reference.removed", f"forum.appointment:{pk}", told, {})]


# --- shapes


WRONG = ['"Protocol Office"', "[]", "null", "3", '["bed"]', '{"en": 5}', '{"en": null}', '{"English": "bed"}']


@pytest.mark.parametrize("field", ["names", "themes", "hospitality", "desk_names"])
@pytest.mark.parametrize("typed", WRONG)
def test_texts_of_an_edition_are_one_for_each_language(client, shanghai, olga, field, typed):
    kept = getattr(shanghai, field)
    save(client, shanghai, **{field: typed})

    shanghai.refresh_from_db()
    assert getattr(shanghai, field) == kept


@pytest.mark.parametrize("typed", WRONG)
def test_names_of_a_city_are_one_for_each_language(client, olga, shanghai, typed):
    save(client, shanghai.city, names=typed)

    shanghai.city.refresh_from_db()
    assert shanghai.city.names == {"en": "Shanghai", "zh-hans": "上海"}


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("desk_names", '"Protocol Office"', "Write one text for each language, such as"),
        ("zone", "Shanghai", "“Shanghai” is no time zone: write Europe/Dublin or Asia/Shanghai."),
        ("languages", '"en"', "Write the tags of the languages as a list, such as"),
        ("languages", '["English"]', "Write the tags of the languages as a list, such as"),
        ("host_language", "Chinese", "Write the tag of a language, such as en or zh-hans."),
    ],
)
def test_a_wrong_shape_is_refused_in_words_and_stays_in_the_field(client, shanghai, olga, field, typed, words):
    answer = save(client, shanghai, **{field: typed})

    assert (answer.status_code, Change.objects.count()) == (200, 0)
    assert words in answer.content.decode()
    assert answer.context["adminform"].form[field].value() == typed


@pytest.mark.parametrize("typed", ['"PVG"', '["pvg"]', '{"PVG": 1}', "[1]"])
def test_airports_are_a_list_of_three_letters(client, olga, shanghai, typed):
    answer = save(client, shanghai.city, airports=typed)

    assert "Write the three letters of each airport as a list" in answer.content.decode()


def test_texts_in_any_language_are_taken(client, shanghai, olga):
    names = {"en": "Global Mayors Dialogue", "pt-br": "Diálogo", "zh-hant-hk": "對話", "gsw": ""}
    save(client, shanghai, names=json.dumps(names))

    shanghai.refresh_from_db()
    assert shanghai.names == names


# --- whose clock


def test_deadlines_are_shown_on_the_clocks_of_the_edition(client, shanghai, olga):
    page = page_of(client, shanghai).content.decode()

    assert page.count('value="18:00:00"') == 2
    assert page.count("On the clocks of the time zone above.") == 2


def test_deadlines_are_taken_on_the_clocks_of_the_edition(client, shanghai, olga):
    save(client, shanghai, register_by_1="20:30:00")

    shanghai.refresh_from_db()
    assert (shanghai.reply_by, shanghai.register_by) == (DEADLINE, datetime(2027, 4, 15, 12, 30, tzinfo=UTC))
    assert lines()[0][2:] == ({"register_by": "2027-04-15T10:00:00Z"}, {"register_by": "2027-04-15T12:30:00Z"})


def test_a_zone_and_deadlines_typed_together_go_together(client, shanghai, olga):
    save(client, shanghai, zone="Europe/Dublin")

    shanghai.refresh_from_db()
    assert shanghai.reply_by == datetime(2027, 4, 15, 17, 0, tzinfo=UTC)


def test_the_clock_of_the_machine_is_put_back(client, shanghai, olga):
    page_of(client, shanghai)

    assert timezone.get_current_timezone_name() == "UTC"
