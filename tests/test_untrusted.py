"""A stranger's text in every field and body: it is shown or refused, and never runs, calls out or leads outside."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from digest import config
from digest.fingerprint import of_bytes
from digest.model import Report
from digest.problems import DigestError
from tests.active import active, active_atom, active_jsonfeed
from tests.conftest import SETTINGS, SiteFolder, SiteMaker, article, drawn
from tests.payloads import PATHS, PAYLOADS, TEMPLATES, Payload

HOST = "example.org"

# Fields that take any text and never refuse a file for it, by the folder of content/ where they stand.
FREE = {
    "articles": "title summary tags source author slug lang image entities",
    "entities": "name names short country note slug lang",
    "tags": "name names short kind country note slug",
    "sources": "name names short kind country note slug",
    "pages": "title summary slug lang",
}
# Fields that may refuse one, each in a file of its own.
GUARDED = {
    "articles": "url path aliases layout source.url image.path status permalink",
    "entities": "kind wikidata same_as url aliases layout",
    "sources": "url same_as",
    "pages": "path aliases layout",
}
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
LISTS = {"tags", "names", "short", "aliases", "same_as", "entities"}


class Case(NamedTuple):
    """A content file: what it holds, and where."""

    path: str
    payload: Payload
    fields: tuple[str, ...]
    text: str


class Hostile(NamedTuple):
    """A site made of payloads, built."""

    folder: SiteFolder
    cases: list[Case]
    report: Report
    before: dict[str, str]
    after: dict[str, str]

    def reads(self, ending: str) -> Iterator[tuple[str, str]]:
        """Finished files whose path ends so, with their text."""
        for path, content in self.folder.output().items():
            if path.endswith(ending):
                yield path, content.decode("utf-8")


def _cases(share: int) -> Iterator[Case]:
    """Every payload in every field; of a share n, every nth (2nth where a field needs a file), another for each."""
    turn = 0
    for folder, free in FREE.items():
        turn += 1
        for number, payload in _shared(share, turn):
            fields = tuple(free.split())
            front = {field: _value(field, payload.text) for field in fields}
            front["extra"] = {"x": payload.text, payload.text: [payload.text]}
            if folder == "entities":
                front["kind"] = "person"
            yield _case(f"{folder}/free-{number:03}.md", payload, (*fields, "extra", "body"), front)
            if folder in ("articles", "entities"):
                raw = _unquoted(payload.text)
                yield Case(f"{folder}/raw-{number:03}.md", payload, ("unquoted",), raw)
    for folder, guarded in GUARDED.items():
        for field in guarded.split():
            turn += 1
            for number, payload in _shared(1 if share == 1 else 2 * share, turn):
                outer, _, inner = field.partition(".")
                value = {inner: payload.text} if inner else _value(field, payload.text)
                front = {"title": f"T {field} {number}", outer: value}
                if folder == "entities" and field != "kind":
                    front["kind"] = "person"
                yield _case(f"{folder}/{field}-{number:03}.md", payload, (field,), front, "Words.")


def _shared(share: int, turn: int) -> Iterator[tuple[int, Payload]]:
    for number, payload in enumerate(PAYLOADS):
        if (number + turn) % share == 0:
            yield number, payload


def _value(field: str, text: str) -> Any:
    return [text] if field in LISTS else text


def _case(
    path: str, payload: Payload, fields: tuple[str, ...], front: dict[str, Any], body: str = ""
) -> Case:
    front = {"date": "2023-01-02", **front} if path.startswith("articles/") else front
    return Case(path, payload, fields, f"{json.dumps(front)}\n\n{body or payload.text}\n")


def _unquoted(text: str) -> str:
    return f"---\ntitle: {text}\nname: {text}\ntags: [{text}]\nsummary: {text}\n---\n\n{text}\n"


def _tree(folder: Path) -> dict[str, str]:
    """Everything in a folder but what a build may write: a fingerprint of each file, the target of each link."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.startswith(("site/output/", "site/.digest/")):
            continue
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        else:
            found[name] = "/" if path.is_dir() else of_bytes(path.read_bytes())
    found.pop("site/output", None)
    found.pop("site/.digest", None)
    return found


@pytest.fixture(
    scope="module", params=[3, pytest.param(1, marks=pytest.mark.slow)], ids=["third", "all"]
)
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    """All cases in one site, between folders that must not change."""
    parent = tmp_path_factory.mktemp("parent")
    folder = SiteFolder(parent / "site")
    folder.write("digest.toml", SETTINGS + "page_size = 100\n")
    for bystander in ("x", "x.html", "secret.txt"):
        (parent / bystander).write_text("not yours", "utf-8")
    cases = list(_cases(request.param))
    for case in cases:
        folder.write(f"content/{case.path}", case.text.encode("utf-8", "surrogatepass"))
    before = _tree(parent)
    report = folder.build()
    return Hostile(folder, cases, report, before, _tree(parent))


def test_there_are_hundreds_of_payloads_in_every_field(hostile: Hostile) -> None:
    guarded = {field for fields in GUARDED.values() for field in fields.split()}
    counts = Counter(
        (case.path.partition("/")[0], field) for case in hostile.cases for field in case.fields
    )
    assert len(counts) > 60
    assert all(many >= (100 if field in guarded else 200) for (_, field), many in counts.items())
    assert len({case.payload.name for case in hostile.cases}) == len(PAYLOADS)
    shown = sum(1 for _ in hostile.reads(".html"))
    assert shown > len(hostile.cases) / 5


def test_each_file_is_shown_or_refused_at_its_line(hostile: Hostile) -> None:
    errors = {p.path for p in hostile.report.problems if p.severity == "error" and p.line}
    shown = {entry["path"] for entry in json.loads(hostile.folder.page("articles.json"))}
    shown |= {entry["path"] for entry in json.loads(hostile.folder.page("entities.json"))}
    lost = [
        case.path
        for case in hostile.cases
        if case.path.startswith(("articles/", "entities/"))
        and case.path not in shown
        and f"content/{case.path}" not in errors
    ]
    assert lost == []
    for problem in hostile.report.problems:
        assert "Traceback" not in problem.message
        assert len(problem.message) < 2_000
        assert not CONTROL.search(problem.message + problem.hint), problem
        if problem.severity == "error":
            assert problem.hint, problem


def test_no_page_runs_or_calls_out(hostile: Hostile) -> None:
    found = {
        path: said
        for path, html in hostile.reads(".html")
        if (said := active(html, HOST, refresh_ok='data-kind="redirect"' in html))
    }
    assert found == {}


def test_no_feed_runs_or_calls_out(hostile: Hostile) -> None:
    found = {path: active_atom(text, HOST) for path, text in hostile.reads("feed.xml")}
    found |= {path: active_jsonfeed(text, HOST) for path, text in hostile.reads("feed.json")}
    assert len(found) > 400
    assert {path: said for path, said in found.items() if said} == {}


def test_data_for_other_programs_is_json(hostile: Hostile) -> None:
    articles = json.loads(hostile.folder.page("articles.json"))
    entities = json.loads(hostile.folder.page("entities.json"))
    assert len(articles) > 200
    assert len(entities) > 200
    for entry in (*articles, *entities):
        assert entry["url"].startswith("https://example.org/")
        assert not re.search(r"[\x00-\x20\"<>\\^`]", entry["url"]), entry["url"]


def test_no_template_in_a_text_is_evaluated(hostile: Hostile) -> None:
    said = re.compile("|".join({re.escape(evaluated) for _, evaluated in TEMPLATES}))
    for path, content in hostile.folder.output().items():
        if path != ".digest" and not path.endswith((".png", ".ico")):
            text = re.sub(r"[0-9a-f]{8,}", "", content.decode("utf-8"))  # hashes in names
            assert not said.findall(text), path


def test_nothing_outside_the_output_is_written(hostile: Hostile) -> None:
    assert hostile.before == hostile.after


def test_every_finished_file_has_a_sane_path(hostile: Hostile) -> None:
    for path in hostile.folder.output():
        if path in (".digest", ".nojekyll"):
            continue
        assert path.isprintable(), ascii(path)
        assert not re.search(r"[\\:*?\"<>|#%\s]", path.replace(" ", "")), path
        for part in path.split("/"):
            assert not part.startswith((".", " ")), path
            assert not part.endswith((".", " ")), path
            assert len(part.encode()) <= 255, path


def test_redirects_hold_one_pair_a_line(hostile: Hostile) -> None:
    for line in hostile.folder.page("_redirects").splitlines():
        assert re.fullmatch(r"/\S* /\S* 301", line), line
    headers = hostile.folder.page("_headers")
    assert "evil" not in headers


def test_a_second_build_changes_nothing(hostile: Hostile) -> None:
    again = hostile.folder.build()
    assert (again.written, again.removed) == ((), ())
    assert again.problems == hostile.report.problems


# ----- settings -----------------------------------------------------------------------------------


def _toml(text: str) -> str:
    return json.dumps(text.replace("\x7f", ""), ensure_ascii=False)


def test_every_payload_as_a_menu_title_stays_text(site: SiteMaker) -> None:
    items = "".join(f'[[menu]]\ntitle = {_toml(payload.text)}\nurl = "/"\n' for payload in PAYLOADS)
    folder = site(
        {"digest.toml": SETTINGS + items, "content/articles/a.md": article(date="2023-01-02")}
    )
    assert folder.build().problems == ()
    for path, content in folder.output().items():
        if path.endswith(".html"):
            assert active(content.decode(), HOST, refresh_ok=False) == [], path


@pytest.mark.parametrize("share", [24, pytest.param(1, marks=pytest.mark.slow)])
def test_settings_are_text_too(site: SiteMaker, share: int) -> None:
    folder = site({"content/articles/a.md": article(date="2023-01-02")})
    for number, payload in enumerate(PAYLOADS):
        if number % share:
            continue
        text = _toml(payload.text)
        folder.write(
            "digest.toml",
            f'title = {text}\ndescription = {text}\nauthor = {text}\nurl = "https://example.org/"\n'
            'pages = ["home", "articles", "feeds"]\n',
        )
        assert folder.build().problems == ()
        for path in ("index.html", "articles/a/index.html"):
            assert active(folder.page(path), HOST) == [], payload.name
        assert active_atom(folder.page("feed.xml"), HOST) == [], payload.name
        assert active_jsonfeed(folder.page("feed.json"), HOST) == [], payload.name


def test_menu_addresses_and_folders_are_checked(site: SiteMaker) -> None:
    refused = 0
    folder = site({})
    for path in PATHS:
        for setting in ("output", "permalink"):
            folder.write("digest.toml", f"{SETTINGS}{setting} = {_toml(path)}\n")
            try:
                config.load(folder.root)
            except DigestError as error:
                refused += 1
                assert all(p.line == 3 for p in error.problems), path
    assert refused > 100


def test_words_about_pictures_stay_text(site: SiteMaker) -> None:
    words = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    front = {f"image_{each}": json.dumps(words) for each in ("alt", "caption", "credit")}
    body = f"![{words}](x.png) <img src='x.png' alt='{words}' onload='alert(1)' width='9'>"
    folder = site(
        {
            "content/articles/a.md": article("A", body, image="x.png", date="2023", **front),
            "content/articles/x.png": drawn(),
            "content/articles/b.md": article("B", body.replace("x.png", "none.png"), date="2023"),
            "content/articles/none.png": b"<script>alert(1)</script>",
        }
    )
    folder.build()
    for path in ("articles/a/index.html", "articles/b/index.html", "index.html"):
        assert active(folder.page(path), HOST) == [], path
    assert folder.page("articles/a/index.html").count("<picture>") >= 2
    assert "none.png" not in folder.page("articles/b/index.html")


def test_menu_addresses_lead_to_pages(site: SiteMaker) -> None:
    folder = site({"content/pages/about.md": "# About\n"})
    items = {
        f"menu address '{payload.text}'": f"[[menu]]\ntitle = 'x'\nurl = {_toml(payload.text)}\n"
        for payload in PAYLOADS
        if payload.text.isprintable()
    }
    folder.write("digest.toml", SETTINGS + "".join(items.values()))
    with pytest.raises(DigestError) as caught:
        config.load(folder.root)
    refused = {problem.message for problem in caught.value.problems}
    kept = [item for message, item in items.items() if message not in refused]
    assert len(refused) > 500
    assert kept
    folder.write("digest.toml", SETTINGS + "".join(kept))
    folder.build()
    assert active(folder.page("index.html"), HOST) == []


# ----- layouts and links --------------------------------------------------------------------------


def test_a_layout_of_the_site_escapes_too(site: SiteMaker) -> None:
    layout = "<!doctype html><title>{{ article.title }}</title><p>{{ article.extra.x }}</p>"
    files = {
        f"content/articles/a{number:03}.md": _case(
            "articles/a.md", payload, (), {"title": "T", "extra": {"x": payload.text}}, "Words."
        ).text
        for number, payload in enumerate(PAYLOADS)
    }
    folder = site(
        {
            "layouts/article.html": layout,
            "digest.toml": SETTINGS + 'pages = ["articles"]\n',
            **files,
        }
    )
    assert not [each for each in folder.build().problems if each.severity == "error"]
    for number, payload in enumerate(PAYLOADS):
        page = folder.page(f"articles/a{number:03}/index.html")
        assert active(page, HOST) == [], payload.name
        inner = page.partition("<p>")[2].rpartition("</p>")[0]
        assert not set(inner) & set("<>\"'"), payload.name


def test_links_out_of_the_site_are_not_followed(site: SiteMaker) -> None:
    folder = site({"content/articles/a.md": article(date="2023-01-02"), "content/note.txt": "fine"})
    outside = folder.root.parent / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("---\ntitle: Hidden gold\n---\ngold", "utf-8")
    (outside / "secret.txt").write_text("gold", "utf-8")
    (outside / "secret.html").write_text("gold {{ 1 }}", "utf-8")
    content = folder.root / "content"
    (content / "articles/leak.md").symlink_to(outside / "secret.md")
    (content / "leak.txt").symlink_to("../../outside/secret.txt")
    (content / "articles/leaks").symlink_to(outside)
    (content / "dev.txt").symlink_to("/dev/zero")
    (content / "articles/dead.md").symlink_to("nowhere.md")
    (content / "articles/self.md").symlink_to("self.md")
    (content / "articles/ping.md").symlink_to("pong.md")
    (content / "articles/pong.md").symlink_to("ping.md")
    (content / "articles/up").symlink_to("..")
    (content / "articles/top").symlink_to(folder.root)
    layouts = folder.root / "layouts"
    (layouts / "static").mkdir(parents=True)
    (layouts / "post.html").symlink_to(outside / "secret.html")
    (layouts / "static/leak.txt").symlink_to(outside / "secret.txt")
    (layouts / "parts").symlink_to(outside)
    report = folder.build()
    told = {problem.path for problem in report.problems if problem.severity == "error"}
    names = "articles/leak.md leak.txt articles/leaks dev.txt articles/dead.md articles/self.md"
    names += " articles/ping.md articles/pong.md articles/up articles/top"
    assert told == {f"content/{name}" for name in names.split()}
    output = folder.output()
    assert "note.txt" in output
    assert not [path for path, content in output.items() if b"gold" in content]


def test_a_link_in_the_output_is_not_followed(site: SiteMaker) -> None:
    folder = site({"content/articles/a.md": article(date="2023-01-02")})
    folder.build()
    outside = folder.root.parent / "outside"
    outside.mkdir()
    (outside / "kept.html").write_text("kept", "utf-8")
    page = folder.root / "output/articles/a/index.html"
    page.unlink()
    page.symlink_to(outside / "kept.html")
    folder.write("content/articles/a.md", article("B"))
    folder.build()
    assert (outside / "kept.html").read_text("utf-8") == "kept"
    assert not page.is_symlink()
    assert "B" in page.read_text("utf-8")

    (folder.root / "output/articles").rename(folder.root / "moved")
    (folder.root / "output/articles").symlink_to(outside)
    folder.write("content/articles/a.md", article("C"))
    with pytest.raises(DigestError, match="in the way"):
        folder.build()
    assert [each.name for each in outside.iterdir()] == ["kept.html"]
