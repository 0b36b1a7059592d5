"""Plain text as somebody pasted it → one draft: its headline, its paragraphs, without what the site put around them."""

from collections.abc import Iterator

from digest import urls
from digest.model import Draft, Seed
from digest.problems import Problem


def drafts(seed: Seed) -> Iterator[Draft | Problem]:
    """One draft, or a Problem where there is nothing to read."""
    lines = seed.content.decode("utf-8-sig", "replace").splitlines()
    title = next((line for line in lines if line.strip()), "")
    if not title:
        yield Problem(seed.path, 1, "holds no text", "leave it out")
        return
    yield Draft(urls.slug(title), title, "\n".join(lines[1:]).strip())
