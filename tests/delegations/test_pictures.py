"""Photos: refused from their header, made small and plain, and cut for the badge."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from delegations import pictures
from delegations.pictures import NotAPortrait
from tests import factories

ROOT = Path(__file__).resolve().parents[2]


def png(width, height, rows=b"", extra=b""):
    """A PNG that claims its size; what stands in it is a bomb of noughts, or nothing."""

    def chunk(name, body):
        return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", rows or zlib.compress(b"")) + chunk(b"IEND", b"")


def refusal(content):
    with pytest.raises(NotAPortrait) as refused:
        pictures.kept(content)
    return refused.value


def opened(content):
    return Image.open(io.BytesIO(content))


def test_thirteen_thousand_by_thirteen_thousand_is_refused_from_its_header(monkeypatch):
    monkeypatch.setattr(pictures.Image, "open", None)  # whoever decoded it would stumble here

    refused = refusal(png(13_000, 13_000))

    assert (refused.code, refused.facts) == ("pixels", {"width": 13_000, "height": 13_000, "most": 40})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "kind"),
        (b"GIF89a" + b"\0" * 100, "kind"),
        (b"%PDF-1.7", "kind"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 100, "kind"),
        (b"\xff\xd8\xff", "broken"),
        (factories.photo()[:2000], "broken"),
        (factories.photo(kind="PNG")[:60], "broken"),
        (png(900, 1200), "broken"),
        (png(0, 1200), "broken"),
        (factories.photo(599, 900), "small"),
        (factories.photo(700, 799), "small"),
        (b"\xff\xd8\xff" + b"\0" * 10_000_000, "bytes"),
        (png(900, 1200, extra=struct.pack(">L", 8) + b"acTL" + b"\0" * 12), "moving"),
        (png(40_000, 900), "pixels"),
    ],
)
def test_what_cannot_be_a_portrait_is_refused_with_a_reason(content, code):
    assert refusal(content).code == code


def test_a_moving_webp_is_refused():
    frames = [Image.new("RGB", (900, 1200), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])

    assert refusal(out.getvalue()).code == "moving"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P", "CMYK", "1", "LA"])
def test_every_kind_and_mode_becomes_a_plain_jpeg(kind, mode):
    out = io.BytesIO()
    try:
        Image.new("RGB", (900, 1200), "teal").convert(mode).save(out, kind, lossless=True)
    except OSError:
        pytest.skip(f"no {kind} holds {mode}")

    kept = opened(pictures.kept(out.getvalue()))

    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (900, 1200))


def test_a_webp_header_is_read_in_all_three_forms():
    image = Image.new("RGB", (901, 1203), "teal")
    sizes = []
    for how in ({"lossless": True}, {"quality": 50}, {"exif": b"Exif\0\0" + b"II*\0\x08\0\0\0\0\0"}):
        out = io.BytesIO()
        image.save(out, "WEBP", **how)
        header = pictures.header_of(out.getvalue())
        sizes.append((header.kind, header.width, header.height))

    assert sizes == [("WEBP", 901, 1203)] * 3


def test_a_photo_stands_upright_and_brings_nothing_along():
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Camera of Amara"
    exif.get_ifd(0x8825)[1] = "N"
    sideways = factories.photo(1200, 900, exif=exif, comment=b"secret comment") + b"PK\x03\x04 an archive at the end"

    kept = pictures.kept(sideways)

    assert opened(kept).size == (900, 1200)
    assert dict(opened(kept).getexif()) == {}
    assert [word for word in (b"Camera", b"secret", b"archive", b"Exif") if word in kept] == []


def test_a_large_photo_is_kept_at_most_sixteen_hundred_pixels_long():
    assert opened(pictures.kept(factories.photo(4000, 6000))).size == (1067, 1600)


def test_what_is_seen_through_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (900, 1200), (255, 0, 0, 0)).save(out, "PNG")

    assert opened(pictures.kept(out.getvalue())).getpixel((450, 600)) == (255, 255, 255)


@pytest.mark.parametrize("zoom", [100, 125, 160])
@pytest.mark.parametrize("down", ["top", "upper", "middle"])
@pytest.mark.parametrize("across", ["left", "middle", "right"])
@pytest.mark.parametrize("size", [(600, 800), (1600, 900), (601, 1600), (1600, 1600)])
def test_the_badge_is_three_to_four_and_lies_within_the_picture(size, across, down, zoom):
    left, top, right, bottom = pictures.box_of(*size, across, down, zoom)

    assert round((right - left) / (bottom - top), 6) == 0.75
    assert 0 <= left < right <= size[0] + 1e-6
    assert 0 <= top < bottom <= size[1] + 1e-6


def test_the_badge_shows_what_was_chosen():
    halves = Image.new("RGB", (1600, 800), "red")
    halves.paste("blue", (800, 0, 1600, 800))
    out = io.BytesIO()
    halves.save(out, "JPEG", quality=95)
    kept = pictures.kept(out.getvalue())

    colours = [opened(pictures.cut(kept, across)).getpixel((300, 400)) for across in ("left", "right")]

    assert [max(range(3), key=pixel.__getitem__) for pixel in colours] == [0, 2]
    assert opened(pictures.cut(kept)).size == (600, 800)


@given(st.binary(max_size=400), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPVP8X"]))
def test_whatever_is_sent_is_a_portrait_or_refused(content, beginning):
    with pytest.raises(NotAPortrait):
        pictures.kept(beginning + content)


BOMB = """
import resource, struct, sys, zlib
sys.path.insert(0, {root!r})
from delegations import pictures
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
content = open({file!r}, "rb").read()
try:
    pictures.kept(content)
    print("kept")
except pictures.NotAPortrait as refusal:
    print(refusal.code)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bomb.png", "kept"),
        ("large.png", "pixels"),
        ("big.jpg", "kept"),
        ("wide.webp", "pixels"),
        ("fits.webp", "kept"),
    ],
)
def test_memory_grows_by_less_than_two_hundred_mebibytes(tmp_path, name, said):
    """The largest that are taken, and bombs: a few kilobytes that claim as much as is allowed, or more."""
    contents = {
        "bomb.png": lambda: png(5000, 8000, zlib.compress(b"\0" * (5000 * 4 + 1) * 8000, 9)),
        "large.png": lambda: png(13_000, 13_000, zlib.compress(b"\0" * 1_000_000, 9)),
        "big.jpg": lambda: factories.photo(5000, 8000),
        "wide.webp": lambda: factories.photo(5000, 8000, kind="WEBP"),
        "fits.webp": lambda: factories.photo(3000, 4000, kind="WEBP"),
    }
    file = tmp_path / name
    file.write_bytes(contents[name]())
    script = BOMB.format(root=str(ROOT), file=str(file))

    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()

    assert told[0] == said
    assert int(told[1]) <= 200, told
