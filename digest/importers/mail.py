"""Mail, one message or a box of them → a draft for each: subject, sender, date, text, pictures that came along."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

from digest import boilerplate, decoding, imprint, marked, safe, urls
from digest.model import Draft, Seed
from digest.problems import Problem
from digest.seeds import too_large

_BOX = re.compile(rb"From \S+.{0,80}\d{4}[^\n]{0,20}\r?\n[A-Za-z-]+:")
_BORDER = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From \S+.{0,80}\d{4}[^\n]{0,20}\r?\n(?=[A-Za-z-]+:)"
)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_FORWARDED = re.compile(r"(?:\s*(?:fwd?|wg|tr|rv|enc|i)\s*:)+\s*", re.IGNORECASE)
_LIST_MARK = re.compile(r"^\s*\[[^\[\]]{1,40}\]\s*")
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
}
_BEGINS = {
    "jpg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
    "avif": (b"\0\0\0",),
}
_FULL_LINE = 45
"""Characters: a line of plain text that is longer was broken by a program, not by who wrote it."""
_PART = "split it, or import what of it is text"
_AGAIN = "save it in another form"
_MOST = 2_000


def drafts(seed: Seed) -> Iterator[Draft | Problem]:
    """A draft for each message; in a box its `key` is the message's id. A Problem for one without a text."""
    if refused := too_large(seed.path, seed.content):
        yield refused
        return
    if not _BOX.match(seed.content):
        yield _message(seed, seed.content, 0)
        return
    starts = list(_BORDER.finditer(seed.content))
    ends = [found.start() for found in starts[1:]] + [len(seed.content)]
    for number, (start, end) in enumerate(zip(starts[:_MOST], ends, strict=False), 1):
        raw = _QUOTED_FROM.sub(rb"\1", seed.content[start.end() : end])
        yield _message(seed, raw, number)
    if len(starts) > _MOST:
        yield Problem(
            seed.path,
            0,
            f"has {len(starts):,} messages; {_MOST:,} were read",
            _PART,
            "warning",
        )


def _message(seed: Seed, raw: bytes, number: int) -> Draft | Problem:
    """A message of a box, `number` counting from 1, or the only one, `number` 0."""
    which = f"message {number}" if number else "the message"
    try:
        return _draft(seed, raw, number, which)
    except RecursionError:
        return Problem(seed.path, 0, f"{which} is nested too deeply", _PART)
    except (
        MessageError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        IndexError,
    ) as error:
        # the standard library's parser of headers stumbles over some that are malformed
        return Problem(
            seed.path,
            0,
            f"{which} can't be read: {safe.line(str(error))[:100]}",
            _PART,
        )


def _draft(seed: Seed, raw: bytes, number: int, which: str) -> Draft | Problem:
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    if not message.keys():
        return Problem(seed.path, 0, f"{which} has no headers", _AGAIN)
    files: dict[str, bytes] = {}
    pictures, loose = _pictures(message)
    text = _text(message, pictures, files)
    for data, ending, alt in loose:
        name = f"picture-{len(files) + 1}.{ending}"
        files[name] = data
        text += f"\n\n![{marked.from_text(alt)}]({name})"
    text = text.strip()
    subject = safe.line(_header(message, "Subject"))
    title = _FORWARDED.sub("", subject, count=1) if _FORWARDED.match(subject) else subject
    list_name, has_list = _list(message)
    if has_list:
        title = _LIST_MARK.sub("", title) or title
    if not text:
        return Problem(seed.path, 0, f"{which} has no text", "leave it out")
    title = title or " ".join(text.split()[:10])
    name, address = parseaddr(_header(message, "From"))
    name = safe.line(name)
    return Draft(
        slug=urls.slug(title),
        title=title,
        text=text,
        date=imprint.stated_date(_header(message, "Date")),
        source=list_name or name or address.rpartition("@")[2],
        url=_archived(message),
        authors=imprint.split_names(name) if name != list_name else (),
        lang=_language(_header(message, "Content-Language")),
        key=safe.line(_header(message, "Message-ID")).strip("<> ") or str(number) if number else "",
        files=tuple(files.items()),
    )


def _header(message: EmailMessage, name: str) -> str:
    """A header in characters; what is not ASCII nor encoded is read as UTF-8, as it mostly is."""
    try:
        value = str(message.get(name, ""))
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError):
        value = next(
            (str(raw) for key, raw in message.raw_items() if key.lower() == name.lower()), ""
        )
    if any("\udc80" <= sign <= "\udcff" for sign in value):
        value = decoding.text(value.encode("utf-8", "surrogateescape"))
    return " ".join(value.replace("\ufffd", "").split())


def _list(message: EmailMessage) -> tuple[str, bool]:
    """What a mailing list calls itself (RFC 2919), and whether the message came through one."""
    said = _header(message, "List-Id")
    return safe.line(said.partition("<")[0].strip(' "')), bool(said)


def _archived(message: EmailMessage) -> str:
    """Where a message can be read on the web (RFC 5064, and what newsletters send)."""
    for name in ("Archived-At", "X-Archive-URL", "List-Archive"):
        found = re.search(r"https?://[^\s<>]+", _header(message, name))
        if found and name != "List-Archive":
            return found[0]
    return ""


def _language(tag: str) -> str:
    found = re.fullmatch(r"([A-Za-z]{2,3})((?:-[A-Za-z0-9]{2,8})*)", tag.partition(",")[0].strip())
    return found[1].lower() + found[2] if found else ""


# ---- parts --------------------------------------------------------------------------------------


def _pictures(
    message: EmailMessage,
) -> tuple[dict[str, tuple[bytes, str]], list[tuple[bytes, str, str]]]:
    """Pictures that a text shows, by their addresses (`cid:…`), and those that are only attached, with their names."""
    shown: dict[str, tuple[bytes, str]] = {}
    loose: list[tuple[bytes, str, str]] = []
    for part in message.walk():
        ending = _ENDINGS.get(part.get_content_type())
        data = part.get_payload(decode=True) if ending else None
        if not ending or not isinstance(data, bytes) or not data.startswith(_BEGINS[ending]):
            continue
        name = str(part.get("Content-ID", "")).strip(" <>")
        if name and part.get_content_disposition() != "attachment":
            shown["cid:" + name] = (data, ending)
        else:
            loose.append((data, ending, safe.line((part.get_filename() or "").rpartition(".")[0])))
    return shown, loose


def _text(
    message: EmailMessage, pictures: dict[str, tuple[bytes, str]], files: dict[str, bytes]
) -> str:
    """The text as Markdown: the HTML part, unless it only lays out what the plain part says as well."""
    html, plain, flowed = _part(message, "html"), _part(message, "plain"), _is_flowed(message)
    if html.strip():
        root = marked.tree(html)
        if marked.depth(root) > marked.DEEPEST * 2:
            html = ""
        else:
            words = _count(root.text_content())
            laid_out = next(iter(root.xpath("//table//table")), None) is not None
            if not (plain.strip() and laid_out and _count(plain) * 10 >= words * 8):
                _tidy(root)
                return marked.markdown(root, _resolver(pictures, files))
    return _from_plain(plain, flowed)


def _part(message: EmailMessage, kind: str) -> str:
    """All parts of a message that are text of a kind and no attachments, one after the other."""
    found = []
    for part in message.walk():
        if (
            part.get_content_type() != f"text/{kind}"
            or part.get_content_disposition() == "attachment"
        ):
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            found.append(decoding.text(data, str(part.get_content_charset() or "")))
    return "\n\n".join(found)


def _is_flowed(message: EmailMessage) -> bool:
    """Whether lines that end in a space go on in the next one (RFC 3676)."""
    return any(
        "flowed" in str(part.get_param("format", "")).lower()
        for part in message.walk()
        if part.get_content_type() == "text/plain"
    )


def _tidy(root: Any) -> None:
    """Take out what mail has for programs: pictures of one dot, words that are not shown, lines around a text."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        tiny = element.tag == "img" and {element.get("width"), element.get("height")} & {
            "0",
            "1",
            "2",
        }
        hidden = re.search(
            r"display\s*:\s*none|mso-hide\s*:\s*all", element.get("style") or "", re.IGNORECASE
        )
        around = (
            element.tag in marked.BLOCKS
            and not len(element)
            and boilerplate.is_around(element.text or "")
        )
        if tiny or hidden or around:
            _take(element)


def _take(element: Any) -> None:
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _resolver(pictures: dict[str, tuple[bytes, str]], files: dict[str, bytes]) -> marked.Resolve:
    absolute = marked.absolute("")
    kept: dict[str, str] = {}

    def resolve(address: str) -> str:
        if address not in pictures:
            return absolute(address)
        if address not in kept:
            data, ending = pictures[address]
            kept[address] = f"picture-{len(files) + 1}.{ending}"
            files[kept[address]] = data
        return kept[address]

    return resolve


# ---- plain text ---------------------------------------------------------------------------------


def _from_plain(text: str, flowed: bool) -> str:
    """Plain text of a mail → Markdown: lines that a program broke are joined, what is cited is a quotation."""
    lines = _unfolded(text) if flowed else text.split("\n")
    blocks: list[tuple[int, list[str]]] = []
    for line in lines:
        level, words = _cited(line)
        if not words.strip():
            blocks.append((0, []))
        elif blocks and blocks[-1][1] and blocks[-1][0] == level:
            blocks[-1][1].append(words)
        else:
            blocks.append((level, [words]))
    made: list[str] = []
    before = 0
    for level, said in blocks:
        if not said or (len(said) == 1 and boilerplate.is_around(said[0])):
            continue
        block = marked.from_text("\n".join(said if flowed else _rejoined(said)))
        mark = "> " * level
        if level and before and made:  # one quotation, if the next is cited as deeply
            made[-1] += f"\n{'> ' * min(level, before)}".rstrip() + "\n" + _prefixed(block, mark)
        else:
            made.append(_prefixed(block, mark))
        before = level
    return "\n\n".join(made)


def _prefixed(block: str, mark: str) -> str:
    return "\n".join(
        (mark + line).rstrip(" ") if not line.endswith("  ") else mark + line
        for line in block.split("\n")
    )


def _cited(line: str) -> tuple[int, str]:
    """How often a line is cited, and its words."""
    found = re.match(r"(?:> ?)*", line)
    marks = found[0] if found else ""
    return min(marks.count(">"), 5), line[len(marks) :]


def _unfolded(text: str) -> list[str]:
    made: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        level, words = _cited(line)
        words = words.removeprefix(" ")
        if goes_on and made and _cited(made[-1])[0] == level:
            made[-1] += words
        else:
            made.append("> " * level + words)
        goes_on = words.endswith(" ") and words != "-- "
    return made


def _rejoined(lines: list[str]) -> list[str]:
    """Lines of a paragraph, joined where all but the last are as long as programs make them."""
    listed = re.compile(r"\s*(?:[-*+•]|\d+[.)])\s")
    if (
        len(lines) < 2
        or any(len(line) < _FULL_LINE for line in lines[:-1])
        or any(map(listed.match, lines[1:]))
    ):
        return lines
    return [" ".join(line.strip() for line in lines)]


def _count(text: str) -> int:
    return len(text.split())
