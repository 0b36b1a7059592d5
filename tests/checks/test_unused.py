"""Terms with a file that no article names."""

from tests.conftest import SETTINGS, SiteMaker, article


def test_a_term_that_no_article_names_is_told(site: SiteMaker) -> None:
    folder = site(
        {
            "digest.toml": SETTINGS + 'checks = ["unused"]\n',
            "content/articles/a.md": article(
                "A", "[[ann]]", date="2023", tags="[x]", entities="[Oz]", source="Wire"
            ),
            "content/articles/h.md": article("H", date="2023", status="hidden", tags="[z]"),
            "content/tags/x.md": article("X"),
            "content/tags/y.md": article("Why", names="[wy]"),
            "content/tags/z.md": article("Zed", names="[z]"),
            "content/entities/oz.md": "---\nname: Oz\nkind: place\n---\n",
            "content/entities/ann.md": "---\nname: Ann\nkind: person\n---\n",
            "content/entities/bob.md": "---\nname: Bob\nkind: person\n---\n",
            "content/sources/wire.md": article("Wire"),
            "content/sources/post.md": article("Post"),
        }
    )
    told = folder.plan().problems
    assert [str(each) for each in told] == [
        "content/entities/bob.md:1: warning: no article names Bob",
        "content/sources/post.md:1: warning: no article names Post",
        "content/tags/y.md:1: warning: no article names Why",
        "content/tags/z.md:1: warning: no article names Zed",
    ]
    assert all("`names:`" in each.hint for each in told)


def test_a_build_does_not_look_unless_asked(site: SiteMaker) -> None:
    assert site({"content/tags/y.md": article("Y")}).plan().problems == ()
