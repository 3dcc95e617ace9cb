"""What holds whatever happens: nothing is forgotten, ids stay, the same again gives the same."""

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxlab.insight.ledger import Ledger, Seen, standing, update
from cxlab.insight.ledger.lanes import STATES

CODES = [f"T{n:03d}" for n in range(1, 6)]
CROSSWALK = pd.DataFrame({"topic": CODES[:3], "touchpoint": ["a", "a", "b"]})
MOVES = [("T001", "T002"), ("T003", "T004"), ("T003", "T005"), ("T004", "T002"), ("T005", "")]
SUBJECTS = [f"topic:{code}" for code in CODES] + ["touchpoint:a", "touchpoint:c"]


@st.composite
def runs(draw):
    raised = draw(st.lists(st.sampled_from(CODES), unique=True))
    moved = draw(st.lists(st.sampled_from(MOVES), unique=True, max_size=3))
    about = draw(st.lists(st.sampled_from(SUBJECTS), max_size=3))
    said = draw(st.lists(st.sampled_from(STATES["verdict"]), min_size=len(about), max_size=len(about)))
    ids = [f"A{n}" for n in range(len(about))]
    return Seen(
        matters=pd.DataFrame({"subject": [f"topic:{code}" for code in raised], "people": float(len(raised))}),
        crosswalk=CROSSWALK,
        moves=pd.DataFrame(moved, columns=["code", "into"]),
        actions=pd.DataFrame({"action_id": ids, "subject": about, "started_at": "2026-01-01"}),
        verdicts=pd.DataFrame({"action_id": ids, "verdict": said}),
    )


def shuffled(seen):
    frames = {name: getattr(seen, name).iloc[::-1] for name in ("matters", "crosswalk", "moves", "actions", "verdicts")}
    return Seen(**frames)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(runs(), min_size=1, max_size=3))
def test_a_ledger_never_forgets(story):
    ledger = None
    for month, seen in enumerate(story, start=1):
        day = f"2026-{month:02d}-28"
        after = update(ledger, seen, as_of=day)
        assert after.to_json() == update(ledger, shuffled(seen), as_of=day).to_json()
        assert after.to_json() == Ledger.from_json(after.to_json()).to_json()
        assert after.issues["issue"].tolist() == [f"I-{n:04d}" for n in range(1, len(after.issues) + 1)]
        assert after.issues["subject"].is_unique
        if ledger is not None:
            for name, columns in (("issues", ["issue", "subject", "run"]), ("events", None), ("links", None)):
                old, new = getattr(ledger, name), getattr(after, name)
                old, new = (old[columns], new[columns]) if columns else (old, new)
                pd.testing.assert_frame_equal(new.iloc[: len(old)], old)
        assert len(standing(after)) == len(after.issues)
        ledger = after
