"""Published reports for a look in a browser of this machine: read-only, on loopback, and nothing beside them.

Addresses are few: the page of studies, and ``/<study>/latest/site/…`` and ``/<study>/latest/share/…``. Everything else
is not found, whatever way it is written; a request that names another host (DNS rebinding) is refused.
"""

from __future__ import annotations

import html
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cxlab.errors import InputError
from cxlab.pipeline import log
from cxlab.pipeline.publish import LATEST

HOST = "127.0.0.1"
PORT = 8350
_HTTP = 80
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
}
"""Kinds of files that the privacy gate lets into a report."""

# Names as cxlab gives them: no dot in front, nothing encoded, nothing that climbs.
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_SHARED = re.compile(rf"/(?P<study>{_NAME})/{LATEST}/(?P<part>site|share)/(?P<file>(?:{_NAME}/)*{_NAME})?")
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"<>]*)">')
# Sources that a page may name: itself, what stands in it, and scripts by their hash. No host is among them.
_SOURCE = re.compile(r"'none'|'self'|data:|blob:|'sha256-[A-Za-z0-9+/]{43}='")
_NOTHING = "default-src 'none'"
_SAFE = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True)
class Answer:
    """What a request gets: the type and the bytes of a file or page."""

    type: str
    content: bytes


def find(reports: Path, target: str) -> Answer | None:
    """Return what the target of a request addresses, None where that is nothing to be served.

    Parameters
    ----------
    reports
        Folder of all reports.
    target
        Path (and query, which is ignored) as the request states it, not decoded.
    """
    from cxlab.report import studies

    path = target.partition("?")[0]
    page = studies.PAGES.get(path[1:] or "index.html") if path.startswith("/") else None
    if page is not None:
        return Answer(TYPES[".html"], studies.page(reports, page).encode())
    asked = _SHARED.fullmatch(path)
    file = _file(reports, asked["study"], asked["part"], asked["file"] or "index.html") if asked else None
    return Answer(TYPES[file.suffix], file.read_bytes()) if file else None


def policy(answer: Answer) -> str:
    """Return the content security policy of an answer: a page's own where it names no host, else the strictest."""
    stated = _POLICY.search(answer.content[:4096].decode("utf-8", "replace")) if "html" in answer.type else None
    said = html.unescape(stated[1]) if stated else ""
    own = said if said and all(_harmless(part.split()) for part in said.split(";")) else _NOTHING
    return f"{own}; frame-ancestors 'none'"


def serve(reports: Path, port: int, tell: Callable[[str], None]) -> None:
    """Serve until Ctrl-C.

    Parameters
    ----------
    reports
        Folder of all reports.
    port
        0 takes any free one.
    tell
        Hears the address.

    Raises
    ------
    InputError
        The port is taken or may not be used.
    """
    try:
        server = Server(reports, port)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or "a port is a number from 0 to 65535"
        raise InputError(
            f"Port {port} cannot be used ({why}). Name another with --port; 0 takes any free one."
        ) from error
    with server, suppress(KeyboardInterrupt):
        tell(f"http://{HOST}:{server.server_port}/")
        server.serve_forever()


class Server(ThreadingHTTPServer):
    """A server of the reports below a folder, on loopback only."""

    daemon_threads = True
    # On Windows the option would let two programs have one port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, reports: Path, port: int) -> None:
        if not reports.is_dir():
            raise InputError(f"There is no folder '{reports}' with reports. Make one with: cxlab run PATH")
        self.reports = reports.resolve()
        super().__init__((HOST, port), _Handler)

    @property
    def names(self) -> set[str]:
        """What a request may name as host."""
        ports = {f":{self.server_port}"} | ({""} if self.server_port == _HTTP else set())
        return {name + port for name in (HOST, "localhost") for port in ports}

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet of a reader who left; note where anything else went wrong."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            log.record(self.reports, error)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    server_version, sys_version = "cxlab", ""
    timeout = 30

    def do_GET(self) -> None:
        """Answer with the file, or say that there is none."""
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1:
            self.send_error(HTTPStatus.BAD_REQUEST)
        elif hosts[0].lower() not in self.server.names:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        elif (answer := self._found()) is None:
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            self._send(HTTPStatus.OK, answer)

    do_HEAD = do_GET

    def _found(self) -> Answer | None:
        try:
            return find(self.server.reports, self.path)
        except (OSError, ValueError, RuntimeError):  # gone meanwhile, not readable, or a link in circles
            return None

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with nothing but the status in words; what was asked is not repeated."""
        self.close_connection = True
        self._send(HTTPStatus(code), Answer(TYPES[".md"], f"{code} {HTTPStatus(code).phrase}\n".encode()))

    def _send(self, status: HTTPStatus, answer: Answer) -> None:
        self.send_response(status)
        headers = {
            "Content-Type": answer.type,
            "Content-Length": str(len(answer.content)),
            "Content-Security-Policy": policy(answer),
        }
        for name, value in {**headers, **_SAFE}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.content)

    def log_message(self, format: str, *args: object) -> None:
        """Keep no record of what was read."""


def _file(reports: Path, study: str, part: str, name: str) -> Path | None:
    """Return a file of the published report of a study; None for everything that is not where it says it is."""
    home = reports / study
    run = (home / LATEST).resolve()
    file = run / part / name
    # A link is followed once: from `latest` to a run beside it.
    inside = home.resolve() == home and run.parent == home and file.resolve() == file
    return file if inside and file.suffix in TYPES and file.is_file() else None


def _harmless(directive: list[str]) -> bool:
    """Say whether a directive of a policy names no host."""
    name, *sources = directive or [""]
    return all(_SOURCE.fullmatch(s) or (s == "'unsafe-inline'" and name == "style-src") for s in sources)
