"""Pictures become square, small and anonymous; what is no picture is refused."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.kit import pictures
from app.kit.pictures import PictureRefused

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">'
    '<path fill="#DDABAA" d="M0 0h8v8H0z"/></svg>'
)


def photograph(width: int = 1600, height: int = 1200, kind: str = "JPEG") -> bytes:
    """A red half and a green half, as a phone held upside down would write it."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("green", (0, height // 2, width, height))
    exif = Image.Exif()
    exif[0x0112] = 3  # Orientation: turned by 180 degrees.
    exif[0x010F] = "Camera of a member"
    file = BytesIO()
    image.save(file, kind, exif=exif)
    return file.getvalue()


def bomb() -> bytes:
    """A PNG of 9,000 by 9,000 pixels in a few bytes; its data never come."""
    header = struct.pack(">IIBBBBB", 9_000, 9_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + (chunk := kind + content)
        + struct.pack(">I", zlib.crc32(chunk))
        for kind, content in ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    )


class TestMake:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_writes_every_width_in_both_kinds(self, kind: str) -> None:
        made = pictures.make(photograph(kind=kind))
        assert made.widths == (200, 400, 750, 1125)
        for width in made.widths:
            for name, format_name in (("jpg", "JPEG"), ("webp", "WEBP")):
                shown = Image.open(BytesIO(made.files[f"{width}.{name}"]))
                assert (shown.format, shown.size) == (format_name, (width, width))

    def test_never_enlarges(self) -> None:
        assert pictures.make(photograph(500, 700)).widths == (200, 400)

    def test_turns_it_upright_and_says_nothing_of_the_camera(self) -> None:
        made = pictures.make(photograph())
        for content in made.files.values():
            shown = Image.open(BytesIO(content))
            assert dict(shown.getexif()) == {}
            assert b"Camera" not in content
        top = Image.open(BytesIO(made.files["400.jpg"])).getpixel((200, 20))
        assert isinstance(top, tuple)
        assert top[1] > top[0], "the green half is up"

    def test_is_named_by_its_content(self) -> None:
        one, other = pictures.make(photograph()), pictures.make(photograph(1602))
        assert one == pictures.make(photograph())
        assert one.name != other.name

    def test_lays_what_is_transparent_on_white(self) -> None:
        file = BytesIO()
        Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(file, "PNG")
        made = pictures.make(file.getvalue())
        assert made.name.endswith("-ffffff")

    @pytest.mark.parametrize(
        ("source", "reason"),
        [
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
            (b"GIF89a" + bytes(100), "type"),
            (b"", "type"),
            (photograph()[:3000], "unreadable"),
            (photograph(399, 600), "too_small"),
            (bomb(), "too_large"),
            (bytes(pictures.MOST_BYTES + 1), "too_large"),
        ],
    )
    def test_refuses(self, source: bytes, reason: str) -> None:
        with pytest.raises(PictureRefused) as refused:
            pictures.make(source)
        assert refused.value.facts == {"reason": reason}


class TestDraw:
    @pytest.mark.parametrize(("kind", "format_name"), [("jpg", "JPEG"), ("webp", "WEBP")])
    def test_puts_a_drawing_into_pixels(self, kind: str, format_name: str) -> None:
        shown = Image.open(BytesIO(pictures.draw(DRAWING, width=200, kind=kind)))
        assert (shown.format, shown.size) == (format_name, (200, 200))

    def test_knows_its_ground(self) -> None:
        assert pictures.ground(DRAWING) == "ddabaa"
        assert pictures.ground("<svg/>") == "eeeeee"


class TestKeep:
    def test_leaves_whole_files_only(self, tmp_path: Path) -> None:
        pictures.keep(tmp_path / "a", {"1.jpg": b"one"})
        pictures.keep(tmp_path / "a", {"1.jpg": b"two"})
        assert [one.name for one in (tmp_path / "a").iterdir()] == ["1.jpg"]
        assert (tmp_path / "a" / "1.jpg").read_bytes() == b"two"
