"""Decides where the private server lives and as whom it runs.

An ordinary user runs it as himself, below the data folder. PostgreSQL refuses root, so root
lends it to an unprivileged account; when that account cannot walk down to the data folder
(a checkout below root's home), the server lives in a folder of its own outside and a pointer
file says where. No permission of a folder that we did not make is ever changed.
"""

import contextlib
import hashlib
import os
import pwd
import shutil
import tempfile
from pathlib import Path

from .commands import run
from .errors import EmbeddedPostgresRefused
from .schemas import PORT, Account, Home

OUTSIDE = Path("/var/lib/laurel")
POINTER = "home"  # in <data>/postgres: names the folder outside
BELONGS_TO = "belongs-to"  # in the folder outside: names <data>/postgres
LONGEST_SOCKET = 103  # bytes of a socket's path: 107 on Linux, 103 on macOS


def existing(data: Path) -> Home | None:
    """Find the home that an earlier start settled, without making anything."""
    near = _near(data)
    pointed = _pointed(near)
    if pointed is not None:
        copied = _is_copied(pointed, near)
        return None if copied else Home(folder=pointed, account=_account(pointed))
    if (near / "cluster").exists():
        return Home(folder=near, account=_account(near))
    return None


def settle(data: Path) -> Home:
    """Find or make the home. Call it under the lock. Safe to repeat."""
    near = _near(data)
    folder = _pointed(near)
    if folder is not None and _is_copied(folder, near):
        folder = _make_outside(near)
    elif folder is not None:
        (folder / BELONGS_TO).write_text(f"{near}\n")  # A moved checkout keeps its data.
    elif _may_enter(_account(near), near):
        folder = near
    else:
        folder = _make_outside(near)
    return Home(folder=folder, account=_account(folder))


def socket_dir(home: Home) -> Path:
    """Make or find a private folder whose socket path is short enough for the system."""
    inside = home.folder / "run"
    if _fits(inside):
        make_private(inside, home.account)
        return inside
    digest = hashlib.sha256(str(home.folder).encode()).hexdigest()[:16]
    name = f"laurel-{home.account.uid}-{digest}"
    for base in (Path(tempfile.gettempdir()), Path("/tmp")):
        if _fits(base / name) and _may_enter(home.account, base):
            make_private(base / name, home.account)
            return base / name
    raise EmbeddedPostgresRefused(f"No folder is short enough for a socket of {home.folder}.")


def remove(home: Home) -> None:
    """Delete everything of a stopped server, its socket's folder included."""
    shutil.rmtree(socket_dir(home))
    shutil.rmtree(home.folder)


def make_private(folder: Path, account: Account) -> None:
    """Make a folder for the account alone; refuse one that somebody else prepared."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    is_private = found.st_mode & 0o170077 == 0o040000  # A real folder, closed to others.
    if not is_private or found.st_uid not in (os.geteuid(), account.uid):
        raise EmbeddedPostgresRefused(
            f"{folder} must be a folder that only the account {account.uid} can open."
        )
    if found.st_uid != account.uid:  # New, or left by a start that was killed right here.
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)


def _near(data: Path) -> Path:
    return data.resolve() / "postgres"


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET


def _account(folder: Path) -> Account:
    """Choose ourselves; for root the cluster's owner, else `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid())
    if (folder / "cluster").exists():
        owned = (folder / "cluster").stat()
        return Account(uid=owned.st_uid, gid=owned.st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(uid=entry.pw_uid, gid=entry.pw_gid)
    raise EmbeddedPostgresRefused(
        "PostgreSQL does not run as root, and this system has no account postgres or nobody."
    )


def _may_enter(account: Account, folder: Path) -> bool:
    try:
        run(account, Path("/bin/sh"), "-c", 'cd -- "$1"', "sh", str(folder))
    except EmbeddedPostgresRefused:
        return False
    return True


def _pointed(near: Path) -> Path | None:
    """Follow the pointer file. Refuse, rather than begin empty, when its folder is gone."""
    pointer = near / POINTER
    if not pointer.exists():
        return None
    folder = Path(pointer.read_text().strip())
    if not folder.is_dir():
        raise EmbeddedPostgresRefused(
            f"The database should be in {folder}, which is gone; "
            f"remove {pointer} to begin with an empty one."
        )
    return folder


def _is_copied(folder: Path, near: Path) -> bool:
    """Tell a copied checkout from a moved one: two must not share a database by accident."""
    owner = Path((folder / BELONGS_TO).read_text().strip())
    return owner != near and (owner / POINTER).exists()


def _make_outside(near: Path) -> Path:
    """Make a new folder outside; never adopt one, it may be the data of a deleted checkout."""
    digest = hashlib.sha256(str(near).encode()).hexdigest()[:12]
    try:
        if not OUTSIDE.exists():
            OUTSIDE.mkdir(parents=True)
            OUTSIDE.chmod(0o755)  # Ours, and the umask may have closed it.
        folder = Path(tempfile.mkdtemp(prefix=f"{digest}-", dir=OUTSIDE))
    except OSError as why:
        raise EmbeddedPostgresRefused(
            f"PostgreSQL does not run as root and needs a folder below {OUTSIDE}: {why}."
        ) from why
    folder.chmod(0o711)
    (folder / BELONGS_TO).write_text(f"{near}\n")
    draft = near / f"{POINTER}.new"
    draft.write_text(f"{folder}\n")
    draft.replace(near / POINTER)
    return folder
