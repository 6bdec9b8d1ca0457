"""Reading and writing spreadsheets: the same text comes back, and what a hostile file may cost."""

import csv
import resource
import time
import zipfile
from datetime import date, datetime
from io import BytesIO, StringIO

import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.spreadsheets import FORMATS, Choice, Table, Unreadable, address, csvs, read, write
from forum.spreadsheets.values import column_number

NAUGHTY = [
    "=1+1", "+49 151 1234567", "-1", "@SUM(A1)", "\t=1", "'=1", "''=1", "'s-Hertogenbosch", " = 1", "＝1+1",
    "=cmd|' /C calc'!A0", "  two  blanks  ", "\u00a0nbsp\u00a0", "line\nbreak", 'quote "and" comma, semi; tab',
    "_x0041_", "_x005F_", "<b>&amp;", "龚正", "بيروت", "ירושלים", "ອັດສະພັງທອງ", "თბილისი", "👩🏽‍⚖️", "e\u0301",
    "\u202eright", "0001", "1.0", "1E+5", "TRUE", "2025-05-29", "#N/A", "'", "''", ";", "|", "null", "NULL", "nan",
    "\ufeffmark",
]  # fmt: skip


def cells_of(content, **chosen):
    return [line.cells for line in read(content, **chosen).sheet.lines]


def trimmed(rows):
    """Rows without the empty cells at their ends; a spreadsheet does not keep those."""
    found = []
    for row in rows:
        row = list(row)
        while row and not row[-1]:
            row.pop()
        found.append(row)
    return [row for row in found if row]


# --- the same text comes back

CELL = st.text(st.characters(exclude_categories=["Cs", "Cn", "Co"]), max_size=30)
SEEN_CELL = st.text(st.characters(exclude_categories=["Cs", "Cn", "Co", "Cc"]), max_size=30)
TABLES = {
    "csv": st.lists(st.lists(CELL.map(lambda text: text.replace("\0", "")), min_size=1, max_size=6), max_size=8),
    "xlsx": st.lists(st.lists(CELL, min_size=1, max_size=6), max_size=8),
    "ods": st.lists(st.lists(SEEN_CELL, min_size=1, max_size=6), max_size=8),
}


@pytest.mark.parametrize("form", FORMATS)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_table_of_text_comes_back_as_it_was(form, data):
    rows = [["x", *row] for row in data.draw(TABLES[form])] or [["x"]]

    assert trimmed(cells_of(write([Table("T", rows=rows)], form))) == trimmed(rows)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_words_come_back_as_they_were(form, text):
    assert cells_of(write([Table("T", ["A", "B"], [["x", text]])], form)) == [["A", "B"], ["x", text]]


@pytest.mark.parametrize("text", NAUGHTY)
def test_no_program_takes_a_cell_of_csv_for_a_formula(text):
    content = write([Table("T", rows=[[text]])], "csv").decode("utf-8-sig")

    cell = next(csv.reader(StringIO(content, newline="")))[0]

    assert cell.lstrip()[:1] not in {"=", "+", "-", "@", "＝"}


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_another_reader_sees_the_same_text(form):
    words = [word for word in NAUGHTY if "_x" not in word and "\t" not in word]  # which that reader does not know
    content = write([Table("People", ["A"], [[word] for word in words], keys=["a"])], form)

    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))

    assert [row[0] for row in book.get_sheet_by_index(0).to_python()] == ["a", "A", *words]


def test_keys_are_hidden_and_said_to_nobody():
    content = write([Table("T", ["Name"], [["Dan"]], keys=["name"], choices=[Choice(0, ["Dan", "Ann"])])], "xlsx")

    sheet = read(content).sheet

    assert (sheet.hidden_rows, sheet.remarks(below=2)) == ([1], [])


def test_a_long_list_of_choices_stands_on_a_sheet_that_no_menu_shows():
    cities = [f"A city with a long name, {number}" for number in range(40)]
    content = write([Table("T", ["City"], [["Cork"]], choices=[Choice(0, cities)])], "xlsx")

    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet, lists = (archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2))
    assert ("<formula1>lists!$A$1:$A$40</formula1>" in sheet, "long name, 39" in lists) == (True, True)
    assert read(content).names == ["T"]


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_columns_are_called_as_people_call_them(number, letters):
    assert (address(7, number), column_number(letters)) == (f"{letters}7", number)


def test_what_is_too_long_to_come_back_is_not_written():
    with pytest.raises(ValueError, match="longer than 10000"):
        write([Table("T", rows=[["x" * 10_001]])], "csv")


# --- files of others


def made(fill):
    """An XLSX as somebody's program would make it."""
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        fill(book, book.add_worksheet("People"))
    return file.getvalue()


def test_numbers_are_read_as_they_are_shown():
    def fill(book, sheet):
        sheet.write_row(0, 0, [1.0, 12.5, 4915112345678, True, 353211234567.0])
        sheet.write(1, 0, 0.125, book.add_format({"num_format": "0.0%"}))
        sheet.write(1, 1, 7, book.add_format({"num_format": "0000"}))
        sheet.write(1, 2, 4915112345678, book.add_format({"num_format": '"+"0'}))
        sheet.write_datetime(2, 0, datetime(2025, 5, 29), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_datetime(2, 1, datetime(2025, 5, 29, 14, 30), book.add_format({"num_format": 22}))
        sheet.write(2, 2, 3, book.add_format({"num_format": "[Red]General"}))

    assert cells_of(made(fill)) == [
        ["1", "12.5", "4915112345678", "TRUE", "353211234567"],
        ["12.5%", "0007", "+4915112345678"],
        ["2025-05-29", "2025-05-29 14:30", "3"],
    ]


def test_a_number_of_more_digits_than_a_spreadsheet_keeps_is_doubted():
    sheet = read(made(lambda _book, sheet: sheet.write(0, 0, 49151123456789012345))).sheet

    assert list(sheet.doubts) == [(1, 1)]


def test_a_formula_is_read_by_its_result_and_doubted_without_one():
    def fill(_book, sheet):
        sheet.write_formula(0, 0, '="a"&"b"', value="ab")
        sheet.write_formula(0, 1, "=1+1", value=2)
        sheet.write_formula(0, 2, "=1/0", value="#DIV/0!")

    content = made(fill)
    sheet = read(content).sheet
    bare = read(patched(content, "xl/worksheets/sheet1.xml", b"<v>2</v>", b"")).sheet

    assert (sheet.lines[0].cells, list(sheet.doubts)) == (["ab", "2", "#DIV/0!"], [(1, 3)])
    assert list(bare.doubts) == [(1, 2), (1, 3)]


def patched(content, name, old, new):
    """The same file with something in one of its members written over."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            data = source.read(part)
            target.writestr(part, data.replace(old, new) if part == name else data)
    return file.getvalue()


def test_merged_cells_and_hidden_rows_are_said():
    def fill(_book, sheet):
        sheet.merge_range("A1:B2", "Cork")
        sheet.write(4, 0, "x")
        sheet.set_row(4, None, None, {"hidden": True})

    assert read(made(fill)).sheet.remarks() == [
        "1 area of merged cells: only its first cell counts, the others are empty (A1:B2).",
        "1 hidden row is read like the others (5).",
    ]


def test_the_first_sheet_that_is_seen_is_read_and_others_on_demand():
    def fill(book, sheet):
        sheet.hide()
        sheet.write(0, 0, "secret")
        seen = book.add_worksheet("Seen")
        seen.write(0, 0, "seen")
        seen.activate()
        seen.set_first_sheet()

    content = made(fill)

    assert (read(content).names, read(content).visible, cells_of(content)) == (["People", "Seen"], ["Seen"], [["seen"]])
    assert (cells_of(content, sheet=0), cells_of(content, sheet=99)) == ([["secret"]], [["seen"]])


def test_fifty_thousand_empty_rows_cost_nothing():
    def fill(book, sheet):
        plain = book.add_format({"bg_color": "#FFFFFF"})
        sheet.write(0, 0, "x")
        for row in range(1, 50_000):
            for column in range(8):
                sheet.write_blank(row, column, None, plain)

    content = made(fill)
    began = time.perf_counter()
    sheet = read(content).sheet

    assert ([line.cells for line in sheet.lines], time.perf_counter() - began < 5) == ([["x"]], True)


def test_rows_are_known_by_their_numbers_across_a_gap():
    content = made(lambda _book, sheet: (sheet.write(0, 0, "first"), sheet.write(1_048_575, 2, "last")))

    assert [(line.number, line.cells) for line in read(content).sheet.lines] == [
        (1, ["first"]),
        (1_048_576, ["", "", "last"]),
    ]


def ods(rows, style=""):
    names = 'xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s"'
    content = (
        f"<office:document-content {names}>{style}<office:body><office:spreadsheet>"
        f'<table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<m/>",
            "content.xml": content,
        }
    )


def zipped(members):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_repeated_cells_of_ods_are_read_as_often_as_they_are_there():
    rows = (
        '<table:table-row><table:table-cell table:number-columns-repeated="2" office:value-type="string">'
        "<text:p>a<office:annotation><text:p>note</text:p></office:annotation></text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="date" office:date-value="2025-05-29T14:30:00">'
        '<text:p>29.5.</text:p></table:table-cell><table:table-cell office:value-type="float" '
        'office:value="4915112345678"><text:p>4.9E+12</text:p></table:table-cell></table:table-row>'
    )

    assert [(line.number, line.cells) for line in read(ods(rows)).sheet.lines] == [
        (1, ["a", "a"]),
        (1_048_572, ["2025-05-29 14:30", "4915112345678"]),
    ]


# --- letters and separators

NAMES = "Nom;Ville\nSéan Ó Séaghdha;Ā\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_known_by_itself(encoding):
    book = read("Name;City\nSéan;Köln\n".encode(encoding))

    assert ([line.cells for line in book.sheet.lines][1], book.in_doubt) == (["Séan", "Köln"], False)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "姓名,城市\n龚正,上海\n陈丽,广州\n"),
        ("windows-1252", "Nom,Ville\nRené,Orléans\nSéan,Köln\n"),
        ("windows-1256", "الاسم,المدينة\nمحمد,بيروت\n"),
    ],
)
def test_the_likeliest_of_the_old_encodings_stands_first(encoding, text):
    book = read(text.encode(encoding))

    assert (book.encodings[0], book.sheet.lines[0].cells[0]) == (encoding, text.split(",")[0])


def test_what_is_not_clear_is_asked_about():
    assert (read("Séan;Köln".encode("windows-1252")).in_doubt, read("龚正,上海".encode("gb18030")).in_doubt) == (
        True,
        False,
    )


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator):
    text = f'a{separator}b\n1{separator}"x, y; z\nnext"\n'

    assert cells_of(text.encode()) == [["a", "b"], ["1", "x, y; z\nnext"]]


def test_a_quotation_mark_in_the_middle_stops_nothing():
    assert cells_of(b'a,b\nDan "the man" Boyle,"x" y\n') == [["a", "b"], ['Dan "the man" Boyle', "x y"]]


# --- bad and hostile files

BILLION = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'


def bomb():
    return zipped({"xl/workbook.xml": b"0" * 90_000_000})


def xlsx_with(sheet, strings=""):
    return zipped(
        {
            "xl/workbook.xml": '<workbook><sheets><sheet name="S" r:id="r1" xmlns:r="r"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<R><Relationship Id="r1" Target="worksheets/sheet1.xml"/></R>',
            "xl/sharedStrings.xml": f"<sst>{strings}</sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{sheet}</sheetData></worksheet>",
        }
    )


def many_cells():
    return xlsx_with(f"<row>{'<c/>' * 2_100_000}</row>")


def long_string_everywhere():
    """One text of 9,000 letters, shown in ten thousand cells: 90 MB once it is read."""
    row = '<c t="s"><v>0</v></c>' * 50
    return xlsx_with(f"<row>{row}</row>" * 200, strings=f"<si><t>{'x' * 9000}</t></si>")


HOSTILE = {
    "empty": lambda: b"",
    "zip bomb": bomb,
    "zip without a sheet": lambda: zipped({"readme.txt": "hello"}),
    "cut zip": lambda: write([Table("T", rows=[["x"]])], "xlsx")[:300],
    "word file": lambda: zipped({"word/document.xml": "<x/>"}),
    "entities": lambda: patched(
        write([Table("T", rows=[["x"]])], "xlsx"), "xl/workbook.xml", b"<workbook", BILLION.encode()
    ),
    "cells without end": many_cells,
    "long string everywhere": long_string_everywhere,
    "16 MB cell": lambda: xlsx_with(f'<row><c t="inlineStr"><is><t>{"x" * 16_000_000}</t></is></c></row>'),
    "16 MB cell of csv": lambda: b'a,"' + b"x" * 9_000_000 + b'"\n',
    "larger than may be": lambda: b"x" * 11_000_000,
    "string that is not there": lambda: xlsx_with('<row><c t="s"><v>7</v></c></row>'),
    "number that is none": lambda: xlsx_with("<row><c><v>seven</v></c></row>"),
    "row that is none": lambda: xlsx_with('<row r="x"><c><v>7</v></c></row>'),
    "number beyond all": lambda: xlsx_with("<row><c><v>1e999</v></c></row>"),
    "column beyond all": lambda: xlsx_with('<row r="1"><c r="XFD1"><v>7</v></c></row>'),
    "ods repeated without end": lambda: ods(
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384">'
        "<text:p>x</text:p></table:table-cell></table:table-row>"
    ),
    "ods blanks without end": lambda: ods(
        '<table:table-row><table:table-cell><text:p><text:s text:c="999999999"/></text:p></table:table-cell>'
        "</table:table-row>"
    ),
    "rows without end": lambda: b"x\n" * 30_000,
    "csv with NUL": lambda: b"Name,City\nDan\0,Cork\n",
    "old Excel": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000,
    "locked": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    "picture": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    "web page": lambda: b"<html><table><tr><td>Dan</td></tr></table>",
    "pdf that is a zip as well": lambda: b"%PDF-1.7\n" + write([Table("T", rows=[["x"]])], "xlsx"),
    "quotation mark that never ends": lambda: b'Name,City\n"' + b"x" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_words_at_little_cost(name):
    content = HOSTILE[name]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()

    with pytest.raises(Unreadable) as refused:
        read(content)

    took, grown = time.perf_counter() - began, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert (str(refused.value).endswith("."), took < 5, grown < 200) == (True, True, True)


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(content):
    for start in (b"", b"PK\x03\x04", b"\xff\xfe"):
        try:
            read(start + content)
        except Unreadable as why:
            assert str(why)


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_a_damaged_file_is_read_or_refused(place, junk):
    for form in ("xlsx", "ods"):
        whole = write([Table("T", ["Name"], [["Dan"], ["Ann"]])], form)
        try:
            read(whole[: place % len(whole)] + junk + whole[place % len(whole) + len(junk) :])
        except Unreadable as why:
            assert str(why)


def test_a_workbook_under_another_name_is_known_by_what_is_in_it():
    """Nobody looks at the name: a CSV that is called .xlsx is read as what it is."""
    assert (read(b"a,b\n").format, read(write([Table("T", rows=[["x"]])], "xlsx")).format) == ("csv", "xlsx")


def test_guards_are_taken_off_once():
    for text in NAUGHTY:
        assert csvs.unguarded(csvs.guarded(text)) == text


def test_days_before_march_1900_are_what_the_program_shows():
    def fill(book, sheet):
        for column, number in enumerate([1, 59, 61]):
            sheet.write(0, column, number, book.add_format({"num_format": 14}))

    assert cells_of(made(fill)) == [["1900-01-01", "1900-02-28", str(date(1900, 3, 1))]]
