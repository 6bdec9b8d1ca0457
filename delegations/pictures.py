"""Portraits: looked at by their header first, then made small, upright, plain and free of what a camera adds.

Bytes in, bytes out. A picture is decoded only after its header has said that it is small enough: ten kilobytes can
claim a hundred million pixels.
"""

import io
import struct
from dataclasses import dataclass

from PIL import Image, ImageOps

MOST_BYTES = 10_000_000
MOST_PIXELS = {"JPEG": 40_000_000, "PNG": 40_000_000, "WEBP": 12_000_000}
LONGEST_SIDE = 16_000
LEAST = (600, 800)
# What is kept: enough to cut the badge from anew; and the badge, three to four.
KEPT_SIDE = 1600
BADGE = (600, 800)
ACROSS = {"left": 0.0, "middle": 0.5, "right": 1.0}
DOWN = {"top": 0.0, "upper": 0.25, "middle": 0.5}
# Markers of a JPEG that tell its size: every start of a frame, without the tables that look like one.
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


class NotAPortrait(Exception):
    """The file cannot be taken: `code` says why, `facts` with what figures."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(f"{code} {facts}" if facts else code)
        self.code, self.facts = code, facts


@dataclass(frozen=True, slots=True)
class Header:
    """What the first bytes say."""

    kind: str
    width: int
    height: int
    moving: bool = False


# --- the header


def header_of(content: bytes) -> Header:
    """What a picture says about itself. Raises NotAPortrait ("kind", "broken")."""
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return _jpeg(content)
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return _png(content)
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp(content)
    except (struct.error, IndexError) as cut_off:
        raise NotAPortrait("broken") from cut_off
    raise NotAPortrait("kind")


def _jpeg(content: bytes) -> Header:
    place = 2
    while True:
        marker, length = struct.unpack_from(">xBH", content, place)
        if content[place] != 0xFF:
            raise NotAPortrait("broken")
        if marker in FRAMES:
            height, width = struct.unpack_from(">xHH", content, place + 4)
            return Header("JPEG", width, height)
        place += 1 if marker == 0xFF else 2 + max(length, 2)


def _png(content: bytes) -> Header:
    first, width, height = struct.unpack_from(">4sLL", content, 12)
    if first != b"IHDR":
        raise NotAPortrait("broken")
    place, moving = 8, False
    while place + 8 <= len(content):
        length, name = struct.unpack_from(">L4s", content, place)
        if name in (b"IDAT", b"IEND"):
            break
        moving = moving or name == b"acTL"
        place += 12 + length
    return Header("PNG", width, height, moving)


def _webp(content: bytes) -> Header:
    name = content[12:16]
    if name == b"VP8X":
        flags = content[20]
        width = 1 + int.from_bytes(content[24:27], "little")
        height = 1 + int.from_bytes(content[27:30], "little")
        if len(content) < 30:
            raise NotAPortrait("broken")
        return Header("WEBP", width, height, bool(flags & 2))
    if name == b"VP8L":
        bits = struct.unpack_from("<L", content, 21)[0]
        return Header("WEBP", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return Header("WEBP", width & 0x3FFF, height & 0x3FFF)
    raise NotAPortrait("broken")


def refuse_wrong(content: bytes) -> Header:
    """The header of a picture that may be decoded. Raises NotAPortrait."""
    if len(content) > MOST_BYTES:
        raise NotAPortrait("bytes", most=MOST_BYTES // 1_000_000)
    header = header_of(content)
    most = MOST_PIXELS[header.kind]
    if not header.width or not header.height:
        raise NotAPortrait("broken")
    if header.width * header.height > most or max(header.width, header.height) > LONGEST_SIDE:
        raise NotAPortrait("pixels", width=header.width, height=header.height, most=most // 1_000_000)
    if header.moving:
        raise NotAPortrait("moving")
    if min(header.width, header.height) < LEAST[0] or max(header.width, header.height) < LEAST[1]:
        raise _too_small(header.width, header.height)
    return header


def _too_small(width: int, height: int) -> NotAPortrait:
    return NotAPortrait("small", width=width, height=height, least_width=LEAST[0], least_height=LEAST[1])


# --- the picture


def kept(content: bytes) -> bytes:
    """The picture upright, at most 1,600 pixels long, as a plain JPEG without anything else. Raises NotAPortrait."""
    header = refuse_wrong(content)
    try:
        with Image.open(io.BytesIO(content), formats=[header.kind]) as picture:
            if picture.size != (header.width, header.height):
                raise NotAPortrait("broken")
            return _kept(picture)
    except NotAPortrait:
        raise
    except Exception as trouble:  # whatever a decoder stumbles over is the picture's fault
        raise NotAPortrait("broken") from trouble


def _kept(picture: Image.Image) -> bytes:
    picture.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
    # Small before anything else: a turned or plain copy of forty million pixels would cost as much again.
    if picture.mode in ("P", "1", "I", "F", "I;16"):
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    picture.thumbnail((KEPT_SIDE, KEPT_SIDE))
    upright = ImageOps.exif_transpose(picture)
    if upright.width < LEAST[0] or upright.height < LEAST[1]:
        raise _too_small(upright.width, upright.height)
    return _as_jpeg(_on_white(upright))


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in ("RGBA", "LA", "PA"):
        return picture.convert("RGB")
    ground = Image.new("RGB", picture.size, "white")
    seen = picture.convert("RGBA")
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground


def cut(kept_picture: bytes, across: str = "middle", down: str = "upper", zoom: int = 100) -> bytes:
    """The badge, three to four, cut from a picture of `kept`."""
    with Image.open(io.BytesIO(kept_picture), formats=["JPEG"]) as picture:
        box = box_of(picture.width, picture.height, across, down, zoom)
        return _as_jpeg(picture.resize(BADGE, Image.Resampling.LANCZOS, box=box))


def box_of(width: int, height: int, across: str, down: str, zoom: int) -> tuple[float, float, float, float]:
    """The part of a picture that becomes the badge: left, top, right, bottom."""
    unit = min(width / BADGE[0], height / BADGE[1]) * 100 / zoom
    wide, high = BADGE[0] * unit, BADGE[1] * unit
    left, top = (width - wide) * ACROSS[across], (height - high) * DOWN[down]
    return left, top, left + wide, top + high


def _as_jpeg(picture: Image.Image) -> bytes:
    plain = Image.new("RGB", picture.size)
    plain.paste(picture)  # nothing but pixels comes along
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=88, optimize=True)
    return out.getvalue()
