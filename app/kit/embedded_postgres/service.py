"""What can be done with the private PostgreSQL; everything here waits until it is done."""

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from . import binaries, clusters, homes, postmasters
from .commands import run
from .errors import EmbeddedPostgresRefused
from .schemas import PORT, SUPERUSER, Home, Server


def ensure(data: Path) -> Server:
    """Attach to the server of this data folder, or start it; the first time, make it.

    Several processes may call it at once: one starts, the others attach. The server outlives
    its starter, however that ends. Raises EmbeddedPostgresRefused with one plain sentence.
    """
    try:
        attached = running(data)
        if attached is not None:
            return attached
        with _lock(data):
            return running(data) or _start(data)
    except PermissionError as why:
        raise EmbeddedPostgresRefused(
            f"{why.filename} belongs to another account: run Laurel as that account, "
            "or set LAUREL_DATABASE_URL."
        ) from why


def running(data: Path) -> Server | None:
    """Find the server of this data folder if it runs and answers; make and start nothing."""
    _refuse_windows()
    home = homes.existing(data)
    found = postmasters.look(home) if home else None
    if found is None or not postmasters.answers(found):
        return None
    return Server(data=data.resolve(), socket_dir=found.socket_dir, started_here=False)


def stop(server: Server, mode: str = "fast") -> None:
    """Stop the server and wait until it is gone. Safe to repeat.

    `mode` is PostgreSQL's: `smart` waits for clients, `fast` ends their transactions,
    `immediate` leaves recovery to the next start.
    """
    with _lock(server.data):
        home = homes.existing(server.data)
        if home is not None:
            postmasters.stop(home, mode)


def remove(data: Path) -> None:
    """Stop the server of this data folder and delete all that `ensure` made, data included."""
    with _lock(data):
        home = homes.existing(data)
        if home is not None:
            postmasters.stop(home, "immediate")
            homes.remove(home)
    shutil.rmtree(data / "postgres", ignore_errors=True)  # Or it was the home, and is gone.


def create_database(server: Server, name: str, template: str | None = None) -> None:
    """Create a database, as a copy of `template` if named (which nobody may be using)."""
    copied = ("-T", template) if template else ()
    _administer(server, "createdb", *copied, "--", name)


def drop_database(server: Server, name: str) -> None:
    """Drop a database and end its sessions. Safe to repeat."""
    _administer(server, "dropdb", "--if-exists", "--force", "--", name)


def _start(data: Path) -> Server:
    home = homes.settle(data)
    chosen = binaries.find(home.account, major=clusters.major_of(home))
    usable = binaries.reachable(chosen, home)
    if not home.cluster.exists():
        clusters.create(home, usable)
    started = postmasters.start(home, usable, homes.socket_dir(home))
    return Server(data=data.resolve(), socket_dir=started.socket_dir, started_here=True)


def _administer(server: Server, program: str, *args: str) -> None:
    home = _home(server)
    chosen = binaries.find(home.account, major=clusters.major_of(home))
    usable = binaries.reachable(chosen, home)
    where = ("-h", str(server.socket_dir), "-p", str(PORT), "-U", SUPERUSER)
    run(home.account, usable.folder / program, *where, *args)


def _home(server: Server) -> Home:
    home = homes.existing(server.data)
    if home is None:
        raise EmbeddedPostgresRefused(f"There is no database in {server.data}.")
    return home


@contextlib.contextmanager
def _lock(data: Path) -> Iterator[None]:
    """Let one process at a time start or stop; the kernel lets go when its holder dies."""
    import fcntl  # Not on Windows, which is refused before.

    near = data / "postgres"
    data.mkdir(parents=True, exist_ok=True)
    near.mkdir(mode=0o711, exist_ok=True)  # Closed to readers, open to the account below root.
    held = os.open(near / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _refuse_windows() -> None:
    if sys.platform == "win32":
        raise EmbeddedPostgresRefused(
            "The embedded PostgreSQL needs Linux or macOS: set LAUREL_DATABASE_URL."
        )
