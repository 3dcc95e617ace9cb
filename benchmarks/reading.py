"""How well the rules of `cxlab.text.reading` read labelled texts: makes docs/reading.md.

``python benchmarks/reading.py`` prints the page, ``--write`` writes it. Needs the shared data beside the repository.
"""

from __future__ import annotations

import csv
import hashlib
import io
import logging
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from statsmodels.stats.proportion import proportion_confint

from cxlab import Study, intake
from cxlab.text import tokenize
from cxlab.text.reading import read

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
PAGE = ROOT / "docs" / "reading.md"
CASES = ROOT / "tests" / "text" / "reading"


def reported(frame: pd.DataFrame, by: str = "text") -> pd.DataFrame:
    """The half, by hash, that was not looked at while the word lists were written."""
    return frame[[_half(value) == 1 for value in frame[by]]].reset_index(drop=True)


def tuned(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[[_half(value) == 0 for value in frame["text"]]].reset_index(drop=True)


def _half(value: str) -> int:
    return hashlib.blake2b(value.encode(), digest_size=1).digest()[0] % 2


def csv_rows(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def labelled(texts: list[str], labels: list[int]) -> pd.DataFrame:
    frame = pd.DataFrame({"text": texts, "label": labels})
    return frame[frame["text"].str.strip() != ""].drop_duplicates("text").reset_index(drop=True)


def hotel() -> pd.DataFrame:
    rows = csv_rows("chnsenticorp_hotel/ChnSentiCorp_htl_all.csv")
    return labelled([row["review"] for row in rows], [2 * int(row["label"]) - 1 for row in rows])


def shopping(most: int = 20_000) -> pd.DataFrame:
    with zipfile.ZipFile(DATA / "online_shopping_10_cats" / "online_shopping_10_cats.zip") as archive:
        rows = pd.read_csv(io.BytesIO(archive.read(archive.namelist()[0])), encoding="utf-8-sig", keep_default_na=False)
    frame = labelled(rows["review"].tolist(), (2 * rows["label"].astype(int) - 1).tolist())
    order = frame["text"].map(lambda text: hashlib.blake2b(text.encode(), digest_size=8).hexdigest())
    return frame.loc[order.sort_values(kind="stable").index[:most]].reset_index(drop=True)


def cars() -> pd.DataFrame:
    """Texts whose subjects all have the same sentiment (-1, 0, 1)."""
    rows = pd.DataFrame(csv_rows("ccf2018_car_opinions/train.csv"))
    groups = rows.astype({"sentiment_value": int}).groupby("content")["sentiment_value"]
    one = groups.first()[groups.nunique() == 1]
    return labelled(one.index.tolist(), one.tolist())


def restaurants() -> pd.DataFrame:
    """Stars 4-5 are good, 1-2 bad; `wait` is the aspect "waiting for service" (-2: not mentioned)."""
    rows = [row for part in ("train", "dev", "test") for row in csv_rows(f"asap_dianping_sample/{part}_sample.csv")]
    frame = pd.DataFrame(
        {
            "text": [row["reviewbody"] for row in rows],
            "label": [int(np.sign(float(row["star"]) - 3)) for row in rows],
            "wait": [int(float(row["service_wait_time"])) for row in rows],
        }
    )
    return frame.drop_duplicates("text").reset_index(drop=True)


def car_complaints() -> pd.DataFrame:
    return labelled([row["desc"] for row in csv_rows("car_complaints_12365auto/combined_dedup.csv")], [-1] * 4334)


def loans() -> pd.DataFrame:
    rows = csv_rows("cfpb_payday_2023/cfpb_payday_2023.csv")
    return labelled([row["Consumer complaint narrative"] for row in rows], [-1] * len(rows))


def demo() -> pd.DataFrame:
    frame = intake.load(Study.open(ROOT / "data" / "demo"), "complaints").frame[["complaint_id", "text"]]
    truth = pd.read_csv(ROOT / "data" / "demo" / "truth_complaints.csv", dtype="str", keep_default_na=False)
    found = frame.merge(truth, on="complaint_id").assign(text=lambda both: both["text"].fillna(""))
    found["kind"] = found["kind"].replace("empty", "no_content")
    return found


def share(hits: pd.Series | np.ndarray) -> str:
    """Share with its Wilson interval."""
    n, yes = len(hits), int(np.sum(hits))
    low, high = proportion_confint(yes, n, method="wilson")
    return f"{yes / n:.3f} ({low:.3f}-{high:.3f})"


class Peer:
    """Words counted, logistic regression, trained on reviews of another domain."""

    def __init__(self, train: pd.DataFrame) -> None:
        self.counts = CountVectorizer(tokenizer=str.split, token_pattern=None, min_df=3, binary=True)
        self.model = LogisticRegression(max_iter=300, C=0.3)
        self.model.fit(self.counts.fit_transform(self._words(train)), train["label"])

    def __call__(self, frame: pd.DataFrame) -> np.ndarray:
        return self.model.predict(self.counts.transform(self._words(frame)))

    @staticmethod
    def _words(frame: pd.DataFrame) -> list[str]:
        return [" ".join(words) for words in tokenize(frame["text"], stopwords=())]


def polarity_row(name: str, frame: pd.DataFrame, peer: Peer | None) -> str:
    frame = reported(frame[frame["label"] != 0])
    label, found = frame["label"].to_numpy(), np.sign(read(frame["text"])["polarity"].to_numpy())
    majority = max((label > 0).mean(), (label < 0).mean())
    other = share(peer(frame) == label) if peer else ""
    cells = [
        share(found == label), f"{(found == 0).mean():.3f}", share(found[label < 0] < 0), share(label[found < 0] < 0),
        share(found[label > 0] > 0), share(label[found > 0] > 0), other, f"{majority:.3f}",
    ]  # fmt: skip
    return f"| {name} | {len(frame)} | {' | '.join(cells)} |"


def polarity() -> str:
    sets = {
        "hotel reviews": hotel(),
        "shopping reviews": shopping(),
        "car opinions": cars(),
        "restaurants": restaurants(),
    }
    on_hotel, on_shopping = Peer(tuned(sets["hotel reviews"])), Peer(tuned(sets["shopping reviews"]))
    peers = dict(zip(sets, (on_shopping, on_hotel, on_shopping, on_shopping), strict=True))
    head = (
        "| set | n | accuracy | says nothing | bad: recall | bad: precision | good: recall | good: precision "
        "| peer's accuracy | majority |\n|---|---|---|---|---|---|---|---|---|---|\n"
    )
    return head + "\n".join(polarity_row(name, frame, peers[name]) for name, frame in sets.items())


def three_way() -> str:
    frame = reported(cars())
    found = np.sign(read(frame["text"])["polarity"].to_numpy())
    f1, flat = (f1_score(frame["label"], guess, average="macro") for guess in (found, np.zeros(len(frame))))
    return (
        f"Car opinions with the neutral ones ({len(frame)} texts, {np.mean(frame['label'] == 0):.0%} neutral): "
        f"accuracy {share(found == frame['label'])}, macro F1 {f1:.3f} (always neutral: {flat:.3f})."
    )


def one_sided() -> str:
    hotels = hotel()
    sets = {
        "car complaints (12365)": (car_complaints(), "problem"),
        "loan complaints (CFPB, English)": (loans(), "problem"),
        "hotel reviews, bad": (hotels[hotels["label"] < 0], "problem"),
        "hotel reviews, good": (hotels[hotels["label"] > 0], "praise"),
    }
    rows = []
    for name, (frame, kind) in sets.items():
        found = read(reported(frame)["text"])
        rows.append(f"| {name} | {len(found)} | {kind} | {share(found['kind'] == kind)} |")
    return "| set | n | should be | read so |\n|---|---|---|---|\n" + "\n".join(rows)


def waiting() -> str:
    frame = restaurants()
    effort = read(frame["text"])["effort"].to_numpy()
    bad, rest = effort[frame["wait"] == -1] > 0, effort[frame["wait"] == -2] > 0
    return (
        f"Restaurant reviews whose labellers marked waiting as bad (n = {len(bad)}): effort found in {share(bad)}; "
        f"where waiting is not mentioned (n = {len(rest)}): {share(rest)}. All 300 reviews, too few for a half."
    )


def demo_kinds() -> str:
    frame = reported(demo(), "complaint_id")
    found = read(frame["text"])
    rows = [f"| all | {len(frame)} | {share(found['kind'].to_numpy() == frame['kind'].to_numpy())} | |"]
    for kind in ("problem", "need", "praise", "question", "no_content"):
        truth, said = (frame["kind"] == kind).to_numpy(), (found["kind"] == kind).to_numpy()
        rows.append(f"| {kind} | {truth.sum()} | {share(said[truth])} | {share(truth[said])} |")
    red = frame["topics"].str.contains("R1").to_numpy()
    lane = found["red_line"].str.contains("safety").to_numpy()
    return (
        "| kind | n | recall | precision |\n|---|---|---|---|\n" + "\n".join(rows) + "\n\n"
        f"Planted red line R1 (overheating, shock; n = {red.sum()}): safety lane found in {share(lane[red])}. The lane "
        f"holds {lane.sum()} texts, {share(red[lane])} of them R1; the others speak of accidents and hospitals."
    )


def cases() -> str:
    rows = []
    for name, first in (("red_line_cases", "33 of 45, 1 of 31"), ("red_line_cases_2", "28 of 43, 2 of 29")):
        frame = pd.read_csv(CASES / f"{name}.csv", keep_default_na=False)
        pairs = [_lanes(*pair) for pair in zip(frame["lanes"], read(frame["text"])["red_line"], strict=True)]
        due, met = sum(len(want) for want, _ in pairs), sum(len(want & got) for want, got in pairs)
        quiet = [got for want, got in pairs if not want]
        rows.append(f"| {name}.csv | {first} | {met} of {due}, {sum(map(bool, quiet))} of {len(quiet)} |")
    return "| sentences | first score: lanes found, harmless ones touched | now |\n|---|---|---|\n" + "\n".join(rows)


def quiet_lane() -> str:
    lane = read(reported(shopping())["text"])["red_line"].str.contains("safety")
    return f"Of {len(lane)} shopping reviews, {share(lane)} are in the safety lane; most of them speak of no danger."


def _lanes(*cells: str) -> list[set[str]]:
    return [set(cell.split("|")) - {""} for cell in cells]


def page() -> str:
    template = (Path(__file__).parent / "reading.template.md").read_text(encoding="utf-8")
    parts = (polarity, three_way, one_sided, waiting, demo_kinds, cases, quiet_lane)
    for part in parts:
        template = template.replace(f"<{part.__name__}>", part())
    return template


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    text = page()
    if "--write" in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
    print(text)
