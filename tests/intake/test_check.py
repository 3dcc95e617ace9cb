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
    assert "rejected: text is missing, 1 row(s) (c.csv line 3)" in english
    assert "剔除：客户原话 text 为空，1 行（c.csv 第 3 行）" in chinese
    assert "剔除：字段数不是 4，1 行（c.csv 第 4 行）" in chinese
    assert "[手机号] 1" in english
    assert "编号 → complaint_id; 内容 → text" in english
    assert "month first as study.yaml states" in english
    assert "“received_at”有 1 个日期分不清日和月；按“月/日”读（没有一格能定" in chinese
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


def test_values_that_failed_are_shown_masked_and_cut(desk):
    desk.file("c.csv", "text,received_at\n慢,上周三\n贵,打13912345678问\n脏," + "很久" * 30 + "\n")
    found = intake.check(desk.study({"complaints": {"path": "c.csv"}}), reports=desk.reports)
    line = next(line for line in found.render().splitlines() if "按缺失处理" in line)
    assert "受理时间 received_at 读不成日期，3 格，如：上周三, 打[手机号]问, " in line
    assert "很久" * 10 in line
    assert "很久" * 11 not in line
    listed = found.set_aside()
    assert listed.columns[0] == "table"
    assert set(listed["reason"]) == {"读不成日期"}
    assert set(found.set_aside("en")["reason"]) == {"no possible date"}


def test_segments_are_told_from_columns_and_both_from_what_is_not_read(desk):
    desk.file("c.csv", "text,所在城市,better_than_peers,备注\n慢,广州,1,x\n")
    source = {"path": "c.csv", "columns": {"所在城市": "city"}}
    text = intake.check(desk.study({"complaints": {"path": "c.csv"} | source}), reports=desk.reports).render()
    assert "读入的列（c.csv）：所在城市 → city（分组）; 客户原话 text" in text
    assert "没有读入的列（c.csv）：better_than_peers; 备注" in text
    assert "想用来分组，就在 study.yaml 的 columns: 下写" in text


def test_what_is_lost_without_a_column_is_said(desk):
    desk.file("c.csv", "text\n慢\n")
    study = desk.study({"complaints": {"path": "c.csv"}})
    assert "没有受理时间 received_at：不能看趋势和变化" in intake.check(study, reports=desk.reports).render()


def test_a_study_without_tables_is_not_ready(desk):
    found = intake.check(desk.study({}), reports=desk.reports)
    assert not found.ok
    assert "还没有表" in found.render()
    assert found.set_aside().empty


def test_files_that_are_mapped_alike_are_told_once(desk):
    for name in ("1.csv", "2.csv"):
        desk.file(name, "内容,备注\n慢,x\n")
    source = {"path": "*.csv", "columns": {"内容": "text"}}
    text = intake.check(desk.study({"complaints": source}), reports=desk.reports).render()
    assert "读入的列（1.csv, 2.csv）：内容 → text" in text
    assert "没有读入的列（1.csv, 2.csv）：备注" in text
