"""`laurel files add` refuses what it could not hand over, before anything is opened."""

from pathlib import Path

from .conftest import Laurel


async def test_refuses_what_is_no_file_to_hand_over(laurel: Laurel, tmp_path: Path) -> None:
    file = tmp_path / "winter.exe"
    file.write_bytes(b"MZ")
    told = await laurel("files", "add", "digital-issue", str(file), LAUREL_MODE="demo")
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith("winter.exe cannot be handed over")
    assert not (tmp_path / "files").exists()
