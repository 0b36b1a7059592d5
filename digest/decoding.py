"""A document's bytes → its text: the encoding found, and what was decoded wrongly before mended where that is sure."""

import codecs
import re
from functools import cache
from typing import Any

from digest import safe

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 before UTF-16, whose mark it begins with."""
_SIGNS = bytes([0x80, 0x85, *range(0x91, 0x98), 0xA0, 0xA3, 0xA9, 0xAB, 0xAE, 0xB0, 0xB7, 0xBB])
"""What Windows-1252 has above ASCII that Western texts use and no letter is: €…‘’“”•–—, nbsp, £©«®°·»."""
_SUSPECT = re.compile(r"[ÂÃâãÐÑØÙÎÏÅÄà-ïÀ-Ï][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
"""How UTF-8 looks that was read as Windows-1252 or Latin-1: a letter for the first byte, a sign for the second."""
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def text(content: bytes, declared: str = "") -> str:
    """The text of some bytes, line ends as `\\n`, without what no text may hold.

    Counted are, in this order: a byte order mark; valid UTF-8; what was `declared`; zeros in every second byte
    (UTF-16); Windows-1252 where nearly all is ASCII; else what `charset-normalizer` finds most likely.
    """
    found = mended(_decoded(content, declared))
    return safe.text(_BREAKS.sub("\n", found))


def mended(text: str) -> str:
    """A text whose UTF-8 was once read as Windows-1252 or the like (`â€œ` for `“`), put right line by line.

    Only where the wrong reading is certain, as `ftfy` judges it; nothing else in the text changes.
    """
    if not _SUSPECT.search(text):
        return text
    mend = _mender()
    return "\n".join(mend(line) if _SUSPECT.search(line) else line for line in text.split("\n"))


def _decoded(content: bytes, declared: str) -> str:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    if b"\0" not in content:
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            pass
    if declared:
        try:
            return content.decode("cp1252" if _is_latin(declared) else declared)
        except (LookupError, UnicodeError, ValueError):
            pass
    if wide := _wide(content):
        return content.decode(wide, "replace")
    if _is_western(content):
        return content.decode("cp1252", "replace")
    return _likeliest(content)


def _is_latin(declared: str) -> bool:
    """Whether browsers read what was declared as Windows-1252 (encoding.spec.whatwg.org, names and labels)."""
    try:
        return codecs.lookup(declared).name in ("iso8859-1", "ascii", "cp1252")
    except LookupError:
        return False


def _wide(content: bytes) -> str:
    """UTF-16 without its mark: most letters of most languages have a byte that many share, and ASCII's is zero."""
    head = content[:4_096]
    if b"\0" not in head:
        return ""
    return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"


def _is_western(content: bytes) -> bool:
    """Whether what is not ASCII are signs, or few letters among many: Greek or Arabic have more of them than ASCII."""
    high = [byte for byte in content[:100_000] if byte > 127]
    letters = sum(byte not in _SIGNS for byte in high)
    ascii_letters = sum(chr(byte).isalpha() for byte in content[:100_000] if byte < 128)
    undefined = any(byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) for byte in high)
    return not undefined and letters * 6 <= ascii_letters


def _likeliest(content: bytes) -> str:
    try:
        from charset_normalizer import from_bytes  # of the extra `import`
    except ImportError:
        return content.decode("utf-8", "replace")
    best = from_bytes(content[:200_000]).best()
    return content.decode(best.encoding if best else "utf-8", "replace")


@cache
def _mender() -> Any:
    try:
        import ftfy  # of the extra `import`
    except ImportError:
        return lambda line: line
    settings = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        normalization=None,
        explain=False,
    )
    return lambda line: ftfy.fix_encoding(line, settings)
