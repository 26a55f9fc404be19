"""A private PostgreSQL below Laurel's data folder, found or started by whoever needs it.

It keeps running when Laurel is killed; the next start attaches to it.
"""

from .errors import EmbeddedPostgresRefused
from .schemas import Server
from .service import create_database, drop_database, ensure, remove, running, stop

__all__ = [
    "EmbeddedPostgresRefused",
    "Server",
    "create_database",
    "drop_database",
    "ensure",
    "remove",
    "running",
    "stop",
]
