"""`python -m tests.bench [NAME…] [--json]`: every figure beside its limit, in one run."""

import os
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import uvloop

from app import demo, migrations, settings
from app.kit import clock, embedded_postgres, secrets
from tests.bench import (
    callbacks,
    dispatching,
    growth,
    http,
    latency,
    measures,
    pages,
    phone,
    promises,
    redeeming,
)
from tests.bench.measures import Measure
from tests.bench.servers import Server, serving

SERVICE = (
    "redeem_service", "redeem_growth", "callbacks", "dispatcher_submissions", "watchdog_refunds"
)  # fmt: skip
SERVED: dict[str, Callable[[Server], Awaitable[Measure]]] = {
    "redeem_http": http.redeem_http,
    "products_page": pages.products_page,
    "products_page_signed_in": pages.products_page_signed_in,
    "products_json": pages.products_json,
    "web_memory": pages.web_memory,
}


# Several figures each: of three pages, and of one browser.
MANY: dict[str, Callable[[Server], Awaitable[list[Measure]]]] = {
    "latency": latency.latency,
    "phone": phone.phone,
}


def main() -> None:
    """Run what is named, or everything."""
    known = [*SERVICE, *SERVED, *MANY]
    names = [one for one in sys.argv[1:] if not one.startswith("-")] or known
    unknown = [one for one in names if one not in known]
    if unknown:
        sys.exit(f"There is no benchmark {unknown[0]}; there are {', '.join(known)}.")
    os.environ.setdefault("LAUREL_MODE", "demo")
    given = os.environ.get("LAUREL_DATABASE_URL")
    if given:
        found = uvloop.run(run(names, given))
    else:
        with tempfile.TemporaryDirectory(prefix="laurel-bench-") as folder:
            server = embedded_postgres.ensure(Path(folder))
            try:
                found = uvloop.run(run(names, server.url))
            finally:
                embedded_postgres.remove(Path(folder))
    sys.stdout.write(measures.table(found) + "\n")
    if "--json" in sys.argv:
        sys.stdout.write(measures.as_json(found) + "\n")


async def run(names: list[str], server_url: str) -> list[Measure]:
    secrets.install(settings.current().secret)
    found = []
    if "redeem_service" in names:
        async with fresh_database(server_url, "service") as url, growth.connected(url):
            found.append(await redeeming.redeem_service())
    if "redeem_growth" in names:
        async with (
            fresh_database(server_url, "empty") as empty,
            fresh_database(server_url, "full") as full,
        ):
            found.append(await growth.redeem_growth(empty, full))
    found += await _work(names, server_url)
    if any(name in SERVED or name in MANY for name in names):
        async with fresh_database(server_url, "mall") as url, growth.connected(url):
            await demo.load(now=clock.now(), settings=settings.current())
            async with serving("app.main:app", "/products", LAUREL_DATABASE_URL=url) as mall:
                found += [await SERVED[name](mall) for name in SERVED if name in names]
                for name in MANY:
                    found += await MANY[name](mall) if name in names else []
    return found


async def _work(names: list[str], server_url: str) -> list[Measure]:
    """Measure what the workers and the callbacks do."""
    found = []
    if "callbacks" in names:
        async with fresh_database(server_url, "callbacks") as url:
            found += await callbacks.callbacks(url)
    if "dispatcher_submissions" in names:
        async with fresh_database(server_url, "dispatch") as url, growth.connected(url):
            found.append(await dispatching.dispatcher_submissions())
    if "watchdog_refunds" in names:
        async with fresh_database(server_url, "promises") as url, growth.connected(url):
            found.append(await promises.watchdog_refunds())
    return found


@asynccontextmanager
async def fresh_database(server_url: str, label: str) -> AsyncIterator[str]:
    """A migrated, empty database of this process."""
    name = f"laurel_bench_{os.getpid()}_{label}"
    admin = await asyncpg.connect(server_url)
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.execute(f'CREATE DATABASE "{name}"')
    url = urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    try:
        async with growth.connected(url):
            await migrations.migrate(url)
        yield url
    finally:
        await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await admin.close()


if __name__ == "__main__":
    main()
