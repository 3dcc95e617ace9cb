"""The command line: ``cxlab run``, ``check``, ``new``, ``demo``, ``export``, ``schedule`` and the others."""

from __future__ import annotations

import signal
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cxlab import project
from cxlab.errors import CxlabError, InputError, StorageError
from cxlab.phrases import Lang
from cxlab.pipeline import log, manifest, publish
from cxlab.pipeline.plan import Options, make
from cxlab.pipeline.progress import reporter
from cxlab.study import STUDY_FILE, Study

if TYPE_CHECKING:
    import pandas as pd

    from cxlab.schedule.order import Order

INTERRUPTED = 130

app = typer.Typer(
    help="From a folder of complaints and survey answers to a published report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)

Reports = Annotated[Path | None, typer.Option(help="Folder of all reports (default: reports/ of the project).")]

Language = Annotated[Lang | None, typer.Option(help="Language to write in (default: the study's).")]


@app.command()
def run(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Study folders, run one after another.")],
    chapter: Annotated[list[str] | None, typer.Option(help="Only this chapter and what it stands on.")] = None,
    parameter: Annotated[list[str] | None, typer.Option("-p", metavar="CHAPTER.NAME=VALUE", help="Parameter.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Chapters at a time (default: one a core).")] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Run chapters on this Dask cluster (docs/cluster.md).")
    ] = None,
    lang: Language = None,
    force: Annotated[bool, typer.Option("--force", help="Execute every chapter anew.")] = False,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="Leave out what arrived after this day.")] = None,
    period: Annotated[
        str | None,
        typer.Option(metavar="last-week|last-month", help="--as-of the end of that period, by today's date."),
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Queue behind another run of the same study.")] = False,
    notify: Annotated[bool, typer.Option("--notify", help="Send a notice how it ended (docs/schedule.md).")] = False,
    keep: Annotated[int | None, typer.Option(metavar="N", help="Then tidy up, as cxlab tidy does.")] = None,
    reports: Reports = None,
    timeout: Annotated[int, typer.Option(min=1, help="Seconds for the whole run.")] = Options.timeout,
    cell_timeout: Annotated[int, typer.Option(min=1, help="Seconds for one cell.")] = Options.cell_timeout,
) -> None:
    """Run studies and publish their reports."""
    from cxlab.schedule.order import Order

    options = Options(
        chapters=tuple(chapter or ()),
        parameters=tuple(parameter or ()),
        jobs=jobs,
        cluster=cluster,
        lang=lang,
        force=force,
        as_of=as_of,
        wait=wait,
        reports=reports,
        timeout=timeout,
        cell_timeout=cell_timeout,
    )
    order = Order(period=period, keep=keep, notify=notify)
    worst = 0
    for path in paths:
        code = _told(partial(_run, path, options, order))
        worst = max(worst, code)
        if code == INTERRUPTED:
            break
    raise typer.Exit(worst)


@app.command()
def check(
    path: Annotated[str, typer.Argument(help="Study folder.")],
    reports: Reports = None,
    lang: Language = None,
    rejects: Annotated[Path | None, typer.Option(help="CSV to write with all rows and cells set aside.")] = None,
) -> None:
    """Report what intake makes of a study's files, and check its parameters, without running anything."""
    from cxlab import intake
    from cxlab.written import slips

    study = Study.open(path)
    found, wrong = intake.check(study, reports=reports), slips(study)
    _out.print(found.render(lang or study.language), markup=False, soft_wrap=True)
    _out.print("\n".join(wrong), markup=False, soft_wrap=True, end="\n" if wrong else "")
    if rejects is not None:
        _save(found.set_aside(lang or study.language), rejects)
    if wrong or not found.ok:
        raise typer.Exit(InputError.exit_code)
    make(path, Options())


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Name of the study; its folder is made under data/.")],
    files: Annotated[list[Path], typer.Argument(metavar="FILES…", help="Files to start from.")],
) -> None:
    """Start a study: copy files, guess what their headers mean, show the guesses with evidence."""
    from cxlab import intake

    made = intake.scaffold(name, files, project.root() / "data")
    _out.print(made.text, markup=False, soft_wrap=True)
    _out.print(made.told(_shown(made.folder / STUDY_FILE)), markup=False, soft_wrap=True)


@app.command("new-chapter")
def new_chapter_(
    name: Annotated[str, typer.Argument(help="Name of the chapter: small letters and _.")],
) -> None:
    """Start a chapter: a notebook that runs as it is, its phrases in zh and en, its entry in chapters.yml."""
    from cxlab.workbench.new_chapter import guide, new_chapter

    notebook = new_chapter(name, project.root())
    _out.print(guide(notebook), markup=False, soft_wrap=True)


@app.command()
def demo(
    seed: Annotated[int, typer.Option(help="Seed of every random stream.")] = 7,
    out: Annotated[Path | None, typer.Option(help="Folder to write (default: data/demo).")] = None,
) -> None:
    """Write the synthetic demo study."""
    from cxlab.demo import write_demo

    folder = out or project.root() / "data" / "demo"
    write_demo(folder, seed=seed)
    _out.print(f"Wrote the synthetic demo study to {_shown(folder)}. Next: cxlab run {_shown(folder)}", soft_wrap=True)


@app.command()
def schedule(
    path: Annotated[str, typer.Argument(help="Study folder.")],
    every: Annotated[str, typer.Option(metavar="day|week|month", help="How often it runs.")],
    at: Annotated[str, typer.Option(metavar="HH:MM", help="At which time of the study's time zone.")] = "07:00",
    notify: Annotated[bool, typer.Option("--notify", help="Each run sends a notice how it ended.")] = False,
    keep: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Each run tidies up, as cxlab tidy does.")
    ] = None,
    lang: Language = None,
    reports: Reports = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write (default: schedule/ of its reports).")] = None,
) -> None:
    """Write a systemd timer and a crontab line that run a study, and say how to install them; installs nothing."""
    from cxlab.schedule import ask

    asked = ask.Asked(every=every, at=at, notify=notify, keep=keep, lang=lang, reports=reports)
    _out.print(ask.write(path, asked, out), markup=False, soft_wrap=True)


@app.command()
def tidy(
    path: Annotated[str, typer.Argument(help="Study folder.")],
    keep: Annotated[int, typer.Option(min=1, metavar="N", help="The last N published runs stay, and one a month.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would go; remove nothing.")] = False,
    reports: Reports = None,
) -> None:
    """Remove old runs, their logs and what only they had in the cache; never the published one."""
    from cxlab.schedule import ask

    for line in ask.tidy(path, keep, dry_run=dry_run, reports=reports):
        _out.print(line, markup=False, soft_wrap=True)


@app.command()
def runs(
    path: Annotated[str | None, typer.Argument(help="Study folder (default: every study with reports).")] = None,
    reports: Reports = None,
) -> None:
    """List the runs of a study, the newest last; the published one is marked."""
    root = reports or project.reports_root()
    homes = [root / Study.open(path).name] if path else sorted(f for f in root.glob("*") if f.is_dir())
    table = Table("study", "run", "status", "executed", "cached", "seconds", box=None)
    for home in homes:
        current = publish.latest(home)
        for folder in sorted(f for f in home.glob("*-*") if (f / manifest.MANIFEST).is_file()):
            table.add_row(*_row(home.name, folder, current))
    _out.print(table if table.row_count else "No runs yet. Start one with: cxlab run PATH")


@app.command("open")
def open_(path: Annotated[str, typer.Argument(help="Study folder.")], reports: Reports = None) -> None:
    """Open the published report of a study in the browser."""
    page = _published(path, reports) / publish.FIRST_PAGE
    _out.print(page.as_uri(), soft_wrap=True)
    typer.launch(page.as_uri())


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port; 0 takes any free one.")] = 8350,
    reports: Reports = None,
) -> None:
    """Show published reports in the browsers of this machine, until Ctrl-C; nothing else can be read."""
    from cxlab.serve import serve as start

    def tell(address: str) -> None:
        _out.print(f"Reports: {address}  (Ctrl-C stops)", soft_wrap=True)

    start(reports or project.reports_root(), port, tell)


@app.command()
def export(
    path: Annotated[str, typer.Argument(metavar="STUDY|RUN", help="Study folder (its published run), or a run.")],
    format: Annotated[str, typer.Option(help="pptx, xlsx or pdf.")],
    template: Annotated[Path | None, typer.Option(help="The company's .pptx, for slides.")] = None,
    lang: Language = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="File to write.")] = None,
    reports: Reports = None,
) -> None:
    """Write a published report as slides, workbook or PDF, without running anything."""
    from cxlab.report.export import export as write

    folder = Path(path) if manifest.read(Path(path)) else _published(path, reports)
    file = write(folder.resolve(), format, lang=lang, template=template, out=out)
    _out.print(_shown(file), markup=False, soft_wrap=True)


@app.command()
def ledger(
    path: Annotated[str, typer.Argument(help="Study folder.")],
    state: Annotated[
        str | None, typer.Option(help="Only issues that stand there; 'open': neither solved nor ended.")
    ] = None,
    department: Annotated[str | None, typer.Option(help="Only issues of this department.")] = None,
    round: Annotated[int | None, typer.Option(help="Only issues of which something was noted in this round.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="… or on this day or later.")] = None,
    issue: Annotated[str | None, typer.Option(metavar="I-0001", help="Tell the story of one issue.")] = None,
    lang: Language = None,
    reports: Reports = None,
) -> None:
    """List the issues of a study: from a complaint to a verified improvement, or back to step 1."""
    from cxlab import ledger_view
    from cxlab.insight.ledger import select
    from cxlab.ledger_files import newest_ledger, read_edits

    study = Study.open(path)
    found = newest_ledger((reports or project.reports_root()) / study.name)
    if found is None:
        raise InputError(
            f"Study '{study.name}' has no issue ledger yet; the first published run writes it. "
            f"Start one with: cxlab run {path}"
        )
    if issue is not None and (state, department, round, since) != (None,) * 4:
        raise InputError("--issue tells one story whole; leave out --state, --department, --round and --since.")
    language = lang or study.language
    code = None if state is None else ledger_view.state_code(state)
    if issue is None:
        chosen = select(found, state=code, department=department, round=round, since=since)
    shown = ledger_view.listed(chosen, language) if issue is None else ledger_view.story(found, issue, language)
    _out.print(ledger_view.title(found, getattr(study.title, language), language), markup=False, soft_wrap=True)
    _out.print(shown)
    if issue is None and len(found.unlinked):
        _out.print(ledger_view.loose_ends(found, language), markup=False, soft_wrap=True)
    read_edits(study.folder).check(found)  # a slip in ledger.yaml is told now, not by the next run


def main() -> None:
    """Run the command line; every error becomes one clear message and its exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(_told(app))


def _told(action: Callable[[], Any]) -> int:
    """Do `action`; tell what stopped it, and return its exit code."""
    try:
        action()
    except CxlabError as error:
        _err.print(f"[bold red]Error:[/] {escape(str(error))}", soft_wrap=True)
        return error.exit_code
    except KeyboardInterrupt:
        _err.print("Interrupted; nothing was published.")
        return INTERRUPTED
    except Exception as error:
        where = log.record(project.reports_root(), error)
        _err.print(f"[bold red]Something went wrong inside cxlab[/] ({type(error).__name__}). Log: {where}")
        return 1
    return 0


def _run(path: str, options: Options, order: Order) -> None:
    from cxlab.schedule.order import run as ordered_run

    with reporter(_err) as told:
        done = ordered_run(path, options, order, told)
    counts = Counter(executed=0)
    counts.update(outcome.state for outcome in done.chapters.values())
    first, shared = done.pages[0], [page for page in done.pages if page.parent.name == "share"]
    word = "Published" if done.kept is None else "Not published"
    _out.print(f"{word}: " + ", ".join(f"{n} {state.replace('_', ' ')}" for state, n in counts.items()))
    if done.kept is not None:
        why = "stays the latest report: it has chapters that this run has not. Run all chapters to replace it."
        _out.print(f"  {_shown(done.kept)} {why}", soft_wrap=True, markup=False)
    _out.print(f"  report    {_shown(first)}", soft_wrap=True, markup=False)
    for page, form in zip(shared, ("one file", "briefing"), strict=False):
        _out.print(f"  {form:8}  {_shown(page)}", soft_wrap=True, markup=False)
    _out.print(f"  open      {first.as_uri()}", soft_wrap=True, markup=False)


def _published(path: str, reports: Path | None) -> Path:
    """Return the folder of the published run of a study."""
    study = Study.open(path)
    folder = publish.latest((reports or project.reports_root()) / study.name)
    if folder is None:
        raise InputError(f"Study '{study.name}' has no published report yet. Make one with: cxlab run {path}")
    return folder


def _row(study: str, folder: Path, current: Path | None) -> list[str]:
    made = manifest.read(folder) or {}
    states = [entry["state"] for entry in made.get("chapters", {}).values()]
    mark = " (latest)" if current == folder.resolve() else ""
    return [
        *(study, folder.name + mark, made.get("status", "unreadable")),
        *(str(states.count("executed")), str(states.count("cached")), str(made.get("seconds", ""))),
    ]


def _save(rows: pd.DataFrame, file: Path) -> None:
    """Write a CSV that spreadsheets read as UTF-8."""
    try:
        rows.to_csv(file, index=False, encoding="utf-8-sig")
    except OSError as error:
        raise StorageError(f"'{file.name}' cannot be written: {error.strerror or error}.") from error
    _out.print(f"{_shown(file)}: {len(rows)}", markup=False, soft_wrap=True)


def _shown(path: Path) -> str:
    """Return `path` as short as the working folder allows."""
    whole = path.resolve()
    here = Path.cwd()
    return str(whole.relative_to(here) if whole.is_relative_to(here) else whole)


if __name__ == "__main__":
    main()
