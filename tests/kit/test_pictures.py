"""Pictures become square, small and anonymous; what is no picture is refused."""

import contextlib
import random
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


def bomb(side: int = 9_000) -> bytes:
    """A PNG of 9,000 by 9,000 pixels in a few bytes; its data never come."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + (chunk := kind + content)
        + struct.pack(">I", zlib.crc32(chunk))
        for kind, content in ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    )


def moving(kind: str) -> bytes:
    """Two pictures, one after the other."""
    file = BytesIO()
    first, second = (Image.new("RGB", (400, 400), color) for color in ("red", "blue"))
    first.save(file, kind, save_all=True, append_images=[second], duration=100)
    return file.getvalue()


class TestMake:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_writes_every_width_in_both_kinds(self, kind: str) -> None:
        made = pictures.make(photograph(kind=kind))
        assert made.widths == (200, 400, 750, 1125)
        for width in made.widths:
            for name, format_name in (("jpg", "JPEG"), ("webp", "WEBP")):
                shown = Image.open(BytesIO(made.files[f"{width}.{name}"]))
                assert (shown.format, shown.size) == (format_name, (width, width))

    @pytest.mark.parametrize(
        ("begins", "heights"), [("4x3-", (150, 300, 563, 844)), ("16x9-", (113, 225, 422, 633))]
    )
    @pytest.mark.parametrize("size", [(1125, 2000), (2000, 1125)])
    def test_cuts_other_shapes_as_wide(
        self, begins: str, heights: tuple[int, ...], size: tuple[int, int]
    ) -> None:
        made = pictures.make(photograph(*size))
        for width, height in zip(made.widths, heights, strict=True):
            for kind in ("jpg", "webp"):
                shown = Image.open(BytesIO(made.files[f"{begins}{width}.{kind}"]))
                assert shown.size == (width, height)

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
            (bomb(50_000), "too_large"),
            (photograph(1, 1), "too_small"),
            (b"<!doctype html><script>alert(1)</script>", "type"),
            (b"%PDF-1.7\n" + photograph(), "type"),
            (photograph(kind="PNG")[:-20], "unreadable"),
            (moving("PNG"), "animated"),
            (moving("WEBP"), "animated"),
            (moving("GIF"), "type"),
        ],
    )
    def test_refuses(self, source: bytes, reason: str) -> None:
        with pytest.raises(PictureRefused) as refused:
            pictures.make(source)
        assert refused.value.facts == {"reason": reason}

    def test_keeps_nothing_of_what_stands_behind_the_picture(self) -> None:
        behind = b"<script>alert(1)</script>PK\x03\x04"
        made = pictures.make(photograph() + behind)
        assert all(
            b"script" not in one and b"PK\x03\x04" not in one for one in made.files.values()
        )

    def test_reads_what_printers_and_phones_write(self) -> None:
        modes = {"CMYK": "JPEG", "L": "JPEG", "P": "PNG", "LA": "PNG", "I;16": "PNG"}
        for mode, kind in modes.items():
            file = BytesIO()
            Image.new(mode, (400, 400)).save(file, kind)
            assert pictures.make(file.getvalue()).widths == (200, 400)
        pair = BytesIO()
        Image.new("RGB", (400, 400)).save(
            pair, "MPO", save_all=True, append_images=[Image.new("RGB", (400, 400))]
        )
        assert pictures.make(pair.getvalue()).widths == (200, 400)

    @pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_survives_every_broken_byte(
        self, kind: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pictures, "WIDTHS", (200,))
        monkeypatch.setattr(pictures, "CROPS", {"1:1": ""})
        source, drawn = photograph(400, 400, kind), random.Random(17)
        for _ in range(40):
            broken = bytearray(source)
            for _ in range(drawn.randint(1, 8)):
                broken[drawn.randrange(len(broken))] = drawn.randrange(256)
            with contextlib.suppress(PictureRefused):
                pictures.make(bytes(broken))


class TestDraw:
    @pytest.mark.parametrize(("kind", "format_name"), [("jpg", "JPEG"), ("webp", "WEBP")])
    def test_puts_a_drawing_into_pixels(self, kind: str, format_name: str) -> None:
        shown = Image.open(BytesIO(pictures.draw(DRAWING, width=200, kind=kind)))
        assert (shown.format, shown.size) == (format_name, (200, 200))

    def test_cuts_it_to_a_shape(self) -> None:
        drawn = pictures.draw(DRAWING, width=200, kind="jpg", crop="4:3")
        assert Image.open(BytesIO(drawn)).size == (200, 150)

    def test_knows_its_ground(self) -> None:
        assert pictures.ground(DRAWING) == "ddabaa"
        assert pictures.ground("<svg/>") == "eeeeee"


class TestKeep:
    def test_leaves_whole_files_only(self, tmp_path: Path) -> None:
        pictures.keep(tmp_path / "a", {"1.jpg": b"one"})
        pictures.keep(tmp_path / "a", {"1.jpg": b"two"})
        assert [one.name for one in (tmp_path / "a").iterdir()] == ["1.jpg"]
        assert (tmp_path / "a" / "1.jpg").read_bytes() == b"two"
