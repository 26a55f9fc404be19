"""Say which house is imported from here."""

import sys
from pathlib import Path

import app

sys.stdout.write(f"{Path(app.__file__).parent}\n")
