"""A command: parse, call one function, print, exit."""

import gc
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from digest import __version__
from digest.problems import DigestError, Problem, counted

# Everything else is imported inside the command that needs it: `digest --help` loads no Jinja, no Markdown.

_FORMATS = click.Choice(["text", "json"])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="digest")
@click.option(
    "-C", "--site", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path(),
    help="The site's folder; else the nearest one upwards that has settings.",
)  # fmt: skip
@click.pass_context
def main(context: click.Context, folder: Path) -> None:
    """Curate the news: article files become a themed, cross-linked site."""
    context.obj = folder


def run() -> None:
    """The program: a command, then the end of the process without taking apart all that a large site consists of."""
    try:
        main(prog_name="digest")
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        with suppress(OSError):  # nobody reads any more
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a new site in FOLDER: settings, an article, an entity, a source."""
    from digest import start

    with _problems_told("text"):
        made = start.site(folder)
    click.echo(f"Made {folder}/ with {len(made)} files. Next:\n\n  cd {folder}\n  digest serve")


@main.command()
@click.option(
    "--clean", is_flag=True, help="Forget what earlier builds knew, and make every file again."
)
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option("--drafts", is_flag=True, help="Show drafts, marked as such.")
@click.option("--future", is_flag=True, help="Show articles whose date has not come yet.")
@click.option(
    "--jobs",
    type=click.IntRange(0, 64),
    default=0,
    help="Processes to use; 0, as it is: as many as pay.",
)
@click.option("--explain", is_flag=True, help="Say for each file written what changed.")
@click.option(
    "--watch", "watching", is_flag=True, help="Build again after each change, until Ctrl-C."
)
@click.option("--poll", is_flag=True, help="With --watch: look at all files each second.")
@click.option("--format", "form", type=_FORMATS, default="text", help="json: for editors and CI.")
@click.pass_obj
def build(
    folder: Path,
    clean: bool,
    strict: bool,
    drafts: bool,
    future: bool,
    jobs: int,
    explain: bool,
    watching: bool,
    poll: bool,
    form: str,
) -> None:
    """Build the site into output/: only what changed is made again."""
    from digest import config, progress, update, workers
    from digest.model import Scope

    if watching and (strict or explain or form != "text"):
        raise click.UsageError("--watch goes without --strict, --explain and --format json.")
    with _problems_told(form):
        root = _root(folder)
        settings = config.load(root)
        with workers.pool(jobs) as pool, progress.shown(pool) as pool:
            if watching:
                from digest import memory, watch

                if clean:
                    with memory.held(root):
                        memory.forget(root)
                update.first(root, settings, pool, Scope(_now(), drafts, future))
                _print_turns(watch.turns(root, pool, lambda: Scope(_now(), drafts, future),
                                         poll=poll, tell=lambda each: _print_problems([each])), root)  # fmt: skip
                return
            gc.disable()  # it lives for seconds, and makes no circles worth looking for
            report = update.site(root, settings, pool, Scope(_now(), drafts, future), clean)
    problems = _strict(report.problems) if strict else report.problems
    if form == "json":
        _print_json(problems, articles=report.articles, written=list(report.written),
                    removed=list(report.removed), kept=report.kept, left_out=report.left_out,
                    seconds=round(report.seconds, 3))  # fmt: skip
    else:
        _print_problems(problems)
        for path in report.written if explain else ():
            click.echo(f"{path}: {', '.join(report.why[path])}")
        click.echo(_summary(report) + _counted(problems))
    sys.exit(_status(problems))


@main.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True,
    help="Where to listen; 0 for any that is free.",
)  # fmt: skip
@click.option(
    "--bind", default="127.0.0.1", show_default=True,
    help="The address to listen at; 0.0.0.0 lets other machines in.",
)  # fmt: skip
@click.option("--open", "opening", is_flag=True, help="Open the site in a browser.")
@click.option("--drafts", is_flag=True, help="Show drafts, marked as such.")
@click.option("--future", is_flag=True, help="Show articles whose date has not come yet.")
@click.option("--poll", is_flag=True, help="Look at all files each second, as network disks need.")
@click.pass_obj
def serve(
    folder: Path, port: int, bind: str, opening: bool, drafts: bool, future: bool, poll: bool
) -> None:
    """Show the site on this machine, up to date with each change, until Ctrl-C."""
    from digest import config, progress, update, watch, workers
    from digest import serve as preview
    from digest.model import Scope

    with _problems_told("text"):
        root = _root(folder)
        settings = config.load(root)
        shelf = preview.Shelf(root)
        at = preview.socket_at(bind, port)
        where = preview.address(at, config.masthead(settings).base)
        with workers.pool(0) as pool, progress.shown(pool) as pool:
            update.first(root, settings, pool, Scope(_now(), drafts, future))
        with (
            preview.running(shelf, at, preview.hosts(bind)),
            progress.shown(workers.Here()) as pool,
        ):
            click.echo(f"{where}  (Ctrl-C ends)")
            if opening:
                click.launch(where)
            _print_turns(watch.turns(root, pool, lambda: Scope(_now(), drafts, future), shelf,
                                     poll, lambda each: _print_problems([each])), root)  # fmt: skip


@main.command()
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option("--drafts", is_flag=True, help="Look at drafts too.")
@click.option("--future", is_flag=True, help="Look at articles whose date has not come yet.")
@click.option("--format", "form", type=_FORMATS, default="text", help="json: for editors and CI.")
@click.pass_obj
def check(folder: Path, strict: bool, drafts: bool, future: bool, form: str) -> None:
    """Look for problems, more of them than a build tells; write nothing."""
    import msgspec

    from digest import build as story
    from digest import checks, config, memory, workers
    from digest.model import Scope

    with _problems_told(form):
        root = _root(folder)
        settings = config.load(root)
        settings = msgspec.structs.replace(settings, checks=settings.checks or tuple(checks.CHECKS))
        scope = Scope(_now(), drafts, future)
        planned = story.prepare(root, settings, memory.load(root), workers.Here(), scope)
    problems = _strict(planned.problems) if strict else planned.problems
    if form == "json":
        _print_json(problems, articles=planned.articles)
    else:
        _print_problems(problems)
        looked_at = f"{counted(planned.articles, 'article')}, {counted(len(planned.pages), 'page')}"
        click.echo(looked_at + (_counted(problems) or ", no problems"))
    sys.exit(_status(problems))


@main.command()
@click.argument("page")
@click.option("--drafts", is_flag=True, help="As the build had it.")
@click.option("--future", is_flag=True, help="As the build had it.")
@click.pass_obj
def explain(folder: Path, page: str, drafts: bool, future: bool) -> None:
    """Say what PAGE (an address or a file of output/) is made of, and why it was last made."""
    from digest import build as story
    from digest import config, memory, workers
    from digest.model import Scope

    with _problems_told("text"):
        root = _root(folder)
        known = memory.load(root)
        settings = config.load(root)
        scope = Scope(_now(), drafts, future)
        planned = story.prepare(root, settings, known, workers.Here(), scope)
        found = planned.find(page, config.masthead(settings).base, settings.output)
    click.echo(f"{found.path}\n  from {found.origin}, layout {found.layout}")
    last = known.written.get(found.path)
    now = planned.inputs(found)
    for part in sorted(now):
        state = (
            "not built yet"
            if not last
            else "unchanged"
            if memory.unpacked(last.parts).get(part) == now[part]
            else "changed"
        )
        click.echo(f"  {part:<10} {state}")
    if last:
        click.echo(f"  last made because: {', '.join(last.why)}")


@main.command()
@click.argument("title")
@click.option(
    "--kind",
    type=click.Choice(["article", "entity", "tag", "source", "page"]),
    default="article",
    show_default=True,
)
@click.pass_obj
def new(folder: Path, title: str, kind: str) -> None:
    """Make a content file called TITLE, with its front matter to fill in."""
    from digest import config, start

    with _problems_told("text"):
        root = _root(folder)
        path = start.content(root, config.load(root), kind, title, datetime.now(UTC))
    click.echo(str(path))


@main.command("help")
@click.argument("topic", required=False)
def help_(topic: str | None) -> None:
    """Print the guide: its topics, or one of them."""
    from digest import manual

    with _problems_told("text"):
        click.echo(manual.topic(topic) if topic else manual.contents())


@contextmanager
def _problems_told(form: str) -> Iterator[None]:
    """What made going on senseless, printed; exit status 2 for a wrong command or wrong settings."""
    try:
        yield
    except DigestError as error:
        if form == "json":
            _print_json(error.problems)
        else:
            _print_problems(error.problems)
        sys.exit(2)


def _root(folder: Path) -> Path:
    from digest import config

    found = config.find(folder.absolute())
    if found is None:
        hint = "run digest in the site's folder, or make a site with `digest init FOLDER`"
        raise DigestError(
            Problem(str(folder / config.OWN), 0, "no settings here or in a folder above", hint)
        )
    return found


def _now() -> int:
    """This moment, or SOURCE_DATE_EPOCH's (reproducible-builds.org), which makes a build repeatable on another day."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(fixed) if fixed.isdecimal() else int(time.time())


def _summary(report: Any) -> str:
    """What a build did, in one line."""
    left = [
        counted(count, "draft") if why == "drafts" else f"{count:,} {why}"
        for why, count in report.left_out.items()
        if count
    ]
    return (
        counted(report.articles, "article")
        + (f" ({', '.join(left)} left out)" if left else "")
        + f"; {counted(len(report.written), 'file')} written, {report.kept:,} unchanged, "
        + f"{len(report.removed):,} removed in {report.seconds:.2f} s"
    )


def _print_turns(turns: Iterable[Any], root: Path) -> None:
    """One line for each build that did something; its problems where they are not those told before."""
    told: tuple[Problem, ...] = ()
    first = True
    try:
        for turn in turns:
            if turn.problems != told:
                _print_problems(turn.problems)
            if (
                first
                or turn.problems != told
                or (turn.report and (turn.report.written or turn.report.removed))
            ):
                click.echo(_turn(turn, root, first) + _counted(turn.problems))
            told, first = turn.problems, False
    except KeyboardInterrupt:
        click.echo()


def _turn(turn: Any, root: Path, first: bool) -> str:
    """What changed, how many pages that made, how long it took, and why."""
    there = [path for path in turn.hints or () if path.exists()]  # editors' halves are gone by now
    hints = sorted(path.relative_to(root).as_posix() for path in there or turn.hints or ())
    changed = hints[0] if hints else "the site" if first else "several files"
    if len(hints) > 1:
        changed += f" and {counted(len(hints) - 1, 'more file')}"
    line = f"{datetime.now():%H:%M:%S}  {changed} → "
    if turn.report is None:
        return line + "not built"
    if first:
        return line + _summary(turn.report)
    report = turn.report
    done = [counted(len(report.written), "page")] if report.written or not report.removed else []
    done += [f"{len(report.removed):,} removed"] if report.removed else []
    reasons: dict[str, int] = {}
    for why in report.why.values():
        for each in why:
            reasons[each] = reasons.get(each, 0) + 1
    most = sorted(reasons, key=lambda each: (-reasons[each], each))
    why = ", ".join(most[:4]) + (" …" if len(most) > 4 else "")
    return line + f"{', '.join(done)} in {turn.seconds:.2f} s" + (f": {why}" if why else "")


def _strict(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    import msgspec

    return tuple(msgspec.structs.replace(problem, severity="error") for problem in problems)


def _status(problems: Iterable[Problem]) -> int:
    return 1 if any(problem.severity == "error" for problem in problems) else 0


def _counted(problems: Iterable[Problem]) -> str:
    severities = [problem.severity for problem in problems]
    return "".join(
        f", {severities.count(each)} {each}{'' if severities.count(each) == 1 else 's'}"
        for each in ("error", "warning")
        if each in severities
    )


def _print_json(problems: Iterable[Problem], **more: Any) -> None:
    import json

    import msgspec

    click.echo(
        json.dumps({"problems": msgspec.to_builtins(list(problems)), **more}, ensure_ascii=False)
    )


def _print_problems(problems: Iterable[Problem]) -> None:
    """On standard error, in colour where that is a terminal."""
    colours = {"error": "red", "warning": "yellow"}
    for problem in problems:
        place = f"{problem.path}:{problem.line}" if problem.line else problem.path
        kind = click.style(problem.severity, fg=colours[problem.severity], bold=True)
        click.echo(
            f"{place}: {kind}: {problem.message}" if place else f"{kind}: {problem.message}",
            err=True,
        )
        if problem.hint:
            click.echo(click.style(f"  hint: {problem.hint}", dim=True), err=True)
