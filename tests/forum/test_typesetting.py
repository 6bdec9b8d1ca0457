import json
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
import segno

from forum.typesetting import MissingGlyph, TooLong, typeset, typeset_with_warning

SAMPLES = json.loads(Path(__file__).with_name("typesetting.json").read_text("utf-8"))
LANGUAGES = ["en", "zh-hans", "fr", "ar"]
TEMPLATES = ["invitation", "itinerary", "programme"]
GUESTS = [
    {"text": "ირაკლი ხმალაძე", "language": "ka"},
    {"text": "ສຸລິຍາ ວົງສະຫວັນ", "language": "lo"},
    {"text": "Χάρης Δούκας", "language": "el"},
    {"text": "Nguyễn Thị Hồng Hạnh", "language": "vi"},
    {"text": "박지원 시장", "language": "ko"},
    {"text": "ليلى الخطيب", "language": "ar"},
]
ADDRESS = "https://forum.example/answer/"


def letter(language: str, second: str | None = None, **changed: Any) -> dict[str, Any]:
    column = {"language": language, **SAMPLES[language]["letter"]}
    return {
        **column,
        "number": "SH-2027-014",
        "preview": False,
        "letterhead": {
            "names": [
                {"text": "上海市人民政府", "language": "zh-hans"},
                {"text": "City of Shanghai", "language": "en"},
            ],
            "office": [
                {"text": "市长办公室", "language": "zh-hans"},
                {"text": "Office of the Mayor", "language": "en"},
            ],
            "address": {
                "text": "200 People’s Avenue, Shanghai 200003",
                "language": "en",
            },
        },
        "answer": {"url": ADDRESS, "code": ["7K4P", "9M2X", "3QHT"], "qr": qr(ADDRESS)},
        "second": second and {"language": second, **SAMPLES[second]["letter"]},
        **changed,
    }


def qr(address: str) -> str:
    return segno.make(address, error="m").svg_inline(border=0)


def itinerary(language: str, **changed: Any) -> dict[str, Any]:
    words = SAMPLES[language]["sheet"]
    plenary = {
        "start": "09:00", "end": "10:30", "title": words["plenary"], "place": words["place"], "role": words["as"],
        "dress": words["dress"], "language": words["spoken"], "note": words["note"],
    }  # fmt: skip
    visit = {"start": "14:00", "end": "16:30", "title": words["visit"]}
    return {
        **{key: words[key] for key in ("edition", "zone_note", "contact", "words")},
        "person": {
            "name": "Irakli Khmaladze",
            "native": GUESTS[0],
            "city": words["city"],
            "role": words["role"],
        },
        "version": {"number": 3, "checksum": "a41f09c2"},
        "flights": [flight(words)],
        "days": [
            {"heading": words["heading"], "items": [plenary, visit]},
            {"heading": words["next"], "items": []},
        ],
        **changed,
    }


def flight(words: dict[str, Any]) -> dict[str, Any]:
    return {
        "label": words["words"]["arrival"],
        "number": "TK 27",
        "leaves": {
            "place": "Istanbul IST",
            "time": "01:45",
            "zone": "Istanbul (UTC+3)",
        },
        "lands": {"place": "Shanghai PVG", "time": "17:10", "zone": "Shanghai (UTC+8)"},
    }


def programme(language: str, **changed: Any) -> dict[str, Any]:
    words = SAMPLES[language]["sheet"]
    speeches = [
        {"start": f"09:{10 + 5 * n:02}", "title": words["speech"], "people": [who]} for n, who in enumerate(GUESTS)
    ]
    plenary = {
        "start": "09:00", "end": "10:30", "title": words["plenary"], "place": words["place"], "kind": words["kind"],
        "languages": words["spoken"], "children": speeches,
    }  # fmt: skip
    visit = {
        "start": "14:00",
        "end": "16:30",
        "title": words["visit"],
        "note": words["note"],
    }
    return {
        **{
            key: words[key]
            for key in (
                "edition",
                "theme",
                "when",
                "where",
                "host",
                "zone_note",
                "words",
            )
        },
        "version": {"number": 3, "checksum": "a41f09c2"},
        "days": [{"heading": words[day], "items": [plenary, visit]} for day in ("heading", "next")],
        **changed,
    }


SHEETS = {"invitation": letter, "itinerary": itinerary, "programme": programme}


def sheet(template: str, language: str, **changed: Any) -> bytes:
    return typeset(
        template,
        SHEETS[template](language, **changed),
        title=template.title(),
        language=language,
    )


def read(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


def letters_in(pdf: bytes) -> set[str]:
    """Every letter that the file holds, also where one is drawn in pieces and named beside them (ActualText)."""
    reader = pypdf.PdfReader(BytesIO(pdf))
    operations = [one for page in reader.pages for one in page.get_contents().operations]
    named = [operands[1]["/ActualText"] for operands, operator in operations if is_named(operands, operator)]
    return set(read(pdf)) | set("".join(map(str, named)))


def is_named(operands: list[Any], operator: bytes) -> bool:
    return operator == b"BDC" and "/ActualText" in operands[1]


def letters_of(text: str) -> str:
    """The text without what a line break or a text extractor may add between letters."""
    return "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_sheet_speaks_its_language_to_a_screen_reader(template, language):
    root = pypdf.PdfReader(BytesIO(sheet(template, language))).trailer["/Root"]

    spoken = {"zh-hans": "zh-CN"}.get(language, language)
    assert (
        root["/Lang"],
        root["/MarkInfo"]["/Marked"],
        root["/ViewerPreferences"]["/DisplayDocTitle"],
    ) == (
        spoken,
        True,
        True,
    )
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


@pytest.mark.parametrize("template", TEMPLATES)
def test_title_is_the_one_given(template):
    title = typeset(template, SHEETS[template]("fr"), title="Lettre à Valmer", language="fr")

    assert pypdf.PdfReader(BytesIO(title)).metadata.title == "Lettre à Valmer"


@pytest.mark.parametrize("template", TEMPLATES)
def test_same_facts_make_the_same_bytes(template):
    assert sheet(template, "fr") == sheet(template, "fr")


@pytest.mark.parametrize("language", ["en", "zh-hans", "fr"])
def test_every_paragraph_can_be_read_back(language):
    text = letters_of(read(sheet("invitation", language)))

    assert [words for words in SAMPLES[language]["letter"]["paragraphs"] if letters_of(words) not in text] == []


def test_arabic_letter_holds_its_words_and_its_code():
    pdf = sheet("invitation", "ar")

    assert [fact for fact in ("SH-2027-014", "7K4P", ADDRESS) if fact not in read(pdf)] == []
    assert set(letters_of("".join(SAMPLES["ar"]["letter"]["paragraphs"]))) - letters_in(pdf) == set()


@pytest.mark.parametrize("guest", GUESTS, ids=lambda guest: guest["language"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_names_keep_their_own_script(language, guest):
    person = {"name": "Guest", "native": guest, "city": "Lindale", "role": ""}

    pdf = sheet("itinerary", language, person=person)

    assert set(letters_of(guest["text"])) - letters_in(pdf) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_languages_side_by_side_stay_on_two_pages(language):
    pdf = sheet("invitation", language, second="en" if language == "zh-hans" else "zh-hans")

    text = letters_of(read(pdf))
    assert len(pypdf.PdfReader(BytesIO(pdf)).pages) <= 2
    assert letters_of(SAMPLES["zh-hans"]["letter"]["paragraphs"][3]) in text


def test_long_letter_is_set_smaller_and_still_takes_two_pages():
    paragraphs = SAMPLES["fr"]["letter"]["paragraphs"] * 4

    pdf = sheet("invitation", "fr", paragraphs=paragraphs)

    assert len(pypdf.PdfReader(BytesIO(pdf)).pages) == 2


def test_endless_letter_is_refused_with_a_sentence():
    with pytest.raises(
        TooLong,
        match="^The text is longer than 2 pages even in the smallest type. Shorten it.$",
    ):
        sheet("invitation", "fr", paragraphs=SAMPLES["fr"]["letter"]["paragraphs"] * 20)


def test_columns_of_unequal_length_leave_a_gap_and_lose_nothing():
    data = letter("fr", "zh-hans")
    data["second"] = {**data["second"], "paragraphs": ["短信。"]}

    text = letters_of(read(typeset("invitation", data, title="Lettre", language="fr")))

    assert letters_of(data["paragraphs"][-1]) in text


def test_preview_says_so_on_the_page():
    marked, plain = (read(sheet("invitation", "en", preview=answer)) for answer in (True, False))

    assert (
        "Draft for approval, not sent" in marked,
        "Draft for approval" in plain,
    ) == (True, False)


@pytest.mark.parametrize(
    "prank",
    [
        '#panic("x")',
        "$x$",
        "*bold*",
        '#read("/etc/passwd")',
        "= head\n#let a = 1",
        "\\u{41}",
    ],
)
@pytest.mark.parametrize("template", TEMPLATES)
def test_markup_from_people_is_shown_and_never_obeyed(template, prank):
    where = {
        "invitation": {"paragraphs": [prank]},
        "itinerary": {"edition": prank},
        "programme": {"theme": prank},
    }

    assert letters_of(prank) in letters_of(read(sheet(template, "en", **where[template])))


def test_missing_glyph_is_named():
    with pytest.raises(MissingGlyph) as missing:
        sheet("invitation", "en", closing="Yours, 𐎀 and ᠠ")

    assert missing.value.characters == ["𐎀", "ᠠ"]
    assert str(missing.value) == (
        "No font covers 𐎀 (U+10380), ᠠ (U+1820). Write it in another script or add a font to FORUM_FONTS."
    )


def test_nobody_waits_for_a_letter_because_of_one_character():
    data = letter("en", closing="Yours, 𐎀")

    pdf, missing = typeset_with_warning("invitation", data, title="Letter", language="en")

    assert (missing, "Dear Mayor Okafor," in read(pdf)) == (["𐎀"], True)


def test_good_letter_brings_no_warning():
    data = letter("en")

    assert typeset_with_warning("invitation", data, title="Letter", language="en") == (
        typeset("invitation", data, title="Letter", language="en"),
        [],
    )


def test_invisible_characters_from_a_paste_do_no_harm():
    pdf = sheet(
        "invitation",
        "en",
        closing="Yours\u00ad sin\u200bcerely,\x0b \u2067ليلى\u2069\ufeff",
    )

    assert set("ليلى") - letters_in(pdf) == set()


def test_archive_copy_carries_its_date():
    data = letter("en", issued_on="2027-03-01")

    pdf = typeset("invitation", data, title="Letter", language="en", standard="a-2b")

    assert pypdf.PdfReader(BytesIO(pdf)).metadata.creation_date_raw == "D:20270301000000Z"


def test_footer_names_version_checksum_and_clock():
    text = read(sheet("itinerary", "en"))

    assert [
        line
        for line in (
            "Version 3 · a41f09c2",
            "All times are Shanghai time (UTC+8)",
            "Page 1 of 2",
        )
        if letters_of(line) not in letters_of(text).replace("\u2066", "").replace("\u2069", "")
    ] == []


def test_days_are_tables_with_heads_and_headings_in_order():
    root = pypdf.PdfReader(BytesIO(sheet("itinerary", "en"))).trailer["/Root"]

    kinds = list(kinds_under(root["/StructTreeRoot"]))

    assert [kind for kind in kinds if kind in ("/H1", "/H2", "/Table")] == [
        "/H1",
        "/H2",
        "/Table",
        "/H2",
        "/Table",
        "/H2",
    ]
    assert kinds.count("/TH") == 3 + 4


def kinds_under(node: Any) -> Any:
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from kinds_under(child)
    elif isinstance(node, dict):
        yield from [node["/S"]] if "/S" in node else []
        yield from kinds_under(node["/K"]) if "/K" in node else []


def test_letters_from_many_threads_are_all_right():
    data = letter("fr")
    expected = typeset("invitation", data, title="Lettre", language="fr")

    with ThreadPoolExecutor(4) as hands:
        copies = list(
            hands.map(
                lambda _: typeset("invitation", data, title="Lettre", language="fr"),
                range(8),
            )
        )

    assert copies == [expected] * 8
