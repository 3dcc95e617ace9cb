"""A decision names its matter by code, label, touchpoint or words; all lead to subjects."""

import pandas as pd
import pytest

from cxlab.insight.ledger import named, names_in
from cxlab.study import Link

TOPICS = pd.DataFrame({"code": ["T001", "T002"], "label": ["退款·余额", "排队·油车"]})
COMPLAINTS = pd.DataFrame(
    {
        "complaint_id": [str(n) for n in range(40)],
        "text": ["余额退款一直审核中"] * 20 + ["油车占位要排队"] * 20,
    }
)
MENTIONS = pd.DataFrame(
    {"complaint_id": COMPLAINTS["complaint_id"], "code": ["T001"] * 20 + ["T002"] * 20, "main": True}
)
LINKS = [
    Link(topic="余额 退款", touchpoint="wallet", process="退款"),
    Link(topic="咖啡 沙发", touchpoint="lounge", process="站点环境"),
]


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("T001", "topic:T001"),
        ("topic:T001", "topic:T001"),
        ("退款·余额", "topic:T001"),
        ("余额 退款", "topic:T001"),
        ("topic:余额 退款", "topic:T001"),
        ("topic:排队 油车", "topic:T002"),
        ("咖啡 沙发", "touchpoint:lounge"),
        ("touchpoint:wallet", "touchpoint:wallet"),
        ("feature:K05", "feature:K05"),
        ("topic:T999", ""),
        ("发票 抬头", ""),
        ("", ""),
    ],
)
def test_a_name_leads_to_its_subject(name, subject):
    found = named([name, name], LINKS, topics=TOPICS, mentions=MENTIONS, complaints=COMPLAINTS)
    assert found.values.tolist() == [[name, subject]]


def test_a_table_is_read_as_far_as_it_goes():
    full = pd.DataFrame({"topic": ["T001", None, None], "touchpoint": ["wallet", "lounge", None]}, dtype="str")
    assert names_in(full).tolist() == ["T001", "touchpoint:lounge", ""]
    assert names_in(full[["topic"]]).tolist() == ["T001", "", ""]
    assert names_in(pd.DataFrame({"issue": ["余额 退款", None]})).tolist() == ["余额 退款", ""]
    assert names_in(pd.DataFrame({"action_id": ["A"]})).tolist() == [""]
    assert names_in(full.head(0)).tolist() == []
