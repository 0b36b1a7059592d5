"""Page → file: a layout filled with the values the page holds, and what they lead to, and nothing else."""

import re
import traceback

import jinja2

from digest import layouts, stock
from digest.layouts import Layouts
from digest.model import File, Page
from digest.problems import Problem
from digest.stock import Stock, Texts


def page(known: Layouts, shown: Stock, texts: Texts, page: Page) -> File | Problem:
    """A page's bytes; a layout that is missing or wrong is a problem at its line, with the page it was for.

    `shown` and `texts` are what the page's handles lead to. What `texts` raises for a text that is lost goes through.
    """
    values = {name: stock.filled(value, shown, texts) for name, value in page.values.items()}
    try:
        text = layouts.template(known, page.layout).render(values)
        return File(page.path, text.encode("utf-8"))
    except jinja2.TemplateNotFound as error:
        missing = str(error.name or page.layout)
        if missing == page.layout:
            hint = f"make layouts/{missing}, or take `layout:` out"
            return Problem(
                page.origin, page.line, f"there is no layout {missing} (for /{page.path})", hint
            )
        return _problem(known, page, error, f"there is no layout {missing}")
    except jinja2.TemplateSyntaxError as error:
        place = known.origins.get(str(error.name), str(error.name))
        return Problem(place, error.lineno, f"{error.message} (for {_shown(page)})", _HINT)
    except jinja2.UndefinedError as error:
        message = _CLASS.sub(r"\1", str(error.message))
        if page.line > 1 and known.origins.get(page.layout, "").startswith("digest/"):
            hint = "take `layout:` out, or make a layout of your own"
            message = f"layout {page.layout} does not fit here: {message} (for /{page.path})"
            return Problem(page.origin, page.line, message, hint)
        return _problem(known, page, error, message)
    except Exception as error:  # a layout may do anything Jinja lets it
        return _problem(known, page, error, f"{type(error).__name__}: {error}")


_CLASS = re.compile(r"'digest\.model\.(\w+) object'")
_HINT = "`digest help layouts` lists what a layout can use"


def _problem(known: Layouts, page: Page, error: Exception, message: str) -> Problem:
    """The line of a layout that an error came through last."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename in known.sources or frame.filename == "<template>":
            name = frame.filename if frame.filename in known.sources else page.layout
            return Problem(
                known.origins.get(name, name),
                frame.lineno or 0,
                f"{message} (for {_shown(page)})",
                _HINT,
            )
    return Problem(
        known.origins.get(page.layout, page.layout), 0, f"{message} (for {_shown(page)})", _HINT
    )


def _shown(page: Page) -> str:
    return f"/{page.path} of {page.origin}"
