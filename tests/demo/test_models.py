"""The demo's models: what the numbers say, light, and readable without any decoder."""

import json
import struct

import pytest

from app.demo import files
from tests.sculpture.__main__ import FOLDER, MODELS, drawn

MOST_BYTES = 300_000
Told = dict[str, list[dict[str, object]]]


def read(name: str) -> tuple[Told, int]:
    """What a file says of itself, and how many bytes of numbers follow."""
    whole = (FOLDER / f"{name}.glb").read_bytes()
    magic, version, length, told_length, kind = struct.unpack_from("<4sIIII", whole)
    assert (magic, version, length, kind) == (b"glTF", 2, len(whole), 0x4E4F534A)
    (binary_length,) = struct.unpack_from("<I", whole, 20 + told_length)
    return json.loads(whole[20 : 20 + told_length]), binary_length


@pytest.mark.parametrize("name", MODELS)
class TestModel:
    def test_is_what_the_numbers_say(self, name: str) -> None:
        assert (FOLDER / f"{name}.glb").read_bytes() == drawn(name)

    def test_is_light(self, name: str) -> None:
        assert 0 < (FOLDER / f"{name}.glb").stat().st_size <= MOST_BYTES

    def test_needs_no_decoder_and_nothing_from_elsewhere(self, name: str) -> None:
        told, _ = read(name)
        assert "extensionsRequired" not in told
        assert "images" not in told
        assert all("uri" not in one for one in told["buffers"])

    def test_has_all_the_numbers_that_it_speaks_of(self, name: str) -> None:
        told, binary = read(name)
        places = [
            (int(f"{one['byteOffset']}"), int(f"{one['byteLength']}"))
            for one in told["bufferViews"]
        ]
        assert max(at + length for at, length in places) <= binary
        assert binary == told["buffers"][0]["byteLength"]
        assert all(at % 4 == 0 for at, _ in places)

    def test_stands_on_the_ground(self, name: str) -> None:
        told, _ = read(name)
        lowest = min(one["min"][1] for one in told["accessors"] if "min" in one)  # type: ignore[index]
        assert abs(lowest) < 0.001


def test_each_model_belongs_to_a_product() -> None:
    shown = {one.model for shelf in files.shelves() for one in shelf.product if one.model}
    assert shown == {f"/static/models/{name}.glb" for name in MODELS}
