"""Makes the cluster: initdb, and Laurel's own database inside."""

import os
import shutil

from .commands import run
from .errors import EmbeddedPostgresRefused
from .homes import make_private
from .schemas import DATABASE, SUPERUSER, Binaries, Home

# The socket lies in a 0700 folder, so whoever reaches it is the owner or root; `peer` would
# refuse root, who runs Laurel while an unprivileged account runs the server. Hence `trust`.
AUTHENTICATION = ("--auth-local=trust", "--auth-host=reject")

BUILTIN_LOCALE_SINCE = 17  # Sorts the same on every system; older versions ask the system.


def major_of(home: Home) -> int | None:
    """Tell which PostgreSQL made the cluster; None when there is none yet."""
    if not home.cluster.exists():
        return None
    marker = home.cluster / "PG_VERSION"
    if not marker.is_file():
        raise EmbeddedPostgresRefused(
            f"{home.cluster} is not a PostgreSQL cluster: move it away or restore it."
        )
    return int(marker.read_text().split(".")[0])


def create(home: Home, binaries: Binaries) -> None:
    """Make the cluster beside its place and rename it in: it is whole or it is not there."""
    draft = home.folder / "cluster.new"
    shutil.rmtree(draft, ignore_errors=True)  # What a killed start left behind.
    make_private(draft, home.account)
    run(
        home.account,
        binaries.folder / "initdb",
        *("-D", str(draft), "-U", SUPERUSER, "-E", "UTF8", *AUTHENTICATION),
        *_locale(binaries.major),
    )
    single = ("--single", "-D", str(draft), SUPERUSER)
    create = f"CREATE DATABASE {DATABASE};\n"
    run(home.account, binaries.folder / "postgres", *single, stdin=create)
    draft.rename(home.cluster)
    _sync(home)


def _locale(major: int) -> tuple[str, ...]:
    if major < BUILTIN_LOCALE_SINCE:
        return ("--locale=C.UTF-8",)
    return ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


def _sync(home: Home) -> None:
    """Write the new name to disk, so that a power loss cannot take it back."""
    folder = os.open(home.folder, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
