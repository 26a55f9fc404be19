"""`python -m app.workers ROLE`: one worker of one role."""

import sys

from app import settings
from app.kit.embedded_postgres import EmbeddedPostgresRefused
from app.kit.errors import ConfigurationRefused
from app.settings import ROLES

from .work import work


def main() -> None:
    """Work until told to leave; a refusal is one plain sentence and exit code 2."""
    if len(sys.argv) != 2 or sys.argv[1] not in ROLES:
        _refuse(f"Say one role: python -m app.workers {'|'.join(ROLES)}")
    try:
        work(sys.argv[1], settings.current())
    except (ConfigurationRefused, EmbeddedPostgresRefused) as error:
        _refuse(str(error))


def _refuse(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.exit(2)


if __name__ == "__main__":
    main()
