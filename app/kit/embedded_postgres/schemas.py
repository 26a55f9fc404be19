"""The words of the embedded database: a server, its binaries, its home."""

from pathlib import Path
from urllib.parse import quote

import msgspec

DATABASE = "laurel"
SUPERUSER = "postgres"
PORT = 5432  # Only a part of the socket's file name: nothing listens on the network.


class Server(msgspec.Struct, frozen=True):
    """A running private PostgreSQL; `started_here` is true for the call that started it."""

    data: Path
    socket_dir: Path
    started_here: bool

    @property
    def url(self) -> str:
        """Name Laurel's database as a connection URL."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """Name any database of this server as a connection URL."""
        where = quote(str(self.socket_dir))
        return f"postgres://{SUPERUSER}@/{quote(database, safe='')}?host={where}&port={PORT}"

    def dsn(self, database: str = DATABASE) -> dict[str, str | int]:
        """Name a database as keyword arguments for asyncpg (and Piccolo's engine)."""
        return {
            "host": str(self.socket_dir),
            "port": PORT,
            "user": SUPERUSER,
            "database": database,
        }


class Account(msgspec.Struct, frozen=True):
    """The system account that PostgreSQL runs as."""

    uid: int
    gid: int


class Binaries(msgspec.Struct, frozen=True):
    """One PostgreSQL installation; `major` is 18 for 18.4."""

    folder: Path
    version: str
    major: int


class Home(msgspec.Struct, frozen=True):
    """Where one private server lives, and as whom it runs."""

    folder: Path
    account: Account

    @property
    def cluster(self) -> Path:
        """Name the folder that PostgreSQL calls PGDATA."""
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        """Name the folder of the server's log."""
        return self.folder / "log"
