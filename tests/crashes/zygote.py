"""`python -m tests.crashes.zygote`: has everything imported, and forks each program.

A fork is a process of its own with sockets of its own, as a start would be; only the second
that Python takes to import the house is saved. Reads one JSON line per program, tells its
number at once and its end when it ends.
"""

import importlib
import json
import os
import selectors
import signal
import sys
from typing import Any


def main() -> None:
    """Fork what standard input asks for until it ends; then end whatever is left."""
    for name in ("app.main", "app.workers", "granian.server.embed"):
        importlib.import_module(name)

    children: set[int] = set()
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    waiting = selectors.DefaultSelector()
    waiting.register(sys.stdin, selectors.EVENT_READ)
    waiting.register(wake_read, selectors.EVENT_READ)
    tell({"ready": True})
    while True:
        for key, _ in waiting.select():
            if key.fileobj is not sys.stdin:
                os.read(wake_read, 4096)
                bury(children)
            elif line := sys.stdin.readline():
                children.add(start(json.loads(line)))
            else:
                for pid in children:
                    os.kill(pid, signal.SIGKILL)
                return


def tell(fact: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(fact) + "\n")
    sys.stdout.flush()


def bury(children: set[int]) -> None:
    """Tell of each that ended, and how."""
    for pid in list(children):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            children.discard(pid)
            tell({"ended": pid, "code": os.waitstatus_to_exitcode(status)})


def start(asked: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        tell({"asked": asked["number"], "pid": pid})
        return pid
    code = 1
    try:
        become(asked["program"], asked["environment"])
        code = 0
    finally:
        os._exit(code)


def become(program: str, environment: dict[str, str]) -> None:
    """Be a worker of one role, or "web:PORT", until something ends it."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(environment)
    silence = os.open(os.environ.get("LAUREL_TEST_LOG", os.devnull), os.O_WRONLY | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    if program.startswith("web:"):
        serve(int(program.partition(":")[2]))
    else:
        from app import settings
        from app.workers import work

        work(program, settings.read(os.environ))


def serve(port: int) -> None:
    import asyncio

    from granian.constants import Interfaces
    from granian.server.embed import Server

    from app.main import app

    server = Server(app, address="127.0.0.1", port=port, interface=Interfaces.ASGI)
    asyncio.run(server.serve())


if __name__ == "__main__":
    main()
