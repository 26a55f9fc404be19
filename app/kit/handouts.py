"""Files that members are handed: kept below the data folder, opened by a name of ours only."""

import os
import re
import shutil
from pathlib import Path

from app.kit.errors import NotFound

FOLDER = "files"  # Below the data folder.
KINDS = {
    "epub": "application/epub+zip",
    "m4b": "audio/mp4",
    "mp3": "audio/mpeg",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
# One folder, one name, neither beginning with a dot: nothing that leads out of the folder.
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}/[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


def keep(source: Path, data: Path, name: str) -> None:
    """Copy a file to its place; a reader sees the old one or the new one. Safe to repeat."""
    kept = _place(data, name)
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_name(f"{kept.name}.{os.getpid()}.part")
    shutil.copyfile(source, draft)
    draft.replace(kept)


def found(data: Path, name: str) -> Path:
    """Find a file. Raises NotFound, also for a name or a link that leads elsewhere."""
    kept = _place(data, name).resolve()
    if not kept.is_relative_to((data / FOLDER).resolve()) or not kept.is_file():
        raise NotFound
    return kept


def kind(name: str) -> str:
    """Tell the kind of a file by the end of its name: epub, m4b, mp3, pdf, zip."""
    return name.rpartition(".")[2].lower()


def _place(data: Path, name: str) -> Path:
    if not _NAME.fullmatch(name) or kind(name) not in KINDS:
        raise NotFound
    return data / FOLDER / name
