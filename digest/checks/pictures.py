"""Pictures without words for those who can't see them."""

from collections.abc import Iterator

from digest.model import Body, Site
from digest.problems import Problem


def problems(site: Site) -> Iterator[Problem]:
    """One for each picture of a text, and each `image`, that has none, unless on purpose (WCAG 2.2, 1.1.1)."""
    texts: list[tuple[str, Body, int]] = [
        (it.path, it.body, it.image_line)
        for it in (each.article for each in (*site.articles, *site.hidden))
    ]
    texts += [(page.path, page.body, 0) for page in site.pages]
    profiles = [term.profile for terms in site.terms.values() for term in terms]
    texts += [(it.path, it.body, it.image_line) for it in profiles if it]
    for path, body, line in texts:
        place = f"{site.config.content}/{path}"
        if line:
            hint = 'say what it shows in `image_alt:`; `image_alt: ""` if it shows nothing new'
            yield Problem(place, line, "has a picture without words for it", hint, "warning")
        for reference in body.references:
            if reference.blind:
                message = f"shows '{reference.target}' without words for it"
                hint = 'write ![what it shows](file), or <img src="file" alt=""> if that is nothing new'
                yield Problem(place, reference.line, message, hint, "warning")
