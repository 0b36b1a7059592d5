"""A text with Liquid tags or shortcodes, a function that knows some → the text, and the tags it still holds."""

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from typing import Any

from digest.model import Value

_DEEPEST = 20
_ARGUMENT = re.compile(
    r"(?:([\w-]+)\s*[=:]\s*)?(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`[^`]*`|[^\s,=\"'`]+)",
    re.DOTALL,
)
_FILE = re.compile(
    r"[^\n]*\.(?:avif|bmp|gif|jpe?g|png|svg|webp|tiff?)(?:[?#]\S*)?\Z", re.IGNORECASE
)


class Tag(Value, frozen=True):
    """A tag as it stands in a text: `rest` are its arguments as written, `inner` what it encloses, already turned.

    `value` tells `{{ … }}` of Liquid and Jinja from `{% … %}`; its expression is the `rest`.
    """

    line: int
    source: str
    name: str
    rest: str = ""
    inner: str | None = None
    value: bool = False


class Grammar(Value, frozen=True):
    """How a generator writes tags: `tag` finds the next one, `closing`, with a name put in, where it ends.

    Groups of `tag`: `name` and `rest`; `value` for an expression; `raw` for what stays as it is; `end` for closing
    tags; `alone` where a tag closes itself.
    """

    tag: re.Pattern[str]
    closing: str
    paired: Callable[[str], bool]
    """Whether tags of a name enclose something wherever their closing tag is found."""
    verbatim: frozenset[str] = frozenset()
    """Tags whose inner text is no longer looked at."""


_CONTROL = frozenset(
    "if unless for case capture elsif else when assign include set macro block".split()
)

LIQUID = Grammar(
    re.compile(
        r"\{%-?\s*(?:(?P<end>end\w*)\s*|(?P<name>\w+)(?P<rest>(?:(?!%\}|\{%).)*?))-?%\}"
        r"|\{\{-?\s*(?P<value>(?:(?!\}\}|\{\{).)*?)\s*-?\}\}|\{#(?P<note>(?:(?!#\}|\{#).)*)#\}",
        re.DOTALL,
    ),
    r"\{{%-?\s*end{name}\s*-?%\}}",
    lambda name: name not in _CONTROL,
    frozenset(("raw", "verbatim", "comment", "highlight")),
)
"""Liquid, Jinja and Nunjucks."""
HUGO = Grammar(
    re.compile(
        r"\{\{[<%]/\*(?P<raw>(?:(?!\*/[>%]\}\}).)*)\*/[>%]\}\}"
        r"|\{\{[<%]\s*(?:/\s*(?P<end>[\w./-]+)|(?P<name>[\w./-]+)(?P<rest>(?:(?![>%]\}\}|\{\{[<%]).)*?)"
        r"(?P<alone>/)?)\s*[>%]\}\}",
        re.DOTALL,
    ),
    r"\{{\{{[<%]\s*/\s*{name}\s*[>%]\}}\}}",
    lambda name: True,
    frozenset(("highlight",)),
)
ZOLA = Grammar(
    re.compile(
        r"\{\{/\*(?P<raw>(?:(?!\*/\}\}).)*)\*/\}\}|\{%/\*(?P<raw_block>(?:(?!\*/%\}).)*)\*/%\}"
        r"|\{%-?\s*(?P<end>end)\s*-?%\}|\{%-?\s*(?P<name>\w+)\((?P<rest>(?:(?!%\}|\{%).)*?)\)\s*-?%\}"
        r"|\{\{-?\s*(?P<call>\w+)\((?P<given>(?:(?!\}\}|\{\{).)*?)\)\s*-?\}\}",
        re.DOTALL,
    ),
    r"\{{%-?\s*end\s*-?%\}}",
    lambda name: True,
)


def turned(
    text: str, first: int, grammar: Grammar, turn: Callable[[Tag], str | None], depth: int = 0
) -> tuple[str, tuple[Tag, ...]]:
    """A text whose first line has the number `first`, each tag replaced by what `turn` makes of it.

    Tags of which it makes None stay as they are written, and are given back.
    """
    made: list[str] = []
    left: list[Tag] = []
    at, counted, line = 0, 0, first
    never: set[str] = set()  # names of which no closing tag follows: looked for once, not at each
    while found := grammar.tag.search(text, at):
        groups = found.groupdict()
        made.append(text[at : found.start()])
        line += text.count("\n", counted, found.start())
        at = counted = found.end()
        line_after = line + found[0].count("\n")
        if groups.get("end") is not None:
            made.append(found[0])
        elif (raw := groups.get("raw")) is not None or (raw := groups.get("raw_block")) is not None:
            made.append(_shown(found[0], raw))
        elif groups.get("note") is not None:
            pass
        elif groups.get("value") is not None:
            tag = Tag(line, found[0], "", groups["value"].strip(), value=True)
            _put(tag, turn(tag), made, left)
        else:
            name = groups["name"] or groups.get("call") or ""
            rest = (groups["rest"] if groups["name"] else groups.get("given")) or ""
            closing = None
            if not groups.get("alone") and not groups.get("call") and depth < _DEEPEST:
                closing = _closing(text, found, name, grammar, never)
            if closing:
                inner = text[found.end() : closing.start()]
                inside: tuple[Tag, ...] = ()
                if name not in grammar.verbatim:
                    inner, inside = turned(inner, line_after, grammar, turn, depth + 1)
                tag = Tag(line, found[0], name, rest.strip(), inner)
                became = turn(tag)
                if became is None:
                    left.append(tag)
                    became = found[0] + inner + closing[0]
                made.append(became)
                left += inside
                at = closing.end()
            else:
                tag = Tag(line, found[0], name, rest.strip())
                _put(tag, turn(tag), made, left)
        line, counted = line + text.count("\n", counted, at) + found[0].count("\n"), at
    made.append(text[at:])
    return "".join(made), tuple(left)


def _put(tag: Tag, became: str | None, made: list[str], left: list[Tag]) -> None:
    made.append(tag.source if became is None else became)
    if became is None:
        left.append(tag)


def _closing(
    text: str, found: re.Match[str], name: str, grammar: Grammar, never: set[str]
) -> re.Match[str] | None:
    """Where a tag ends that encloses something; None for one that stands alone."""
    if name in never or not grammar.paired(name):
        return None
    closing = re.compile(grammar.closing.format(name=re.escape(name))).search(text, found.end())
    if closing is None:
        never.add(name)
        return None
    inside = grammar.tag.finditer(text, found.end(), closing.start())
    again = any(each.groupdict().get("name") == name for each in inside)
    return None if again and name not in grammar.verbatim else closing


def _shown(source: str, raw: str) -> str:
    """`{{</* x */>}}` shows `{{< x >}}`."""
    return source.replace(f"/*{raw}*/", raw)


def arguments(rest: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The arguments of a tag: those without a name, and by name; quotes taken off."""
    alone: list[str] = []
    named: dict[str, str] = {}
    for key, value in _ARGUMENT.findall(rest):
        if value[0] in "\"'`":
            value = re.sub(r"\\(.)", r"\1", value[1:-1]) if value[0] != "`" else value[1:-1]
        if key:
            named.setdefault(key.lower(), value)
        else:
            alone.append(value)
    return tuple(alone), named


_PICTURES = re.compile(r"(?:\w+_)?(?:figure|image|img|picture)(?:_\w+)?")
_VIDEOS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "youtube_embed": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "streamable": "https://streamable.com/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "spotify": "https://open.spotify.com/{}",
}
_BOXES = frozenset(
    "admonition alert aside box callout caution danger hint important info note notice success tip warning".split()
)


def plain(tag: Tag) -> str | None:
    """What many generators' sites call alike, as Markdown: pictures, films, code, boxes. None for all else."""
    name = tag.name.rpartition("/")[2].partition(".")[0].lower().replace("-", "_")
    alone, named = arguments(tag.rest)
    if _PICTURES.fullmatch(name):
        return _picture(alone, named, tag.inner)
    if name in _VIDEOS:
        film = named.get("id") or named.get("video") or (alone[0] if alone else "")
        if film.startswith(("http://", "https://")):
            return f"<{film}>" if re.fullmatch(r"[^\s<>]+", film) else None
        return f"<{_VIDEOS[name].format(film)}>" if re.fullmatch(r"[\w/-]+", film) else None
    if name == "gist":
        if (address := named.get("url", "")).startswith("https://gist.github.com/"):
            return f"<{address}>" if re.fullmatch(r"[^\s<>]+", address) else None
        path = "/".join(alone[:2])
        return f"<https://gist.github.com/{path}>" if re.fullmatch(r"[\w/-]+", path) else None
    if name in ("tweet", "x", "twitter"):
        return _post(alone, named)
    if name in ("highlight", "code") and tag.inner is not None:
        language = alone[0] if alone else named.get("lang", "")
        return fenced(tag.inner, language)
    if name in ("comment",) and tag.inner is not None:
        return ""
    if name == "details" and tag.inner is not None:
        words = escape(named.get("summary") or (alone[0] if alone else "…"), quote=False)
        return f'\n<details markdown="1">\n<summary>{words}</summary>\n\n{tag.inner.strip()}\n\n</details>\n'
    if name in ("quote", "blockquote") and tag.inner is not None and not named:
        return (
            "\n" + "\n".join(f"> {line}".rstrip() for line in tag.inner.strip().split("\n")) + "\n"
        )
    if name in _BOXES and tag.inner is not None:
        kind = re.sub(r"[^\w-]", "", alone[0] if len(alone) == 1 else "") or name
        heading = f"**{named['title']}**\n\n" if named.get("title") else ""
        return f'\n<div class="{kind}" markdown="1">\n\n{heading}{tag.inner.strip()}\n\n</div>\n'
    return None


_FRAME = re.compile(r"<iframe\b([^<>]*)>(?:[^<]*</iframe\s*>)?", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(src|title)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def watched(address: str) -> str:
    """Where people watch what an address shows in a frame."""
    address = "https:" + address if address.startswith("//") else address
    for frame, page in (
        (r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+).*", _VIDEOS["youtube"]),
        (r"https?://player\.vimeo\.com/video/(\d+).*", _VIDEOS["vimeo"]),
    ):
        if found := re.fullmatch(frame, address):
            return page.format(found[1])
    return address


def unframed(html: str) -> str:
    """A text with each frame turned into a link to what it shows: digest lets no page show another."""

    def link(found: re.Match[str]) -> str:
        pairs = {key.lower(): unescape(a or b) for key, a, b in _ATTRIBUTE.findall(found[1])}
        address = watched(pairs.get("src", "").strip())
        if not re.fullmatch(r"https?://[^\s<>\"]+", address):
            return found[0]
        words = escape(pairs.get("title", "").strip() or address, quote=False)
        return f'<a href="{escape(address)}">{words}</a>'

    return _FRAME.sub(link, html) if "<iframe" in html.lower() else html


def fenced(code: str, language: str = "") -> str:
    """Code between fences that it does not hold itself."""
    fence = "```"
    while fence in code:
        fence += "`"
    word = re.match(r"[\w#+-][\w#.+-]*", language)
    code = code.strip("\n").rstrip()
    return f"\n{fence}{word[0] if word else ''}\n{code}\n{fence}\n"


def _post(alone: tuple[str, ...], named: Mapping[str, str]) -> str | None:
    user, number = named.get("user", ""), named.get("id", "")
    if alone and alone[0].startswith("https://") and re.fullmatch(r"[^\s<>]+", alone[0]):
        return f"<{alone[0]}>"
    number = number or (alone[-1] if alone else "")
    if not re.fullmatch(r"\d+", number) or not re.fullmatch(r"\w*", user):
        return None
    return f"<https://x.com/{user or 'i'}/status/{number}>"


def _picture(alone: tuple[str, ...], named: Mapping[str, str], inner: str | None) -> str | None:
    source = next(
        (
            named[key]
            for key in ("src", "url", "image_path", "path", "image", "file", "source")
            if named.get(key)
        ),
        "",
    )
    others = list(alone)
    if not source:
        if not others or not _FILE.match(others[0]):
            return None
        source = others.pop(0)
    if "{" in source:
        return None
    alt = named.get("alt", others[-1] if others else "")
    words = named.get("caption") or (inner or "").strip() or named.get("title", "")
    return picture(source, alt, words, named.get("link", ""))


def picture(source: str, alt: str, caption: str = "", link: str = "") -> str:
    """A picture as Markdown; with a caption, as a figure."""
    if not caption:
        made = f"![{_bracketed(alt)}]({addressed(source)})"
        return f"[{made}]({addressed(link)})" if link else made
    made = f'<img src="{escape(source)}" alt="{escape(alt or "")}">'
    if link:
        made = f'<a href="{escape(link)}">{made}</a>'
    return f'\n<figure markdown="1">\n{made}\n<figcaption markdown="span">{caption.strip()}</figcaption>\n</figure>\n'


def addressed(address: str) -> str:
    """An address as it may stand between the parentheses of a link."""
    return re.sub(r"[\s()<>]", lambda found: f"%{ord(found[0]):02X}", address.strip())


def _bracketed(words: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", " ".join(words.split()))


# ---- expressions of Liquid and Jinja ------------------------------------------------------------

_PIPE = re.compile(r"\|(?=(?:[^\"']|\"[^\"]*\"|'[^']*')*\Z)")
_FILTER = re.compile(r"\s*(\w+)\s*(?:[:(]\s*(.*?)\)?)?\s*\Z", re.DOTALL)


def worth(expression: str, names: Mapping[str, Any]) -> str | None:
    """What an expression comes to, where that is plain: texts, known names, filters of addresses and of letters.

    Addresses come without the site's base path: digest adds it. None for all that would need the generator.
    """
    if len(expression) > 2_000:
        return None
    first, *filters = _PIPE.split(expression)
    value = _operand(first, names)
    for each in filters:
        found = _FILTER.match(each)
        if value is None or not found:
            return None
        value = _filtered(value, found[1], found[2] or "", names)
    return value


def _operand(text: str, names: Mapping[str, Any]) -> str | None:
    text = text.strip()
    if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0] and text[0] not in text[1:-1]:
        return text[1:-1]
    value = names.get(re.sub(r"\[['\"]([\w-]+)['\"]\]", r".\1", text))
    return (
        str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    )


def _filtered(value: str, name: str, given: str, names: Mapping[str, Any]) -> str | None:
    if name in ("relative_url", "absolute_url", "url"):
        return value if re.match(r"[a-z]+:|#", value) else "/" + value.lstrip("/")
    if name in ("prepend", "append"):
        other = _operand(given, names)
        return None if other is None else other + value if name == "prepend" else value + other
    if name == "embed" and re.fullmatch(r"https?://[^\s<>()]+", value):
        return f"[{_bracketed(_operand(given, names) or value)}]({watched(value)})"
    if name in ("downcase", "lower"):
        return value.lower()
    if name in ("upcase", "upper"):
        return value.upper()
    if name in (
        "strip",
        "trim",
        "safe",
        "escape",
        "xml_escape",
        "strip_html",
        "markdownify",
        "strip_newlines",
    ):
        return value.strip()
    if name == "slugify" or name == "slug":
        return re.sub(r"[^\w]+", "-", value.lower()).strip("-")
    return None
