"""Spreadsheets of delegates: looked at, carried out whole or not at all, undone."""

import pytest
from django.urls import reverse
from django.utils import translation

from delegations.actions import delegates, roster, roster_look, roster_undo
from delegations.actions.roster_look import Chosen
from delegations.models import Delegate, RosterImport
from delegations.roster_columns import COLUMNS
from delegations.roster_sheets import export
from forum import spreadsheets
from forum.models import Change, Person
from forum.spreadsheets import Table, write
from tests import factories

pytestmark = pytest.mark.django_db

HEADINGS = ["City", "Family name", "Given names", "Role in the delegation", "Title or function", "E-mail address"]
DAN = ["Cork", "Boyle", "Dan", "head of delegation", "Lord Mayor", "mayor@cork.example"]
NUALA = ["Cork", "Byrne", "Nuala", "aide", "", ""]


@pytest.fixture
def cork(edition):
    return factories.delegation("cork")


def file(*rows, headings=HEADINGS, form="xlsx", keys=()):
    return write([Table("People", headings, rows, keys=keys)], form)


def sent(content, by, delegation=None, name="cork.xlsx"):
    edition = delegation.edition if delegation else factories.edition()
    return roster.send(content, file_name=name, edition=edition, delegation=delegation, by=by)


def seen(one, **chosen):
    return roster_look.look(one, Chosen(**chosen)).plan


def imported(content, by, delegation=None, **chosen):
    one = sent(content, by, delegation)
    return roster.carry_out(one, Chosen(**chosen), seal=seen(one, **chosen).seal, by=by)


def problems(plan):
    return [(problem.cell or problem.row, problem.words) for problem in plan.problems]


def people(delegation):
    rows = delegation.delegates.in_order().select_related("person")
    return [(one.person.given_name, one.person.family_name, one.role, one.title, one.email) for one in rows]


def exported(cork, form="xlsx"):
    book = spreadsheets.read(export(cork.edition, [cork], form))
    return [line.cells for line in book.sheet.lines]


def corrected(cork, **cells):
    """The list of Cork as Olga exports it, with some cells of its first person written over."""
    *head, first = exported(cork)[:3]
    keys = [column.key for column in COLUMNS]
    row = [*first, *[""] * (len(keys) - len(first))]
    for key, words in cells.items():
        row[keys.index(key)] = words
    return file(row, headings=head[1], keys=head[0])


# --- looking


def test_a_file_is_looked_at_before_anything_is_written(cork, olga):
    plan = seen(sent(file(DAN, NUALA), olga))

    assert (plan.counts, people(cork)) == ({"new": 2, "changed": 0, "removed": 0, "unchanged": 0, "rows": 2}, [])


def test_three_bad_rows_of_three_hundred_change_nothing_and_are_listed(cork, olga):
    rows = [["Cork", f"Name{number}", "A", "member", "", ""] for number in range(300)]
    rows[16][5], rows[99][3], rows[299][0] = "cork.example", "bishop", "Atlantis"
    one = sent(file(*rows), olga)
    plan = seen(one)

    assert [(problem.cell, problem.label) for problem in plan.problems] == [
        ("F18", "E-mail address"),
        ("D101", "Role in the delegation"),
        ("A301", "City"),
    ]
    assert plan.problems[0].words == "“cork.example” is not an e-mail address."
    with pytest.raises(roster.NotAsShown):
        roster.carry_out(one, Chosen(), seal=plan.seal, by=olga)
    assert people(cork) == []


def test_changes_are_shown_cell_by_cell(cork, olga):
    factories.head(cork, factories.person(), titles={"en": "Mayor"}, email="mayor@cork.example")

    change = seen(sent(file(DAN), olga)).changes[0]

    assert [(cell.label, cell.old, cell.new) for cell in change.cells] == [("Title or function", "Mayor", "Lord Mayor")]


def test_a_sheet_that_shows_what_is_there_changes_nothing(cork, olga):
    factories.head(cork, factories.person(native_name="丹"), titles={"en": "Mayor"}, language="pt-br")
    factories.delegate(cork, factories.person("=Byrne", "Nuala"), email="")

    for form in spreadsheets.FORMATS:
        plan = seen(sent(export(cork.edition, [cork], form), olga))
        assert (plan.counts["unchanged"], plan.changes, plan.problems) == (2, [], [])


@pytest.mark.parametrize("form", spreadsheets.FORMATS)
def test_a_list_taken_in_one_language_comes_back_in_another(cork, olga, form):
    factories.head(cork, factories.person())
    with translation.override("ar"):
        content = export(cork.edition, [cork], form)
    with translation.override("zh-hans"):
        plan = seen(sent(content, olga))

    assert (plan.counts["unchanged"], plan.changes, plan.problems) == (1, [], [])


def test_who_is_known_by_number_may_be_renamed(cork, olga):
    factories.head(cork)

    imported(corrected(cork, family_name="O’Boyle"), olga)

    assert [who[:2] for who in people(cork)] == [("Dan", "O’Boyle")]


def test_what_a_colleague_changed_since_the_export_is_not_overwritten(cork, olga):
    dan = factories.head(cork)
    content = corrected(cork, email="new@cork.example")
    delegates.change(dan, delegates.Entry("Boyle", "Dan", False, "", "head", "Mayor", "", "en"), seen=1, by=olga)

    assert problems(seen(sent(content, olga))) == [
        ("B3", "Somebody else has changed the entry of Dan Boyle since this list was written. Export it anew.")
    ]


def test_namesakes_are_told_apart_by_their_address_or_asked_about(cork, olga):
    for address in ("a@cork.example", "b@cork.example"):
        factories.delegate(cork, factories.person(), email=address)
    by_address = [*DAN[:3], "member", "Clerk", "b@cork.example"]
    in_doubt = [*DAN[:3], "member", "Clerk", ""]

    assert seen(sent(file(by_address), olga)).changes[0].known.values["email"] == "b@cork.example"
    assert problems(seen(sent(file(in_doubt), olga))) == [
        ("B2", "2 people of Cork are called Dan Boyle. Write the number of the one who is meant.")
    ]


def test_two_rows_cannot_speak_of_one_person_nor_two_people_share_a_name(cork, olga):
    factories.delegate(cork, factories.person("Byrne", "Nuala"))

    assert problems(seen(sent(file(NUALA, DAN, NUALA, DAN), olga))) == [
        (4, "Row 2 speaks of the same person."),
        ("B5", "Row 3 has the same name. If they are two people, register the second one by hand."),
    ]


def test_a_delegation_has_one_head_also_after_an_import(cork, olga):
    factories.head(cork, factories.person("Okafor", "Amara"))

    assert problems(seen(sent(file(DAN), olga))) == [
        ("D2", "Amara Okafor is the head of the delegation of Cork. There can be only one.")
    ]


def test_heads_change_places_in_one_file(cork, olga):
    factories.head(cork, factories.person("Okafor", "Amara"), email="")
    factories.delegate(cork, factories.person(), email="")

    imported(file([*DAN[:3], "head of delegation", "", ""], ["Cork", "Okafor", "Amara", "member", "", ""]), olga)

    assert sorted(who[1:3] for who in people(cork)) == [("Boyle", "head"), ("Okafor", "member")]


def test_a_head_who_steps_down_under_a_new_name_makes_room(cork, olga):
    factories.head(cork, factories.person("Okafor", "Amara"), email="")
    dan = factories.delegate(cork, factories.person(), email="")
    head, keys = exported(cork)[1:], [column.key for column in COLUMNS]
    rows = [dict(zip(keys, row, strict=False)) for row in head[1:]]
    rows[0] |= {"family_name": "Okafor-Byrne", "role": "member"}
    rows[1] |= {"role": "head"}

    done = imported(file(*[[row.get(key, "") for key in keys] for row in rows], headings=keys), olga)
    assert sorted(who[1:3] for who in people(cork)) == [("Boyle", "head"), ("Okafor-Byrne", "member")]
    roster_undo.undo(done, by=olga)

    assert sorted(who[1:3] for who in people(cork)) == [("Boyle", "member"), ("Okafor", "head")]
    assert dan.pk in [one.pk for one in cork.delegates.all()]


def close(cork):
    cork.edition.reply_by = cork.edition.register_by = cork.edition.register_by.replace(year=2020)
    cork.edition.save()


def test_nothing_is_taken_in_the_portal_when_registration_is_closed(cork):
    aoife = factories.assistant(cork)
    close(cork)

    one = sent(file(DAN), aoife, cork)

    assert problems(seen(one)) == [(2, "Registration of Cork is closed.")]
    with pytest.raises(roster.NotAsShown):
        roster.carry_out(one, Chosen(), seal=seen(one).seal, reason="Please", by=aoife)


def test_an_assistant_writes_only_her_own_delegation(cork):
    aoife = factories.assistant(cork)
    lyon = factories.head(factories.delegation("lyon"), factories.person("Martin", "Luc"))
    content = file(["Lyon", "Boyle", "Dan", "member", "", ""], NUALA)
    by_number = file([str(lyon.pk), "Boyle"], headings=["Number", "Family name"])

    assert problems(seen(sent(content, aoife, cork))) == [
        ("A2", "“Lyon” is not your city; this page takes your own delegation only.")
    ]
    assert [problem.cell for problem in seen(sent(by_number, aoife, cork)).problems] == ["A2"]


def test_her_file_needs_no_column_for_the_city(cork):
    aoife = factories.assistant(cork)

    imported(file(["Boyle", "Dan"], headings=["Nom", "Prénom"]), aoife, cork)

    assert [who[:3] for who in people(cork)] == [("Dan", "Boyle", "member")]


def test_columns_that_nobody_knows_are_chosen_by_hand_and_remembered(cork):
    aoife = factories.assistant(cork)
    content = file(["Boyle", "Dan"], headings=["Wer", "Und wie noch"])
    mapping = {1: "family_name", 2: "given_name"}

    assert [problem.row for problem in seen(sent(content, aoife, cork)).problems] == [0]
    imported(content, aoife, cork, header=1, mapping=mapping)
    assert roster_look.look(sent(content, aoife, cork), Chosen()).mapping == mapping


def test_a_list_without_headings_is_read_from_its_first_row(cork):
    aoife = factories.assistant(cork)
    content = file(["Boyle", "Dan"], headings=())

    plan = seen(sent(content, aoife, cork), header=0, mapping={1: "family_name", 2: "given_name"})

    assert [change.name for change in plan.changes] == ["Dan Boyle"]


def test_of_two_columns_with_one_heading_the_first_is_read(cork, olga):
    content = file(["Cork", "Boyle", "Dan", "Doyle"], headings=["City", "Family name", "Given names", "Family name"])

    assert [change.name for change in seen(sent(content, olga)).changes] == ["Dan Boyle"]


def test_names_in_many_scripts_come_back_unchanged(cork, olga):
    names = [("龚", "正"), ("الخطيب", "ليلى"), ("כהן", "דוד"), ("ອັດສະພັງທອງ", "ສິນລະວົງ"), ("ბერიძე", "ნინო")]
    content = file(*[["Cork", family, given, "member", "", ""] for family, given in names])

    imported(content, olga)

    assert [(family, given) for given, family, *_rest in people(cork)] == names


def test_two_columns_cannot_mean_the_same(cork, olga):
    content = file(["Cork", "Boyle", "Dan"], headings=["City", "A", "B"])

    plan = seen(sent(content, olga), mapping={1: "city", 2: "family_name", 3: "family_name"})

    assert problems(plan) == [(0, "Two columns are chosen for the same thing. Choose one of them.")]


def test_blanks_around_a_name_do_not_make_somebody_new(cork, olga):
    factories.head(cork, email="")

    plan = seen(sent(file(["Cork ", " Boyle\u00a0", "Dan ", "head of delegation", "", ""]), olga))

    assert plan.counts["unchanged"] == 1


def test_a_city_is_known_by_any_of_its_names(cork, olga):
    cork.city.names = {"en": "Cork", "zh-hans": "科克"}
    cork.city.save()

    assert seen(sent(file(["科克", *DAN[1:]]), olga)).counts["new"] == 1


def test_dates_and_numbers_without_digits_are_asked_about(cork, olga):
    content = b"City,Family name,Title\nCork,Boyle,4.91511E+12\n"

    assert [problem.cell for problem in seen(sent(content, olga)).problems] == ["C2"]


@pytest.mark.parametrize("people_there", [1, 30])
def test_looking_costs_as_much_for_many_as_for_one(cork, olga, people_there, django_assert_num_queries):
    for number in range(people_there):
        factories.delegate(cork, factories.person(f"Name{number}", "A"))
    one = sent(file(*[["Cork", f"Name{n}", "A", "aide", "", ""] for n in range(people_there)]), olga)

    with django_assert_num_queries(20):
        plan = seen(one)
    assert plan.counts["changed"] == people_there


# --- carrying out


def test_all_rows_are_imported_with_a_line_for_each_and_one_for_the_file(cork, olga):
    factories.delegate(cork, factories.person("Byrne", "Nuala"), email="", position=7)

    done = imported(file(DAN, NUALA), olga)

    assert people(cork) == [
        ("Dan", "Boyle", "head", "Lord Mayor", "mayor@cork.example"),
        ("Nuala", "Byrne", "aide", "", ""),
    ]
    lines = list(Change.objects.order_by("id").values_list("verb", "principal"))
    assert lines == [
        ("roster.sent", ""),
        ("delegate.changed", "Cork"),
        ("delegate.added", "Cork"),
        ("roster.imported", ""),
    ]
    assert (done.content, done.counts) == (None, {"new": 1, "changed": 1, "removed": 0, "unchanged": 0, "rows": 2})


def test_confirmed_twice_is_imported_once(cork, olga):
    one = sent(file(DAN), olga)
    seal = seen(one).seal

    for _turn in range(2):
        roster.carry_out(one, Chosen(), seal=seal, by=olga)

    assert len(people(cork)) == 1


def test_what_has_changed_since_it_was_shown_is_shown_again(cork, olga):
    one = sent(file(DAN), olga)
    seal = seen(one).seal
    factories.head(cork, factories.person(), email="")

    with pytest.raises(roster.NotAsShown):
        roster.carry_out(one, Chosen(), seal=seal, by=olga)


def test_whoever_is_not_in_the_file_stays_unless_it_is_said(cork, olga):
    factories.head(cork, factories.person("Okafor", "Amara"))
    content = file(NUALA)

    imported(content, olga)
    assert len(people(cork)) == 2
    imported(file(NUALA), olga, remove_absent=True)
    assert [who[1] for who in people(cork)] == ["Byrne"]


def test_nobody_with_a_flight_is_taken_off_by_a_file(cork, olga):
    factories.flight(factories.head(cork, factories.person("Okafor", "Amara")))

    assert problems(seen(sent(file(NUALA), olga), remove_absent=True)) == [
        (0, "Amara Okafor has flights, papers or a part in the programme: take the entry off by hand.")
    ]


def test_a_file_that_nobody_confirms_is_gone_after_an_hour(cork, olga, time_machine):
    one = sent(file(DAN), olga)

    time_machine.shift(59 * 60)
    assert roster.clear_files() == 0
    time_machine.shift(2 * 60)
    assert [roster.clear_files(), roster.clear_files()] == [1, 0]
    one.refresh_from_db()
    with pytest.raises(roster_look.FileGone):
        roster_look.look(one, Chosen())
    time_machine.shift(24 * 3600)
    roster.clear_files()
    assert RosterImport.objects.within(cork.edition).count() == 0


@pytest.fixture
def time_machine():
    import time_machine
    from django.utils import timezone

    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


# --- undoing


def test_the_last_import_is_undone_row_by_row(cork, olga):
    amara = factories.head(cork, factories.person("Okafor", "Amara"), titles={"en": "Mayor", "fr": "Maire"}, user=olga)
    factories.delegate(cork, factories.person("Byrne", "Nuala"), position=9)
    before = list(Delegate.objects.within(cork.edition).in_order().values("pk", "titles", "role", "user", "position"))
    named = sorted(Person.objects.values_list("family_name", "given_name"))
    content = file(["Cork", "Okafor", "Amara", "member", "Alderman", ""], DAN)

    done = imported(content, olga, remove_absent=True)
    assert len(people(cork)) == 2
    for _turn in range(2):
        roster_undo.undo(done, by=olga)

    assert (
        list(Delegate.objects.within(cork.edition).in_order().values("pk", "titles", "role", "user", "position"))
        == before
    )
    assert sorted(Person.objects.values_list("family_name", "given_name")) == named
    amara.refresh_from_db()
    assert (amara.title, RosterImport.objects.within(cork.edition).get().state) == ("Mayor", "undone")


def test_somebody_known_elsewhere_gets_his_name_and_his_person_back(cork, olga):
    boyle = factories.person()
    factories.delegate(factories.delegation("lyon"), boyle)
    dan = factories.head(cork, boyle)

    roster_undo.undo(imported(corrected(cork, family_name="Doyle"), olga), by=olga)

    dan.refresh_from_db()
    assert (dan.person, dan.person.family_name, Person.objects.filter(family_name="Doyle").count()) == (
        boyle,
        "Boyle",
        0,
    )


def test_an_import_is_not_undone_when_one_of_its_entries_was_changed_since(cork, olga):
    done = imported(file(DAN, NUALA), olga)
    nuala = cork.delegates.get(person__given_name="Nuala")
    factories.flight(nuala)

    with pytest.raises(roster_undo.TouchedSince, match="Nuala Byrne"):
        roster_undo.undo(done, by=olga)
    assert len(people(cork)) == 2


def test_only_the_last_import_is_undone(cork, olga):
    first = imported(file(DAN), olga)
    imported(file(NUALA), olga)

    with pytest.raises(roster_undo.NotTheLast):
        roster_undo.undo(first, by=olga)


# --- pages


def post_file(client, url, content, name="cork.csv"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post(url, {"file": SimpleUploadedFile(name, content)})


def test_olga_sends_looks_imports_and_undoes(client, cork, olga):
    client.force_login(olga)
    desk = reverse("organizer:roster", args=["shanghai"])

    preview = post_file(client, desk, file(DAN, NUALA)).url
    page = client.get(preview)
    back = client.post(f"{preview}import/", {"seal": page.context["plan"].seal}, follow=True)
    assert (len(people(cork)), "Imported: 2 new" in back.content.decode()) == (2, True)
    undone = client.post(f"{preview}undo/", follow=True)

    assert (people(cork), "every entry is as it was" in undone.content.decode()) == ([], True)


def test_aoife_sends_her_list_in_the_portal(client, cork):
    client.force_login(factories.assistant(cork))
    desk = reverse("portal:roster", args=[cork.pk])

    preview = post_file(client, desk, file(["Boyle", "Dan"], headings=["Family name", "Given names"], form="csv")).url
    client.post(f"{preview}import/", {"seal": client.get(preview).context["plan"].seal})

    assert [who[:2] for who in people(cork)] == [("Dan", "Boyle")]


def test_the_letters_of_a_file_are_asked_about_with_its_first_rows(client, cork):
    client.force_login(factories.assistant(cork))
    content = "Family name;Given names\nO’Séaghdha;Seán\n".encode("windows-1252")

    preview = post_file(client, reverse("portal:roster", args=[cork.pk]), content).url
    page = client.get(preview)
    told = client.get(preview, {"encoding": "windows-1252"})

    assert (page.context["asks"], page.context["encodings"][0]) == (True, ("windows-1252", ["O’Séaghdha;Seán"]))
    assert [change.name for change in told.context["plan"].changes] == ["Seán O’Séaghdha"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\x00\x01", b"PK\x03\x04junk"])
def test_what_is_no_spreadsheet_is_refused_beside_the_field(client, cork, content):
    client.force_login(factories.assistant(cork))

    page = post_file(client, reverse("portal:roster", args=[cork.pk]), content)

    assert (page.status_code, list(page.context["form"].errors)) == (200, ["file"])


def test_no_file_at_all_is_refused_beside_the_field(client, cork):
    client.force_login(factories.assistant(cork))

    page = client.post(reverse("portal:roster", args=[cork.pk]), {})

    assert page.context["form"].errors == {"file": ["Choose a file first."]}


@pytest.mark.parametrize(
    "query",
    [
        "page=99999999999999999999",
        "header=-1",
        "header=9999999",
        "sheet=77",
        "encoding=rot13",
        "mapped=1&c1=sql",
        "c1=%00",
    ],
)
def test_nonsense_in_the_address_is_as_if_not_said(client, cork, olga, query):
    client.force_login(olga)
    preview = post_file(client, reverse("organizer:roster", args=["shanghai"]), file(DAN)).url

    assert client.get(f"{preview}?{query}").status_code == 200


def test_a_file_that_is_gone_is_said_to_be_gone(client, cork, olga):
    client.force_login(olga)
    preview = post_file(client, reverse("organizer:roster", args=["shanghai"]), file(DAN)).url
    RosterImport.objects.within(cork.edition).update(content=None)

    words = client.get(preview, follow=True).content.decode()

    assert "The file is no longer here." in words


def test_a_hundred_changes_are_on_a_page(client, cork, olga):
    client.force_login(olga)
    rows = [["Cork", f"Name{number}", "A", "aide", "", ""] for number in range(250)]
    preview = post_file(client, reverse("organizer:roster", args=["shanghai"]), file(*rows)).url

    pages = [len(client.get(preview, {"page": number}).context["page"]) for number in (1, 2, 3)]

    assert pages == [100, 100, 50]


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_for_one_file_and_three(client, cork, olga, count, django_assert_num_queries):
    client.force_login(olga)
    for number in range(count):
        imported(file(["Cork", f"Name{number}", "A", "aide", "", ""]), olga)

    with django_assert_num_queries(9):
        client.get(reverse("organizer:roster", args=["shanghai"]))


@pytest.mark.parametrize("form", spreadsheets.FORMATS)
@pytest.mark.parametrize("count", [1, 3])
def test_an_export_costs_the_same_for_one_person_and_three(client, cork, olga, form, count, django_assert_num_queries):
    for number in range(count):
        factories.flight(factories.delegate(cork, factories.person(f"Name{number}", "A")))
    client.force_login(olga)

    with django_assert_num_queries(13):
        answer = client.get(reverse("organizer:roster_export", args=["shanghai", form]))
    assert answer["Content-Disposition"] == f'attachment; filename="delegates-shanghai.{form}"'


def test_an_export_of_one_city_holds_nobody_elses_names(client, cork, olga):
    factories.head(cork)
    factories.head(factories.delegation("lyon"), factories.person("Martin", "Luc"))
    client.force_login(olga)

    answer = client.get(reverse("organizer:roster_export", args=["shanghai", "csv"]), {"city": cork.pk})

    assert ("Boyle" in answer.content.decode(), "Martin" in answer.content.decode()) == (True, False)


def test_nobody_takes_or_sees_the_file_of_another_city(client, cork):
    aoife = factories.assistant(cork)
    one = sent(file(DAN), aoife, cork)
    client.force_login(factories.assistant(factories.delegation("lyon")))

    urls = [reverse("portal:roster_preview", args=[one.pk]), reverse("portal:roster", args=[cork.pk])]

    assert [client.get(url).status_code for url in urls] == [404, 404]
