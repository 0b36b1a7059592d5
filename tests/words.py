"""Layouts and catalogues → `layouts/words/words.pot`, and each catalogue brought up to date.

`python -m tests.words` writes them.

New messages stand in a catalogue without a translation, those no layout says any more are taken out. The bytes follow
from the layouts and the translations alone: no dates, no line numbers.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from digest.model import MENU

LAYOUTS = Path(__file__).parent.parent / "layouts"
FOLDER = LAYOUTS / "words"
TEMPLATE = FOLDER / "words.pot"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "pgettext": ((1, "c"), 2),
    "ngettext": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
}
OPTIONS = {"extensions": "jinja2.ext.do,jinja2.ext.loopcontrols", "silent": "false"}
ABOUT = """\
# The words of digest's layouts in {}. %(name)s stands for a value, and stays as it is.
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def template() -> Catalog:
    """All messages of the layouts, and the titles of the menu that a site has unless it sets one."""
    made = Catalog()
    found = sorted(_messages(), key=lambda each: (each[0], str(each[1]), each[3] or ""))
    for (
        name,
        message,
        comments,
        context,
    ) in found:  # so that moving a line in a layout moves nothing
        made.add(message, locations=[(name, 1)], auto_comments=comments, context=context)
    return made


def _messages() -> Iterator[tuple[str, str | tuple[str, ...], list[str], str | None]]:
    for path in sorted(LAYOUTS.rglob("*")):
        if path.suffix in (".html", ".xml", ".json", ".txt", ".webmanifest"):
            name = path.relative_to(LAYOUTS).as_posix()
            with path.open("rb") as file:
                for _, message, comments, context in extract(
                    "jinja2.ext:babel_extract", file, KEYWORDS, ["NOTE"], OPTIONS
                ):
                    yield name, message, comments, context
    for item in MENU:
        yield "parts/masthead.html", item.title, [], None


def files() -> dict[Path, bytes]:
    """The template and every catalogue as they should lie on disk."""
    wanted = template()
    made = {TEMPLATE: _written(wanted, ABOUT.format("English: copy it to LANGUAGE.po"))}
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as file:
            known = read_po(file, path.stem)
        known.update(wanted, no_fuzzy_matching=True)
        made[path] = _written(known, about(known, path.stem))
    return made


def about(catalogue: Catalog, language: str) -> str:
    """The head of a catalogue: what it is, and how its language counts."""
    name = catalogue.locale.english_name if catalogue.locale else language
    lines = (f"Language: {language}", f"Plural-Forms: {catalogue.plural_forms}")
    return ABOUT.format(name) + "".join(f'"{line}\\n"\n' for line in lines)


def _written(catalogue: Catalog, about: str) -> bytes:
    held = BytesIO()
    write_po(held, catalogue, width=0, omit_header=True, ignore_obsolete=True, include_lineno=False)
    return about.encode() + b"\n" + held.getvalue().lstrip(b"\n")


if __name__ == "__main__":
    for path, content in files().items():
        path.write_bytes(content)
        print(path.relative_to(LAYOUTS.parent))
