"""Sites in other languages: what their pages say of themselves is in the site's language, and only names are not."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import SiteFolder, SiteMaker, article
from tests.pages.look import Document

LATIN = re.compile("[A-Za-z]")

NEWS = {
    f"content/articles/{number}.md": article(
        f"الخبر {number}",
        "حضر أحمد سالم وليلى كريم إلى بغداد.\n\n" + "كلمة " * 120,
        date=f"2023-{number % 3 + 1:02}-{number + 10}T12:30:00+03:00",
        tags="[انتخابات]",
        entities="[أحمد سالم]" if number % 2 else "[ليلى كريم]",
        source="الصحيفة" if number % 3 else "الوكالة",
        url="https://paper.example/news",
        authors="[سعاد, نور]",
    )
    for number in range(1, 9)
}
FILES = {
    "digest.toml": 'title = "موجز"\nurl = "https://example.org/"\nlanguage = "ar-IQ"\npage_size = 3\n'
    'together = 2\ndescription = "ما نُشر"\nauthor = "المحرر"\n',
    **NEWS,
    "content/articles/whole.md": article(
        "خبر كامل",
        "بغداد والموصل.\n\n[[1]]",
        date="2021",
        source="الصحيفة",
        updated="2023-05",
        retrieved="2023-06-01",
        date_basis="النص",
        seed="ملف",
        corrections="[{date: 2023-05-05, text: تصويب}]",
        aliases="[/قديم/, /أقدم/]",
    ),
    "content/articles/undated.md": article("بلا يوم", "كلمات."),
    "content/articles/draft.md": article("مسودة خبر", "كلمات.", date="2023-02-02", draft="true"),
    "content/articles/english.md": article("An English title", "Words.", date="2023-03-03", lang="en"),
    "content/entities/ahmad.md": "---\nname: أحمد سالم\nnames: [سالم أحمد]\nmisspellings: [احمد سالم]\n"
    "kind: person\naliases: [/شخص/]\nnote: وزير\n---\n\nنبذة.\n",
    "content/entities/layla.md": "---\nname: ليلى كريم\nkind: person\n---\n",
    "content/entities/baghdad.md": "---\nname: بغداد\nkind: place\ncountry: العراق\n---\n",
    "content/entities/thing.md": "---\nname: الموصل\n---\n",
    "content/sources/paper.md": "---\ntitle: الصحيفة\nurl: https://paper.example/\ncountry: العراق\n"
    "kind: صحيفة\nnote: يومية\n---\n",
    "content/tags/vote.md": "---\ntitle: انتخابات\nnames: [اقتراع]\n---\n\nوسم.\n",
    "content/pages/about.md": article("عن الموجز", "كلمات.", updated="2023-01-01"),
}  # fmt: skip


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """A site in Arabic with a page of every kind, drafts included."""
    folder = SiteFolder(tmp_path_factory.mktemp("arabic") / "site")
    for path, text in FILES.items():
        folder.write(path, text)
    told = [str(each) for each in folder.build(drafts=True).problems]
    assert [each for each in told if "words" in each or "layouts" in each] == []
    return folder


def own_words(element: Any) -> Iterator[str]:
    """Texts and spoken attributes that are not marked as a name or as another language's."""
    if element.tag in ("bdi", "script", "style", "svg") or element.get("lang", "ar-IQ") != "ar-IQ":
        return
    names = ("aria-label", "alt", "title") + (("content",) if element.get("name") else ())
    if element.get("name") not in ("viewport", "color-scheme", "robots", "theme-color"):
        yield from (element.get(name) or "" for name in names)
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from own_words(child)
        yield child.tail or ""


def test_an_arabic_site_says_no_latin_word_but_in_names(arabic: SiteFolder) -> None:
    pages = [path for path in arabic.output() if path.endswith(".html")]
    kinds = set()
    for path in pages:
        root = Document(arabic, path).root
        kinds.add(root.find("body").get("data-kind"))
        found = [words.strip() for words in own_words(root) if LATIN.search(words)]
        allowed = {"i"} | ({"An English title – موجز", "Words."} if "english" in path else set())
        assert set(found) <= allowed, (path, found)
        assert root.get("dir") == "rtl" and root.get("lang") == "ar-IQ"
    assert kinds >= {
        "home", "home-list", "article", "entity", "entities-index", "tags", "sources", "tags-index",
        "sources-index", "together", "archive", "archive-list", "not-found", "redirect", "page",
    }  # fmt: skip


def test_its_numbers_dates_and_plurals_are_arabic(arabic: SiteFolder) -> None:
    entity = next(path for path in arabic.output() if path.startswith("entities/ahmad"))
    text = Document(arabic, entity.rpartition("/")[0] + "/index.html").text("//main")
    assert "٨ أخبار" in text and "كانون الثاني" in text
    assert "الصفحة ١ من ٣" in text
    home = Document(arabic, "index.html").text("//main")
    assert not re.search("[0-9]", re.sub("الخبر [0-9]", "", home))


def test_its_drafts_say_so_in_its_feeds(arabic: SiteFolder) -> None:
    assert "<title>مسودة: مسودة خبر</title>" in arabic.page("feed.xml")
    assert '"title": "مسودة: مسودة خبر"' in arabic.page("feed.json")


def test_a_menu_that_nobody_set_is_called_in_the_sites_language(
    arabic: SiteFolder, site: SiteMaker
) -> None:
    assert Document(arabic, "404.html").texts("//nav//a")[:2] == ["آخر الأخبار", "أشخاص وأماكن"]
    own = 'title = "T"\nurl = "https://example.org/"\nlanguage = "ar"\nmenu = [{title="Latest", url="/"}]\n'
    folder = site({"digest.toml": own, "content/articles/a.md": article()})
    folder.build()
    assert Document(folder, "404.html").texts("//nav//a") == ["Latest"]


SETTINGS = 'title = "T"\nurl = "https://example.org/"\n'


def test_where_no_catalogue_fits_words_are_english_and_say_so(site: SiteMaker) -> None:
    files = {"digest.toml": f'{SETTINGS}language = "fa"\n', "content/articles/a.md": article("خبر")}
    folder = site(files)
    (told,) = [each for each in folder.build().problems if each.path == "layouts/words/fa.po"]
    assert told.severity == "warning" and "'fa'" in told.message
    page = Document(folder, "404.html")
    assert page.texts("//h1[@lang='en'][@dir='ltr']") == ["Nothing is at this address"]
    assert {each.get("lang") for each in page.all("//nav//a")} == {"en"}
    assert page.root.get("lang") == "fa"


@pytest.mark.parametrize(
    ("language", "word"), [("de-AT", "Archiv"), ("fr", "Archives"), ("en-GB", "Archive")]
)
def test_a_site_is_in_its_language_without_a_word_of_warning(
    site: SiteMaker, language: str, word: str
) -> None:
    files = {
        "digest.toml": f'{SETTINGS}language = "{language}"\n',
        "content/articles/a.md": article(date="2023"),
    }
    folder = site(files)
    assert folder.build().problems == ()
    page = Document(folder, "archive/index.html")
    assert page.texts("//h1[not(@lang)]") == [word]


def test_a_site_changes_one_word_and_its_pages_follow(site: SiteMaker) -> None:
    folder = site(
        {
            "digest.toml": f'{SETTINGS}language = "de"\n',
            "content/articles/a.md": article(date="2023"),
        }
    )
    folder.build()
    folder.write("layouts/words/de.po", 'msgid "Archive"\nmsgstr "Früheres"\n')
    report = folder.build()
    assert "archive/index.html" in report.written
    assert report.why["archive/index.html"] == ("layout",)
    page = Document(folder, "archive/index.html")
    assert page.texts("//h1") == ["Früheres"] and "Ohne Datum" not in page.text("//main")
    assert "Aktuell" in page.text("//nav")
    assert folder.output() == folder.clean(folder.root.parent / "clean")[0]


def test_an_english_site_changes_a_word_too(site: SiteMaker) -> None:
    words = 'msgid "Latest"\nmsgstr "Today & <now>"\n'
    folder = site({"content/articles/a.md": article(date="2023"), "layouts/words/en.po": words})
    assert folder.build().problems == ()
    assert Document(folder, "index.html").texts("//h1") == ["Today & <now>"]
