"""A study in a temporary folder, made from texts and a mapping."""

import pytest
import yaml

from cxlab import Study, intake


class Desk:
    """Write files into a study folder and load its tables."""

    def __init__(self, folder):
        self.folder = folder / "study"
        self.reports = folder / "reports"
        self.folder.mkdir()

    def file(self, name, content, encoding="utf-8"):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def study(self, tables, **extra):
        raw = {"name": "desk", "title": "desk", "tables": tables, **extra}
        (self.folder / "study.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False), "utf-8")
        return Study.open(self.folder)

    def load(self, table, source, **extra):
        return intake.load(self.study({table: source}, **extra), table, reports=self.reports)

    def complaints(self, content, columns=None, **source):
        self.file("c.csv", content)
        return self.load("complaints", {"path": "c.csv", "columns": columns or {}, **source})


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)
