"""Raw documents and a site → content files made, brought up to date or left alone: each a step to look at first."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

from digest import (
    alike,
    composing,
    content,
    datelines,
    drafting,
    edits,
    generators,
    ledger,
    memory,
    mentions,
    merging,
    read,
    safe,
    seeds,
    start,
    urls,
    write,
)
from digest.fingerprint import encode
from digest.ledger import Origin
from digest.lettering import BREAK
from digest.model import (
    Config,
    Draft,
    Enclosure,
    Former,
    Manuscript,
    Profile,
    Reading,
    Seed,
    Value,
)
from digest.problems import DigestError, Problem
from digest.proposing import Proposal, Prospects
from digest.survey import Survey
from digest.workers import Pool

What = Literal["made", "copied", "unchanged", "renewed", "merged", "conflict", "deleted", "there"]
"""What a step does.

It makes a file, or copies one that comes along. It leaves one alone, because neither it nor its seed changed
(`unchanged`), both changed the same lines (`conflict`), somebody deleted it (`deleted`), the same is `there` already.
Or it changes one whose seed changed: that nobody edited (`renewed`), or with a curator's edits kept (`merged`).
"""
ACCEPTED = ("tags", "source")
"""Proposals that a curator can accept for all that is imported."""

_NEARLY_THE_SAME = 80
"""Hundredths that two texts share from which on it is told aloud."""
_MOST_FEEDS = 500
"""That are fetched of one list."""
_ABOVE_TAGS = ("title", "date", "date_basis", "updated", "source", "url", "author", "lang")
_WRITE_DATE = "write it as `date:`, or say when the text was found with --retrieved"


class Wishes(Value, frozen=True):
    """What a curator wants done: `kind` of all documents where it shall not be guessed, `retrieved` when they were
    found.
    `accept` are sorts of proposals to take at once.
    """

    kind: str = ""
    retrieved: str = ""
    accept: tuple[str, ...] = ()


class Step(Value, frozen=True):
    """What becomes of one draft; nothing is done yet.

    `path` is the content file, relative to the site's folder. `text` is what it shall say, `before` what it says now.
    """

    what: What
    seed: str
    path: str
    title: str = ""
    text: str = ""
    before: str = ""
    theirs: str = ""
    """The text as it would be had nobody edited the file."""
    imported: str = ""
    """The text as the seed alone gives it, kept to merge with later."""
    origin: Origin | None = None
    name: str = ""
    """Of the seed, on the roll."""
    files: tuple[tuple[str, bytes], ...] = ()
    copy: str = ""
    """The file of another site that is copied."""
    about: tuple[str, ...] = ()
    """Entities that were put into `entities:`."""
    proposals: tuple[Proposal, ...] = ()
    conflicts: tuple[merging.Conflict, ...] = ()
    problems: tuple[Problem, ...] = ()


class Intake:
    """A site that takes documents in. Steps are made one after the other; what is planned counts for those after it."""

    def __init__(
        self,
        root: Path,
        settings: Config,
        wishes: Wishes,
        pool: Pool,
        fetch: Callable[[str], Seed | Problem] | None = None,
    ) -> None:
        self._root, self._settings, self._wishes, self._pool = root, settings, wishes, pool
        self._fetch = fetch
        found = content.look(root, settings)
        self._paths = {f"{settings.content}/{path}" for path in (*found.manuscripts, *found.files)}
        there = list(ledger.imported(root, settings.content, found.manuscripts))
        self._imported = {each.origin.id: each for each in reversed(there)}
        self._raw = {each.origin.raw: each.path for each in reversed(there)}
        self._roll = ledger.roll(root)
        self._names: list[str] = []

    def steps(self, given: Iterable[str], jobs: int = 0) -> Iterator[Step | Problem]:
        """What becomes of the documents at some paths and addresses; a Problem for each that is refused.

        No document stops the others, whatever it holds. Raises DigestError only for what makes all of it senseless.
        """
        kind = self._wishes.kind
        if kind in generators.GENERATORS:
            for path in given:
                yield from self._moved(kind, Path(path))
            return
        documents: list[seeds.Document] = []
        for each in self._documents(given):
            if isinstance(each, Problem):
                yield each
            else:
                documents.append(each)
        wishes = (kind, self._wishes.retrieved, self._known)
        for drafted in drafting.drafts(documents, *wishes, jobs):
            for found in drafted.found:
                if isinstance(found, Problem):
                    yield found
                else:
                    yield self._step(found, drafted.seed, drafted.raw, drafted.retrieved)

    def done(self) -> None:
        """Write down what has been imported, so that what is deleted later stays deleted."""
        new = [name for name in self._names if name not in self._roll]
        if new:
            write.over(self._root / ledger.ROLL, ledger.enrolled(self._root, new))
            self._roll |= {*new}

    def do(self, step: Step) -> None:
        """Carry a step out: the file is there whole, or not at all. Raises DigestError where it can't be written."""
        if step.name:
            self._names.append(step.name)
        path = self._root / step.path
        if step.what == "copied":
            write.copied(path, Path(step.copy))
        if step.what not in ("made", "renewed", "merged") or not step.text:
            return
        raw = step.text.encode("utf-8")
        if step.what == "made":
            write.whole(path, raw, step.files)
        else:
            now = path.read_bytes()
            mark = b"\xef\xbb\xbf" if now.startswith(b"\xef\xbb\xbf") else b""
            write.over(path, mark + (raw.replace(b"\n", b"\r\n") if b"\r\n" in now else raw))
        if step.origin:
            ledger.keep(self._root, step.origin, step.imported)

    def answered(self, step: Step, answer: str) -> str:
        """Do what a person answered about a step, and say it.

        `w` writes it, `t` with the tags proposed, `n` never imports it; of a conflict `k` keeps the curator's lines and
        `d` takes the document's.
        """
        if answer == "n":
            self._names.append(step.name)
            return f"{step.seed} is not imported"
        if answer == "t":
            text = step.text
            for tag in (
                tag for each in step.proposals if each.sort == "tags" for tag in each.items
            ):
                made = edits.added(text, "tags", tag, step.path, _ABOVE_TAGS)
                text = text if isinstance(made, Problem) else made
            step = replace(step, text=text)
        elif answer in ("k", "d"):
            step = replace(step, what="merged", text=step.theirs if answer == "d" else step.text)
        self.do(step)
        return f"{step.path}: {step.what}"

    def _documents(self, given: Iterable[str]) -> Iterator[seeds.Document | Problem]:
        for each in given:
            if not each.startswith(("http://", "https://")):
                for found in seeds.found(self._root, [Path(each)]):
                    yield from self._followed(found)
            else:
                yield from self._followed(self._fetched(each))

    def _fetched(self, address: str) -> seeds.Document | Problem:
        if self._fetch is None:
            return Problem(address, 0, "is not fetched unless you say so", "add --fetch")
        got = self._fetch(address)
        if isinstance(got, Problem):
            return got
        return seeds.Document("", got.path, got.content, got.url, got.retrieved)

    def _followed(self, found: seeds.Document | Problem) -> Iterator[seeds.Document | Problem]:
        """A document; instead of a list of feeds the feeds that it lists, where addresses may be fetched."""
        listed: tuple[tuple[str, str], ...] = ()
        if self._fetch is not None and isinstance(found, seeds.Document):
            listed = drafting.listed(found)
        if not listed or isinstance(found, Problem):
            yield found
            return
        for _, address in listed[:_MOST_FEEDS]:
            yield self._fetched(address)
        if len(listed) > _MOST_FEEDS:
            message = f"lists {len(listed):,} feeds; {_MOST_FEEDS:,} were fetched"
            yield Problem(found.name, 0, message, "split it", "warning")

    # ---- another generator's site ---------------------------------------------------------------

    def _moved(self, kind: str, folder: Path) -> Iterator[Step | Problem]:
        """What becomes of the site of another generator: its articles, pages and terms, and the files beside them."""
        seed = seeds.name(self._root, folder)
        read_it = generators.generator(kind)
        if read_it is None or not folder.exists():
            hint = "look at its path and permissions"
            yield Problem(seed, 0, "can't be read: there is no such file or folder", hint)
            return
        if told := _overlap(self._root, folder):
            yield told
            return
        for each in read_it(folder, self._settings):
            if isinstance(each, Problem):
                yield each
            elif isinstance(each, Former):
                yield from each.problems
                yield from self._other_settings(each, seed)
            elif isinstance(each, Enclosure):
                yield from self._enclosed(each, seed)
            else:
                yield self._step(each, seed, "", "")

    def _other_settings(self, former: Former, seed: str) -> Iterator[Problem]:
        """What the former site said of itself that this one says otherwise: a person's to decide."""
        own = msgspec.to_builtins(self._settings)
        for key, value in former.settings:
            if key in own and own[key] != msgspec.to_builtins(value):
                message = f"had the setting {key} = {safe.line(str(value))[:200]}"
                hint = "write it into your settings, if you want it here too"
                yield Problem(seed, 0, message, hint, "warning")

    def _enclosed(self, each: Enclosure, seed: str) -> Iterator[Step | Problem]:
        path = f"{self._settings.content}/{each.path}"
        if each.file is None:
            message = f"shows {each.url}, which does not come along"
            hint = f"fetch it, if you may, and put it at {path}"
            yield Problem(seed, 0, message, hint, "warning")
        elif urls.inside(each.path) != each.path:
            message = f"has the file '{safe.line(each.path)[:200]}', whose name can't be an address"
            yield Problem(seed, 0, message, "rename it", "warning")
        elif path not in self._paths:
            self._paths.add(path)
            yield Step("copied", seed, path, copy=str(each.file))
        elif not write.same(self._root, path, each.file):
            hint = "move it away, or take it out of what is imported"
            yield Problem(path, 0, "is there already, and another file", hint, "warning")

    # ---- one draft ------------------------------------------------------------------------------

    def _step(self, draft: Draft, seed: str, raw: str, retrieved: str) -> Step | Problem:
        """What becomes of a draft."""
        if draft.key or not raw:
            raw = ledger.short(encode(replace(draft, problems=())))
        name = ledger.name(seed, safe.line(draft.key))
        known = self._imported.get((seed, safe.line(draft.key)))
        if known is None:
            if path := self._raw.get(raw):
                return Step("there", seed, path, draft.title, name=name)
            if name in self._roll:
                return Step("deleted", seed, "", draft.title, name=name)
            return self._new(draft, seed, raw, retrieved, name)
        if known.origin.raw == raw:
            return Step("unchanged", seed, known.path, draft.title, name=name)
        made = self._composed(draft, seed, raw, retrieved)
        if isinstance(made, Problem):
            return made
        return self._changed(made, known, name)

    def _new(self, draft: Draft, seed: str, raw: str, retrieved: str, name: str) -> Step | Problem:
        draft = _fit(draft)
        made = self._composed(draft, seed, raw, retrieved)
        if isinstance(made, Problem):
            return made
        path = f"{self._settings.content}/{composing.path(draft, draft.slug)}"
        if draft.kind != "articles" and path in self._paths:
            return Step("there", seed, path, draft.title, name=name)
        fixed = {key for key, _ in draft.front} & {"path", "slug"}
        number = 1
        slug = draft.slug
        while path in self._paths or (
            draft.kind == "articles" and not fixed and slug in self._slugs
        ):
            number += 1
            slug = f"{draft.slug}-{number}"
            path = f"{self._settings.content}/{composing.path(draft, slug)}"
        self._paths.add(path)
        if draft.kind == "articles":
            self._slugs.add(slug)
            if made.sketch:
                self._prospects.add(path.removeprefix(f"{self._settings.content}/"), made.sketch)
        self._raw.setdefault(raw, path)
        step = replace(made.step, path=path, name=name, files=draft.files)
        known = ledger.Imported(path, step.origin or Origin(seed, "", raw, ""), step.text)
        self._imported[known.origin.id] = known
        return step

    def _changed(self, made: "_Composed", known: ledger.Imported, name: str) -> Step:
        """A step for a seed that is not what it was when it was imported."""
        step = replace(made.step, path=known.path, before=known.text, name=name)
        if not known.edited:
            return replace(step, what="renewed")
        base = ledger.base(self._root, known.origin)
        step = replace(step, proposals=(), problems=())
        if base is None or not known.text or step.origin is None:
            message = f"{step.seed} has changed since, and so has this; what was imported is not known any more"
            hint = "see both with `digest import --review`"
            text = ledger.resealed(known.text, step.origin) if step.origin else known.text
            told = (Problem(known.path, 0, message, hint),)
            return replace(step, what="conflict", text=text, problems=told)
        whole = merging.merged(*map(ledger.unsealed, (base, step.imported, known.text)))
        text = ledger.resealed(whole.text, step.origin)
        if not whole.conflicts:
            return replace(step, what="merged", text=text)
        problems = tuple(
            Problem(
                known.path,
                each.line,
                f"{step.seed} has changed here, and so has this",
                "decide with `digest import --review`",
            )
            for each in whole.conflicts
        )
        return replace(
            step, what="conflict", text=text, conflicts=whole.conflicts, problems=problems
        )

    def _composed(self, draft: Draft, seed: str, raw: str, retrieved: str) -> "_Composed | Problem":
        """A draft as a content file, with all that can be said of it."""
        settings = self._settings
        looked = self._looked(draft, seed)
        if isinstance(looked, Problem):
            return looked
        reading, seen = looked
        plain = seen.text[seen.begins :]
        # what comes from a site was somebody's work already: nothing to propose
        news = draft.kind == "articles" and self._wishes.kind not in generators.GENERATORS
        about = self._about(reading) if news else ()
        sketch = alike.sketch(plain) if news else ()
        proposals = list(self._prospects.proposals(draft, seen, sketch)) if news else []
        for each in [each for each in proposals if each.sort in self._wishes.accept]:
            if each.sort == "tags":
                draft = replace(draft, tags=(*draft.tags, *each.items))
            elif each.sort == "source":
                draft = replace(draft, source=each.items[0])
            proposals.remove(each)
        problems = list(draft.problems)
        unknown = ""
        if news and not draft.date and "date" not in dict(draft.front):
            weekday = datelines.weekday(plain.split(BREAK))
            unknown = "not known" + (f"; the text says “{weekday}”" if weekday else "")
            message = "tells no date" + (f", only “{weekday}”" if weekday else "")
            problems.append(Problem(seed, 0, message, _WRITE_DATE, "warning"))
        if cut := composing.cut(draft):
            message = f"has more in {', '.join(cut)} than a field holds: it is cut"
            hint = f"{composing.LONGEST} characters are the most; mend it in the article"
            problems.append(Problem(seed, 0, message, hint, "warning"))
        for each in proposals:
            if each.share >= _NEARLY_THE_SAME:
                message = f"is nearly the same as another: {each.text}"
                hint = "keep one of them; `digest import --review` asks before it writes"
                problems.append(Problem(seed, 0, message, hint, "warning"))
        compose = partial(
            composing.file,
            draft,
            seed,
            raw,
            retrieved=retrieved,
            unknown=unknown,
            entities=about,
            summary=composing.summary(draft, settings.markdown) if news else "",
        )
        imported = compose()
        step = Step(
            "made",
            seed,
            "",
            draft.title,
            text=(whole := compose(proposed=map(str, proposals))),
            theirs=whole,
            imported=imported,
            origin=ledger.stated(imported),
            about=about,
            proposals=tuple(proposals),
            problems=tuple(problems),
        )
        return _Composed(step, sketch)

    def _looked(self, draft: Draft, seed: str) -> tuple[Reading, mentions.Looked] | Problem:
        """A draft read as the build will read it, and looked through for names; a Problem where that refuses it."""
        bare = composing.file(replace(draft, kind="articles"), seed, "0" * 12)
        path = composing.path(replace(draft, kind="articles"), draft.slug)
        manuscript = Manuscript(path, bare.encode("utf-8"))
        reading, text = read.manuscript(manuscript, self._settings.rules, self._settings.content)
        wrong = [each for each in reading.problems if each.severity == "error"]
        if reading.article is None or wrong:
            why = wrong[0] if wrong else Problem("", 0, "can't be read")
            return Problem(seed, 0, f"could not be built: {why.message}", why.hint)
        register = self._survey.register
        if register:
            reading = replace(reading, found=mentions.found(reading, text, register))
        return reading, mentions.looked(reading, text, register)

    def _about(self, reading: Reading) -> tuple[str, ...]:
        """Names of the entities an article is about: named in its title, or twice; in the order in which they come."""
        places = reading.found.mentions
        titled = {each.entity for each in places if each.start < 0}
        counts: dict[str, int] = {}
        for each in places:
            counts[each.entity] = counts.get(each.entity, 0) + 1
        profiles = {each.slug: each for each in self._survey.registry.entities}
        chosen = []
        for slug in sorted(counts, key=lambda slug: (slug not in titled, -counts[slug], slug)):
            if slug in titled or counts[slug] > 1:
                name = profiles[slug].name if slug in profiles else slug
                alone = self._survey.registry.bearers(name) == (slug,)
                chosen.append(name if alone and "," not in name else slug)
        return tuple(chosen)

    @cached_property
    def _survey(self) -> Survey:
        return Survey(self._root, self._settings, memory.load(self._root), self._pool)

    @cached_property
    def _prospects(self) -> Prospects:
        return Prospects(
            self._root, self._survey, self._sources, self._settings.language, self._pool
        )

    @cached_property
    def _sources(self) -> tuple[Profile, ...]:
        """The sources that have a file."""
        found = content.look(self._root, self._settings).manuscripts
        rules, folder = self._settings.rules, self._settings.content
        listed = []
        for path in found:
            if path.startswith("sources/"):
                manuscript = content.manuscript(self._root, self._settings, path)
                if not isinstance(manuscript, Problem):
                    listed.append(read.manuscript(manuscript, rules, folder)[0].profile)
        return tuple(each for each in listed if each)

    @cached_property
    def _known(self) -> tuple[tuple[str, str], ...]:
        """Names of sources, with the hosts of their homes."""
        return tuple(
            (name, urls.host(each.url) if each.url else "")
            for each in self._sources
            for name in (each.name, *each.names)
        )

    @cached_property
    def _slugs(self) -> set[str]:
        return {each.slug for each in self._survey.articles.values()}


class _Composed(Value, frozen=True):
    step: Step
    sketch: tuple[int, ...]


def _fit(draft: Draft) -> Draft:
    """A draft whose slug and files can only lie where they should, whatever an importer was told."""
    slug = draft.slug if urls.is_slug(draft.slug) else urls.slug(draft.slug or draft.title)
    files = tuple(each for each in draft.files if urls.inside(each[0]) == each[0])
    return replace(draft, slug=slug, files=files)


def begun(folder: Path, kind: str, former: Path) -> None:
    """Settings for a site that begins with what another generator made: as far as the former site tells them.

    Raises DigestError where settings are there, or can't be written, and where the former site lies around the new one.
    """
    if told := _overlap(folder, former):
        raise DigestError(told)
    read_it = generators.generator(kind)
    first = next(iter(read_it(former, None)), None) if read_it and former.exists() else None
    values = dict(first.settings) if isinstance(first, Former) else {}
    start.settled(folder, {"title": former.resolve().name, **values}.items())


def _overlap(root: Path, folder: Path) -> Problem | None:
    """A site that is read while it is written to would be taken in twice, or lost."""
    here, there = root.resolve(), folder.resolve()
    if not there.is_dir() or (here != there and there not in here.parents):
        return None
    message = "is the folder in which the new site would be made"
    hint = "make an empty folder elsewhere, and run digest import in it"
    return Problem(str(folder), 0, message, hint)


def is_day(text: str) -> bool:
    """Whether a text is a day as `--retrieved` takes it: 2021-12-09."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
