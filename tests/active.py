"""An independent judge that names whatever in a finished file could run or call out."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import html5lib
from lxml import etree

_XHTML = "{http://www.w3.org/1999/xhtml}"
_ATOM = "{http://www.w3.org/2005/Atom}"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"

# Elements that run, load, send, restyle or change how the rest is read.  noscript is among them:
# it is read as text where scripts run and as markup where they do not.
_ELEMENTS = frozenset(
    {
        "animate",
        "animatemotion",
        "animatetransform",
        "applet",
        "base",
        "basefont",
        "bgsound",
        "button",
        "embed",
        "fencedframe",
        "foreignobject",
        "form",
        "frame",
        "frameset",
        "iframe",
        "ilayer",
        "input",
        "isindex",
        "keygen",
        "layer",
        "listing",
        "marquee",
        "math",
        "nextid",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "option",
        "optgroup",
        "param",
        "plaintext",
        "portal",
        "select",
        "set",
        "slot",
        "style",
        "svg",
        "template",
        "textarea",
        "webview",
        "xml",
        "xmp",
    }
)

# Attributes a reader follows on a press, and attributes whose address is fetched unasked.
_FOLLOWED = frozenset(
    {"action", "cite", "formaction", "href", "longdesc", "profile", "usemap", "xlink:href"}
)
_FETCHED = frozenset(
    {
        "archive",
        "background",
        "classid",
        "codebase",
        "data",
        "dynsrc",
        "icon",
        "lowsrc",
        "manifest",
        "poster",
        "src",
    }
)
_SETS = frozenset({"srcset", "imagesrcset"})

# Attributes with no harmless use in a finished page.
_FORBIDDEN = frozenset({"attributionsrc", "ping", "shadowrootmode", "srcdoc", "style", "xml:base"})

_LINK_QUIET = frozenset({"canonical", "alternate", "next", "prev", "first", "last", "license"})
_LINK_FETCHED = frozenset({"stylesheet", "icon", "apple-touch-icon", "manifest"})

_WEB = frozenset({"http", "https"})
_PRESSED = _WEB | {"mailto", "tel"}
_RUNNING = frozenset({"javascript", "vbscript", "livescript", "data", "blob", "filesystem", "file"})

_LD_URLS = frozenset(
    {
        "@id",
        "contentUrl",
        "embedUrl",
        "image",
        "item",
        "logo",
        "mainEntityOfPage",
        "sameAs",
        "thumbnailUrl",
        "url",
    }
)
_JSON_PICTURES = frozenset({"avatar", "banner_image", "favicon", "icon", "image"})
_FOREIGN = ("w3.org/1999/xhtml", "w3.org/2000/svg", "w3.org/1998/Math", "w3.org/1999/XSL")
_ATOM_HTML = frozenset({"title", "subtitle", "summary", "rights", "content"})
_ATOM_PARENTS = frozenset({"feed", "entry", "author", "contributor", "source"})

_C0_SPACE = "".join(map(chr, range(33)))
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_REFRESH = re.compile(
    r"\s*[\d.]*\s*[;,\s]\s*(?:url\s*=\s*)?(?:\"([^\"]*)|'([^']*)|(.*))", re.I | re.S
)
_XML_ENCODING = re.compile(r"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")


def active(html: str, host: str, refresh_ok: bool = False) -> list[str]:
    """Name each thing in the page `html`, served from `host`, that could run or call out.

    `refresh_ok` allows a meta refresh to an address of the site, as its redirect pages have.
    """
    return _unique(
        message
        for root in _parsed(html)
        for node in _elements(root)
        for message in _judge(node, host, refresh_ok, data_blocks=True)
    )


def active_fragment(html: str, host: str) -> list[str]:
    """Name each thing in a piece of HTML, as feeds carry it, that could run or call out.

    The piece is read both alone and within a page, where an unfinished tag takes in what follows.
    It may hold no script element of any type.
    """
    whole = f'<!DOCTYPE html><html><body><div>{html}</div><p title="\'">x</p></body></html>'
    return _unique(
        message
        for root in (*_parsed(html, fragment=True), *_parsed(whole))
        for node in _elements(root)
        for message in _judge(node, host, refresh_ok=False, data_blocks=False)
    )


def active_atom(xml: str, host: str) -> list[str]:
    """Name each thing in an Atom feed or entry that could run, call out or mislead its reader."""
    declared = _XML_ENCODING.match(xml)
    if declared and declared[1].lower() not in {"utf-8", "utf8", "us-ascii"}:
        return [f"encoding: {_short(declared[1])}"]
    try:
        data = xml.encode("utf-8")
    except UnicodeEncodeError:
        return ["encoding: not writable as UTF-8"]
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return [f"not well-formed XML: {_short(str(error))}"]
    tree = root.getroottree()
    found = []
    if tree.docinfo.internalDTD is not None or tree.docinfo.doctype:
        found.append(f"doctype: {_short(tree.docinfo.doctype)}")
    for instruction in tree.xpath("//processing-instruction()"):
        found.append(f"processing instruction: {_short(str(instruction))}")
    if root.tag not in {_ATOM + "feed", _ATOM + "entry"}:
        found.append(f"root: <{_short(str(root.tag))}> is not Atom")
    for node in root.iter():
        if isinstance(node.tag, str):
            found.extend(_judge_atom(node, host))
        elif node.tag is etree.Entity:
            found.append(f"entity: {_short(str(node))}")
    return _unique(iter(found))


def active_jsonfeed(text: str, host: str) -> list[str]:
    """Name each thing in a JSON Feed that could run or call out."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return ["encoding: not writable as UTF-8"]
    try:
        feed = _strict_json(text)
    except (ValueError, RecursionError) as error:
        return [f"not JSON: {_short(str(error))}"]
    if not isinstance(feed, dict):
        return ["root: not a JSON object"]
    return _unique(
        message for key, value in _members(feed) for message in _judge_member(key, value, host)
    )


def _judge_member(key: str, value: object, host: str) -> Iterator[str]:
    """Judge one member of a JSON Feed object by its name."""
    if key == "content_html":
        if isinstance(value, str):
            for message in active_fragment(value, host):
                yield f"content_html: {message}"
        else:
            yield f"content_html: not text: {_short(repr(value))}"
    elif key == "url" or key.endswith("_url") or key in _JSON_PICTURES:
        if not isinstance(value, str):
            yield f"{key}: not text: {_short(repr(value))}"
        elif _target(value)[0] not in _WEB:
            yield f"{key}: not a web address: {_short(value)}"
        elif key in _JSON_PICTURES and not _is_own(value, host):
            yield f"{key}: fetched from another host: {_short(value)}"


def _judge_atom(node: Any, host: str) -> Iterator[str]:
    """Judge one element of an Atom feed."""
    tag = str(node.tag)
    if tag.startswith(_ATOM):
        name = tag.removeprefix(_ATOM)
        if name not in _ATOM_PARENTS and any(isinstance(child.tag, str) for child in node):
            yield f"<{name}> holds elements: {_short(str(node[0].tag))}"
        yield from _judge_atom_attributes(node, name, host)
        yield from _judge_atom_text(node, name, host)
    elif not tag.startswith("{") or any(part in tag for part in _FOREIGN):
        yield f"element outside Atom: <{_short(tag)}>"
    else:
        for attribute in ("href", "src", "url", "uri", "ref"):
            value = node.get(attribute)
            if value is not None and _target(value)[0] not in _WEB:
                yield _at(f"{attribute} is not a web address", tag, attribute, value)
    base = node.get(_XML_BASE)
    if base is not None and not _is_own(base, host):
        yield _at("xml:base of another host", tag, "xml:base", base)


def _judge_atom_attributes(node: Any, name: str, host: str) -> Iterator[str]:
    """Judge the addresses that attributes of an Atom element hold."""
    for attribute in ("href", "uri", "scheme"):
        value = node.get(attribute)
        if value is not None and _target(value)[0] not in _WEB | {"tag"}:
            yield _at("not a web address", name, attribute, value)
    source = node.get("src")
    if source is not None and not _is_own(source, host):
        yield _at("fetched from another host", name, "src", source)


def _judge_atom_text(node: Any, name: str, host: str) -> Iterator[str]:
    """Judge the text of an Atom element by what a reader takes it for."""
    text = str(node.xpath("string()"))
    kind = node.get("type")
    if name in _ATOM_HTML:
        if kind == "html":
            for message in active_fragment(text, host):
                yield f"<{name}>: {message}"
        elif kind not in {None, "text"}:
            yield _at("text of another type", name, "type", kind)
    elif name in {"id", "uri"}:
        if _target(text)[0] not in (_WEB | {"tag"} if name == "id" else _WEB):
            yield f"<{name}> is not a web address: {_short(text)}"
    elif name in {"icon", "logo"} and not _is_own(text, host):
        yield f"<{name}> fetched from another host: {_short(text)}"


def _judge(node: Element, host: str, refresh_ok: bool, data_blocks: bool) -> Iterator[str]:
    """Judge one element of a parsed page and all its attributes."""
    tag = node.tag.removeprefix(_XHTML)
    attributes = {_local(name): value for name, value in node.attrib.items()}
    if tag.rpartition("}")[2].lower() == "script":
        yield from _judge_script(node, tag, attributes, data_blocks)
    elif data_blocks and _is_furniture(tag, attributes):
        pass
    elif tag.startswith("{") or tag.rpartition(":")[2] in _ELEMENTS | {"script"}:
        yield f"element: <{_short(tag)}>"
    elif tag == "meta":
        yield from _judge_meta(attributes, host, refresh_ok)
    elif tag == "link":
        yield from _judge_link(attributes, host)
    for name, value in attributes.items():
        yield from _judge_attribute(tag, name, value, host)


_SVG = "{http://www.w3.org/2000/svg}"
_NUMBERS = re.compile(r"[0-9 .]+|none|true|l[1-3]")


def _is_furniture(tag: str, attributes: dict[str, str]) -> bool:
    """Whether an element is one of the page's own that do nothing by themselves, to the letter.

    The choice of colours, the button that opens a card of the same page, and drawings made of numbers alone. No text of
    an article may hold them: feeds, which carry only such texts, are judged without this.
    """
    if tag == "input":
        expected = {"type": "radio", "name": "d-colours"}
        return attributes in (
            {**expected, "checked": ""},
            {**expected, "id": "d-light"},
            {**expected, "id": "d-dark"},
        )
    if tag == "button":
        card = re.fullmatch(r"d-[ab]-[a-z]+-[0-9]+", attributes.get("popovertarget", ""))
        known = {"type", "popovertarget", "aria-label"}
        return bool(card) and attributes["type"] == "button" and set(attributes) == known
    if tag == f"{_SVG}svg":
        known = {"viewbox", "preserveaspectratio", "aria-hidden"}
        least = {"viewbox", "aria-hidden"}
    elif tag == f"{_SVG}rect":
        known, least = {"x", "y", "width", "height", "class"}, {"width", "height"}
    else:
        return tag == f"{_SVG}title" and not attributes
    numbers = all(_NUMBERS.fullmatch(value) for value in attributes.values())
    return numbers and least <= attributes.keys() <= known


def _judge_script(
    node: Element, tag: str, attributes: dict[str, str], data_blocks: bool
) -> Iterator[str]:
    """Judge a script element: only a block of JSON-LD that is whole JSON may stand."""
    kind = attributes.get("type", "")
    text = "".join(node.itertext())
    if tag != "script" or not data_blocks or kind.strip().lower() != "application/ld+json":
        yield f"script: <{_short(tag)} type={kind!r}>: {_short(text)}"
        return
    if "src" in attributes:
        yield _at("script with src", tag, "src", attributes["src"])
    if re.search(r"<!--|</?script", text, re.I):
        yield f"JSON-LD holds markup of scripts: {_short(text)}"
    try:
        block = _strict_json(text)
    except (ValueError, RecursionError) as error:
        yield f"JSON-LD is not JSON ({error}): {_short(text)}"
        return
    for key, value in _members(block):
        for address in value if isinstance(value, list) else [value]:
            if key in _LD_URLS and isinstance(address, str) and _target(address)[0] in _RUNNING:
                yield f"JSON-LD {key}: {_short(address)}"


def _judge_meta(attributes: dict[str, str], host: str, refresh_ok: bool) -> Iterator[str]:
    """Judge a meta element: a refresh, a cookie, or another character set."""
    kind = attributes.get("http-equiv", "").strip().lower()
    content = attributes.get("content", "")
    if kind == "refresh":
        match = _REFRESH.match(content)
        address = next((part for part in match.groups() if part is not None), "") if match else ""
        if not refresh_ok or not address.strip() or not _is_own(address, host):
            yield _at("refresh", "meta", "content", content)
    elif kind == "set-cookie":
        yield _at("cookie", "meta", "content", content)
    charset = attributes.get("charset", "")
    if kind == "content-type":
        charset = content.lower().partition("charset=")[2]
    if charset and charset.strip(" \t\r\n\f\"'").lower() not in {"utf-8", "utf8"}:
        yield _at("character set", "meta", "charset", charset)


def _judge_link(attributes: dict[str, str], host: str) -> Iterator[str]:
    """Judge a link element by its relations."""
    relations = attributes.get("rel", "").lower().split()
    unknown = [rel for rel in relations if rel not in _LINK_QUIET | _LINK_FETCHED]
    href = attributes.get("href", "")
    if unknown or not relations:
        yield _at("link", "link", "rel", attributes.get("rel", ""))
    if not _LINK_QUIET.issuperset(relations) and not _is_own(href, host):
        yield _at("fetched from another host", "link", "href", href)


def _judge_attribute(tag: str, name: str, value: str, host: str) -> Iterator[str]:
    """Judge one attribute of any element."""
    if name.startswith("on"):
        yield _at("event handler", tag, name, value)
    elif name in _FORBIDDEN:
        yield _at("attribute", tag, name, value)
    elif name in _FOLLOWED:
        allowed = _PRESSED if name == "href" and tag in {"a", "area"} else _WEB
        if _target(value)[0] not in allowed | {""}:
            yield _at("scheme", tag, name, value)
    elif name in _FETCHED or name in _SETS:
        for address in _candidates(value) if name in _SETS else [value]:
            if _target(address)[0] not in _WEB | {""}:
                yield _at("scheme", tag, name, address)
            elif not _is_own(address, host):
                yield _at("fetched from another host", tag, name, address)


def _target(address: str) -> tuple[str, str | None]:
    """Return the scheme of `address` ("" if relative) and its host (None if it names none)."""
    text = re.sub(r"[\t\n\r]", "", address.strip(_C0_SPACE))
    match = _SCHEME.match(text)
    scheme = match[1].lower() if match else ""
    rest = (text[match.end() :] if match else text).replace("\\", "/")
    if scheme in _WEB or (not scheme and rest.startswith("//")):
        authority = re.split(r"[/?#]", rest.lstrip("/"), maxsplit=1)[0]
        return scheme, unquote(authority).lower()
    return scheme, None


def _is_own(address: str, host: str) -> bool:
    """Whether fetching `address` stays on `host`: relative, or with a scheme and that host."""
    scheme, authority = _target(address)
    if authority is None:
        return not scheme
    default = ":80" if scheme == "http" else ":443"
    return scheme in _WEB and authority.removesuffix(default) == host.lower()


def _candidates(value: str) -> Iterator[str]:
    """Yield the addresses of a srcset value, split as browsers split it."""
    rest = value
    while rest := rest.lstrip(" \t\n\f\r,"):
        address = re.split(r"[ \t\n\f\r]", rest, maxsplit=1)[0]
        rest = rest[len(address) :]
        yield address.rstrip(",")
        if not address.endswith(","):
            described = re.match(r"(?:\([^)]*(?:\)|$)|[^,(])*", rest)
            rest = rest[described.end() :] if described else ""


def _parsed(html: str, fragment: bool = False) -> Iterator[Element]:
    """Parse as a browser does: with scripts on and, where it differs, with scripts off."""
    parse = html5lib.parseFragment if fragment else html5lib.parse
    yield parse(html, treebuilder="etree", scripting=True)
    if "<noscript" in html.lower():
        yield parse(html, treebuilder="etree", scripting=False)


def _elements(root: Element) -> Iterator[Element]:
    """Yield the elements below and including `root`, without comments and doctypes."""
    for node in root.iter():
        if isinstance(node.tag, str) and node.tag not in {"DOCUMENT_FRAGMENT", "<!DOCTYPE>"}:
            yield node


def _local(name: str) -> str:
    """Return an attribute name in lower case, with the usual prefix for a namespace."""
    for space, prefix in (
        ("{http://www.w3.org/1999/xlink}", "xlink:"),
        ("{http://www.w3.org/XML/1998/namespace}", "xml:"),
    ):
        if name.startswith(space):
            return prefix + name.removeprefix(space).lower()
    return name.lower()


def _strict_json(text: str) -> Any:
    """Parse JSON, without the NaN and Infinity that Python takes in addition."""

    def refuse(name: str) -> None:
        raise ValueError(f"{name} is not JSON")

    return json.loads(text, parse_constant=refuse)


def _members(value: object) -> Iterator[tuple[str, object]]:
    """Yield every member of every object within a JSON value."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            yield from current.items()
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)


def _at(what: str, tag: str, name: str, value: str) -> str:
    """Word a finding on an attribute."""
    return f"{what}: <{_short(tag)} {_short(name)}={_short(value)!r}>"


def _short(text: str) -> str:
    """Return the first 60 characters of `text`, printable."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:60])


def _unique(messages: Iterator[str]) -> list[str]:
    """Return the messages in order, each once."""
    return list(dict.fromkeys(messages))
