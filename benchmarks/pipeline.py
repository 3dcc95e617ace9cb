"""Cold and warm runs of the demo beside plain papermill, one notebook after the other, all caches equally cold.

Prints wall seconds and their ratios: a cold run should take at most 1.2 × max(longest chain, summed CPU / 2 cores).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cxlab import project
from cxlab.pipeline import graph
from cxlab.pipeline.launch import ONE_THREAD

ROOT = project.root()
STUDY = ROOT / "data" / "demo"
CORES = 2


def main() -> None:
    chapters = graph.read(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        reports = Path(folder) / "ours"
        cold = run_ours(reports)
        manifest = json.loads((reports / "demo" / "latest" / "manifest.json").read_text(encoding="utf-8"))
        again = run_ours(reports)
        english = run_ours(reports, "--lang", "en")
        plain = run_plain(chapters, Path(folder) / "plain" / "demo" / "run")
    costs = {slug: entry["seconds"] for slug, entry in manifest["chapters"].items()}
    chain = longest_chain(chapters, costs)
    cpu = sum(entry["cpu_seconds"] for entry in manifest["chapters"].values())
    bound = max(chain, cpu / CORES)
    stages = ", ".join(f"{name} {stage['seconds']:.1f} s" for name, stage in manifest["stages"].items())
    for slug, seconds in costs.items():
        print(f"  {slug:12} {seconds:7.1f} s   CPU {manifest['chapters'][slug]['cpu_seconds']:6.1f} s")
    print(f"cxlab run, cold          {cold:7.1f} s   ({stages})")
    print(f"  longest chain          {chain:7.1f} s")
    print(f"  summed chapter CPU / {CORES} {cpu / CORES:7.1f} s")
    print(f"  cold / bound           {cold / bound:7.2f}     (at most 1.20)")
    print(f"cxlab run, unchanged     {again:7.1f} s")
    print(f"cxlab run, --lang en     {english:7.1f} s")
    print(f"plain papermill, cold    {plain:7.1f} s")
    print(f"  plain / ours           {plain / cold:7.2f}")


def longest_chain(chapters, costs):
    """Return the seconds of the chapters on the longest way through the graph."""
    until = {}
    for slug in graph.order(chapters):
        until[slug] = costs[slug] + max((until[u] for u in chapters[slug].upstream), default=0.0)
    return max(until.values())


def run_ours(reports, *options):
    command = [sys.executable, "-m", "cxlab.cli", "run", STUDY, "--reports", reports, "--jobs", str(CORES), *options]
    return timed([command], reports / "numba")


def run_plain(chapters, run_dir):
    """Execute every notebook with papermill's own command; intake, words and vectors start from nothing."""
    (run_dir / "artifacts").mkdir(parents=True)
    (run_dir / "run.json").write_text('{"as_of": null, "state": null}', encoding="utf-8")
    given = ["-p", "study", STUDY, "-p", "run_dir", run_dir, "--cwd", ROOT / "notebooks", "--no-progress-bar"]
    notebooks = [chapters[slug].notebook for slug in graph.order(chapters)]
    commands = [
        [sys.executable, "-m", "papermill", ROOT / "notebooks" / name, run_dir / name, *given] for name in notebooks
    ]
    return timed(commands, run_dir / "numba")


def timed(commands, numba):
    """Return the wall seconds of `commands`, one after the other, with a compiler cache of their own."""
    environment = {
        **os.environ,
        **dict.fromkeys(ONE_THREAD, "1"),
        "NUMBA_NUM_THREADS": "2",
        "NUMBA_CACHE_DIR": str(numba),
    }
    start = time.monotonic()
    for command in commands:
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - start


if __name__ == "__main__":
    main()
