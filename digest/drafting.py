"""Raw documents → drafts, each in a process that gets its time and memory and no more."""

from collections.abc import Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from digest import guarded, importers, ledger, prose, safe, seeds
from digest.model import Draft, Seed, Value
from digest.problems import Problem

Known = tuple[tuple[str, str], ...]
"""The sources of a site: each by its names, with the host of its home."""


_GIVEN_UP: dict[str, tuple[str, str]] = {
    "time": ("takes longer than two seconds to read", "import the part of it that is the article"),
    "memory": ("takes more than 256 MB to read", "import the part of it that is the article"),
    "crash": ("could not be read: the program that reads it broke", "save it in another form"),
}


def drafts(
    documents: Sequence[seeds.Document], kind: str, retrieved: str, known: Known, jobs: int = 0
) -> Iterator["Drafted"]:
    """What importers make of documents, in their order. Of what kind one is, it tells itself unless `kind` does."""
    for each in importers.IMPORTERS:
        importers.importer(each)  # loaded once, for all processes
    work = partial(_drafted, kind, retrieved, known)
    results = guarded.results(work, documents, jobs)
    for document, made in zip(documents, results, strict=True):
        if isinstance(made, guarded.Refused):
            yield Drafted(document.name, (Problem(document.name, 0, *_GIVEN_UP[made.why]),))
        else:
            yield made


def listed(document: seeds.Document) -> tuple[tuple[str, str], ...]:
    """The feeds that a document lists, each as name and address; none where it is no list (OPML), or can't be read."""
    (made,) = guarded.results(_listed, [document], 1)
    return () if isinstance(made, guarded.Refused) else made


def _listed(document: seeds.Document) -> tuple[tuple[str, str], ...]:
    seed = seeds.seed(document, "", ())
    if isinstance(seed, Problem) or b"<opml" not in seed.content[:4_096].lower():
        return ()
    from digest.importers import feed

    return feed.subscriptions(seed.content)


class Drafted(Value, frozen=True):
    """What an importer made of the document called `seed`, whose fingerprint is `raw`."""

    seed: str
    found: tuple[Draft | Problem, ...]
    raw: str = ""
    retrieved: str = ""


def _drafted(kind: str, retrieved: str, known: Known, document: seeds.Document) -> Drafted:
    """What an importer makes of a document; of what kind it is, it tells itself unless `kind` does."""
    seed = seeds.seed(document, retrieved, known)
    if isinstance(seed, Problem):
        return Drafted(document.name, (seed,))
    found = kind or importers.kind(seed.content, seed.path)
    if isinstance(found, Problem):
        return Drafted(document.name, (found,))
    made = tuple(_made(seed, found)) or (
        Problem(seed.path, 0, "holds nothing to import", "leave it out"),
    )
    return Drafted(document.name, made, ledger.short(seed.content), seed.retrieved)


def _made(seed: Seed, kind: str) -> Iterator[Draft | Problem]:
    read = importers.importer(kind)
    if read is None:
        hint = "save it as text, or name its kind with --from"
        if kind == "wxr":
            hint = "import it with `--from wordpress`"
        yield Problem(seed.path, 0, f"is a document of the kind {kind}, which nobody reads", hint)
        return
    try:
        yield from (_safe(seed, each) for each in read(seed))
    except MemoryError:
        raise
    except RecursionError:
        hint = "import the part of it that is the article"
        yield Problem(seed.path, 0, "is nested too deeply", hint)
    except ImportError:
        yield importers.lacking(kind, seed.path)
    except Exception as error:  # an importer's mistake must not stop the other documents
        message = f"could not be read: {type(error).__name__}: {error}"
        yield Problem(seed.path, 0, safe.line(message)[:200], "save it in another form")


def _safe(seed: Seed, found: Draft | Problem) -> Draft | Problem:
    """A draft without what no text may hold: half surrogates would stop all that comes after."""
    if isinstance(found, Problem):
        return found
    if len(found.text) > prose.LARGEST:
        message = f"'{safe.line(found.title)[:60]}' has {len(found.text):,} characters"
        hint = f"an article may have {prose.LARGEST:,}: split it, or leave out what is repeated"
        return Problem(seed.path, 0, message, hint)
    texts = {
        field: safe.text(value)
        for field in found.__struct_fields__
        if isinstance(value := getattr(found, field), str) and field != "kind"
    }
    return replace(
        found,
        **texts,
        authors=tuple(map(safe.text, found.authors)),
        tags=tuple(map(safe.text, found.tags)),
    )
