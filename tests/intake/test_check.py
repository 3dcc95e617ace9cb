from cxlab import intake

CONTENT = "编号,内容,时间,手机\n1,打13912345678找我,03/04/2026,13800138000\n2,,2026-04-05,\n3,慢,2026-04-05\n"
COLUMNS = {"编号": "complaint_id", "内容": "text", "时间": "received_at", "手机": "customer_id"}


def test_a_sound_study_is_told_in_both_languages(desk):
    desk.file("c.csv", CONTENT)
    found = intake.check(desk.study({"complaints": {"path": "c.csv", "columns": COLUMNS}}), reports=desk.reports)
    assert found.ok
    chinese, english = found.render(), found.render("en")
    assert "读入 3 → 剔除 2 → 重复 0 → 近似重复 0 → 保留 1" in chinese
    assert "read 3 → rejected 2 → duplicates 0 → near duplicates 0 → kept 1" in english
    assert "text is missing 1" in english
    assert "[手机号] 1" in english
    assert "编号 → complaint_id" in english
    assert "month first as study.yaml states" in english
    assert len(chinese.splitlines()) == len(english.splitlines())
    assert "13800138000" not in chinese + english
    assert "13912345678" not in chinese + english


def test_each_table_gets_its_own_verdict(desk):
    desk.file("c.csv", CONTENT)
    tables = {
        "complaints": {"path": "c.csv", "columns": COLUMNS},
        "ratings": {"path": "c.csv", "columns": {"分数": "nps"}},
        "units": {"path": "gone.csv"},
    }
    found = intake.check(desk.study(tables), reports=desk.reports)
    assert not found.ok
    assert isinstance(found.tables["complaints"], dict)
    text = found.render("en")
    assert "c.csv has no header '分数'" in text
    assert "no file 'gone.csv'" in text
    assert "2 table(s) cannot be used" in text


def test_nothing_is_written_but_the_cache(desk):
    desk.file("c.csv", "text\n慢\n")
    study = desk.study({"complaints": {"path": "c.csv"}})
    intake.check(study, reports=desk.reports)
    assert {p.name for p in desk.folder.iterdir()} <= {"c.csv", "study.yaml", ".salt"}
    assert [p.name for p in (desk.reports / "desk").iterdir()] == [".cache"]


def test_a_study_without_tables_is_not_ready(desk):
    assert not intake.check(desk.study({}), reports=desk.reports).ok
