"""A built file → what a reader, a feed reader or a search engine finds in it."""

import json
import re
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
from lxml import etree

from tests.conftest import SiteFolder

ATOM = {"a": "http://www.w3.org/2005/Atom"}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

Json = dict[str, Any]


class Document:
    """An HTML file, parsed as browsers do; a mistake in it fails the test."""

    def __init__(self, folder: SiteFolder, path: str) -> None:
        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("lxml"), strict=True, namespaceHTMLElements=False
        )
        self.path = path
        self.root = parser.parse(folder.page(path)).getroot()

    def all(self, xpath: str) -> list[Any]:
        """What an XPath finds."""
        return list(self.root.xpath(xpath))

    def texts(self, xpath: str) -> list[str]:
        """The words of each element found, in one line."""
        return [" ".join("".join(each.itertext()).split()) for each in self.all(xpath)]

    def text(self, xpath: str) -> str:
        """The words of the one element found."""
        (found,) = self.texts(xpath)
        return found

    def links(self, xpath: str = "//main") -> list[str]:
        """The addresses of all links below an element, in order."""
        return [str(each) for each in self.all(f"{xpath}//a/@href")]

    def head(self, name: str) -> list[str]:
        """The contents of a `meta` by its name or property, or the addresses of a `link` by its rel."""
        found = self.all(f"//meta[@name='{name}' or @property='{name}']/@content")
        return [str(each) for each in found or self.all(f"//link[@rel='{name}']/@href")]

    def data(self) -> Json:
        """Its JSON-LD."""
        (script,) = self.all("//script[@type='application/ld+json']")
        found: Json = json.loads(script.text)
        return found


def atom(folder: SiteFolder, path: str = "feed.xml") -> Any:
    """An Atom feed's root."""
    return etree.fromstring(folder.page(path).encode())


def entries(folder: SiteFolder, path: str = "feed.xml") -> list[dict[str, str]]:
    """The entries of an Atom feed: the text of each element, the address of each link by its rel."""
    found = []
    for entry in atom(folder, path).findall("a:entry", ATOM):
        fields = {each.tag.rpartition("}")[2]: each.text or "" for each in entry}
        fields |= {each.get("rel"): each.get("href") for each in entry.findall("a:link", ATOM)}
        fields["lang"] = entry.get(XML_LANG)
        found.append(fields)
    return found


def items(folder: SiteFolder, path: str = "feed.json") -> list[Json]:
    """The items of a JSON feed."""
    found: list[Json] = json.loads(folder.page(path))["items"]
    return found


def records(folder: SiteFolder, path: str) -> list[Json]:
    """A data file's array."""
    found: list[Json] = json.loads(folder.page(path))
    return found


def dead(folder: SiteFolder, site: str) -> list[str]:
    """Internal addresses of every page, stylesheet and data file that no file of output/ answers.

    `site` is the site's address. An address within its host but outside its base path is dead too, and so is a fragment
    that is no id.
    """
    base = urlsplit(site).path
    files = {path.relative_to(folder.root / "output").as_posix() for path in _files(folder)}
    ids: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    for path in sorted(files):
        here = site + path.removesuffix("index.html")
        if path.endswith(".html"):
            page = Document(folder, path)
            ids[path] = {str(each) for each in page.all("//@id")}
            refreshed = page.all("//meta[@http-equiv='refresh']/@content")
            found = [*page.all("//@href"), *page.all("//@src")]
            found += [each.partition("url=")[2] for each in refreshed]
            links += ((here, str(each)) for each in found)
        elif path.endswith((".xml", ".json", ".txt")) or path == "_headers":
            text = folder.page(path)
            links += (
                (here, each) for each in re.findall(rf"{re.escape(site)}[^\s<>\"'\\&]*", text)
            )
    lost = []
    for here, address in links:
        whole = urlsplit(urljoin(here, address))
        if whole.scheme not in ("http", "https") or whole.netloc != urlsplit(site).netloc:
            continue
        path = unquote(whole.path)
        file = path.removeprefix(base)
        file = file + "index.html" if not file or file.endswith("/") else file
        fragment = unquote(whole.fragment)
        if (
            not path.startswith(base)
            or file not in files
            or (fragment and fragment not in ids[file])
        ):
            lost.append(f"{here}: {address}")
    return sorted(set(lost))


def _files(folder: SiteFolder) -> list[Any]:
    return [path for path in (folder.root / "output").rglob("*") if path.is_file()]
