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

from digest import __version__, telling
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
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option(
    "--github",
    is_flag=True,
    help="Let GitHub build the site and show it; also for a site that is there.",
)
@click.pass_obj
def init(site: Path, folder: Path | None, github: bool) -> None:
    """Make a new site in FOLDER: settings, an article, an entity, a source."""
    from digest import config, start

    if folder is None and not github:
        raise click.UsageError("Name the FOLDER of the new site.")
    with _problems_told("text"):
        there = _root(site) if folder is None else folder
        made = (
            []
            if github and config.find(there.absolute()) == there.absolute()
            else start.site(there)
        )
        workflow = start.workflow(there) if github else None
    if made:
        click.echo(f"Made {folder}/ with {len(made)} files. Next:\n\n  cd {folder}\n  digest serve")
    if workflow:
        click.echo(
            f"{chr(10) * bool(made)}Made {workflow}. Next: set `url` to the address that GitHub shows under Settings, "
            "Pages; choose “GitHub Actions” as the source there; push."
        )


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
        click.echo(telling.built(report) + telling.severities(problems))
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
        click.echo(looked_at + (telling.severities(problems) or ", no problems"))
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


@main.group(invoke_without_command=True)
@click.option(
    "--limit", type=click.IntRange(0), default=20, show_default=True,
    help="How many names to list; 0 for all.",
)  # fmt: skip
@click.option(
    "--accept", "accepts", multiple=True, metavar="NAME[=KIND]",
    help="Make a file for NAME; without KIND it is guessed from its company.",
)  # fmt: skip
@click.option(
    "--name", "spellings", multiple=True, metavar="SPELLING=ENTITY",
    help="Add SPELLING to the `names:` of an entity.",
)  # fmt: skip
@click.option(
    "--misspelling", "slips", multiple=True, metavar="SPELLING=ENTITY",
    help="Add SPELLING to the `misspellings:` of an entity.",
)  # fmt: skip
@click.option(
    "--reject", "rejects", multiple=True, metavar="NAME", help="Never suggest NAME again."
)
@click.option("--review", is_flag=True, help="Ask about one name after the other.")
@click.option("--format", "form", type=_FORMATS, default="text", help="json: for editors and CI.")
@click.pass_context
def entities(
    context: click.Context,
    limit: int,
    accepts: tuple[str, ...],
    spellings: tuple[str, ...],
    slips: tuple[str, ...],
    rejects: tuple[str, ...],
    review: bool,
    form: str,
) -> None:
    """List names in the texts that no entity bears yet, and slips in those that some do; write nothing unasked.

    With --accept, --name, --misspelling or --reject it does that, and lists nothing.
    """
    if context.invoked_subcommand:
        return
    from itertools import islice

    from digest import curate

    deciding = bool(accepts or spellings or slips or rejects)
    if (review and (form != "text" or deciding)) or (deciding and form != "text"):
        raise click.UsageError("--review, --format json and decisions go one at a time.")
    with _problems_told(form):
        root = _root(context.obj)
        if deciding:
            for said in _decided(root, accepts, spellings, slips, rejects):
                click.echo(said)
            return
        with _surveyed(root) as survey:
            rejected = curate.rejected(root)
            if review:
                _print_problems(survey.registry.problems)
                _review(root, survey, rejected)
                return
            found = list(islice(survey.suggestions(rejected), limit or None))
    if form == "json":
        _print_json(survey.registry.problems, articles=len(survey.articles), names=_plain(found))
        return
    _print_problems(survey.registry.problems)
    for title, part in (
        ("Names that no entity bears:", [each for each in found if not each.near]),
        ("Nearly names of entities, or parts of them:", [each for each in found if each.near]),
    ):
        if part:
            click.echo(title + "\n" + "\n".join(map(telling.suggestion, part)) + "\n")
    click.echo(
        'Decide with --review, or --accept "NAME=KIND", --name "SPELLING=ENTITY", '
        '--misspelling "SPELLING=ENTITY", --reject "NAME"'
        if found
        else f"No names that need an entity in {counted(len(survey.articles), 'article')}"
    )


@entities.command()
@click.argument("name")
@click.option("--format", "form", type=_FORMATS, default="text", help="json: for editors and CI.")
@click.pass_obj
def show(folder: Path, name: str, form: str) -> None:
    """Say whom NAME (a spelling or a slug) means, and every place where an article names them."""
    with _problems_told(form):
        root = _root(folder)
        with _surveyed(root) as survey:
            entity = survey.registry.entity(name)
            places = list(survey.standings(entity.slug))
    if form == "json":
        shown = {key: getattr(entity, key) for key in ("slug", "kind", "name", *_SPELLINGS)}
        _print_json([], entity=_plain(shown), places=_plain(places))
        return
    click.echo(f"{entity.name}: {entity.slug}, {entity.kind}")
    for key in _SPELLINGS:
        if spelt := getattr(entity, key):
            click.echo(f"  {key}: {', '.join(spelt)}")
    for each in places:
        click.echo(f"{each.path}:{each.line}: {each.sentence}{' (misspelt)' if each.typo else ''}")
    articles = len({each.path for each in places})
    click.echo(f"{counted(len(places), 'place')} in {counted(articles, 'article')}")


_SPELLINGS = ("names", "short", "misspellings")


@contextmanager
def _surveyed(root: Path) -> Iterator[Any]:
    """The site's texts, with the names in them: from memory where they have not changed since the last build."""
    from digest import config, memory, progress, survey, workers

    gc.disable()  # it lives for seconds, and makes no circles worth looking for
    known = memory.load(root)
    try:
        with workers.pool(0) as pool, progress.shown(pool) as pool:
            yield survey.Survey(root, config.load(root), known, pool)
    finally:
        known.close()
        gc.enable()


def _decided(
    root: Path,
    accepts: Iterable[str],
    spellings: Iterable[str],
    slips: Iterable[str],
    rejects: Iterable[str],
) -> Iterator[str]:
    """Do what was decided, and say it."""
    from digest import config, curate, memory, survey, urls, workers

    settings = config.load(root)
    known = memory.load(root)
    try:
        registry = survey.registry(root, settings, known, workers.Here())
    finally:
        known.close()
    unsure = [given for given in accepts if "=" not in given]
    guesses = {}
    if unsure:
        with _surveyed(root) as seen:
            guesses = {name: seen.suggestion(name) for name in unsure}
    for given in accepts:
        name, _, kind = given.rpartition("=") if "=" in given else (given, "", "")
        name, kind, why = name.strip(), kind.strip(), ""
        if bearers := registry.bearers(name) or registry.bearers(urls.slug(name)):
            raise click.UsageError(f"'{name}' is a name of {' and '.join(bearers)} already.")
        if guess := guesses.get(given):
            kind, why = guess.kind, guess.why
        why = f", a guess: {why or 'nothing tells'}" if not kind or why else ""
        yield f"{curate.accepted(root, settings, name, kind or 'other')}: {kind or 'other'}{why}"
    for key, given in [
        *(("names", each) for each in spellings),
        *(("misspellings", each) for each in slips),
    ]:
        spelling, _, name = (part.strip() for part in given.rpartition("="))
        if not spelling or not name:
            raise click.UsageError(f"'{given}' is not of the form SPELLING=ENTITY.")
        path = curate.spelt(root, settings, registry.entity(name), key, spelling)
        yield f"{path}: '{spelling}' is in `{key}`"
    for name in rejects:
        yield f"{curate.refused(root, name)}: '{name}' is not suggested again"


_ANSWERS = {
    "a": "accept it", "n": "another name of", "m": "a misspelling of", "r": "reject it", "s": "skip", "q": "quit"
}  # fmt: skip


def _review(root: Path, survey: Any, rejected: frozenset[str]) -> None:
    """Ask about one suggestion after the other; each answer is on disk before the next question."""
    from digest import config, curate
    from digest.model import ENTITY_KINDS

    settings = config.load(root)
    click.echo("  ".join(f"{key} {what}" for key, what in _ANSWERS.items()))
    for each in survey.suggestions(rejected):
        click.echo("\n" + telling.suggestion(each))
        try:
            while True:
                answer = click.prompt("", type=click.Choice(list(_ANSWERS)), prompt_suffix="? ")
                try:
                    if answer == "a":
                        kind = click.prompt(
                            "kind",
                            type=click.Choice(list(ENTITY_KINDS)),
                            default=each.kind or "other",
                        )
                        click.echo(curate.accepted(root, settings, each.name, kind))
                    elif answer in ("n", "m"):
                        whose = click.prompt(
                            "of", default=each.near[0].entity if each.near else None
                        )
                        key = "names" if answer == "n" else "misspellings"
                        entity = survey.registry.entity(whose)
                        click.echo(curate.spelt(root, settings, entity, key, each.name))
                    elif answer == "r":
                        click.echo(curate.refused(root, each.name))
                except DigestError as error:
                    _print_problems(error.problems)
                    continue
                break
        except click.Abort:  # Ctrl-C, or the end of what was typed
            answer = "q"
        if answer == "q":
            click.echo()
            return


def _plain(value: Any) -> Any:
    import msgspec

    return msgspec.to_builtins(value)


_SORTS = click.Choice(["tags", "source"])


@main.command("import")
@click.argument("paths", nargs=-1, metavar="PATH")
@click.option(
    "--from", "kind", metavar="KIND", default="",
    help="What the documents are, where it shall not be guessed; or the generator of a site.",
)  # fmt: skip
@click.option(
    "--retrieved",
    metavar="DATE",
    default="",
    help="When they were found: weekdays are dated against it.",
)
@click.option("--fetch", is_flag=True, help="Let PATH be an address, and fetch it.")
@click.option(
    "--accept", "accepts", type=_SORTS, multiple=True, help="Take all proposals of a sort."
)
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be done; write nothing.")
@click.option("--review", is_flag=True, help="Ask about one article after the other.")
@click.option(
    "--jobs", type=click.IntRange(0, 64), default=0, help="Processes to use; 0: as many as pay."
)
@click.option("--format", "form", type=_FORMATS, default="text", help="json: for editors and CI.")
@click.pass_obj
def import_(
    folder: Path,
    paths: tuple[str, ...],
    kind: str,
    retrieved: str,
    fetch: bool,
    accepts: tuple[str, ...],
    dry: bool,
    review: bool,
    jobs: int,
    form: str,
) -> None:
    """Make articles of raw documents: files, folders, or all that waits in seeds/."""
    from digest import config, generators, importers, intake, memory, workers

    if review and (dry or form != "text"):
        raise click.UsageError("--review goes without --dry-run and --format json.")
    kinds = (*importers.IMPORTERS, *generators.GENERATORS)
    if kind and kind not in kinds:
        raise click.UsageError(f"--from knows {', '.join(kinds)}.")
    if kind in generators.GENERATORS and (not paths or review):
        raise click.UsageError(
            f"--from {kind} needs the folder of a site, and goes without --review."
        )
    if retrieved and not intake.is_day(retrieved):
        raise click.UsageError(f"'{retrieved}' is not a day such as 2021-12-09.")
    steps, others = [], []
    with _problems_told(form):
        if kind in generators.GENERATORS and not config.find(folder.absolute()):
            if dry:
                message = "no settings here or in a folder above, so nothing to compare with"
                hint = "without --dry-run it begins with the settings of the former site; or `digest init` first"
                raise DigestError(Problem("digest.toml", 0, message, hint))
            intake.begun(folder, kind, Path(paths[0]))
        root = _root(folder)
        settings = config.load(root)
        given = paths or (str(root / settings.seeds),)
        wishes = intake.Wishes(kind, retrieved, accepts)
        with workers.pool(jobs) as pool:
            site = intake.Intake(root, settings, wishes, pool, _fetching(fetch))
            if review:
                sys.exit(_import_reviewed(root, site, given, jobs))
            with memory.held(root):
                try:
                    for each in site.steps(given, jobs):
                        if isinstance(each, Problem):
                            others.append(each)
                            told: Any = [each]
                        else:
                            if not dry:
                                site.do(each)
                            steps.append(_brief(each))
                            told = each.problems
                        if form == "text":
                            _print_step(each)
                            _print_problems(told)
                finally:
                    if not dry:
                        site.done()
    refused = sum(each.severity == "error" for each in others)
    problems = [*others, *(problem for step in steps for problem in step.problems)]
    if form == "json":
        _print_json(problems, steps=[_step_data(step) for step in steps], refused=refused)
    else:
        click.echo(telling.imported(steps, refused, dry) + telling.severities(problems))
    sys.exit(_status(problems))


def _fetching(allowed: bool) -> Any:
    """What fetches an address, where a person allowed it."""
    if not allowed:
        return None
    from datetime import date

    from digest.fetch import Visitor

    visitor, today = Visitor(), date.today().isoformat()
    return lambda url: visitor.seed(url, today)


def _brief(step: Any) -> Any:
    """A step without its texts, which are many."""
    import msgspec

    return msgspec.structs.replace(step, text="", theirs="", before="", imported="", files=())


def _print_step(step: Any) -> None:
    for line in telling.step(step):
        click.echo(line)


def _step_data(step: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "what": step.what,
        "seed": step.seed,
        "path": step.path,
        "title": step.title,
    }
    if step.origin and step.origin.key:
        data["key"] = step.origin.key
    return data | {"about": list(step.about), "proposals": _plain(step.proposals)}


_CHOICES = {
    "made": {"w": "write it", "t": "write it with the tags", "s": "skip", "n": "never import it", "q": "quit"},
    "conflict": {"k": "keep mine", "d": "take the document's", "s": "skip", "q": "quit"},
}  # fmt: skip


def _import_reviewed(root: Path, site: Any, given: Iterable[str], jobs: int) -> int:
    """Ask about one step after the other; each answer is on disk before the next question. The exit status."""
    from digest import memory

    told: list[Problem] = []
    try:
        for step in site.steps(given, jobs):
            if isinstance(step, Problem):
                _print_problems([step])
                told.append(step)
                continue
            choices = _CHOICES.get(step.what)
            if choices is None:
                _print_step(step)
                with memory.held(root):
                    site.do(step)
                continue
            keys = "  ".join(f"{key} {what}" for key, what in choices.items())
            click.echo(f"\n{telling.step_whole(step)}\n{keys}")
            answer = click.prompt("", type=click.Choice(list(choices)), prompt_suffix="? ")
            if answer == "q":
                break
            if answer != "s":
                with memory.held(root):
                    click.echo(site.answered(step, answer))
    except click.Abort:  # Ctrl-C, or the end of what was typed
        click.echo()
    finally:
        with memory.held(root):
            site.done()
    return _status(told)


@main.command()
@click.argument("target", required=False, default="")
@click.option(
    "--dry-run",
    "dry",
    is_flag=True,
    help="Say what would be sent and deleted; change nothing there.",
)
@click.option("--yes", is_flag=True, help="Go on where a person would be asked.")
@click.option(
    "--status", is_flag=True,
    help="Say what would change, and when an article is due next. Exit status 3: one is due now.",
)  # fmt: skip
@click.pass_obj
def publish(folder: Path, target: str, dry: bool, yes: bool, status: bool) -> None:
    """Build the site, then bring TARGET (a name in the settings, or an address) to it; without TARGET the only one."""
    from digest import config, progress, publishing, workers
    from digest.model import Scope

    if status and (dry or yes):
        raise click.UsageError("--status goes without --dry-run and --yes.")
    with _problems_told("text"):
        root = _root(folder)
        settings = config.load(root)
        to = publishing.target(settings, target)
    begin, now = time.monotonic(), _now()
    called = to.shown
    gc.disable()  # hundreds of thousands of values that make no circles
    with (
        _problems_told("text", 1),
        workers.pool(0) as pool,
        progress.shown(pool) as pool,
        publishing.prepared(root, settings, to, pool, Scope(now)) as ready,
    ):
        _print_problems((*ready.report.problems, *ready.warnings))
        ship = ready.shipment
        if dry or status:
            click.echo(telling.shipped(ready, f"{called}: would send", "delete"))
            for line in telling.listed([f"send    {each.path}" for each in ship.sends]
                                + [f"delete  {path}" for path in ship.gone], 50 if status else 0):  # fmt: skip
                click.echo(f"  {line}")
            _print_problems(_doubts(called, ready.doubts, "warning"))
            if status:
                since = ship.since
                passed, coming = publishing.due(root, settings, since, now) if since else (True, 0)
                click.echo(telling.due(passed, coming))
                sys.exit(3 if passed else 0)
            return
        for doubt in () if yes else ready.doubts:
            if not sys.stdin.isatty():
                raise DigestError(*_doubts(called, ready.doubts, "error"))
            click.confirm(f"{called} {doubt}. Go on?", abort=True, err=True)
        try:
            for _ in progress.delivering(ready.steps(), ready.bytes):
                pass
        except KeyboardInterrupt:
            hint = "publish again: only the rest is sent"
            raise DigestError(
                Problem(called, 0, "stopped half-way; the site there is whole", hint)
            ) from None
        wrong = ready.verified()
        _print_problems(wrong)
        took = f" in {time.monotonic() - begin:.1f} s"
        click.echo(
            telling.shipped(ready, f"{called}: sent", "deleted") + took + f"\n{settings.url}"
        )
        sys.exit(_status(wrong))


def _doubts(called: str, doubts: Iterable[str], severity: Any) -> list[Problem]:
    hint = "look at it with --dry-run, and publish with --yes if that is right"
    return [Problem(called, 0, doubt, hint, severity) for doubt in doubts]


@main.command("help")
@click.argument("topic", required=False)
def help_(topic: str | None) -> None:
    """Print the guide: its topics, or one of them."""
    from digest import manual

    with _problems_told("text"):
        click.echo(manual.topic(topic) if topic else manual.contents())


@contextmanager
def _problems_told(form: str, status: int = 2) -> Iterator[None]:
    """What made going on senseless, printed; exit status 2 for a wrong command or wrong settings, else as told."""
    try:
        yield
    except DigestError as error:
        if form == "json":
            _print_json(error.problems)
        else:
            _print_problems(error.problems)
        sys.exit(status)


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
                click.echo(telling.turn(turn, root, first) + telling.severities(turn.problems))
            told, first = turn.problems, False
    except KeyboardInterrupt:
        click.echo()


def _strict(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    import msgspec

    return tuple(msgspec.structs.replace(problem, severity="error") for problem in problems)


def _status(problems: Iterable[Problem]) -> int:
    return 1 if any(problem.severity == "error" for problem in problems) else 0


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
