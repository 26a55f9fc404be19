"""`python -m app.demo.fake_wechat`: enough of WeChat to sign in on one machine.

A code names a person: `anna`, `anna.1` and `anna.2` are one, `demo-1` … `demo-5` the demo
members. Each code works once, except those of the demo. A person has one openid in each app
and one unionid in all of them; a code that ends in `-unbound` does not tell the unionid.
Codes that begin with `bad`, `busy`, `often`, `risk` or `slow` are answered so.
"""

import argparse
import base64
import hashlib
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import msgspec

INVALID_CODE, USED_CODE, BUSY, TOO_FREQUENT, HIGH_RISK = 40029, 40163, -1, 45011, 40226
BAD_APP, MISSING = 40013, {"appid": 41002, "secret": 41004, "js_code": 41008}
ORDERED = {"bad": INVALID_CODE, "busy": BUSY, "often": TOO_FREQUENT, "risk": HIGH_RISK}

REUSABLE = "demo-"
UNBOUND = "-unbound"
LONGEST_CODE = 128
TOKEN_SECONDS = 7200
DRIP_SECONDS = 0.2
DRIPS = 50

Answer = dict[str, str | int]


def openid(app_id: str, code: str) -> str:
    """Tell the openid that `code` gets in this app: the same in every run."""
    return f"o{_short(app_id + ':' + _person(code))}"


def unionid(code: str) -> str:
    """Tell the unionid of the person behind `code`."""
    return f"u{_short(_person(code))}"


class FakeWechat(ThreadingHTTPServer):
    """Listens on loopback and remembers which codes were used."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self._used: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def session(self, asked: dict[str, str]) -> Answer:
        """Answer jscode2session."""
        for name, errcode in MISSING.items():
            if not asked.get(name):
                return _refusal(errcode, f"{name} missing")
        app_id, code = asked["appid"], asked["js_code"]
        for beginning, errcode in ORDERED.items():
            if code.startswith(beginning):
                return _refusal(errcode, f"asked for by {beginning}")
        if not code.isprintable() or len(code) > LONGEST_CODE:
            return _refusal(INVALID_CODE, "invalid code")
        if not self._is_fresh(app_id, code):
            return _refusal(USED_CODE, "code been used")
        known: Answer = {"openid": openid(app_id, code), "session_key": _short(f"key:{code}")}
        return known if code.endswith(UNBOUND) else {**known, "unionid": unionid(code)}

    def _is_fresh(self, app_id: str, code: str) -> bool:
        if code.startswith(REUSABLE):
            return True
        with self._lock:
            is_fresh = (app_id, code) not in self._used
            self._used.add((app_id, code))
        return is_fresh


class _Handler(BaseHTTPRequestHandler):
    server: FakeWechat
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/health":
            self._send({"ok": 1})
        elif url.path != "/sns/jscode2session":
            self.send_error(404)
        elif asked.get("js_code", "").startswith("slow"):
            self._drip()
        else:
            self._send(self.server.session(asked))

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 4096))
        if urlsplit(self.path).path != "/cgi-bin/stable_token":
            self.send_error(404)
            return
        try:
            asked = msgspec.json.decode(body, type=dict[str, str | bool])
        except (msgspec.MsgspecError, UnicodeDecodeError):
            asked = {}
        self._send(_token(str(asked.get("appid") or "")))

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent: the address holds a secret."""

    def _send(self, answer: Answer) -> None:
        body = msgspec.json.encode(answer)
        self.send_response(200)
        # As WeChat does: JSON that calls itself text.
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        """Send one byte at a time, so that no single read ever waits long."""
        self.send_response(200)
        self.send_header("Content-Length", str(DRIPS))
        self.end_headers()
        never = threading.Event()
        try:
            for _ in range(DRIPS):
                self.wfile.write(b" ")
                never.wait(DRIP_SECONDS)
        except OSError:
            self.close_connection = True


def main() -> None:
    """Serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m app.demo.fake_wechat", description=__doc__)
    parser.add_argument("--port", type=int, default=9002)
    port = parser.parse_args().port
    try:
        server = FakeWechat(port)
    except OSError as error:
        sys.exit(f"The fake WeChat cannot listen on port {port}: {error.strerror}.")
    for number in (signal.SIGTERM, signal.SIGINT):
        # From another thread, since shutdown waits for the loop that this signal interrupts.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    with server:
        server.serve_forever(poll_interval=0.1)


def _person(code: str) -> str:
    return code.removesuffix(UNBOUND).partition(".")[0]


def _short(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest)[:27].decode()


def _refusal(errcode: int, message: str) -> Answer:
    return {"errcode": errcode, "errmsg": message}


def _token(app_id: str) -> Answer:
    if not app_id:
        return _refusal(BAD_APP, "invalid appid")
    return {"access_token": _short(f"token:{app_id}"), "expires_in": TOKEN_SECONDS}


if __name__ == "__main__":
    main()
