"""A picture for an invented person: the outline of a head and shoulders on a plain ground, nobody's face."""

import hashlib
import io

from PIL import Image, ImageDraw

SIZE = (900, 1200)
# Ground and figure: tones of a printed page, of nobody's skin.
TONES = (
    ("#dfe6ea", "#5f7c8c"),
    ("#e6e1d6", "#8a7858"),
    ("#dde6dc", "#5f8468"),
    ("#e8dedd", "#93686b"),
    ("#e0dfe9", "#6c6a94"),
    ("#e9e5cf", "#86803f"),
)


def drawn(name: str) -> bytes:
    """The same picture for the same name, always; as a JPEG."""
    ground, figure = TONES[hashlib.sha256(name.encode()).digest()[0] % len(TONES)]
    picture = Image.new("RGB", SIZE, ground)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((110, 830, 790, 1750), fill=figure)
    # A rim of the ground's colour sets the head apart from the shoulders.
    pen.ellipse((262, 267, 638, 813), fill=ground)
    pen.ellipse((285, 290, 615, 790), fill=figure)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
