"""Live through one seed, or through many.

    python -m tests.simulation --seed 17 --trace     replay one history, step by step
    python -m tests.simulation --seeds 0:100         a hundred; the last line is JSON

Each prints the first thing that went wrong, with the command that shows it again.
"""

import argparse
import asyncio
import json
import logging
import os
import sys
import time
from collections import Counter
from pathlib import Path

import click
import structlog

os.environ.setdefault("LAUREL_MODE", "demo")

import app
from app import fulfilment

from . import scratch_database
from .shop import configure
from .storm import Clock
from .swarm import History, history
from .world import BEGINNING


def main() -> int:
    """Run what the command line says; 1 when something went wrong."""
    options = _options()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with scratch_database.server() as url:
        return asyncio.run(_run(options, url))


async def _run(options: argparse.Namespace, url: str) -> int:
    first, last = (options.seed, options.seed + 1) if options.seeds is None else options.seeds
    seen: Counter[str] = Counter()
    begun, wrongs = time.monotonic(), list[dict[str, object]]()
    async with scratch_database.database(url):
        clock = Clock(BEGINNING)
        suppliers = await configure(clock)
        for seed in range(first, last):
            one = await history(seed, steps=options.steps, clock=clock, suppliers=suppliers)
            seen.update(one.seen)
            _show(one, options)
            if one.wrong:
                wrongs.append({"seed": seed, "wrong": one.wrong})
                if not options.go_on:
                    break
        await fulfilment.gateway.close()
    spent = time.monotonic() - begun
    summary = {
        "app": str(Path(app.__file__).parent), "seconds": round(spent, 1), "wrongs": wrongs,
        "seen": dict(seen),
    }  # fmt: skip
    click.echo(json.dumps(summary))
    return 1 if wrongs else 0


def _show(one: History, options: argparse.Namespace) -> None:
    if options.trace:
        click.echo("\n".join(one.trace))
    if one.wrong:
        click.echo(f"VIOLATION seed {one.seed}: {one.wrong}", err=True)
        again = f"python -m tests.simulation --seed {one.seed} --steps {options.steps} --trace"
        click.echo(f"  {again}", err=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seeds", type=_span, help="FIRST:BEYOND")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--trace", action="store_true")
    parser.add_argument("--go-on", action="store_true", help="do not stop at the first wrong")
    return parser.parse_args()


def _span(text: str) -> tuple[int, int]:
    first, _, beyond = text.partition(":")
    return int(first), int(beyond)


if __name__ == "__main__":
    sys.exit(main())
