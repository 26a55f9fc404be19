"""`laurel pictures add` refuses what is no picture, before anything is opened."""

from pathlib import Path

from .conftest import Laurel


async def test_refuses_what_is_no_picture(laurel: Laurel, tmp_path: Path) -> None:
    file = tmp_path / "tote-bag.gif"
    file.write_bytes(b"GIF89a" + bytes(100))
    told = await laurel("pictures", "add", "tote-bag", str(file), LAUREL_MODE="demo")
    assert (told.code, told.out) == (2, "")
    assert told.err == f"{file} cannot be used as a picture: type.\n"
    assert not (tmp_path / "pictures").exists()
