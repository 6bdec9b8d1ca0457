"""The reader says everything that is wrong with a folder, where it is and how to mend it."""

from datetime import UTC, datetime

import pytest

from sessions.reference import delegation_rows, house_rows, rows
from sessions.reference.reader import read


def test_example_is_in_order(complaints):
    assert complaints() == []


def test_texts_are_read_by_language(folder):
    opening = next(row for row in read(folder).rows(rows.Engagement) if row.key == "opening")

    assert opening.title == {"en": "Opening", "fr": "Ouverture", "ar": "الافتتاح"}


def test_dates_known_in_part_stay_so(folder):
    assert [tie.signed for tie in read(folder).rows(house_rows.Tie)] == ["1987", "2017-05"]


def test_local_hours_become_instants(folder):
    flight = next(row for row in read(folder).rows(delegation_rows.Flight) if row.number == "ZZ 21")

    assert flight.leaves_at == datetime(2027, 5, 8, 16, 0, tzinfo=UTC)
    assert flight.lands_at == datetime(2027, 5, 8, 17, 20, tzinfo=UTC)


def test_language_tags_are_written_small(folder, rewrite):
    rewrite("forum.toml", 'languages = ["en"', 'languages = ["zh-Hans", "en"')

    assert read(folder).edition.languages == ("zh-hans", "en", "fr", "ar")


WRONG = [
    (
        ("assistants.csv", "port-clair,,,yes", "port-clair,,bastien-clairvent,yes"),
        (
            "assistants.csv, line 2, column 'person': "
            "The focal point acts for the whole delegation; leave the person empty."
        ),
    ),
    (
        ("assistants.csv", "register travel,,,,,", "register travel,,,,2027-03-01,"),
        "assistants.csv, line 3, column 'since': Whoever acts until a day needs a day since when.",
    ),
    (
        ("assistants.csv", "register travel,,,,,", "register travel,bastien-clairvent,,,,"),
        (
            "assistants.csv, line 3, column 'person': "
            "person 'bastien-clairvent' of city 'wadi-al-noor' is not in delegates.csv."
        ),
    ),
    (
        ("delegates.csv", "wadi-al-noor,sami", "wadi-al-nour,sami"),
        (
            "delegates.csv, line 5, column 'city': "
            "city 'wadi-al-nour' is not in delegations.csv; did you mean 'wadi-al-noor'?"
        ),
    ),
    (
        ("cities.csv", "Europe/Paris", "Europe/Pariss"),
        (
            "cities.csv, line 3, column 'zone': "
            "'Europe/Pariss' is not a time zone such as Europe/Dublin; did you mean 'Europe/Paris'?"
        ),
    ),
    (
        ("delegations.csv", "mayor,fr,", "mayor,french,"),
        (
            "delegations.csv, line 3, column 'language': "
            "'french' is not a language tag: write it as en, fr, zh-hans or pt-br."
        ),
    ),
    (
        ("offices.csv", "title_fr", "title_franz"),
        (
            "offices.csv, line 1, column 'title_franz': "
            "'franz' is not a language tag: write it as en, fr, zh-hans or pt-br."
        ),
    ),
    (
        ("cities.csv", "Port-Clair,Port-Clair", "P" * 201 + ",Port-Clair"),
        f"cities.csv, line 3, column 'name_en': '{'P' * 30}…' has 201 characters; at most 200 are allowed.",
    ),
    (
        ("delegates.csv", "maire@port-clair.example", "maire.port-clair.example"),
        (
            "delegates.csv, line 3, column 'email': "
            "'maire.port-clair.example' is not an e-mail address: write it as name@city.example."
        ),
    ),
    (
        ("flights.csv", "2027-05-08 18:20", "2027-05-08 16:20"),
        (
            "flights.csv, line 2, column 'lands': The flight lands (2027-05-08 16:20 BST) before it leaves "
            "(2027-05-08 18:00 CEST); check the days and both zones."
        ),
    ),
    (
        ("ties.csv", "2017-05,", "2017-13,"),
        "ties.csv, line 3, column 'signed': '2017-13' is not a date: write 2005, 2005-05 or 2005-05-29.",
    ),
    (
        ("ties.csv", "wadi-al-noor,lindale,friendly_exchange", "port-clair,lindale,sister_city"),
        "ties.csv, line 3, column 'city': 'port-clair', 'lindale', 'sister_city' stands there already, in line 2.",
    ),
    (
        ("delegates.csv", "interpreter,2", "head,2"),
        "delegates.csv, line 5, column 'city': 'wadi-al-noor' has a head of delegation already, in line 4.",
    ),
    (
        ("delegates.csv", "interpreter,2", "interpeter,2"),
        (
            "delegates.csv, line 5, column 'role': 'interpeter' is not one of head, deputy_head, member, interpreter, "
            "aide, security, press, spouse, business, university; did you mean 'interpreter'?"
        ),
    ),
    (
        ("engagements.csv", "2027-05-09 11:00", "2027-05-09 09:00"),
        "engagements.csv, line 2, column 'ends': It ends (2027-05-09 09:00) before it has started (2027-05-09 10:00).",
    ),
    (
        ("engagements.csv", "2027-05-09 11:00", ""),
        "engagements.csv, line 2, column 'ends': Give both a start and an end, or neither.",
    ),
    (
        ("engagements.csv", "2027-05-09 10:00,2027-05-09 11:00", "2027-03-28 00:30,2027-03-28 01:30"),
        (
            "engagements.csv, line 2, column 'ends': "
            "There is no 01:30 on 2027-03-28 in Europe/London: the clocks are put forward that night."
        ),
    ),
    (
        ("flights.csv", "2027-05-08 18:00", "2027-03-28 02:59"),
        (
            "flights.csv, line 2, column 'leaves': "
            "There is no 02:59 on 2027-03-28 in Europe/Paris: the clocks are put forward that night."
        ),
    ),
    (
        ("forum.toml", "reply_by = 2027-03-01T17:00:00", "reply_by = 2027-03-28T01:00:00"),
        (
            "forum.toml, line 11, key 'reply_by': "
            "There is no 01:00 on 2027-03-28 in Europe/London: the clocks are put forward that night."
        ),
    ),
    (
        ("forum.toml", "reply_by = 2027-03-01T17:00:00", "reply_by = 2027-03-01T17:00:00Z"),
        (
            "forum.toml, line 11, key 'reply_by': "
            "'2027-03-01 17:00:00+00:00' names another clock; write the local hour alone, as in 2025-05-29 14:30."
        ),
    ),
    (
        ("forum.toml", "reply_by = 2027-03-01T17:00:00", "reply_by = 2027-03-01T17:00:59"),
        (
            "forum.toml, line 11, key 'reply_by': "
            "'2027-03-01 17:00:59' is not a day with an hour: write it as 2025-05-29 14:30."
        ),
    ),
    (
        ("engagements.csv", "2027-05-09 11:00", "2027-05-09 11:00+01:00"),
        (
            "engagements.csv, line 2, column 'ends': "
            "'2027-05-09 11:00+01:00' names another clock; write the local hour alone, as in 2025-05-29 14:30."
        ),
    ),
    (
        ("engagements.csv", "Ouverture", "Ouver\ue000ture"),
        (
            "engagements.csv, line 2, column 'title_fr': "
            "The text holds a control character that cannot be seen; type it anew."
        ),
    ),
    (
        ("engagements.csv", "title_fr", "title_EN"),
        "engagements.csv, line 1, column 'title_EN': This is 'title_en' once more; keep one of the two.",
    ),
    (
        ("forum.toml", "[name]", "[name.zh-hans]\nshort = 'F'\n\n[name]"),
        (
            "forum.toml, line 18, key 'name.zh-hans': "
            "Here stands a table within a table; write one text, in quotation marks."
        ),
    ),
    (
        ("forum.toml", 'fr = "Fleuves et villes 2027"', 'fr = [{ short = "F" }]'),
        "forum.toml, line 20, key 'name.fr': Here stands a table within a table; write one text, in quotation marks.",
    ),
    (
        ("speeches.csv", "speech-port-clair", "opening"),
        "speeches.csv, line 2, column 'engagement': 'opening' is a plenary in engagements.csv, not a speech.",
    ),
    (
        ("tenures.csv", "port-clair,mayor", "port-clair,major"),
        (
            "tenures.csv, line 3, column 'office': "
            "office 'major' of city 'port-clair' is not in offices.csv; did you mean 'mayor'?"
        ),
    ),
    (
        ("rooms.csv", "capacity", "capacty"),
        "rooms.csv, line 1, column 'capacty': This name is not known; did you mean 'capacity'?",
    ),
    (
        ("forum.toml", "ends_on = 2027-05-10", "ends_on = 2027-05-01"),
        "forum.toml, line 8, key 'ends_on': The last day, 2027-05-01, is before the first, 2027-05-09.",
    ),
    (
        ("forum.toml", 'zone = "Europe/London"', 'zone = "London"'),
        (
            "forum.toml, line 6, key 'zone': "
            "'London' is not a time zone such as Europe/Dublin; did you mean 'Europe/London'?"
        ),
    ),
    (
        ("delegations.csv", "Rachid Elbarakiya,", ""),
        (
            "delegations.csv, line 4: The line has 4 cells for 5 columns; "
            "put a cell that holds a comma in quotation marks."
        ),
    ),
]


@pytest.mark.parametrize(("spoil", "sentence"), WRONG, ids=[f"{spoil[0]}:{spoil[2][:20]}" for spoil, _ in WRONG])
def test_each_mistake_has_its_sentence(rewrite, complaints, spoil, sentence):
    rewrite(*spoil)

    assert complaints() == [sentence]


@pytest.mark.parametrize("letter", ["\u00a0", "\u202f", "\u3000", "\u200b", "\u200c", "\u200f", "\u2066", "\ufeff"])
def test_spaces_and_marks_of_direction_are_part_of_a_text(folder, rewrite, letter):
    rewrite("engagements.csv", "Ouverture", f"Ouverture{letter}: l’eau")

    opening = next(row for row in read(folder).rows(rows.Engagement) if row.key == "opening")

    assert opening.title["fr"] == f"Ouverture{letter}: l’eau"


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\t", "\x85", "\x9f", "\ue000", "\U000f0000"])
def test_what_nobody_types_is_refused(rewrite, complaints, letter):
    rewrite("venues.csv", "1 Bridge Street", f"1{letter}Bridge Street")

    assert [line.split(":")[0] for line in complaints()] == ["venues.csv, line 2, column 'address_en'"]


def test_all_mistakes_are_told_at_once(rewrite, complaints):
    rewrite("cities.csv", "Europe/Paris", "Paris?")
    rewrite("people.csv", "no,,yes", "perhaps,,yes")

    assert [line.split(":")[0] for line in complaints()] == [
        "cities.csv, line 3, column 'zone'",
        "people.csv, line 2, column 'family_first'",
    ]


def test_at_most_twenty_mistakes_of_a_file_are_shown(folder, complaints):
    with (folder / "people.csv").open("a", encoding="utf-8") as people:
        people.writelines(f"Person {number},Name,,no,,yes\n" for number in range(25))

    assert len(complaints()) == 21
    assert complaints()[-1] == "people.csv: 5 more problems are not shown."


def test_line_numbers_count_lines_inside_quotation_marks(rewrite, complaints):
    rewrite("venues.csv", '"1 Bridge Street, Lindale"', '"1 Bridge Street,\nLindale"\nlindale,Bad Key,Hall,Salle,')

    assert [line.split(":")[0] for line in complaints()] == ["venues.csv, line 4, column 'key'"]


def test_file_of_another_encoding_names_the_line(folder, complaints):
    (folder / "ties.csv").write_bytes("city,partner,kind,signed,note\nport-clair,lindale,é".encode("latin-1"))

    assert complaints() == ["ties.csv, line 2: The text is not UTF-8; save it anew, in a spreadsheet as “CSV UTF-8”."]


def test_byte_order_mark_of_spreadsheets_is_welcome(folder, complaints):
    file = folder / "cities.csv"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))

    assert complaints() == []


def test_semicolons_are_recognized(folder, complaints):
    file = folder / "ties.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")

    assert complaints() == ["ties.csv, line 1: The cells are set apart by semicolons; save the file with commas."]


def test_missing_and_stray_files_are_named(folder, complaints):
    (folder / "cities.csv").rename(folder / "citys.csv")

    assert complaints()[0] == f"cities.csv: The file is missing in {folder}."
    assert complaints()[1] == "citys.csv: No file of this name is read; did you mean 'cities.csv'?"


def test_broken_toml_names_the_line(rewrite, complaints):
    rewrite("forum.toml", 'slug = "example-forum"', "slug = example-forum")

    assert [line.split(":")[0] for line in complaints()] == ["forum.toml, line 3"]


def test_remarks_are_not_loaded(rewrite, complaints):
    rewrite("tenures.csv", "since,until\n", "since,until,remark\n")
    rewrite("tenures.csv", "2024-06,\n", "2024-06,,from the web site of the city\n")
    rewrite("tenures.csv", "2020,\n", "2020,,\n")
    rewrite("tenures.csv", "2025-01-15,\n", "2025-01-15,,\n")

    assert complaints() == []


def test_engagement_inside_itself_is_refused(rewrite, complaints):
    rewrite("engagements.csv", "floods,sub_forum,,", "floods,sub_forum,speech-port-clair,")

    assert complaints() == [
        "engagements.csv, line 3, column 'parent': 'floods' would be inside itself.",
        "engagements.csv, line 4, column 'parent': 'speech-port-clair' would be inside itself.",
    ]


def test_empty_file_is_told(folder, complaints):
    (folder / "cities.csv").write_text("")

    assert complaints() == ["cities.csv: The file is empty; its first line must name the columns."]


def test_office_has_one_holder_at_a_time(rewrite, complaints):
    rewrite("tenures.csv", "2020,\n", "2020,\nport-clair,mayor,sami-elwadiya,2026,\n")

    assert complaints() == [
        (
            "tenures.csv, line 4, column 'city': 'port-clair', 'mayor' has a holder already, in line 3; "
            "give one of the two an end in 'until'."
        )
    ]


def test_tie_the_other_way_round_is_the_same_tie(rewrite, complaints):
    rewrite("ties.csv", "wadi-al-noor,lindale,friendly_exchange", "lindale,port-clair,sister_city")

    assert complaints() == [
        "ties.csv, line 2, column 'city': The same tie is there already in line 3, the other way round."
    ]


def test_missing_key_of_the_edition_is_told(rewrite, complaints):
    rewrite("forum.toml", "starts_on = 2027-05-09\n", "")

    assert complaints() == ["forum.toml, key 'starts_on': This is missing, and is needed."]
