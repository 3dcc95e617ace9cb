"""What a researcher works on: the codebook of the last report and the masked texts that it coded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pandas as pd

from cxlab import intake, project
from cxlab.codebook import Codebook
from cxlab.errors import InputError
from cxlab.study import Study


@dataclass(frozen=True)
class Material:
    """Codebook and texts of one run.

    Attributes
    ----------
    study
        The study.
    book
        The codebook that the run left.
    texts
        id, code ("" = none), text (masked), and customer_key, received_at where the study has them; by id.
    gone
        Coded texts that are no longer in the study's data.
    marks
        code → phrase key of its stability mark; empty where the run kept none.
    """

    study: Study
    book: Codebook
    texts: pd.DataFrame
    gone: int
    marks: dict[str, str]

    @classmethod
    def open(cls, study: str | Path, run_dir: str | Path = "") -> Self:
        """Read the material of a run.

        Parameters
        ----------
        study
            Folder, ``study.yaml`` or name under ``data/``.
        run_dir
            Run folder; empty means the study's latest report.

        Raises
        ------
        InputError
            The run has no chapter on topics.
        """
        opened = Study.open(study)
        run = Path(run_dir) if str(run_dir) else project.reports_root() / opened.name / "latest"
        topics = run / "artifacts" / "topics"
        book = Codebook.read(topics / "state")
        if book is None:
            raise InputError(
                f"There is no codebook in '{run.name}' of the study '{opened.name}'. Run the report first "
                f"(`cxlab run {opened.folder.name}`), with the chapter on topics, or name another run_dir."
            )
        complaints = intake.load(opened, "complaints", reports=run.resolve().parent.parent).frame
        kept = [c for c in ("complaint_id", "text", "customer_key", "received_at") if c in complaints]
        known = complaints[kept].rename(columns={"complaint_id": "id"}).astype({"id": "str"})
        texts = book.coded.merge(known, on="id", how="inner").sort_values("id", ignore_index=True)
        return cls(opened, book, texts, len(book.coded) - len(texts), _marks(topics / "topics.parquet"))

    @property
    def decisions(self) -> Path:
        """The researcher's file; it need not exist."""
        return self.study.folder / "codebook.yaml"

    @property
    def audits(self) -> Path:
        """Folder of audit samples and answers; it need not exist."""
        return self.study.folder / "audit"

    def since(self, day: str) -> pd.DataFrame:
        """Return the texts received on or after `day` (ISO); all of them where it is empty.

        Raises
        ------
        InputError
            `day` is no date, or the texts have none.
        """
        if not day:
            return self.texts
        try:
            first = pd.Timestamp(day)
        except ValueError:
            raise InputError(f"since is '{day}'; give a day such as 2026-11-01, or leave it empty.") from None
        if "received_at" not in self.texts:
            raise InputError("The complaints have no column received_at; leave since empty.")
        return self.texts[self.texts["received_at"] >= first]


def _marks(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    topics = pd.read_parquet(file)
    if not {"code", "mark"} <= set(topics):
        return {}
    return dict(zip(topics["code"].astype("str"), topics["mark"].str.removeprefix("@"), strict=True))
