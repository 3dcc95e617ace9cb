"""Three hundred secrets in random places of a finished report: none is published, and the message tells where."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import io
import json
import random
import re
import shutil
import socket
from functools import partial

import pandas as pd
import pytest
from openpyxl import load_workbook
from pptx import Presentation

from cxlab.errors import GateRefused
from cxlab.report import gate, material, model, render, slides, unpacked, workbook

HOST = "research-07"
QUOTE = re.compile(r'(?<=class="quote">)|(?<=class="quote wide">)|(?<=class="quote long">)')
ENVIRONMENT = {
    "MODEL_API_KEY": "kq8Zt2vLx0",
    "DB_PASSWORD": "tiger;lily9",
    "NOTICE_WEBHOOK": "https://x.invalid/hook/77",
}


def digits(rng: random.Random, n: int) -> str:
    return "".join(rng.choices("0123456789", k=n))


def mobile(rng):
    number = "1" + rng.choice("3456789") + digits(rng, 9)
    return rng.choice([number, f"+86 {number}", f"{number[:3]}-{number[3:7]}-{number[7:]}", f"请回电{number}谢谢"])


def id_card(rng):
    body = f"110105{rng.randint(1950, 2004)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{digits(rng, 3)}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def bank_card(rng):
    body = "622202" + digits(rng, 12)
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(body)))
    return body + str(-total % 10)


def email(rng):
    return f"{rng.choice(['li.lei', 'han_mei', 'wang99'])}@{rng.choice(['example.com', 'mail.example.cn'])}"


def plate(rng):
    return (
        f"{rng.choice('京沪粤苏')}{rng.choice('ABCD')}·{digits(rng, 5)}"
        if rng.random() < 0.5
        else f"粤B·D{digits(rng, 5)}"
    )


def address(rng):
    street = rng.choice(["朝阳区建国路", "海淀区中关村大街", "浦东新区世纪大道"])
    return f"{street}{rng.randint(1, 300)}号{rng.randint(1, 9)}号楼{rng.randint(101, 2905)}室"


def contact(rng):
    return rng.choice([f"010-6{digits(rng, 7)}", f"微信 lilei_{digits(rng, 4)}", f"我的QQ是6{digits(rng, 9)}"])


def path(rng):
    return rng.choice(
        ["/home/lilei/study.csv", r"C:\Users\lilei\投诉.xlsx", "/tmp/run/raw.parquet", "file:///mnt/d/x.csv"]
    )


def host(rng):
    return rng.choice([HOST, HOST.upper(), f"http://{HOST}:8888"])


def environment(rng):
    return rng.choice(list(ENVIRONMENT.values()))


KINDS = (mobile, id_card, bank_card, email, plate, address, contact, path, host, environment)


# Where a secret can lie: each takes the text of a page and returns it spoiled.


def in_text(page, secret, rng):
    return at_random(page, r"</p>|</li>|</td>|</h\d>", f" {escaped(secret)}", rng)


def in_cell(page, secret, rng):
    return at_random(page, r"</td>", f"：{escaped(secret)}", rng)


def in_attribute(page, secret, rng):
    attribute = rng.choice(["title", "aria-label", "data-note", "alt", "style"])
    return at_random(
        page, r"(?<=<p)(?=[ >])|(?<=<td)(?=[ >])|(?<=<li)(?=[ >])", f' {attribute}="{escaped(secret)}"', rng
    )


def in_comment(page, secret, rng):
    return at_random(page, r"</section>|</p>", f"<!-- {secret} -->", rng)


def in_script(page, secret, rng):
    return page.replace("</body>", f"<script>var note = {json.dumps(secret, ensure_ascii=False)}</script></body>")


def in_figure(page, secret, rng):
    """In the figures, packed or not, at a random string or as a number."""

    def spoiled(text):
        figures = json.loads(text)
        figure = figures[rng.choice(sorted(figures))]
        key = rng.choice(["hovertext", "customdata", "text", "name", "meta"])
        value = int(secret) if secret.isdigit() and rng.random() < 0.5 else secret
        rng.choice(figure["data"])[key] = [value]
        return figures

    if packed := re.search(r'(id="figures-gz">)([^<]*)', page):
        text = gzip.decompress(base64.b64decode(packed[2])).decode()
        return page[: packed.start(2)] + render.pack(json.dumps(spoiled(text))) + page[packed.end(2) :]
    plain = re.search(r'(id="figures">)([^<]*)', page)
    return page[: plain.start(2)] + json.dumps(spoiled(plain[2])) + page[plain.end(2) :]


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def at_random(page, pattern, what, rng):
    place = rng.choice([match.start() for match in re.finditer(pattern, page)])
    return page[:place] + what + page[place:]


PLACES = (in_text, in_cell, in_attribute, in_comment, in_script, in_figure)


@pytest.fixture
def built(published, tmp_path, known_columns, monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: f"{HOST}.example.com")
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    run = shutil.copytree(published, tmp_path / published.relative_to(published.parents[2]))
    for page in run.glob("site/*.html"):
        if page.stem not in ("index", "topics", "scores", "departments"):
            page.unlink()
    (whole,) = run.glob("share/*.html")  # without plotly.js, which the gate leaves out
    whole.write_text(re.sub(r'(id="plotly-gz">)[^<]*', r"\1", whole.read_text("utf-8")), encoding="utf-8")
    return run


@pytest.fixture
def pages_only(monkeypatch):
    """Leave the tables behind the exhibits, of which one test is, and which take a second to read."""
    monkeypatch.setattr(gate, "_small_cells", lambda *_: ())


def kept_back(check, planted):
    """Every file in which a secret lies is named, and no secret is."""
    with pytest.raises(GateRefused) as error:
        check()
    told = str(error.value)
    assert {where: secret for where, secret in planted.items() if where not in told} == {}
    assert [secret for secret in planted.values() if secret in told] == []
    assert error.value.exit_code == 4
    return len(planted)


def spoil(built, file, how, secret, rng):
    file.write_text(how(file.read_text("utf-8"), secret, rng), encoding="utf-8")
    return file.relative_to(built).as_posix()


def test_160_in_text_tables_and_figures_of_pages(built, pages_only):
    rng, planted = random.Random(7), 0
    pages = {f: f.read_text("utf-8") for f in sorted(built.glob("s*/*.html"))}
    with_figures = [f for f, page in pages.items() if '"data":' in (figures(page) or "")]
    with_tables = [f for f, page in pages.items() if "<td" in page]
    while planted < 160:
        spoiled = {}
        for file in rng.sample(with_tables, min(8, len(with_tables))):
            how = rng.choice([place for place in PLACES if place is not in_figure or file in with_figures])
            secret = KINDS[(planted + len(spoiled)) % len(KINDS)](rng)
            spoiled[spoil(built, file, how, secret, rng)] = secret
        planted += kept_back(partial(gate.check, built), spoiled)
        for file, page in pages.items():
            file.write_text(page, encoding="utf-8")
    gate.check(built)


def test_20_quotations_that_nobody_masked(built, pages_only):
    rng, planted = random.Random(8), 0
    pages = {f: text for f in sorted(built.glob("s*/*.html")) if QUOTE.search(text := f.read_text("utf-8"))}
    while planted < 20:
        spoiled = {}
        for file in pages:
            secret = (*KINDS[:7], name, order, staff)[(planted + len(spoiled)) % 10](rng)
            where = spoil(built, file, in_quotation, secret, rng)
            spoiled[f"{where}: a quotation that is not masked"] = secret
        planted += kept_back(partial(gate.check, built), spoiled)
        for file, page in pages.items():
            file.write_text(page, encoding="utf-8")


def test_50_in_markdown_and_csv(built, pages_only):
    rng = random.Random(9)
    (told,) = built.glob("share/*.md")
    lines = told.read_text("utf-8").splitlines()
    for page in built.glob("s*/*.html"):
        page.unlink()
    for _ in range(5):
        spoiled = {}
        for i in range(10):
            secret, suffix = KINDS[i](rng), "md" if i % 3 else "csv"
            place = rng.randrange(len(lines))
            file = told.with_name(f"{i}.{suffix}")
            file.write_text("\n".join([*lines[:place], f"{lines[place]} {secret}", *lines[place:]]), encoding="utf-8")
            spoiled[file.relative_to(built).as_posix()] = secret
        kept_back(partial(gate.check, built), spoiled)


@pytest.mark.parametrize(
    ("write", "how", "count"),
    [(workbook.write, "in_sheet", 30), (partial(slides.write, template=None), "in_slide", 10)],
)
def test_40_in_worksheets_and_slides(built, write, how, count):
    rng = random.Random(10)
    content = write(model.read(built, "zh"), material.read(built, "zh"), made=dt.datetime(2026, 11, 1))
    gate.check_strings("clean", unpacked.read(content), built)
    for i in range(count):
        secret = KINDS[i % len(KINDS)](rng)
        said = unpacked.read(globals()[how](content, secret, rng))
        kept_back(partial(gate.check_strings, "export", said, built), {"export": secret})


def test_30_groups_of_one_to_four(built):
    rng = random.Random(11)
    tables = [file for file in sorted(built.glob("artifacts/*/*.parquet")) if "n" in pd.read_parquet(file)]
    tables = [f for f in tables if f.stem in ("classes", "sizes", "top", "groups", "departments")]
    planted = 0
    while planted < 30:
        spoiled, clean = {}, {file: file.read_bytes() for file in tables}
        for file in tables:
            frame = pd.read_parquet(file)
            frame.loc[rng.randrange(len(frame)), "n"] = rng.randint(1, 4)
            frame.to_parquet(file)
            spoiled[f"{file.parent.name}/{file.name}: a group of fewer than 5"] = "nothing to repeat"
        planted += kept_back(partial(gate.check, built), spoiled)
        for file, content in clean.items():
            file.write_bytes(content)


def figures(page):
    """The figures of a page as JSON, or None."""
    if packed := re.search(r'id="figures-gz">([^<]*)', page):
        return gzip.decompress(base64.b64decode(packed[1])).decode()
    plain = re.search(r'id="figures">([^<]*)', page)
    return plain and plain[1]


def name(rng):
    return f"客户{rng.choice('张王李赵')}{rng.choice(['先生', '女士', '经理'])}说"


def order(rng):
    return f"订单号{digits(rng, 14)}"


def staff(rng):
    return f"工号{digits(rng, 5)}"


def in_quotation(page, secret, rng):
    return at_random(page, QUOTE, f"{secret}，", rng)


def in_sheet(content, secret, rng):
    book = load_workbook(io.BytesIO(content))
    sheet = rng.choice(book.worksheets)
    sheet.cell(rng.randint(1, 30), rng.randint(1, 8)).value = secret
    return saved(book)


def in_slide(content, secret, rng):
    deck = Presentation(io.BytesIO(content))
    slide = rng.choice(list(deck.slides))
    framed = [shape for shape in slide.shapes if shape.has_text_frame]
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    if tables and rng.random() < 0.3:
        tables[0].cell(0, 0).text = secret
    elif rng.random() < 0.3:
        slide.notes_slide.notes_text_frame.text = secret
    else:
        rng.choice(framed).text_frame.text = secret
    return saved(deck)


def saved(document):
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
