import numpy as np
import pandas as pd

from cxlab.intake import duplicates

LONG = "六个快充位停了四个油车，保安说他管不了，叫号叫到五十八我是五十九，结果插队的直接怼进去了，站里一个人都没有"
CHANGED = LONG + "。"
OTHER = "退款十一天还在审核中，打了三次电话每次都说加急，最后告诉我原路退到了一张已经注销的卡里，你们自己看着办"


def frame(*rows, **columns):
    out = pd.DataFrame({"text": [r for r in rows], **columns})
    if "received_at" in out:
        out["received_at"] = pd.to_datetime(out["received_at"])
    return out.assign(complaint_id=[f"{i:03d}" for i in range(len(out))])


def test_punctuation_width_and_case_do_not_make_a_text_another():
    found = duplicates.near(frame("ab" + LONG, "ＡＢ" + LONG.replace("，", " ! "), OTHER))
    assert found.tolist() == [False, True, False]


def test_the_earliest_is_kept_whatever_the_order():
    rows = frame(CHANGED, LONG, OTHER, received_at=["2025-01-01 12:00", "2025-01-01 08:00", "2025-01-01 09:00"])
    found = duplicates.near(rows)
    assert found.tolist() == [True, False, False]
    turned = rows.sample(frac=1, random_state=3)
    assert duplicates.near(turned).reindex(rows.index).tolist() == found.tolist()


def test_two_customers_never_make_one_complaint():
    assert not duplicates.near(frame(LONG, CHANGED, customer_key=["a", "b"])).any()


def test_a_customer_repeats_within_seven_days_only():
    near = duplicates.near(frame("退款", "退款!", customer_key=["a", "a"], received_at=["2025-01-01", "2025-01-06"]))
    far = duplicates.near(frame("退款", "退款!", customer_key=["a", "a"], received_at=["2025-01-01", "2025-01-20"]))
    assert (near.sum(), far.sum()) == (1, 0)


def test_without_customers_day_unit_and_product_must_agree_and_the_text_be_long():
    def count(**columns):
        return duplicates.near(frame(LONG, CHANGED, **columns)).sum()

    assert count(received_at=["2025-01-01", "2025-01-01"], unit=["U1", "U1"]) == 1
    assert count(received_at=["2025-01-01", "2025-01-02"], unit=["U1", "U1"]) == 0
    assert count(received_at=["2025-01-01", "2025-01-01"], unit=["U1", "U2"]) == 0
    assert count(product=["P", "Q"]) == 0
    assert duplicates.near(frame("充电慢", "充电慢!")).sum() == 0


def test_candidates_are_confirmed_exactly():
    """Every pair that is set aside has Jaccard >= 0.9, and no pair at 0.9 or more is missed among 300 texts."""
    rng = np.random.default_rng(1)
    letters = list("充电桩启动失败退款发票保养等待推销环境客服车位导航价格")
    base = ["".join(rng.choice(letters, 60)) for _ in range(100)]
    texts = [t for b in base for t in (b, b + rng.choice(letters), b[:30] + "".join(rng.choice(letters, 30)))]
    rows = frame(*texts)
    found = duplicates.near(rows)
    expected = set()
    sets = [{t[i : i + 3] for i in range(len(t) - 2)} for t in texts]
    for later in range(len(texts)):
        for earlier in range(later):
            same = len(sets[later] & sets[earlier]) / len(sets[later] | sets[earlier])
            if same >= 0.9 and earlier not in expected:
                expected.add(later)
    assert set(np.flatnonzero(found)) == expected
    assert len(expected) == 100


def test_a_text_sent_two_hundred_times_is_kept_once():
    assert duplicates.near(frame(*[LONG + "!" * i for i in range(200)])).sum() == 199


def test_exact_copies_keep_the_first():
    assert duplicates.exact(pd.DataFrame({"a": ["x", "x", None, None]})).tolist() == [False, True, False, True]
