"""Made answers to a questionnaire, and the file that each tool would export for them."""

import csv
import io
import json

import numpy as np
import pandas as pd

from cxlab.questionnaires.codes import shown
from cxlab.questionnaires.limesurvey import answer_codes
from cxlab.survey.planning.questionnaire import ABSENT, plain_id

DAY = pd.Timestamp("2026-10-05 09:00:00")


def simulate(questionnaire, n=30, seed=5):
    """Return one dict a respondent, ``{item id: code, tuple of codes, or words}``; some items are left out."""
    rng = np.random.default_rng(seed)
    people = []
    for person in range(n):
        given = {}
        for item in questionnaire.items:
            codes = [a.code for a in item.answers if a.code not in item.ends]
            if item.kind == "open":
                given[item.id] = f"第{person}位：希望少等一会，谢谢" if person % 3 else ""
            elif item.kind == "multiple":
                given[item.id] = tuple(c for c in codes[:-1] if rng.random() < 0.4) or (codes[-1],)
            else:
                given[item.id] = str(rng.choice(codes))
        people.append(given)
    return people


def expected_ratings(questionnaire, people):
    """Return what the table `ratings` must hold: numbers of the scales, "not experienced" missing."""
    scored = [i.id for i in questionnaire.items if i.kind in ("csat", "ces", "nps")]
    return pd.DataFrame([{i: np.nan if person[i] == ABSENT else float(person[i]) for i in scored} for person in people])


def expected_iceberg(people):
    """Return problem_spot ... as whether it was ticked."""
    codes = ("spot", "call", "third", "quiet", "less", "none")
    return pd.DataFrame([{f"problem_{c}": c in person["problem"] for c in codes} for person in people])


def expected_kano(questionnaire, people):
    """Return feature, functional, dysfunctional in the order of `people`."""
    rows = [
        (feature, *(float(person[f"{feature}_{side}"]) for side in ("functional", "dysfunctional")))
        for person in people
        for feature in questionnaire.features()
    ]
    return pd.DataFrame(rows, columns=["feature", "functional", "dysfunctional"])


def words(item, code, lang):
    return next(getattr(a.text, lang) for a in item.answers if a.code == code)


def times(person):
    return DAY + pd.Timedelta(minutes=7 * person)


def wjx(questionnaire, people, lang="zh", *, coded=False):
    """问卷星, by option text or by option number: numbered headers, multiple answers joined by ┋ or as dummies."""
    rows = []
    for number, person in enumerate(people, start=1):
        row = {
            "序号": number,
            "提交答卷时间": times(number).strftime("%Y/%m/%d %H:%M:%S"),
            "所用时间": f"{80 + number}秒",
        }
        row |= {"来源": "微信", "来源详情": "N/A", "来自IP": "10.0.0.1(广东-广州)"}
        for place, item in enumerate(questionnaire.items, start=1):
            header = f"{place}、{getattr(item.text, lang)}{shown(item)}"
            codes = [a.code for a in item.answers]
            if item.kind == "open":
                row[header] = person[item.id] or "(空)"
            elif item.kind != "multiple":
                row[header] = codes.index(person[item.id]) + 1 if coded else words(item, person[item.id], lang)
            elif coded:
                row |= {f"第{place}题({words(item, c, lang)})": int(c in person[item.id]) for c in codes}
            else:
                row[header] = "┋".join(words(item, c, lang) for c in person[item.id])
        rows.append(row)
    return table(rows)


def limesurvey(questionnaire, people, lang="zh", *, headings="code", full=True):
    """LimeSurvey, CSV of responses: headings are codes or "code. text", answers in full or as codes."""
    rows = []
    for number, person in enumerate(people, start=1):
        row = {"id": number, "submitdate": str(times(number)), "lastpage": len(questionnaire.blocks)}
        row |= {"startlanguage": "zh-Hans" if lang == "zh" else "en", "seed": 1000 + number}
        if headings == "both":
            row = dict(zip(("id. Response ID", *list(row)[1:]), row.values(), strict=True))
        for item in questionnaire.items:
            code, text = plain_id(item.id), getattr(item.text, lang)
            own = answer_codes(item)
            parts = [(f"[{own[a.code]}]", f" [{getattr(a.text, lang)}]", a.code) for a in item.answers]
            if item.kind != "multiple":
                parts = [("", "", person[item.id])]
            for sub, option, given in parts:
                header = f"{code}{sub}" + (f". {text}{option}" if headings == "both" else "")
                if item.kind == "multiple":
                    ticked = given in person[item.id]
                    row[header] = ("Yes" if full else "Y") if ticked else ("No" if full else "")
                elif item.kind == "open":
                    row[header] = given
                else:
                    row[header] = words(item, given, lang) if full else own[given]
        rows.append(row)
    return table(rows)


def kobo(questionnaire, people, lang="zh", *, labels=False):
    """KoboToolbox, CSV with names or labels of answers; a multiple answer in one column and in one a choice."""
    rows = []
    for number, person in enumerate(people, start=1):
        row = {"start": times(number).isoformat(), "end": (times(number) + pd.Timedelta(seconds=95)).isoformat()}
        for item in questionnaire.items:
            header, given = item.id, person[item.id]
            if item.kind == "multiple":
                row[header] = " ".join(words(item, c, lang) if labels else c for c in given)
                row |= {f"{header}/{a.code}": int(a.code in given) for a in item.answers}
            else:
                row[header] = words(item, given, lang) if labels and item.answers else given
        row |= {"_id": 5000 + number, "_uuid": f"uuid-{number:06d}", "_submission_time": times(number).isoformat()}
        row |= {"_status": "submitted_via_web", "_index": number}
        rows.append(row)
    return table(rows, delimiter=";")


def surveyjs(questionnaire, people):
    """SurveyJS, one JSON object a response: names and values, what was not answered is absent."""
    lines = []
    for person in people:
        record = {}
        for item in questionnaire.items:
            given = person[item.id]
            number = item.kind not in ("multiple", "open") and str(given).isdigit()
            record[item.id] = list(given) if item.kind == "multiple" else int(given) if number else given
        lines.append(json.dumps({k: v for k, v in record.items() if v != ""}, ensure_ascii=False))
    return ("\n".join(lines) + "\n").encode("utf-8")


def table(rows, delimiter=","):
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return ("\ufeff" + stream.getvalue()).encode("utf-8")
