"""Starts, recognises and stops the server's first process, the postmaster."""

import contextlib
import os
import signal
import socket
import struct
import subprocess
from pathlib import Path
from time import sleep

import msgspec

from .commands import run
from .errors import EmbeddedPostgresRefused
from .homes import make_private
from .schemas import PORT, Binaries, Home

SETTINGS = {
    "listen_addresses": "",  # The socket is the only way in.
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "logging_collector": "on",
    "log_timezone": "UTC",
    "log_filename": "server-%Y%m%dT%H%M%S.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "4MB",
    # A refused statement is its caller's to report, and its text may hold personal data.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
    "cluster_name": "laurel",
}
LOGS_KEPT = 5  # Times 4 MB: what the log may take.
TRIES, PAUSE_SECONDS = 3000, 0.1  # Five minutes: replaying a large log after a power loss.
ORPHANS = "shared memory block"  # How the server says that backends of a killed one live on.
REDIRECTED = "redirecting log output"  # How it says that its log is open.
ORPHAN_TRIES = 60  # Backends of a killed server leave when their statement ends.
SIGNALS = {
    "smart": signal.SIGTERM,
    "fast": signal.SIGINT,
    "immediate": signal.SIGQUIT,
}
SSL_REQUEST = struct.pack("!ii", 8, 80877103)


class Postmaster(msgspec.Struct, frozen=True):
    """A living postmaster of one cluster, as its pid file tells."""

    pid: int
    socket_dir: Path
    status: str


def look(home: Home) -> Postmaster | None:
    """Find the living postmaster of this cluster; a stale pid file counts as none."""
    try:
        lines = (home.cluster / "postmaster.pid").read_text().splitlines()
        found = Postmaster(int(lines[0]), Path(lines[4]), lines[7].strip())
    except FileNotFoundError:
        return None
    except (IndexError, ValueError):  # It is still being written, or was cut by a power loss.
        return None
    return found if _is_ours(found.pid, home) else None


def answers(postmaster: Postmaster) -> bool:
    """Ask over the socket, as a client would: a pid file alone proves nothing."""
    if postmaster.status != "ready":
        return False
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        try:
            line.connect(str(postmaster.socket_dir / f".s.PGSQL.{PORT}"))
            line.sendall(SSL_REQUEST)
            return line.recv(1) in (b"S", b"N")
        except OSError:
            return False


def start(home: Home, binaries: Binaries, socket_dir: Path) -> Postmaster:
    """Start the server detached from us and wait until it answers. Call it under the lock."""
    make_private(home.log, home.account)
    for _ in range(ORPHAN_TRIES):
        _forget_the_dead(home, socket_dir)
        pid = _launch(home, binaries, socket_dir)
        started = _await(home, pid)
        if started is not None:
            _prune(home.log)
            return started
        words = _last_words(home)
        if ORPHANS not in words:
            break
        sleep(PAUSE_SECONDS * 5)
    raise EmbeddedPostgresRefused(f"PostgreSQL did not start in {home.cluster}: {words}")


def stop(home: Home, mode: str) -> None:
    """Ask the postmaster to leave and wait until it has. Safe to repeat."""
    found = look(home)
    if found is None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(found.pid, SIGNALS[mode])
    for _ in range(TRIES):
        if not _is_ours(found.pid, home):
            return
        sleep(PAUSE_SECONDS)
    raise EmbeddedPostgresRefused(f"PostgreSQL in {home.cluster} does not stop.")


def _launch(home: Home, binaries: Binaries, socket_dir: Path) -> int:
    """Start through a shell that leaves at once: the server gets a session of its own, no
    Ctrl-C of ours reaches it, and it never becomes our zombie."""
    settings = {
        **SETTINGS,
        "log_directory": str(home.log),
        "unix_socket_directories": str(socket_dir),
        "port": str(PORT),
    }
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    script = 'log="$1"; shift; "$@" >"$log" 2>&1 </dev/null & echo $!'
    said = run(
        home.account,
        Path("/bin/sh"),
        *("-c", script, "sh", str(home.log / "start.log")),
        *(str(binaries.folder / "postgres"), "-D", str(home.cluster), *options),
        own_session=True,
    )
    return int(said)


def _await(home: Home, pid: int) -> Postmaster | None:
    """Wait until the new server answers; None when it has died."""
    for _ in range(TRIES):
        found = look(home)
        if found is not None and answers(found):
            return found
        if not _is_ours(pid, home):
            return None
        sleep(PAUSE_SECONDS / 4)
    raise EmbeddedPostgresRefused(f"PostgreSQL in {home.cluster} does not become ready.")


def _is_ours(pid: int, home: Home) -> bool:
    """Recognise the postmaster by its arguments: after a crash the pid may be anybody's.

    A zombie has no arguments and counts as dead.
    """
    if Path("/proc/self/cmdline").exists():
        try:
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            return False
        return os.fsencode(home.cluster) in arguments
    listed = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    command = subprocess.run(listed, capture_output=True, text=True, check=False).stdout
    return f"-D {home.cluster}" in command


def _forget_the_dead(home: Home, socket_dir: Path) -> None:
    """Remove the lock files of a dead server: PostgreSQL itself takes a reused pid for it.

    It still refuses while a backend of the dead server is attached to the shared memory.
    """
    lock = f".s.PGSQL.{PORT}.lock"
    for leftover in (home.cluster / "postmaster.pid", socket_dir / lock):
        leftover.unlink(missing_ok=True)


def _last_words(home: Home) -> str:
    """Read why the server did not start: its log once that was open, else what it printed."""
    printed = (home.log / "start.log").read_text(errors="replace")
    newest = sorted(home.log.glob("server-*.log"))[-1:]
    logged = newest[0].read_text(errors="replace") if newest and REDIRECTED in printed else ""
    fatal = [line for line in (printed + logged).splitlines() if "FATAL:" in line]
    return fatal[-1].strip() if fatal else " ".join(printed.split()) or f"see {home.log}"


def _prune(log: Path) -> None:
    for old in sorted(log.glob("server-*.log"))[:-LOGS_KEPT]:
        old.unlink(missing_ok=True)
