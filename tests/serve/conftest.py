"""Reports on disk with a mark in every file that must never be served, and a server that is asked letter by letter."""

import http.client
import json
import os
import socket
import threading
from dataclasses import dataclass

import pytest

from cxlab.serve import HOST, Server

MARK = "NEVER-SERVED"
PAGE = """<!doctype html>
<html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
</head><body>a page 页</body></html>
"""
STRICT = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data: blob:; base-uri 'none'"
RUN = "20261122-181047"
MANIFEST = {
    "status": "published",
    "study": {"name": "tiny", "title": {"zh": "小研究", "en": "Tiny study"}},
    "started_at": "2026-11-22T18:10:47Z",
    "inputs": {"secret": MARK},
}
SHARED = {
    "site/index.html": PAGE.format(policy=STRICT),
    "site/topics.html": PAGE.format(policy=STRICT),
    "site/assets/report.js": "1;",
    "site/assets/report.css": "p {}",
    "share/tiny-2026.en.html": PAGE.format(policy=STRICT.replace("'self'", f"'sha256-{'A' * 43}='", 1)),
    "share/tiny-2026.md": "# 小",
}
KEPT = (
    *("site/data.parquet", "site/notes.txt", "site/.hidden.html", "site/.hidden/page.html", "site/page.HTML.bak"),
    *("run.json", "artifacts/topics/chapter.json", "artifacts/page.html", "notebooks/20_topics.ipynb"),
    *("index.html", "share.html", "sitemap/index.html"),
)


@dataclass(frozen=True)
class Told:
    """What came back: status, headers and body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Asked:
    """A running server."""

    def __init__(self, server: Server, port: int) -> None:
        self.server, self.port = server, port

    def on(self, port: int) -> "Asked":
        """Return the same, for another server of these reports."""
        return Asked(self.server, port)

    def get(self, target, *, method="GET", hosts=None) -> Told:
        """Send a request line and Host headers as they are."""
        named = [f"{HOST}:{self.port}"] if hosts is None else hosts
        lines = [f"{method} {target} HTTP/1.1", *(f"Host: {host}" for host in named), "Connection: close", "", ""]
        return self.raw("\r\n".join(lines).encode(), method=method)

    def raw(self, request: bytes, *, method="GET") -> Told:
        with socket.create_connection((HOST, self.port), timeout=60) as line:
            line.sendall(request)
            answer = http.client.HTTPResponse(line, method=method)
            answer.begin()
            return Told(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Return the folder of reports of one study; `MARK` is in every file that is not to be served."""
    root = tmp_path_factory.mktemp("place") / "reports"
    run = root / "tiny" / RUN
    for name in KEPT:
        (run / name).parent.mkdir(parents=True, exist_ok=True)
        (run / name).write_text(MARK)
    for name, text in SHARED.items():
        (run / name).parent.mkdir(parents=True, exist_ok=True)
        (run / name).write_text(text, encoding="utf-8")
    (run / "manifest.json").write_text(json.dumps(MANIFEST))
    (run / "artifacts" / "topics" / "chapter.json").write_text(MARK)
    old = root / "tiny" / "20261120-000000" / "site"
    state = root / "tiny" / "state" / "1"
    for folder in (old, state, root / ".cache", root / "tiny" / "workbench" / "site"):
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(MARK)
    for file in (root / "README.md", root.parent / "outside.html", root / "tiny" / ".lock"):
        file.write_text(MARK)
    (root / "tiny" / "latest").symlink_to(RUN)
    _links(root)
    return root


def _links(root):
    """Lay links that lead out: a study, a `latest`, a folder and a file of a site, and one in circles."""
    outside = root.parent / "elsewhere"
    for folder in (outside / "latest" / "site", outside / RUN / "site"):
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(MARK)
    (root / "linked").symlink_to(outside)
    (root / "away").mkdir()
    (root / "away" / "latest").symlink_to(outside / RUN)
    site = root / "tiny" / RUN / "site"
    (site / "out.html").symlink_to(root.parent / "outside.html")
    (site / "up.html").symlink_to("../index.html")
    (site / "folder").symlink_to(outside / RUN / "site")
    (site / "circle.html").symlink_to("circle.html")
    (site / "directory.html").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(site / "pipe.html")


@pytest.fixture(scope="module")
def asked(reports):
    """Return a server of the reports, running."""
    with Server(reports, 0) as server:
        server.daemon_threads = False  # so that closing waits for every answer, and no socket is left
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield Asked(server, server.server_port)
        server.shutdown()
        thread.join()
