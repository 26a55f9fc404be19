"""What `laurel up` says once the doors are open."""

import http.client
import threading

import click

from app import demo
from app.kit import clock

PAUSE_SECONDS = 0.2
PATIENCE_SECONDS = 120.0


def when_ready(port: int, summary: demo.DemoSummary | None) -> None:
    """Wait beside the supervisor until the shop may be visited, then say where and how."""
    threading.Thread(target=_wait, args=(port, summary), daemon=True).start()


def _wait(port: int, summary: demo.DemoSummary | None) -> None:
    pause = threading.Event()
    for _ in range(int(PATIENCE_SECONDS / PAUSE_SECONDS)):
        if _is_ready(port):
            click.echo(_words(port, summary))
            return
        pause.wait(PAUSE_SECONDS)
    click.echo("Laurel is not ready yet; the lines above say why.")


def _is_ready(port: int) -> bool:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asking.request("GET", "/health/ready")
        return asking.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def _words(port: int, summary: demo.DemoSummary | None) -> str:
    lines = ["", f"Laurel is open:  http://127.0.0.1:{port}",
             f"The console:     http://127.0.0.1:{port}/ops",
             f"The API:         http://127.0.0.1:{port}/schema"]  # fmt: skip
    if summary is not None:
        lines += ["", "Members sign in by phone; the page shows the code:"]
        lines += [
            f"  {one.phone}  {one.tier:9} {one.nickname}  (WeChat code {one.wechat})"
            for one in summary.members
        ]
        lines += ["", "Operators sign in with a password and six digits:"]
        lines += [
            f"  {one.name:9} {one.password}  now {one.one_time_password}"
            for one in demo.for_operators(at=clock.now())
        ]
        lines += ["  The next six digits: laurel operators code NAME"]
    return "\n".join([*lines, "", "Ctrl-C stops everything; nothing is lost.", ""])
