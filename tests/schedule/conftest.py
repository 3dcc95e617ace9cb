"""A tiny project without kernels, a receiver on loopback for notices, and addresses as an owner keeps them."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Receiver(ThreadingHTTPServer):
    """Takes notices as apprise's ``json://`` sends them; `answer` is the status it gives."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard = []
        self.answer = 200

    @property
    def url(self):
        return f"json://127.0.0.1:{self.server_port}/secret-of-the-robot"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, *_):
        """Keep still."""


@pytest.fixture(scope="module")
def receiver():
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def addressed(receiver, tmp_path, monkeypatch):
    """Return the receiver of this test's notices; its address stands in a private file, as an owner keeps it."""
    file = tmp_path / "notify.txt"
    file.write_text(f"# the team's robot\n\n{receiver.url}\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.delenv("CXLAB_NOTIFY", raising=False)
    monkeypatch.setenv("CXLAB_NOTIFY_FILE", str(file))
    receiver.heard.clear()
    receiver.answer = 200
    return receiver
