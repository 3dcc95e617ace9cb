import importlib.util
from pathlib import Path

import pytest

from cxlab.study import Text
from cxlab.survey.planning.questionnaire import draft

TRAPS = ("=1+1", "+49", "-2", "@SUM(A1)", '=HYPERLINK("x")')


def both(zh, en=None):
    return Text(zh=zh, en=en or zh)


@pytest.fixture(scope="session")
def answered():
    """The module of made answers and of what tools export for them."""
    spec = importlib.util.spec_from_file_location("answered", Path(__file__).with_name("answered.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def survey():
    """A questionnaire of round two with every kind of item, the demo's names, and a nasty one."""
    return draft(
        {"app_map": both("App 地图", "App map"), "bill": both("账单", "Bill"), "扫码": both("扫码", "Scanning")},
        {"K01": both("一次启动成功", "Starts at the first try"), "K05": both("没有广告", "No advertising")},
        title=both("客户调研", "Customer survey"),
        round=2,
        effort=["扫码"],
        segments={
            "customer_type": {"private": both("私家车主", "Private"), "ride_hailing": both("网约车", "Ride-hailing")}
        },
    )


@pytest.fixture(scope="session")
def trapped():
    """One whose names are formulas, markup, piping, control characters and several lines."""
    return draft(
        {"app": both("=1+1 {csat} <b>&\n第二行\x07")},
        {"K01": both("| * _ # `x` ${q}")},
        title=both(TRAPS[4]),
        round=1,
        segments={"trap": {f"t{n}": both(text) for n, text in enumerate(TRAPS)}},
    )
