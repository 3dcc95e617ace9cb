import datetime as dt
import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.intake.dates import parse


def one(value, **options):
    found = parse(pd.Series([value], dtype="object"), **{"day_first": False, "timezone": "Asia/Shanghai", **options})
    return None if found.values.isna()[0] else found.values[0].to_pydatetime()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-11-01", dt.datetime(2024, 11, 1)),
        ("2024/11/1", dt.datetime(2024, 11, 1)),
        ("2024.11.1 9:05", dt.datetime(2024, 11, 1, 9, 5)),
        ("2024年11月1日 14:05", dt.datetime(2024, 11, 1, 14, 5)),
        ("２０２４年１１月１日", dt.datetime(2024, 11, 1)),
        ("2024年11月1日 下午2时05分06秒", dt.datetime(2024, 11, 1, 14, 5, 6)),
        ("2024/11/1 2:05 PM", dt.datetime(2024, 11, 1, 14, 5)),
        ("2024/11/1 12:05 am", dt.datetime(2024, 11, 1, 0, 5)),
        ("20241101", dt.datetime(2024, 11, 1)),
        (20241101, dt.datetime(2024, 11, 1)),
        (20241101.0, dt.datetime(2024, 11, 1)),
        ("20241101140533", dt.datetime(2024, 11, 1, 14, 5, 33)),
        ("2024-11-01T06:05:00Z", dt.datetime(2024, 11, 1, 14, 5)),
        ("2024-11-01T14:05:33.123456+08:00", dt.datetime(2024, 11, 1, 14, 5, 33)),
        ("2024-11-01 00:05:00-0500", dt.datetime(2024, 11, 1, 13, 5)),
        (45597, dt.datetime(2024, 11, 1)),
        ("45597.5", dt.datetime(2024, 11, 1, 12)),
        (dt.datetime(2024, 11, 1, 14, 5), dt.datetime(2024, 11, 1, 14, 5)),
        (dt.date(2024, 11, 1), dt.datetime(2024, 11, 1)),
        (pd.Timestamp("2024-11-01 06:00", tz="UTC"), dt.datetime(2024, 11, 1, 14)),
        ("1730441100", dt.datetime(2024, 11, 1, 14, 5)),
        ("1730441100000", dt.datetime(2024, 11, 1, 14, 5)),
        ("2024-11", dt.datetime(2024, 11, 1)),
        ("2024年11月", dt.datetime(2024, 11, 1)),
        ("2024Q4", dt.datetime(2024, 10, 1)),
        ("2024年第四季度", dt.datetime(2024, 10, 1)),
        ("Nov 1, 2024", dt.datetime(2024, 11, 1)),
        ("03/22/23", dt.datetime(2023, 3, 22)),
        ("2024-02-30", None),
        ("2023-02-29", None),
        ("2024-13-01", None),
        ("2024-11-01 25:00", None),
        ("0207-01-01", None),
        ("昨天", None),
        ("13800138000", None),
        (True, None),
    ],
)
def test_forms(value, expected):
    assert one(value) == expected


def test_forms_may_be_mixed_in_one_column():
    column = pd.Series(["2024-11-01", 45597, dt.datetime(2024, 11, 1), "20241101", None, "x"], dtype="object")
    found = parse(column, day_first=False, timezone="Asia/Shanghai")
    assert found.values.notna().tolist() == [True, True, True, True, False, False]
    assert found.values.dropna().nunique() == 1
    assert found.bad.tolist() == [False] * 5 + [True]


@pytest.mark.parametrize(("day_first", "expected"), [(True, dt.datetime(2026, 4, 3)), (False, dt.datetime(2026, 3, 4))])
def test_an_open_column_follows_the_stated_rule_and_is_counted(day_first, expected):
    found = parse(pd.Series(["03/04/2026", "05/05/2026"]), day_first=day_first, timezone="UTC")
    assert found.values[0].to_pydatetime() == expected
    assert found.ambiguous == 1
    assert found.rule.endswith("_open")


@pytest.mark.parametrize("day_first", [True, False])
def test_one_clear_cell_settles_the_column(day_first):
    found = parse(pd.Series(["03/04/2026", "25/04/2026"]), day_first=day_first, timezone="UTC")
    assert found.values[0].to_pydatetime() == dt.datetime(2026, 4, 3)
    assert found.ambiguous == 0


@given(st.datetimes(dt.datetime(1955, 1, 1), dt.datetime(2110, 1, 1)))
@settings(max_examples=60, deadline=None)
def test_every_form_of_a_moment_is_the_same_moment(moment):
    moment = moment.replace(microsecond=0)
    serial = (moment - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
    forms = [f"{moment:%Y-%m-%d %H:%M:%S}", f"{moment:%Y/%m/%d %H:%M:%S}", f"{moment:%Y%m%d%H%M%S}", moment, serial]
    found = parse(pd.Series(forms, dtype="object"), day_first=False, timezone="UTC")
    assert found.values.map(lambda t: t.to_pydatetime()).tolist() == [moment] * len(forms)


def test_sixty_thousand_rows_in_seconds():
    column = pd.Series(pd.date_range("2015-01-01", periods=60_000, freq="61min").strftime("%Y/%m/%d %H:%M"))
    start = time.process_time()
    assert not parse(column, day_first=False, timezone="Asia/Shanghai").bad.any()
    assert time.process_time() - start < 15


def test_empty_columns():
    assert parse(pd.Series([None, None], dtype="str"), day_first=True, timezone="UTC").values.isna().all()
    assert parse(pd.Series([], dtype="object"), day_first=True, timezone="UTC").values.empty
