"""`python -m app.cli`: the `laurel` command without its script."""

from . import main

main()
