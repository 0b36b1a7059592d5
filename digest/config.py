"""digest.toml, or [tool.digest] of pyproject.toml → the settings; a problem for each mistake."""

import difflib
import importlib.util
import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from digest import look, parts, safe, urls
from digest.fingerprint import fingerprint
from digest.model import MENU, Config, Masthead, Target, Theme
from digest.problems import DigestError, Problem

OWN = "digest.toml"
SHARED = "pyproject.toml"
_FOLDERS = ("output", "content", "layouts", "seeds")
_TOKENS = {"slug", "year", "month", "day", "folder"}
_PLACE = re.compile(r"\s*\(at line (\d+), column \d+\)")


def find(start: Path) -> Path | None:
    """The nearest folder, from `start` upwards, that holds a site's settings; None where there is none."""
    for folder in (start, *start.parents):
        if (folder / OWN).is_file() or _shares(folder / SHARED):
            return folder
    return None


def file(root: Path) -> str:
    """The name of the settings file in a site's folder."""
    return OWN if (root / OWN).is_file() else SHARED


def load(root: Path) -> Config:
    """The settings of the site in a folder. Raises DigestError with every mistake in them."""
    name = file(root)
    text = _text(root / name)
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        place = _PLACE.search(str(error))
        message = f"not TOML: {_PLACE.sub('', str(error))}"
        hint = 'text goes between double quotes: title = "…"'
        raise DigestError(Problem(name, int(place[1]) if place else 0, message, hint)) from None
    given = document if name == OWN else document.get("tool", {}).get("digest", {})
    if not isinstance(given, dict):
        raise DigestError(Problem(name, 0, "[tool.digest] is not a table", "write [tool.digest]"))
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    fields = {field.name: field.type for field in msgspec.structs.fields(Config)}
    for key, value in given.items():
        line = _line(text, key, name)
        if key not in fields:
            near = difflib.get_close_matches(key, fields, 1, 0.6)
            hint = f"did you mean `{near[0]}`?" if near else "`digest help settings` lists them all"
            problems.append(Problem(name, line, f"unknown setting `{key}`", hint))
            continue
        try:
            if key == "theme" and isinstance(value, str):
                value = {"name": value}
            if key == "publish" and isinstance(value, dict):
                value = [
                    {**(each if isinstance(each, dict) else {"url": each}), "name": target}
                    for target, each in value.items()
                ]
            values[key] = msgspec.convert(safe.texts(value), fields[key])
        except msgspec.ValidationError as error:
            message = f"`{key}` is wrong: {_in_words(str(error))}"
            problems.append(Problem(name, line, message, "`digest help settings` shows an example"))
    values |= {key: values[key].rstrip("/") for key in _FOLDERS if key in values}
    config = Config(**values)
    problems += (
        Problem(name, _line(text, key, name), message, hint)
        for key, message, hint in _mistakes(config, root)
    )
    problems += (
        Problem(name, _line(text, "theme", name), message, hint)
        for message, hint in _faults(config.theme)
    )
    if problems:
        raise DigestError(*sorted(problems))
    return config


@lru_cache(maxsize=8)  # one value for all pages: what is made of it is made once
def masthead(config: Config) -> Masthead:
    """What every page may show of the settings. A site without `url` stands at http://localhost/ for now."""
    url = (config.url or "http://localhost/").rstrip("/") + "/"
    return Masthead(
        title=config.title,
        url=url,
        base=urls.base(url),
        language=config.language,
        description=config.description,
        author=config.author,
        menu=config.menu,
        foot=config.theme.foot,
        logo=config.theme.logo.lstrip("/"),
        style=style(config),
        icons=not config.pages or "host" in config.pages,
        own_menu=config.menu != MENU,
        search=config.search and "search" in (config.pages or ("search",)),
    )


def style(config: Config) -> str:
    """Address of the style sheet that the settings make, by what it says; empty where they make none."""
    found = look.properties(config.theme)
    if not found or (config.pages and "theme" not in config.pages):
        return ""
    return f"theme.{fingerprint(found)[:10]}.css"


def missing(root: Path, config: Config) -> list[Problem]:
    """What the settings name and the folder lacks. Without its content a site would quietly empty itself."""
    name = file(root)
    text = _text(root / name)
    found = []
    if not config.url:
        message = "no `url` is set: feeds and canonical links say http://localhost/"
        hint = "set it to where the site will be, such as https://example.org/"
        found.append(Problem(name, 0, message, hint, "warning"))
    if not (root / config.content).exists():
        message = f"there is no folder {config.content}/"
        hint = "make it, or set `content` to the folder of the content files"
        found.append(Problem(name, _line(text, "content", name), message, hint))
    if config.search and not parts.searching():
        message = "`search` needs packages that are not installed"
        hint = "pip install 'digest[search]', or take `search` out"
        found.append(Problem(name, _line(text, "search", name), message, hint))
    if config.social_font and not (root / config.social_font).is_file():
        message = f"there is no font {config.social_font}"
        hint = "put it there, or take `social_font` out"
        found.append(Problem(name, _line(text, "social_font", name), message, hint))
    theme = config.theme.name
    places = (root / config.layouts / theme, parts.theme() / theme)
    if theme and not any(place.is_dir() for place in places):
        message = f"there is no theme '{theme}'"
        hint = f"make the folder {config.layouts}/{theme}/, or take `theme` out"
        found.append(Problem(name, _line(text, "theme", name), message, hint))
    logo = config.theme.logo
    if logo and urls.inside(logo) and not (root / config.content / logo.lstrip("/")).is_file():
        message = f"the logo {logo} is not in {config.content}/"
        hint = f"put the file into {config.content}/, or take `logo` out"
        found.append(Problem(name, _line(text, "theme", name), message, hint))
    return found


def _mistakes(config: Config, root: Path) -> list[tuple[str, str, str]]:
    """What is of the right type and still can't be: (setting, message, hint)."""
    found = []
    if config.url:
        plain = urls.elsewhere(config.url) and not re.search(r"[\s<>\"]", config.url)
        whole = urlsplit(config.url if plain else "")
        if whole.scheme not in ("http", "https") or whole.query or whole.fragment:
            found.append(
                (
                    "url",
                    f"`url` is '{config.url}'",
                    "write it whole, such as https://example.org/digest/",
                )
            )
    try:
        ZoneInfo(config.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        found.append(
            (
                "timezone",
                f"no time zone is called '{config.timezone}'",
                "write a name such as Europe/Paris",
            )
        )
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", config.language):
        found.append(
            (
                "language",
                f"`language` is '{config.language}'",
                "write a tag such as en, ar or pt-BR",
            )
        )
    if not 1 <= config.page_size <= 1000:
        found.append(
            ("page_size", f"`page_size` is {config.page_size}", "write a number from 1 to 1000")
        )
    if config.together < 0:
        found.append(
            (
                "together",
                f"`together` is {config.together}",
                "write a number of articles, 0 for no pages of two entities",
            )
        )
    tokens = set(re.findall(r"\{(.*?)\}", config.permalink))
    pattern = re.sub(r"\{.*?\}", "x", config.permalink)
    if tokens - _TOKENS or "slug" not in tokens or urls.inside(pattern) is None:
        hint = "it holds {slug} and may hold {year} {month} {day} {folder}"
        found.append(("permalink", f"`permalink` is '{config.permalink}'", hint))
    elif not config.permalink.endswith(("/", ".html")):
        found.append(
            ("permalink", f"`permalink` is '{config.permalink}'", "end it with / or .html")
        )
    for item in (*config.menu, *config.theme.foot):
        if not re.match(r"/(?!/)", item.url) and urls.elsewhere(item.url) is None:
            found.append(
                (
                    "menu",
                    f"menu address '{item.url}'",
                    "begin it with / for this site, else with https://",
                )
            )
    for key in _FOLDERS:
        folder = getattr(config, key)
        if urls.inside(folder) != folder or root.resolve() not in (root / folder).resolve().parents:
            found.append((key, f"`{key}` is '{folder}'", "name a folder within the site's own"))
    output, *others = (
        f"{each}/" for each in (config.output, config.content, config.layouts, config.seeds)
    )
    if len({output, *others}) < 4 or any(
        each.startswith(output) or output.startswith(each) for each in others
    ):
        found.append(
            (
                "output",
                "two of the folders are one, or lie within output",
                "give each a folder of its own",
            )
        )
    if config.feeds.limit < 1:
        found.append(
            ("feeds", f"`limit` of feeds is {config.feeds.limit}", "write a number from 1")
        )
    for target in config.publish:
        found += (("publish", message, hint) for message, hint in _unfit(target))
    if config.social_font and urls.inside(config.social_font) != config.social_font:
        hint = "name a font within the site's folder, such as layouts/static/serif.ttf"
        found.append(("social_font", f"`social_font` is '{config.social_font}'", hint))
    for extension in config.markdown:
        if not _extension_exists(extension):
            hint = "`digest help markdown` lists those that come along; others must be installed"
            found.append(("markdown", f"no Markdown extension is called '{extension}'", hint))
    return found


def _faults(theme: Theme) -> list[tuple[str, str]]:
    """What of a theme can't be: (message, hint)."""
    found = []
    if theme.name and not urls.is_slug(theme.name):
        found.append((f"`theme` is '{theme.name}'", "name a folder of layouts/"))
    for key in ("accent", "accent_night"):
        if (colour := getattr(theme, key)) and not look.is_colour(colour):
            found.append((f"`{key}` of the theme is '{colour}'", "write #a33 or #aa3333"))
    for key in ("font", "font_labels", "font_code"):
        if (fonts := getattr(theme, key)) and not look.is_fonts(fonts):
            hint = "write names of fonts with commas, such as Georgia, serif"
            found.append((f"`{key}` of the theme is '{fonts}'", hint))
    if theme.measure and not 20 <= theme.measure <= 60:
        hint = "write a number from 20 to 60"
        found.append((f"`measure` of the theme is {theme.measure}", hint))
    if theme.logo and urls.inside(theme.logo) is None:
        hint = "write its path within the content folder"
        found.append((f"`logo` of the theme is '{theme.logo}'", hint))
    return found


def _unfit(target: Target) -> Iterator[tuple[str, str]]:
    """What of a target can't be: (message, hint). Whatever may be a secret is not repeated."""
    if not re.match(r"[a-z][a-z0-9+.-]*:", target.url):
        hint = "begin it with a scheme, such as file:///srv/www"
        yield f"the address of target `{target.name}` has no scheme", hint
        return
    try:
        urlsplit(target.url)
        urlsplit(target.endpoint)
    except ValueError:
        yield f"the address of target `{target.name}` can't be read", "write it as the guide does"
        return
    if any(re.search(r"://[^/@]*:.*@", each) for each in (target.url, target.endpoint)):
        hint = "take it out: `digest help publish` tells where each kind of host looks for it"
        yield f"the address of target `{target.name}` holds a password", hint


def _extension_exists(name: str) -> bool:
    if name in parts.BUNDLED:
        return True
    from importlib.metadata import entry_points

    if any(True for _ in entry_points(group="markdown.extensions", name=name)):
        return True
    try:
        return importlib.util.find_spec(name.partition(":")[0]) is not None
    except (ImportError, ValueError):
        return False


_TYPES = {
    "array": "a list",
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "object": "a table",
    "str": "a text",
}


def _in_words(message: str) -> str:
    """What msgspec says of a value, in words for people who set up a site."""
    words = re.sub(r"`(\w+)`", lambda found: _TYPES.get(found[1], f"`{found[1]}`"), message)
    words = words.replace("Object contains unknown field", "there is no").replace("$", "")
    return words[:1].lower() + words[1:]


def _shares(path: Path) -> bool:
    try:
        return "digest" in tomllib.loads(path.read_text("utf-8-sig"))["tool"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        hint = "run digest in the site's folder, or make one with `digest init FOLDER`"
        raise DigestError(Problem(OWN, 0, "no settings here", hint)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DigestError(
            Problem(path.name, 0, f"can't be read: {error}", "save it as UTF-8")
        ) from None


def _line(text: str, key: str, name: str) -> int:
    """The line of a setting: the first that begins with it in its table."""
    inside = name == OWN
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("["):
            table = stripped.strip("[] ")
            if name == SHARED:
                inside = table == "tool.digest" or table.startswith("tool.digest.")
                table = table.removeprefix("tool.digest").removeprefix(".")
            if inside and table.split(".")[0] == key:
                return number
        elif inside and re.match(rf"[\"']?{re.escape(key)}[\"']?\s*[.=]", stripped):
            return number
    return 0
