"""Words: speed of tokenizing beside plain jieba, and where rjieba and jieba differ; one run, one thread.

    python benchmarks/words.py ../shared/data            (all; about 5 minutes)
    python benchmarks/words.py ../shared/data 10         (every tenth text)

Parity is counted in texts: one differs when any of its cuts does. The table goes into docs/words.md.
"""

import csv
import difflib
import io
import logging
import re
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cxlab.text.engine import Cut, cutter, plain
from cxlab.text.normalize import normalize
from cxlab.text.tokenize import tokenize

CLASSES = {
    "hyphen or underscore inside (CR-V, 60-70)": r"[-_]",
    "full stop inside (3.7V, sina.com)": r"\.",
    "percent sign (3.5%)": r"%",
    "letters and digits": r"[A-Za-z0-9]",
    "a character repeated (赞赞赞赞)": r".",
}


def column(opened: Iterable[str], name: str) -> list[str]:
    return [row[name] or "" for row in csv.DictReader(opened)]


def corpora(data: Path) -> dict[str, list[str]]:
    def of(path: str, name: str) -> list[str]:
        with (data / path).open(encoding="utf-8-sig", newline="") as file:
            return column(file, name)

    with zipfile.ZipFile(data / "online_shopping_10_cats/online_shopping_10_cats.zip") as folder:
        (inner,) = [name for name in folder.namelist() if name.endswith(".csv")]
        shopping = column(io.TextIOWrapper(folder.open(inner), encoding="utf-8-sig", newline=""), "review")
    return {
        "shopping reviews": shopping,
        "car complaints": of("car_complaints_12365auto/combined_dedup.csv", "desc"),
        "car opinions": of("ccf2018_car_opinions/train.csv", "content"),
        "hotel reviews": of("chnsenticorp_hotel/ChnSentiCorp_htl_all.csv", "review"),
        "English narratives": of("cfpb_payday_2023/cfpb_payday_2023.csv", "Consumer complaint narrative"),
    }


def kind(one: list[str], other: list[str]) -> str:
    strange = "".join(one + other)
    return next(name for name, pattern in CLASSES.items() if re.search(pattern, strange))


def differences(texts: list[str], rust: Cut, python: Cut) -> tuple[int, Counter[str]]:
    """Return how many texts are cut differently, and the classes of what differs in them."""
    n, classes = 0, Counter[str]()
    for text in texts:
        one, other = rust(text), python(text)
        if one != other:
            n += 1
            for operation, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
                if operation != "equal":
                    classes[kind(one[a:b], other[c:d])] += 1
    return n, classes


def parity(name: str, texts: list[str]) -> str:
    rust, python = cutter("rjieba", ()), cutter("jieba", ())
    raw, classes = differences(texts, rust, python)
    ours, left = differences([plain(text) for text in normalize(texts)], rust, python)
    counted = [", ".join(f"{what}: {times}" for what, times in found.most_common()) for found in (classes, left)]
    agree = 100 * (1 - ours / len(texts))
    return f"| {name} | {len(texts)} | {raw} | {counted[0]} | {counted[1] or 'none'} | {ours} | {agree:.2f} % |"


def timed(work: Callable[[], Any]) -> float:
    """Return the CPU seconds of the best of three."""
    spent = []
    for _ in range(3):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def plain_jieba() -> Cut:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    return jieba.lcut


def speed(texts: list[str]) -> None:
    rust, python = cutter("rjieba", ()), plain_jieba()
    tokenize(texts[:500])  # loads dictionaries
    clean = normalize(texts)
    seconds = {
        "jieba.lcut, cutting alone": timed(lambda: [python(text) for text in texts]),
        "rjieba, cutting alone": timed(lambda: [rust(text) for text in texts]),
        "normalize": timed(lambda: normalize(texts)),
        "plain": timed(lambda: [plain(text) for text in clean]),
        "tokenize (normalize, cut, filter)": timed(lambda: tokenize(texts)),
    }
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        tokenize(texts, cache=folder)
        seconds["tokenize, empty cache (once)"] = time.process_time() - start
        seconds["tokenize, all in the cache"] = timed(lambda: tokenize(texts, cache=folder))
    base = seconds["jieba.lcut, cutting alone"]
    print(f"{len(texts)} texts, {sum(map(len, texts)):,} characters\n")
    print("| step | CPU seconds | times as fast as jieba |\n|---|---|---|")
    for name, spent in seconds.items():
        print(f"| {name} | {spent:.2f} | {base / spent:.1f} |")


def main() -> None:
    data, every = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    found = {name: texts[::every] for name, texts in corpora(data).items()}
    speed(found["shopping reviews"])
    print("\n| texts | n | raw texts that differ | in what (places) | left normalized | texts that differ | agree |")
    print("|---|---|---|---|---|---|---|")
    for name, texts in found.items():
        print(parity(name, texts))


if __name__ == "__main__":
    main()
