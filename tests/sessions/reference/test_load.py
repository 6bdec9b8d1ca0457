"""Loading a forum: all of it or nothing, twice as good as once, two editions beside each other."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from delegations.actions import delegates, nominations
from delegations.models import Delegate, Delegation, Invitation, Mandate
from forum import clock, ledger, scope
from forum.models import Change, City, Edition, Message, Office, Person, Room, Tenure, Tie, User, Venue
from forum.roles import Permission
from sessions.actions import reference
from sessions.models import Engagement, Release
from sessions.reference.reader import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def whole_house() -> Iterator[None]:
    with scope.everywhere("tests count all rows"):
        yield


def counts() -> dict[str, int]:
    labels = ("forum", "delegations", "programme")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return {model._meta.label: model._default_manager.count() for model in models}


def load(name: object, **options: object) -> None:
    call_command("load_forum", str(name), verbosity=0, **options)


def test_shanghai_is_loaded_as_planned_and_nothing_has_been_mailed():
    load("shanghai-2025")

    edition = Edition.objects.get(slug="shanghai-2025")
    assert Delegation.objects.within(edition).guests().count() == 26
    assert Invitation.objects.within(edition).drafts().count() == 22
    assert Invitation.objects.within(edition).sent().count() == 5
    assert Release.objects.within(edition).count() == Message.objects.count() == 0
    assert Delegation.objects.within(edition).answered().count() == 3


def test_letters_that_went_out_before_stand_there_with_their_answers_and_in_the_clock():
    load("shanghai-2025")

    edition = Edition.objects.get(slug="shanghai-2025")
    letters = Invitation.objects.within(edition).with_latest_answer().exclude(number=None).order_by("number")
    assert [(str(one.delegation), one.letter_number, one.latest_answer) for one in letters] == [
        ("Milan", "GMD-2025/001", "no"),
        ("Osaka", "GMD-2025/002", "pending"),
        ("Yokohama", "GMD-2025/003", "no"),
        ("Porto", "GMD-2025/004", "yes"),
        ("Dunedin", "GMD-2025/005", None),
    ]
    deputy = Invitation.objects.within(edition).get(office__key="deputy-mayor", delegation__city__key="milan")
    assert (deputy.state, deputy.follows.number, deputy.follows_as, deputy.delegation.answer) == (
        "draft",
        1,
        "deputy",
        "",
    )
    assert edition.nomination_entries.count() == 4
    assert nominations.first_broken(edition) is None


def test_loading_twice_changes_nothing():
    load("shanghai-2025")
    before = counts()

    load("shanghai-2025")

    assert counts() == before
    assert [change.verb for change in Change.objects.all()] == ["edition.loaded"]


def test_two_editions_live_beside_each_other():
    load("shanghai-2025")
    people = Person.objects.count()

    load("example-forum")

    assert set(Edition.objects.values_list("slug", flat=True)) == {"shanghai-2025", "example-forum"}
    assert Person.objects.count() == people + 4
    example = Edition.objects.get(slug="example-forum")
    assert Engagement.objects.within(example).count() == 6


def test_is_loaded_says_so():
    assert not reference.is_loaded("example-forum")

    load("example-forum")

    assert reference.is_loaded("example-forum")


def test_a_folder_of_anyone_is_loaded(folder, rewrite):
    rewrite("forum.toml", 'slug = "example-forum"', 'slug = "second-example"')

    load(folder)

    assert reference.is_loaded("second-example")


def test_wrong_row_loads_nothing(folder, rewrite):
    rewrite("flights.csv", "wadi-al-noor,noor-elwadiya,out", "wadi-al-noor,nour-elwadiya,out")
    before = counts()

    with pytest.raises(CommandError) as refusal:
        load(folder)

    assert str(refusal.value) == (
        "flights.csv, line 4, column 'person': person 'nour-elwadiya' of city 'wadi-al-noor' is not in delegates.csv; "
        "did you mean 'noor-elwadiya'?"
    )
    assert counts() == before


def test_what_contradicts_the_database_loads_nothing(folder, rewrite):
    load("example-forum")
    rewrite("people.csv", "bastien-clairvent", "blaise-clairvent")
    rewrite("tenures.csv", "bastien-clairvent,2020", "blaise-clairvent,2020")
    rewrite("delegates.csv", "port-clair,bastien-clairvent", "port-clair,blaise-clairvent")
    rewrite("attendances.csv", "bastien-clairvent", "blaise-clairvent")
    rewrite("flights.csv", "bastien-clairvent", "blaise-clairvent")
    before = counts()

    with pytest.raises(CommandError, match="^The files contradict what is in the database already"):
        load(folder)

    assert counts() == before


def test_changed_file_changes_its_row(folder, rewrite):
    load(folder)
    rewrite("delegates.csv", "sami@wadi-al-noor.example", "s.elwadiya@wadi-al-noor.example")

    load(folder)

    sami = Delegate.objects.get(person__key="sami-elwadiya")
    assert (sami.email, sami.version) == ("s.elwadiya@wadi-al-noor.example", 2)
    assert Change.objects.last().after == {"made": {}, "changed": {"delegations.delegate": 1}}


def test_work_of_people_is_not_undone_unasked(folder):
    load(folder)
    move_opening()

    with pytest.raises(CommandError, match="^People have worked on example-forum since it was loaded"):
        load(folder)

    assert Engagement.objects.get(key="opening").position == 7


def test_work_of_people_is_undone_when_asked(folder):
    load(folder)
    move_opening()

    load(folder, overwrite=True)

    assert Engagement.objects.get(key="opening").position == 1


def test_work_of_people_that_touches_no_file_stays(folder):
    load(folder)
    with transaction.atomic():
        edition = Edition.objects.get()
        ledger.record("delegation.answered", subject=edition, by=None, edition=edition)

    load(folder)

    assert Change.objects.count() == 2


def second_edition(rewrite):
    rewrite("forum.toml", 'slug = "example-forum"', 'slug = "second-example"')


def correct_sami(**new):
    """Somebody corrects an entry in the portal of the first edition."""
    sami = Delegate.objects.get(person__key="sami-elwadiya")
    Edition.objects.update(reply_by=clock.now() + timedelta(days=8), register_by=clock.now() + timedelta(days=9))
    entry = replace(delegates.entry_of(sami), **new)
    return delegates.change(sami, entry, seen=sami.version, by=User.objects.open("olga@protocol.example", "Olga"))


def test_name_corrected_for_one_edition_stays_beside_what_the_files_of_another_say(folder, rewrite):
    load(folder)
    sami = correct_sami(family_name="El-Wadiya")
    second_edition(rewrite)

    load(folder)

    sami.refresh_from_db()
    assert sami.person.family_name == "El-Wadiya"
    assert Person.objects.get(key="sami-elwadiya").family_name == "Elwadiya"


def test_correction_that_the_files_do_not_touch_stands_in_nobody_s_way(folder, rewrite):
    load(folder)
    correct_sami(email="sami@home.example")
    second_edition(rewrite)
    rewrite("people.csv", "sami-elwadiya,Elwadiya", "sami-elwadiya,El-Wadiya")

    load(folder)

    assert Person.objects.get(key="sami-elwadiya").family_name == "El-Wadiya"
    assert reference.is_loaded("second-example")


@pytest.mark.parametrize("model", [City, Office, Person, Venue, Room])
def test_shared_row_corrected_by_people_is_named_before_it_is_changed_back(folder, rewrite, model):
    load(folder)
    row = model.objects.first()
    as_loaded = f"{model._meta.verbose_name} {row}"
    field = "family_name" if model is Person else "titles" if model is Office else "names"
    setattr(row, field, "Other" if model is Person else {"en": "Other"})
    row.save()
    with transaction.atomic():
        ledger.record("reference.changed", subject=row, by=None, edition=None)
    second_edition(rewrite)

    with pytest.raises(CommandError, match=f"would change it back: {as_loaded}. Nothing was"):
        load(folder)


def test_shared_row_that_nobody_corrected_follows_the_files(folder, rewrite):
    load(folder)
    second_edition(rewrite)
    rewrite("rooms.csv", "Council Chamber", "Old Chamber")

    load(folder)

    assert Room.objects.get(key="lindale-council-chamber").names["en"] == "Old Chamber"


def test_two_delegates_change_places_and_back(folder, rewrite):
    load(folder)
    rewrite("delegates.csv", "noor-elwadiya,head,1", "noor-elwadiya,member,1")
    rewrite("delegates.csv", "sami-elwadiya,interpreter,2", "sami-elwadiya,head,2")
    load(folder)
    assert heads() == {"lindale": "amara-lindqvale", "port-clair": "bastien-clairvent", "wadi-al-noor": "sami-elwadiya"}

    rewrite("delegates.csv", "noor-elwadiya,member,1", "noor-elwadiya,head,1")
    rewrite("delegates.csv", "sami-elwadiya,head,2", "sami-elwadiya,interpreter,2")
    load(folder)
    assert heads() == {"lindale": "amara-lindqvale", "port-clair": "bastien-clairvent", "wadi-al-noor": "noor-elwadiya"}


def heads():
    return dict(Delegate.objects.filter(role="head").values_list("delegation__city__key", "person__key"))


def test_office_passes_to_a_former_holder_and_back(folder, rewrite):
    load(folder)
    first, second = "port-clair,mayor,bastien-clairvent,2020,", "port-clair,mayor,sami-elwadiya,2026,"
    rewrite("tenures.csv", first, f"{first}2026\n{second}")
    load(folder)
    assert holder_in("port-clair") == "sami-elwadiya"

    rewrite("tenures.csv", f"{first}2026", first)
    rewrite("tenures.csv", second, f"{second}2027")
    load(folder)
    assert holder_in("port-clair") == "bastien-clairvent"


def holder_in(city):
    return Tenure.objects.get(office__city__key=city, until="").person.key


def test_forum_that_moves_to_another_city_and_back_changes_its_host(folder, rewrite):
    load(folder)
    rewrite("forum.toml", 'city = "lindale"', 'city = "port-clair"')
    load(folder)
    assert Delegation.objects.get(is_host=True).city.key == "port-clair"

    rewrite("forum.toml", 'city = "port-clair"', 'city = "lindale"')
    load(folder)
    assert Delegation.objects.get(is_host=True).city.key == "lindale"


def test_check_only_reads(folder):
    before = counts()

    load(folder, check=True)

    assert counts() == before


def test_unknown_forum_is_told_what_there_is():
    with pytest.raises(CommandError) as refusal:
        load("atlantis-2031")

    assert str(refusal.value) == (
        "There is no folder atlantis-2031, and no bundled forum of this name (example-forum, shanghai-2025)."
    )


def test_olga_may_publish_and_wei_may_only_look():
    load("shanghai-2025")

    edition = Edition.objects.get()
    olga, wei = (User.objects.at(f"{name}@protocol.shanghai.example") for name in ("olga.chen", "wei.liu"))
    assert olga.may(Permission.PUBLISH, edition)
    assert (wei.may(Permission.SEE, edition), wei.may(Permission.PUBLISH, edition)) == (True, False)


def test_aoife_acts_for_cork_and_the_lord_mayor_signs_in_himself():
    load("shanghai-2025")

    aoife = User.objects.at("aoife.byrne@cork.example")
    assert [mandate.delegation.city.key for mandate in Mandate.objects.held_by(aoife)] == ["cork"]
    mayor = User.objects.at("lord.mayor@cork.example")
    assert [str(delegate) for delegate in Delegate.objects.held_by(mayor)] == ["Dan Boyle"]


def test_mandates_for_two_cities_for_one_principal_in_one_mailbox_and_ended():
    load("shanghai-2025")

    def acts(email, name=""):
        rows = Mandate.objects.filter(user__email=email, user__name__contains=name).order_by("pk")
        return [(row.delegation.city.key, str(row.delegate or ""), len(row.powers), row.is_focal_point) for row in rows]

    assert acts("saskia.delta@delta-cities.example") == [("antwerp", "", 6, True), ("rotterdam", "", 3, True)]
    assert acts("despina.lykavitou@athens.example") == [("athens", "Kallirroi Anemopetra", 3, False)]
    assert [acts("international@liverpool.example", name) for name in ("Maud", "Owen")] == [
        [("liverpool", "", 5, False)],
        [("liverpool", "", 1, False)],
    ]
    ended = Mandate.objects.get(user__email="joaquim.ribeirote@porto.example")
    assert (ended.has_ended, ended.note) == (True, "Note verbale 114/2025")


def test_revoked_mandate_is_not_given_again(folder):
    load(folder)
    Mandate.objects.filter(user__email="ines@port-clair.example").update(revoked_at="2027-01-01T00:00Z")

    load(folder)

    assert Mandate.objects.valid().count() == 1


def test_date_of_a_tie_keeps_its_precision():
    load("example-forum")

    port_clair = City.objects.get(key="port-clair")
    assert [tie.signed for tie in Tie.objects.filter(one=port_clair) | Tie.objects.filter(other=port_clair)] == ["1987"]


def test_loading_costs_the_same_queries_for_one_flight_and_twenty(folder):
    first = queries_to_reload(folder)
    with (folder / "flights.csv").open("a", encoding="utf-8") as flights:
        flights.writelines(
            f"wadi-al-noor,sami-elwadiya,in,ZZ {n},CMN,Africa/Casablanca,2027-05-08 12:00,LHR,Europe/London,"
            "2027-05-08 15:30,invented\n"
            for n in range(40, 60)
        )

    second = queries_to_reload(folder)

    assert first == second


def queries_to_reload(folder: Path) -> int:
    load(folder)
    forum = read(folder)
    with CaptureQueriesContext(connection) as queries:
        reference.load(forum)
    return len(queries)


def move_opening() -> None:
    """An organizer moves the opening, as the board does."""
    with transaction.atomic():
        opening = Engagement.objects.get(key="opening")
        opening.position = 7
        opening.save()
        ledger.record("engagement.moved", subject=opening, by=None, edition=opening.edition)
