"""Run the notebooks on the demo study in the order of chapters.yml and write back stripped sources.

Only the one cell tagged ``keep_output`` keeps what it printed: nbval compares it in `make test`. Without this command
the stored tables would drift from what the notebooks compute; run it after a change that is meant to change them.
"""

import subprocess
import sys
from pathlib import Path

import nbformat
import papermill

from cxlab.pipeline import graph

ROOT = Path(__file__).parents[2]


def main() -> None:
    chapters = graph.read(ROOT)
    files = [ROOT / "notebooks" / chapters[slug].notebook for slug in graph.order(chapters)]
    for file in files:
        papermill.execute_notebook(file, file.with_suffix(".tmp"), progress_bar=False, cwd=ROOT)
        executed = nbformat.read(file.with_suffix(".tmp"), as_version=4)
        file.with_suffix(".tmp").unlink()
        source = nbformat.read(file, as_version=4)
        by_id = {cell["id"]: cell for cell in executed.cells}
        for cell in source.cells:
            if cell.cell_type == "code":
                cell.execution_count = by_id[cell["id"]].execution_count
                kept = "keep_output" in cell.metadata.get("tags", [])
                cell.outputs = by_id[cell["id"]].outputs if kept else []
        nbformat.write(source, file)
    subprocess.run([sys.executable, "-m", "nbstripout", "--keep-id", "--keep-count", *map(str, files)], check=True)


if __name__ == "__main__":
    main()
