"""What a server of reports hands out, and the many ways of asking for more."""

import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from cxlab import serve
from cxlab.errors import InputError
from cxlab.serve import HOST, TYPES, Server

SITE = "/tiny/latest/site/"
MARK = b"NEVER-SERVED"
SERVED = {
    "/": "text/html",
    "/index.html": "text/html",
    "/index.en.html": "text/html",
    "/index.html?lang=zh": "text/html",
    SITE: "text/html",
    f"{SITE}index.html": "text/html",
    f"{SITE}topics.html?x=../../manifest.json": "text/html",
    f"{SITE}assets/report.js": "text/javascript",
    f"{SITE}assets/report.css": "text/css",
    "/tiny/latest/share/tiny-2026.en.html": "text/html",
    "/tiny/latest/share/tiny-2026.md": "text/plain",
}
KEPT = [
    *("/tiny/latest/manifest.json", "/tiny/latest/run.json", "/tiny/latest/index.html", "/tiny/latest/share.html"),
    *("/tiny/latest/artifacts/topics/chapter.json", "/tiny/latest/artifacts/page.html", "/tiny/latest/artifacts/"),
    *("/tiny/latest/notebooks/20_topics.ipynb", "/tiny/latest/notebooks/", "/tiny/latest/sitemap/index.html"),
    *("/tiny/20261122-181047/site/index.html", "/tiny/20261120-000000/site/index.html", "/tiny/state/1/index.html"),
    *("/tiny/workbench/site/index.html", "/tiny/.lock", "/.cache/index.html", "/README.md", "/tiny", "/tiny/"),
    *("/tiny/latest", "/tiny/latest/", "/tiny/latest/site", "/tiny/latest/share", "/tiny/latest/share/"),
    *(f"{SITE}data.parquet", f"{SITE}notes.txt", f"{SITE}.hidden.html", f"{SITE}.hidden/page.html"),
    *(f"{SITE}page.HTML.bak", f"{SITE}assets/", f"{SITE}assets", f"{SITE}directory.html", f"{SITE}none.html"),
    *(f"{SITE}pipe.html", f"{SITE}out.html", f"{SITE}up.html", f"{SITE}folder/index.html", f"{SITE}circle.html"),
    *("/linked/latest/site/index.html", "/away/latest/site/index.html", "/none/latest/site/index.html"),
]
CLIMBING = [
    *(f"{SITE}../manifest.json", f"{SITE}../../../README.md", f"{SITE}../artifacts/page.html", f"{SITE}../index.html"),
    *("/../outside.html", "/tiny/../../outside.html", "/tiny/latest/../latest/run.json", "/./README.md", "/.."),
    *(f"{SITE}%2e%2e/index.html", f"{SITE}%2E%2E%2Findex.html", f"{SITE}..%2findex.html", f"{SITE}..%5cindex.html"),
    *(f"{SITE}%252e%252e/index.html", f"{SITE}%c0%ae%c0%ae/index.html", f"{SITE}%uff0e%uff0e/index.html"),
    *(f"{SITE}..\\index.html", f"{SITE}..;/index.html", f"{SITE}.../index.html", f"{SITE}index.html/../../index.html"),
    *(f"{SITE}index.html%00.js", f"{SITE}index.html\x00", f"{SITE}out.html%00", f"{SITE}index.html%0a", f"{SITE}%20"),
    *("//etc/passwd", "///etc/passwd", "/etc/passwd", "file:///etc/passwd", "C:\\Windows\\win.ini", "/C:/Windows"),
    *(f"{SITE}/etc/passwd", f"{SITE}index.html:$DATA", f"{SITE}~root", f"{SITE}index.html.", f"{SITE}index.html/"),
    *(f"/tiny/latest{SITE}", "/tiny/LATEST/site/index.html", "/tiny/latest/site//index.html", "*", "tiny", "?", "#"),
    *(
        f"http://evil.example{SITE}",
        f"http://127.0.0.1{SITE}",
        "\xff\xfe",
        f"{SITE}页.html",
        f"{SITE}{'a' * 5000}.html",
    ),
    *(f"{SITE}{'a/' * 900}b.html", f"{SITE}index.html;a=b", "/index.html/", "/index.fr.html", "/tiny/.attempt.json"),
]


@pytest.mark.parametrize("target", SERVED)
def test_a_report_is_served_with_type_and_charset(asked, target):
    told = asked.get(target)
    assert (told.status, told.headers["content-type"]) == (200, f"{SERVED[target]}; charset=utf-8")
    assert MARK not in told.body
    assert int(told.headers["content-length"]) == len(told.body) > 0


@pytest.mark.parametrize("target", KEPT)
def test_what_is_no_report_is_not_found(asked, target):
    told = asked.get(target)
    assert (told.status, told.body) == (404, b"404 Not Found\n")


@pytest.mark.parametrize("target", CLIMBING)
def test_no_way_of_writing_it_leads_out(asked, target):
    told = asked.get(target)
    assert told.status in (400, 404, 414), told.body
    assert MARK not in told.body
    assert b"root:" not in told.body


def test_the_page_of_studies_is_made_when_asked_for(asked):
    assert "小研究" in asked.get("/").body.decode()
    english = asked.get("/index.en.html").body.decode()
    assert "Tiny study" in english
    assert 'href="tiny/latest/site/index.html"' in english


@pytest.mark.parametrize("target", [*SERVED, SITE + "none.html", "/.."])
def test_every_answer_has_safe_headers(asked, target):
    headers = asked.get(target).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers
    assert "Python" not in headers["server"]


def test_head_is_get_without_a_body(asked):
    whole, head = asked.get(SITE), asked.get(SITE, method="HEAD")
    assert head.body == b""
    assert {**head.headers, "date": ""} == {**whole.headers, "date": ""}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"])
def test_other_methods_are_refused(asked, method):
    assert asked.get(SITE, method=method).status == 501


HOSTS = {
    "another": "evil.example:{port}",
    "ours inside another": "127.0.0.1.evil.example:{port}",
    "another before ours": "evil.example@127.0.0.1:{port}",
    "no port": "127.0.0.1",
    "another port": "localhost:1",
    "all interfaces": "0.0.0.0:{port}",
    "empty": "",
}


@pytest.mark.parametrize("case", HOSTS)
def test_another_host_is_refused(asked, case):
    told = asked.get(SITE, hosts=[HOSTS[case].format(port=asked.port)])
    assert (told.status, told.body) == (421, b"421 Misdirected Request\n")


def test_no_host_or_two_are_refused(asked):
    good = f"{HOST}:{asked.port}"
    assert asked.get(SITE, hosts=[]).status == 400
    assert asked.get(SITE, hosts=[good, good]).status == 400
    assert asked.get(SITE, hosts=[f"LOCALHOST:{asked.port}"]).status == 200


@pytest.mark.parametrize(
    "request_", [b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x00\xa5\r\n\r\n"]
)
def test_no_request_at_all(asked, request_):
    with socket.create_connection((HOST, asked.port), timeout=10) as line:
        line.sendall(request_)
        line.shutdown(socket.SHUT_WR)
        assert b"a page" not in line.recv(10_000)


def test_one_who_says_nothing_or_leaves_stops_nobody(asked, capsys):
    with socket.create_connection((HOST, asked.port)), socket.create_connection((HOST, asked.port)) as rude:
        rude.sendall(f"GET {SITE} HTTP/1.1\r\nHost: {HOST}:{asked.port}\r\n\r\n".encode())
        rude.close()
        assert asked.get(SITE).status == 200
    assert capsys.readouterr() == ("", "")


def test_only_this_machine_is_served(asked):
    assert asked.server.server_address[0] == "127.0.0.1"


def test_everything_that_passes_the_gate_has_a_type():
    from cxlab.report import gate

    assert set(gate._SUFFIXES) <= set(TYPES)


POLICIES = {
    "default-src 'none'; script-src https://evil.example": False,
    "default-src *": False,
    "default-src 'none'; script-src 'unsafe-inline'": False,
    "default-src 'none'; script-src 'unsafe-eval'": False,
    "default-src 'none'; script-src 'self'\r\nSet-Cookie: a=b": False,
    "default-src 'none'; connect-src ws:": False,
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:": True,
    f"default-src 'none'; script-src 'sha256-{'a' * 43}=' 'sha256-{'b' * 43}='": True,
}


@pytest.mark.parametrize("stated", POLICIES)
def test_a_page_keeps_its_policy_unless_that_names_a_host(stated):
    page = f'<!doctype html><meta http-equiv="Content-Security-Policy" content="{stated}">'
    told = serve.policy(serve.Answer(TYPES[".html"], page.encode()))
    kept = stated if POLICIES[stated] else "default-src 'none'"
    assert told == f"{kept}; frame-ancestors 'none'"


def test_a_policy_may_be_escaped_as_in_any_attribute():
    page = '<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; img-src data:">'
    told = serve.policy(serve.Answer(TYPES[".html"], page.encode()))
    assert told == "default-src 'none'; img-src data:; frame-ancestors 'none'"


def test_a_page_without_a_policy_gets_the_strictest():
    assert serve.policy(serve.Answer(TYPES[".html"], b"<p>")) == "default-src 'none'; frame-ancestors 'none'"


def test_a_port_that_is_taken(asked, reports):
    with pytest.raises(InputError, match=rf"Port {asked.port} cannot be used .*--port"):
        serve.serve(reports, asked.port, print)


@pytest.mark.parametrize("port", [-1, 65_536])
def test_no_port(reports, port):
    with pytest.raises(InputError, match=rf"Port {port} cannot be used"):
        serve.serve(reports, port, print)


def test_no_folder(tmp_path):
    with pytest.raises(InputError, match="cxlab run"):
        serve.serve(tmp_path / "none", 0, print)


def test_ctrl_c_ends_it_well(reports):
    command = [sys.executable, "-c", "from cxlab.cli import main; main()", "serve", "--port", "0", "--reports", reports]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    address = process.stdout.readline()
    assert address.startswith(f"Reports: http://{HOST}:")
    process.send_signal(signal.SIGINT)
    rest, complaints = process.communicate(timeout=20)
    assert (process.returncode, rest, complaints) == (0, "", "")
    with Server(reports, int(address.split(":")[3].split("/")[0])):
        """The port is free again at once."""


def test_many_at_once(asked):
    seen = []
    threads = [threading.Thread(target=lambda: seen.append(asked.get(SITE).status)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [200] * 20


LINKED = {f"{SITE}{name}" for name in ("out.html", "up.html", "folder/index.html", "circle.html", "pipe.html")} | {
    f"/{name}/latest/site/index.html" for name in ("linked", "away")
}
"""What a web server would follow; the privacy gate lets no link into a report."""


@pytest.fixture
def nginx(reports, tmp_path):
    """Return the port of an nginx that is set up as docs/sharing.md says, but for TLS and password."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("no nginx on this machine")
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    documented = (Path(__file__).parents[2] / "docs" / "sharing.md").read_text("utf-8")
    server = documented.partition("```nginx\n")[2].partition("```")[0]
    server = re.sub(r"listen .*;", f"listen {HOST}:{port};", re.sub(r"(?m)^ *(ssl|auth_basic)_?\w* .*;\n", "", server))
    server = server.replace("/srv/cxlab/reports", str(reports))
    logs = f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; daemon off; user root;"
    temporary = "".join(
        f"{part}_temp_path {tmp_path}/{part};" for part in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(f"{logs} events {{}} http {{ access_log off; {temporary} {server} }}")
    with subprocess.Popen([program, "-p", tmp_path, "-c", tmp_path / "nginx.conf"], stderr=subprocess.PIPE) as process:
        while process.poll() is None:
            with suppress(ConnectionRefusedError), socket.create_connection((HOST, port), timeout=1):
                break
            time.sleep(0.05)
        assert process.poll() is None, process.stderr.read()
        yield port
        process.terminate()


def test_nginx_as_documented_hands_out_the_same(nginx, asked):
    for page in ("index.html", "index.en.html"):
        (asked.server.reports / page).write_text("<p>", "utf-8")
    there = asked.on(nginx)
    for target, type_ in SERVED.items():
        told = there.get(target)
        assert (told.status, told.headers["content-type"]) == (200, f"{type_}; charset=utf-8"), target
        assert told.headers["x-content-type-options"] == "nosniff"
    for target in [*KEPT, *CLIMBING]:
        if target not in LINKED:
            told = there.get(target)
            assert MARK not in told.body, target
            assert told.status != 200 or target not in KEPT, target
