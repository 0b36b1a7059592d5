"""The only place that decides what an address looks like: slugs, paths within the site, safe addresses elsewhere."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urljoin, urlsplit

from digest.fingerprint import of_bytes

_WORDS = (  # C, C# and C++ are three subjects; so are .NET and net
    ("c++", "c-plus-plus"),
    ("++", "-plus-plus "),
    ("c#", "c-sharp"),
    ("f#", "f-sharp"),
    ("#", "-sharp "),
    ("&", " and "),
    ("@", " at "),
    ("%", " percent "),
)
_LONGEST = 80
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|#%\ud800-\udfff]")
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
_PLAIN_HOST = re.compile(r"https?://([A-Za-z0-9.-]+)(?:[/?#][ -Z^-~]*)?\Z")
_PLAIN_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*+")
_ORDINARY = re.compile(r"https?://[A-Za-z0-9.-]+(?:[/?#][A-Za-z0-9/~!$&'()*+,;=:@._#?%-]*)?")
_SCHEMES = ("http", "https", "mailto")
_HIDDEN = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


@lru_cache(maxsize=50_000)
def slug(text: str) -> str:
    """A word for addresses: lower-case letters and digits of any script, hyphens; at most 80 characters, never empty.

    Equal but for case, accents' encoding or punctuation between words, equal slug; `C`, `C#` and `c++` differ.
    """
    from slugify import slugify  # slow to import: only where something is named

    lowered = unicodedata.normalize("NFKC", text).casefold().strip()
    if lowered.startswith("."):
        lowered = "dot-" + lowered[1:]
    for sign, word in _WORDS:
        lowered = lowered.replace(sign, word)
    made = str(slugify(lowered, allow_unicode=True, max_length=_LONGEST, word_boundary=True))
    while len(made.encode()) > 200:  # file systems count bytes
        made = made[:-1]
    made = unicodedata.normalize("NFC", made.strip("-"))
    if _RESERVED.fullmatch(made):
        return "x-" + made
    return made or "x-" + of_bytes(text.encode("utf-8", "surrogatepass"))[:8]


def is_slug(text: str) -> bool:
    """Whether a text can stand in an address as it is: one segment without surprises."""
    if 4 < len(text) <= 240 and _PLAIN_SLUG.fullmatch(text):  # longer than what is reserved
        return True
    return bool(text) and inside(text) == text and "/" not in text and not re.search(r"\s", text)


def inside(address: str) -> str | None:
    """A path a person wrote → the path within the site, without slashes around it; None where it leads outside.

    Refused are `..`, empty and hidden segments, drive letters, control characters and what file systems reserve.
    """
    address = unicodedata.normalize("NFC", address.strip())
    parts = address.strip("/").split("/")
    for part in parts:
        if (
            not part
            or part.startswith(".")
            or part != part.strip(" .")
            or _RESERVED.fullmatch(part)
        ):
            return None
        if _FORBIDDEN.search(part) or not part.isprintable():
            return None
        if len(part.encode()) > 240:
            return None
    return "/".join(parts) if len(address) < 900 else None


def permalink(pattern: str, slug: str, iso: str, folder: str) -> str:
    """The address of an article within the site; dates that are not known read `undated` or `00`."""
    year, month, day = iso[:4], iso[5:7], iso[8:10]
    address = (
        pattern.replace("{slug}", slug)
        .replace("{year}", year or "undated")
        .replace("{month}", month or "00")
        .replace("{day}", day or "00")
        .replace("{folder}", _folder(folder))
    )
    return (re.sub(r"/{2,}", "/", address) if "//" in address else address).lstrip("/")


@lru_cache(maxsize=1_000)
def _folder(path: str) -> str:
    """A folder as it is called on disk, its names fit for an address: `#` and `?` would end one."""
    return "/".join(inside(part) or slug(part) for part in path.split("/") if part)


def fixed(path: str) -> str:
    """An address from a path that `inside` let through: a folder, or a file where it has an ending such as .html."""
    if path.endswith("/index.html"):
        return path.removesuffix("index.html")
    last = path.rpartition("/")[2]
    return (
        path
        if re.search(r"\.(?:html?|php|aspx?|xml|json|txt)$", last, re.IGNORECASE)
        else path + "/"
    )


def file(url: str) -> str:
    """The file in output/ that answers at an address within the site."""
    return url + "index.html" if url.endswith("/") or not url else url


SEARCH = "search/"
"""The address of the page that searches."""
INDEXED = "pagefind/"
"""The folder of output/ that holds what the search works with."""
INDEX = INDEXED + "pagefind-entry.json"
"""The file there that names all others."""


def numbered(url: str, number: int) -> str:
    """The address of page `number` of a list, counted from 1."""
    return url if number == 1 else f"{url}page/{number}/"


def kind(kind: str) -> str:
    """The address of the index of all entities of a kind."""
    return f"entities/kinds/{kind}/"


def together(one: str, other: str) -> str:
    """The address of what names two entities, by their slugs; the same whichever is named first."""
    first, second = sorted((one, other))
    return f"entities/{first}/with/{second}/"


def encode(url: str) -> str:
    """An address within the site, fit for `href`: non-ASCII letters percent-encoded."""
    if type(url) is str and _fit(url):  # most are, and `quote` takes five times as long to see it
        return url
    return quote(url, safe="/~!$&'()*+,;=:@-._#?%")


_fit = re.compile(r"[A-Za-z0-9/~!$&'()*+,;=:@._#?%-]*").fullmatch


def base(site_url: str) -> str:
    """The path under which a site is published: `https://example.org/digest` → `/digest/`."""
    path = urlsplit(site_url).path.strip("/")
    return f"/{path}/" if path else "/"


def redirects(text: str) -> Iterator[tuple[str, str, int]]:
    """The lines of `_redirects` but those with patterns: an old address, where it leads, and with which status."""
    for line in text.splitlines():
        old, new, status, *_ = [*line.split(), "", "", ""]
        if new and not old.startswith("#") and "*" not in old and ":" not in old:
            yield old, new, int(status) if status in ("301", "302", "303", "307", "308") else 301


def elsewhere(address: str) -> str | None:
    """An address out of content, fit for `href`; None where it is not plain http, https or mailto, or holds a login."""
    if type(address) is str and _ORDINARY.fullmatch(address):  # nearly all are: nothing to mend
        return address
    address = address.strip().replace(" ", "%20")
    if _HIDDEN.search(address) or "\\" in address:
        return None
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES or (parts.scheme != "mailto" and not host):
        return None
    if parts.username or parts.password or re.search(r"[\"<>`{}|^\[\]]", parts.netloc):
        return None
    return encode(address)


def host(address: str) -> str:
    """The host of an address without `www.`, for comparing and for showing; empty where there is none."""
    if plain := _PLAIN_HOST.match(address):  # nearly all are, and this is ten times as fast
        return plain[1].lower().removeprefix("www.")
    try:
        name = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return name.removeprefix("www.")


def joined(here: str, relative: str) -> str:
    """A relative address seen from a page → an address within the site; it can't climb out of it."""
    return (
        urljoin("http://site.invalid/" + encode(here), relative)
        .removeprefix("http://site.invalid")
        .lstrip("/")
    )


def unquoted(address: str) -> str:
    """An address with its percent-encoding undone."""
    return unquote(address)


def address(file: str) -> str:
    """The address at which a file in output/ answers: the folder's for an index.html."""
    return (
        file.removesuffix("index.html")
        if file == "index.html" or file.endswith("/index.html")
        else file
    )


def stem(relative: str) -> tuple[str, str]:
    """The name a file gives its content, and its folder: `a/b.md` and `a/b/index.md` are both b in a."""
    within, _, file = relative.rpartition("/")
    name, _, ending = file.rpartition(".")
    if name and ending and name != "index" and relative[0] != "/":  # no need to take the path apart
        return name, _fit_folder(within)
    path = PurePosixPath(relative)
    name = path.stem
    if name == "index" and path.parent.name:
        path = path.parent
        name = path.name
    return name, _fit_folder(str(path.parent))


@lru_cache(maxsize=1_000)
def _fit_folder(path: str) -> str:
    """A folder as it may stand in an address; many files lie in one."""
    folder = str(PurePosixPath(path))
    if folder == ".":
        return ""
    return folder if inside(folder) == folder else slug(folder)


def within(address: str, base: str) -> str:
    """Any way to write an address of the site → its path, without the base and slashes around it."""
    path = re.sub(r"^[a-z]+://[^/?#]*|[?#].*", "", address) if "://" in address else address
    return ("/" + unquote(path).lstrip("/")).removeprefix(base.rstrip("/")).strip("/")


def home(address: str, homes: Iterable[str]) -> str:
    """Which of some home pages on its host an address most likely belongs to: the longest under whose path it lies.

    Empty where there is none, or where several could be meant.
    """
    near = list(homes)
    path = urlsplit(address).path.strip("/") + "/"
    under = [
        each for each in near if path.startswith(urlsplit(each).path.strip("/").rstrip("/") + "/")
    ]
    under += [each for each in near if not urlsplit(each).path.strip("/")]
    if under:
        return max(under, key=len)
    return near[0] if len(near) == 1 else ""


def former_slug(address: str) -> str:
    """The slug in an old address: its last part, without `.html`."""
    return address.rstrip("/").rpartition("/")[2].removesuffix(".html")
