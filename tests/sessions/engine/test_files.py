"""Files of speakers: what is taken, and what is refused and why."""

import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.engine import files
from sessions.engine.files import Refused, file_name, kind_of


def archive(**parts):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return held.getvalue()


def by_words(value):
    """Two workers name the scenes alike: an archive holds the second at which it was made."""
    return value if isinstance(value, str) else ""


TYPES = {"[Content_Types].xml": "<Types/>"}
DOCX = archive(**TYPES, **{"word/document.xml": "<w/>"})
PPTX = archive(**TYPES, **{"ppt/presentation.xml": "<p/>"})
ODT = archive(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": "<o/>"})


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b"%PDF-1.7\n1 0 obj << /Type /Catalog /OpenAction [3 0 R /Fit] >>", "pdf"),
        (DOCX, "docx"),
        (PPTX, "pptx"),
        (ODT, "odt"),
        ("尊敬的市长：".encode(), "txt"),
        ("Mesdames".encode("utf-16"), "txt"),
    ],
    ids=by_words,
)
def test_what_is_taken(content, ending):
    assert kind_of(content).ending == ending


HIDDEN = b"%PDF-1.7\n5 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\n" + zlib.compress(b"<< /JS (x) >>")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"x" * (files.MOST_BYTES + 1), "large"),
        (files.OLE + b"\0" * 600, "old"),
        (archive(**TYPES, **{"word/document.xml": "", "word/vbaProject.bin": "x"}), "macros"),
        (
            archive(**{"[Content_Types].xml": "vnd.ms-word.document.macroEnabled.main+xml", "word/document.xml": ""}),
            "macros",
        ),
        (
            archive(**TYPES, **{"word/document.xml": "", "word/_rels/settings.xml.rels": '<R TargetMode="External"/>'}),
            "macros",
        ),
        (archive(mimetype=files.OPEN_TEXT.media_type, **{"Basic/Standard/script.xml": ""}), "macros"),
        (b"%PDF-1.4 << /S /JavaScript /JS (app.alert) >>", "active"),
        (b"%PDF-1.4 << /S /J#61vaScript >>", "active"),
        (b"%PDF-1.4 << /S /Launch /F (cmd.exe) >>", "active"),
        (HIDDEN, "active"),
        (b"%PDF-1.4 trailer << /Encrypt 4 0 R >>", "locked"),
        (archive(**TYPES, **{"word/document.xml": "0" * 4_000_000}), "swells"),
        (archive(**{"setup.exe": "MZ"}), "kind"),
        (DOCX[:40], "broken"),
        (b"\x89PNG\r\n\x1a\n\0\0", "kind"),
        (b"text with \0 in it", "kind"),
    ],
    ids=by_words,
)
def test_what_is_refused_and_why(content, code):
    with pytest.raises(Refused) as refusal:
        kind_of(content)

    assert refusal.value.code == code


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7 ", DOCX[:200]]))
def test_no_rubbish_breaks_it(rubbish, head):
    try:
        assert kind_of(head + rubbish) in files.KINDS
    except Refused as refusal:
        assert refusal.code


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("speech.docm", "speech.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Texts\\Rede.docx", "Rede.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("讲话稿.pdf", "讲话稿.pdf"),
        ('a\0b"c.pdf', "a b c.pdf"),
        ("." * 300, "text.pdf"),
        ("x" * 300, "x" * 80 + ".pdf"),
    ],
)
def test_names_are_made_harmless(sent, kept):
    assert file_name(sent, files.PDF) == kept


@given(st.text(max_size=200))
def test_no_name_leads_out_of_its_folder(sent):
    kept = file_name(sent, files.PDF)

    assert kept.endswith(".pdf")
    assert not {"/", "\\", "\0", '"'} & set(kept)
