"""The guide that comes along: one Markdown file a topic."""

import difflib
from importlib.resources import files

from digest.problems import DigestError, Problem

_ALSO = {
    "aliases": "pages",
    "config": "settings",
    "drafts": "articles",
    "feeds": "pages",
    "image": "pictures",
    "images": "pictures",
    "language": "languages",
    "pagefind": "search",
    "links": "references",
    "people": "entities",
    "redirects": "pages",
    "sources": "entities",
    "tags": "entities",
    "theme": "themes",
    "translations": "languages",
    "words": "languages",
}
"""What people look for → the topic that has it."""


def topics() -> dict[str, str]:
    """Each topic with the line that says what it is about."""
    found = {}
    for path in sorted(files("digest").joinpath("guide").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".md"):
            heading = path.read_text("utf-8").partition("\n")[0].lstrip("# ")
            found[path.name.removesuffix(".md")] = heading
    return found


def contents() -> str:
    """The list of topics."""
    lines = [f"  {name:<12} {about}" for name, about in topics().items()]
    return "\n".join(["Topics of the guide, each printed by `digest help TOPIC`:", "", *lines])


def topic(name: str) -> str:
    """One topic's text. Raises DigestError for one there is not."""
    known = topics()
    name = _ALSO.get(name.lower(), name)
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(known)}"
        raise DigestError(Problem("", 0, f"the guide has no topic '{name}'", hint))
    return files("digest").joinpath("guide", f"{name}.md").read_text("utf-8").rstrip()
