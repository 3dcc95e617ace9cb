"""SPSS: labels of variables and values, sets of 0/1 variables."""

import pandas as pd
import pyreadstat

from cxlab.intake import read_table
from cxlab.intake.survey_exports import survey_export


def test_labels(tmp_path, book):
    frame = pd.DataFrame(
        {
            "ID": [1.0, 2, 3, 4],
            "Q1": [1.0, 2, 2, 1],
            "Q2_1": [1.0, 0, 1, 0],
            "Q2_2": [0.0, 0, 1, 1],
            "Q3_1": [5.0, 4, 3, 5],
            "Q3_2": [4.0, 4, 2, 1],
            "REC": [9.0, 10, 3, 7],
        }
    )
    labels = ["编号", "您的性别", "用过的服务(充电)", "用过的服务(洗车)", "满意度:速度", "满意度:态度", "推荐可能性"]
    ticks = {0: "未选", 1: "选中"}
    agree = {1: "很不满意", 5: "很满意"}
    values = {"Q1": {1: "男", 2: "女"}, "Q2_1": ticks, "Q2_2": ticks, "Q3_1": agree, "Q3_2": agree}
    measure = {"Q1": "nominal", "Q2_1": "nominal", "Q2_2": "nominal", "Q3_1": "ordinal", "Q3_2": "ordinal"}
    path = tmp_path / "s.sav"
    pyreadstat.write_sav(frame, path, column_labels=labels, variable_value_labels=values, variable_measure=measure)
    found = survey_export(read_table(path))
    assert found.tool == "spss"
    assert book(found) == {
        "q1": ("您的性别", "", "single"),
        "q2_1": ("用过的服务", "充电", "multiple"),
        "q2_2": ("用过的服务", "洗车", "multiple"),
        "q3_1": ("满意度", "速度", "matrix"),
        "q3_2": ("满意度", "态度", "matrix"),
        "rec": ("推荐可能性", "", "scale"),
    }
    assert found.answers["q1"].tolist() == ["男", "女", "女", "男"]
    assert found.answers["q2_1"].tolist() == [1, 0, 1, 0]
    assert found.answers["q3_1"].tolist() == [5, 4, 3, 5]
    assert found.questions.set_index("column")["answers"]["q1"] == "1 = 男; 2 = 女"
