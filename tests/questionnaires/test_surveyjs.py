import json

from cxlab.questionnaires import surveyjs


def elements(questionnaire):
    made = json.loads(surveyjs.write(questionnaire, "zh"))
    return made, {e["name"]: e for page in made["pages"] for e in page["elements"]}


def test_pages_and_elements_have_the_names_and_types_of_the_library(survey):
    made, found = elements(survey)
    assert made["locale"] == "zh-cn"
    assert made["title"] == {"default": "Customer survey", "zh-cn": "客户调研"}
    assert [page["name"] for page in made["pages"]] == [f"page_{block.id}" for block in survey.blocks]
    assert list(found) == [item.id for item in survey.items]
    assert {e["type"] for e in found.values()} == {"radiogroup", "checkbox", "comment", "rating"}
    for element in found.values():
        assert set(element) <= {"type", "name", "title", "isRequired", "choices", "rateValues", "visibleIf"}
        for choice in element.get("choices", []):
            assert set(choice) <= {"value", "text", "isExclusive"}


def test_values_of_scales_are_numbers_and_codes_are_words(survey):
    _, found = elements(survey)
    assert [c["value"] for c in found["nps"]["rateValues"]] == list(range(11))
    assert [c["value"] for c in found["q_app_map"]["choices"]] == [1, 2, 3, 4, 5, "na"]
    assert [c["value"] for c in found["customer_type"]["choices"]] == ["private", "ride_hailing"]
    assert [c["value"] for c in found["problem"]["choices"] if c.get("isExclusive")] == ["none"]


def test_conditions_and_piping(survey, trapped):
    _, found = elements(survey)
    assert "visibleIf" not in found["screen"]
    assert found["csat"]["visibleIf"] == "{screen} <> 'no'"
    _, found = elements(trapped)
    assert "{" not in found["q_app"]["title"]["zh-cn"]
