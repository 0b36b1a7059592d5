"""Plain text → Markdown that shows the same words: what would be markup by accident is escaped, and nothing else."""

import re
from collections.abc import Iterable

_SPACES = re.compile(r"[ \t\n]+")
_BACKSLASH = re.compile(r"\\(?=[\\`*_{}\[\]()>#+\-.!|~\x02\x03]|$)")
_ENTITY = re.compile(r"&(?=#|[a-z\d]+;)", re.IGNORECASE)
_TAG = re.compile(r"<(?=[^\s\d=<]|$)")
_STAR = re.compile(r"\*(?! )|(?<! )\*")
_LOW = re.compile(r"(?<![^\W_])_|_(?![^\W_])|__+")
_BRACKET = re.compile(r"\[(?=[\[^!])")
_BEGINS = (
    (re.compile(r"\d+(?=[.)](?:\s|$))"), "\\"),
    (re.compile(r"(?=[#>+-])"), "\\"),
    (re.compile(r"~(?=~~)"), "&#126;"),
    (re.compile(r":(?=\s|$)"), "&#58;"),
    (re.compile(r"=(?==*\s*$)"), "&#61;"),
)
"""What makes a block of a line that begins with it: a backslash goes behind it, or an entity in its place."""
_LISTED = re.compile(r"[+-](?!\s|$|[-\s]*$)")
"""A minus or plus that stands close before a word begins no list."""


def paragraph(text: str) -> str:
    """One paragraph, on one line; blanks in a row count as one, as they do in print. Empty where there are no words."""
    return _begun(inline(_SPACES.sub(" ", text).strip(" ")))


def lines(texts: Iterable[str]) -> str:
    """A paragraph whose lines end where they did: an address, a verse."""
    kept = [line for text in texts if (line := _SPACES.sub(" ", text).strip(" "))]
    made = inline("\n".join(kept)).replace("|", "\\|")  # else it could be a table
    return "  \n".join(map(_begun, made.split("\n")))


def inline(text: str) -> str:
    """Words within a line, whatever stands before them."""
    if text.isalnum():
        return text
    made = _BACKSLASH.sub(r"\\\\", text)
    made = _ENTITY.sub("&amp;", made)
    made = _TAG.sub("&lt;", made)
    made = made.replace("`", "\\`")
    if made.count("*") > 1 or made.startswith("*"):
        made = _STAR.sub(r"\\*", made)
    if "_" in made:
        made = _LOW.sub(lambda found: "\\_" * len(found[0]), made)
    if "[" in made:
        made = (made.replace("[", "\\[") if "](" in made or "]:" in made or "][" in made or "] [" in made
                else _BRACKET.sub(r"\\[", made))  # fmt: skip
    # a Liquid tag would be taken for one with a backslash in it
    return made.replace("{%", "&#123;%").replace("{", "\\{")


def _begun(line: str) -> str:
    """A line as it may begin a paragraph."""
    if line[:1] in "+-" and _LISTED.match(line):
        return line
    for pattern, sign in _BEGINS:
        if found := pattern.match(line):
            return (found[0] + sign if sign == "\\" else sign) + line[found.end() :]
    return line
