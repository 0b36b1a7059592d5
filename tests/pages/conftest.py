"""A site with something of everything, under a base path, built once for the tests that only look at it."""

import pytest

from tests.conftest import SiteFolder, article, drawn

URL = "https://example.org/digest/"

MENU = 'menu = [{ title = "Latest", url = "/" }, { title = "About", url = "/about/" }]\n'

SETTINGS = (
    f'title = "Test & <Co>"\nurl = "{URL}"\npage_size = 2\n'
    f'author = "The desk"\ndescription = "What is \\"new\\"."\n{MENU}'
    'theme = { accent = "#0a7" }\n'
)

FILES: dict[str, str | bytes] = {
    "digest.toml": SETTINGS,
    "content/articles/2023-05-04-first.md": article(
        "The first <report>",
        "Words of [[second]], [her](ref:ann-lee#d) and [more](../pages/about.md#more).\n\n"
        "## Head\n\nTo [there](#head). ![map](map.png) [abs](/about/)\n",
        tags="[Alpha, C#]",
        entities="[Ann Lee]",
        source="The Wire",
        url="https://www.wire.example/first?a=1&b=2",
        aliases="[/old/first/, /older.html]",
        author="Reporter One",
        image="map.png",
        image_alt="A map",
        updated="2023-06-01",
    ),
    "content/articles/map.png": drawn(),
    "content/articles/second.md": article(
        "Second", "Back to [[first]].", date="2023-05", tags="[Alpha]", entities="[ann-lee, Oz]"
    ),
    "content/articles/third.md": article(
        "Third", "Only words.", date="2022", tags="[Alpha]", source="Gazette"
    ),
    "content/articles/moment.md": article(
        "Moment", "Noon.", date="2023-05-04T12:00:00+03:00", tags="[Alpha, beta]"
    ),
    "content/articles/arabic.md": article(
        "عنوان", "كلمات عن الخبر.", date="2023-05-03", lang="ar", tags="[انتخابات]"
    ),
    "content/articles/undated.md": article("Undated thing", "[[third]]"),
    "content/articles/hidden.md": article(
        "Hidden thing", "H.", date="2023-05-06", status="hidden", tags="[Alpha, Secret tag]"
    ),
    "content/articles/draft.md": article(
        "Unready thing", "D.", date="2023-05-07", draft="true", tags="[Draft tag]", slug="unready"
    ),
    "content/entities/ann-lee.md": "---\nname: Ann Lee\nnames: [A. Lee]\nkind: person\n"
    "wikidata: Q1\nsame_as: [https://ann.example/]\naliases: [/people/ann/]\n---\n\n"
    "Mayor of [[oz]].\n\n## D\n",
    "content/entities/oz.md": "---\nname: Oz\nkind: place\n---\n",
    "content/entities/wip.md": "---\nname: Unready person\nkind: person\ndraft: true\n---\n",
    "content/sources/wire.md": "---\ntitle: The Wire\nurl: https://www.wire.example/\n"
    "country: Oz\nkind: agency\nnote: Owned by its readers.\n---\n\nAn agency.\n",
    "content/tags/alpha.md": "---\ntitle: Alpha\nnames: [First letter]\n---\n\nA tag, see [[third]].\n",
    "content/pages/about.md": article("About", "# Us\n\n[[ann-lee]]\n\n## More\n\n[[first|it]]"),
    "content/pages/imprint.md": article("Imprint", aliases="[/legal/]"),
    "content/pages/unready-page.md": article("Unready page", draft="true"),
    "content/files/data.csv": "a,b\n",
}


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """The site, built."""
    return _made(tmp_path_factory, drafts=False)


@pytest.fixture(scope="session")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """The site, built with its drafts."""
    return _made(tmp_path_factory, drafts=True)


def _made(factory: pytest.TempPathFactory, drafts: bool) -> SiteFolder:
    folder = SiteFolder(factory.mktemp("whole") / "site")
    for path, text in FILES.items():
        folder.write(path, text)
    problems = folder.build(drafts=drafts).problems
    assert [str(each) for each in problems if "undated" not in each.path] == []
    return folder
