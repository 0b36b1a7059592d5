"""Everything that was read, linked: which articles show, what their terms are, what points at what."""

import dataclasses
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import link, read
from digest.fingerprint import fingerprint
from digest.model import Asset, Config, Linked, Manuscript, Reading, Scope, Site
from digest.problems import Problem
from tests.conftest import NOW, article

A = "articles/"


@dataclasses.dataclass(frozen=True)
class Result:
    """A linked site with what there is to say about it; articles asked for by title."""

    site: Site
    problems: list[Problem]

    def __getitem__(self, title: str) -> Linked:
        return {each.article.title: each for each in (*self.site.articles, *self.site.hidden)}[
            title
        ]

    def titles(self) -> list[str]:
        """Titles of the articles on lists, in their order."""
        return [each.article.title for each in self.site.articles]

    def terms(self, group: str) -> dict[str, list[str]]:
        """Names of a group's terms with the paths of their articles, `articles/` left out."""
        return {
            term.name: [path.removeprefix(A).removesuffix(".md") for path in term.articles]
            for key, terms in self.site.terms.items()
            if key == group
            for term in terms
        }

    def errors(self) -> list[str]:
        """The errors as they are printed."""
        return [str(each) for each in self.problems if each.severity == "error"]

    def told(self) -> list[str]:
        """All problems with their hints."""
        return [f"{each} ({each.hint})" for each in self.problems]


def readings(files: Mapping[str, str], config: Config) -> list[Reading]:
    """Content files, by path within content/, as they are read."""
    return [
        read.manuscript(Manuscript(path, text.encode()), config.rules, config.content)[0]
        for path, text in files.items()
    ]


def linked(
    files: Mapping[str, str],
    *,
    assets: Sequence[str] = (),
    config: Config | None = None,
    drafts: bool = False,
    future: bool = False,
    now: int = NOW,
) -> Result:
    """A site of some files, linked; nothing is read from disk."""
    settings = config or Config()
    beside = [Asset(path, path, fingerprint(path), f"content/{path}") for path in assets]
    made = link.site(readings(files, settings), beside, settings, Scope(now, drafts, future))
    return Result(*made)


def entity(name: str, kind: str = "person", body: str = "", **front: str) -> str:
    """A file of entities/."""
    keys = "".join(f"{key}: {value}\n" for key, value in front.items())
    return f"---\nname: {name}\nkind: {kind}\n{keys}---\n\n{body}\n"


def term(title: str, body: str = "", **front: str) -> str:
    """A file of tags/ or sources/."""
    return article(title, body, **front)


# ---- which articles show ------------------------------------------------------------------------


def test_drafts_show_only_when_asked_for() -> None:
    files = {A + "a.md": article("A"), A + "b.md": article("B", draft="true", tags="[x]")}
    assert linked(files).titles() == ["A"]
    assert linked(files).site.drafts == 1
    assert linked(files).terms("tags") == {}
    shown = linked(files, drafts=True)
    assert sorted(shown.titles()) == ["A", "B"]
    assert shown["B"].card.draft
    assert shown.site.drafts == 0


def test_articles_of_the_future_wait() -> None:
    files = {
        A + "now.md": article("Now", date="2023-11-14"),
        A + "then.md": article("Then", date="2023-11-15"),
    }
    assert linked(files).titles() == ["Now"]
    assert linked(files).site.waiting == 1
    assert linked(files, future=True).titles() == ["Then", "Now"]
    assert linked(files, now=NOW + 86_400).titles() == ["Then", "Now"]


def test_the_publishing_date_counts_for_waiting_not_for_sorting() -> None:
    files = {
        A + "old.md": article("Old", date="2020-01-01", publishDate="2024-01-01"),
        A + "early.md": article("Early", date="2024-01-01", publishDate="2023-01-01"),
        A + "mid.md": article("Mid", date="2022-01-01"),
    }
    assert linked(files).titles() == ["Early", "Mid"]
    assert linked(files, future=True).titles() == ["Early", "Mid", "Old"]


@pytest.mark.parametrize("key", ["expires", "expiryDate", "unpublishDate"])
def test_what_has_expired_shows_no_more_however_often_asked(key: str) -> None:
    files = {
        A + "a.md": article("A", date="2020-01-01", **{key: "2023-11-14T22:13:20Z"}),
        A + "b.md": article("B", date="2020-01-01", **{key: "2023-11-14T22:13:21Z"}),
    }
    shown = linked(files, drafts=True, future=True)
    assert shown.titles() == ["B"]
    assert shown.site.expired == 1


def test_a_month_or_a_year_begins_on_its_first_day() -> None:
    files = {
        A + "a.md": article("Month", date="2023-11"),
        A + "b.md": article("Year", date="2023"),
        A + "c.md": article("Next month", date="2023-12"),
        A + "d.md": article("Next year", date="2024"),
    }
    assert linked(files).titles() == ["Month", "Year"]


def test_the_hidden_have_an_address_and_are_on_no_list() -> None:
    result = linked(
        {
            A + "a.md": article("A", date="2023-01-01", tags="[x]"),
            A + "h.md": article("H", "[[a]]", date="2023-01-02", tags="[x, y]", status="hidden"),
            A + "c.md": article("C", "[[h]]", date="2023-01-03", tags="[x]"),
        }
    )
    assert result.titles() == ["C", "A"]
    assert [each.article.title for each in result.site.hidden] == ["H"]
    assert result.terms("tags") == {"x": ["c", "a"]}
    assert result["A"].backlinks == ()
    assert result["A"].later == "articles/c.md"
    assert result["C"].links["ref:h"].url == "articles/h/"
    assert (result["H"].earlier, result["H"].later, result["H"].related) == ("", "", ())


def test_a_hidden_article_shows_no_terms_that_have_no_page() -> None:
    result = linked(
        {
            A + "a.md": article("A", tags="[x]"),
            A + "h.md": article("H", tags="[x, Only here]", source="Nobody", status="hidden"),
        }
    )
    assert [label.name for label in result["H"].tags] == ["x"]
    assert result["H"].card.source is None


def test_newest_first_then_lightest_then_by_path_and_the_undated_last() -> None:
    result = linked(
        {
            A + "a.md": article("Undated"),
            A + "b.md": article("Undated, light", weight="1"),
            A + "c.md": article("Month", date="2023-05"),
            A + "d.md": article("Fifth", date="2023-05-05"),
            A + "e.md": article("Fifth, heavy", date="2023-05-05", weight="20"),
            A + "f.md": article("Fifth, light", date="2023-05-05", weight="-1"),
            A + "g.md": article("Fifth, noon", date="2023-05-05T12:00:00Z"),
            A + "h.md": article("Fifth, too", date="2023-05-05"),
            A + "i.md": article("Year", date="2023"),
        }
    )
    assert result.titles() == [
        "Fifth, noon",
        "Fifth, light",
        "Fifth, heavy",
        "Fifth",
        "Fifth, too",
        "Month",
        "Year",
        "Undated, light",
        "Undated",
    ]


def test_times_are_compared_across_zones() -> None:
    result = linked(
        {
            A + "a.md": article("Later", date="2023-05-05T09:00:00+02:00"),
            A + "b.md": article("Sooner", date="2023-05-05T09:00:00+03:00"),
        }
    )
    assert result.titles() == ["Later", "Sooner"]


# ---- tags ---------------------------------------------------------------------------------------


def test_tags_of_one_slug_are_one_called_as_most_articles_spell_it() -> None:
    result = linked(
        {
            A + "a.md": article("A", tags="[iraq]"),
            A + "b.md": article("B", tags="[Iraq]"),
            A + "c.md": article("C", tags="[Iraq]"),
        }
    )
    assert result.terms("tags") == {"Iraq": ["a", "b", "c"]}
    assert result["A"].tags[0].url == "tags/iraq/"
    assert result["A"].tags[0].name == "Iraq"


def test_of_equally_frequent_spellings_the_first_in_order_of_letters_counts() -> None:
    files = {A + "a.md": article("A", tags="[iraq]"), A + "b.md": article("B", tags="[Iraq]")}
    assert list(linked(files).terms("tags")) == ["Iraq"]


def test_spellings_of_hidden_articles_do_not_count() -> None:
    result = linked(
        {
            A + "a.md": article("A", tags="[iraq]"),
            A + "b.md": article("B", tags="[Iraq]", status="hidden"),
            A + "c.md": article("C", tags="[Iraq]", status="hidden"),
        }
    )
    assert list(result.terms("tags")) == ["iraq"]


def test_c_and_its_relatives_have_addresses_of_their_own() -> None:
    result = linked({A + "a.md": article("A", tags='["C", "C#", "c++", ".NET", "net", "F#"]')})
    assert [label.url for label in result["A"].tags] == [
        "tags/c/",
        "tags/c-sharp/",
        "tags/c-plus-plus/",
        "tags/dot-net/",
        "tags/net/",
        "tags/f-sharp/",
    ]


def test_synonyms_lead_to_the_tag_of_the_file() -> None:
    result = linked(
        {
            "tags/us-forces.md": term("US forces", names="[American troops, GIs]"),
            A + "a.md": article("A", tags="[american  troops]"),
            A + "b.md": article("B", tags="[us-forces, GIs]"),
            A + "c.md": article("C", tags="[American Troops, US Forces]"),
        }
    )
    assert result.terms("tags") == {"US forces": ["a", "b", "c"]}
    assert len(result["C"].tags) == 1


def test_a_tag_with_a_file_has_a_page_without_articles() -> None:
    assert linked({"tags/x.md": term("X")}).terms("tags") == {"X": []}


def test_a_draft_of_a_tag_file_says_nothing_yet() -> None:
    files = {
        "tags/x.md": term("The X", draft="true"),
        A + "a.md": article("A", tags="[x]"),
    }
    assert list(linked(files).terms("tags")) == ["x"]
    assert list(linked(files, drafts=True).terms("tags")) == ["The X"]


def test_a_synonym_claimed_twice_is_told_once_naming_both() -> None:
    result = linked(
        {
            "tags/army.md": term("Army", names="[American troops]"),
            "tags/us-forces.md": term("US forces", names="[american troops]"),
            A + "a.md": article("A", tags="[American troops]"),
        }
    )
    (error,) = result.errors()
    assert "content/tags/army.md and content/tags/us-forces.md" in error
    assert "claimed" in error
    assert result.terms("tags")["Army"] == ["a"]


@pytest.mark.parametrize("group", ["tags", "sources"])
def test_a_synonym_that_is_the_name_of_another_is_told(group: str) -> None:
    result = linked(
        {
            f"{group}/us.md": term("US"),
            f"{group}/usa.md": term("United States", names="[US]"),
        }
    )
    (error,) = result.errors()
    assert error.startswith(f"content/{group}/usa.md:1: error: 'US' is claimed by ")
    assert f"content/{group}/us.md and content/{group}/usa.md" in error


def test_one_file_may_repeat_its_own_name() -> None:
    assert linked({"tags/us.md": term("US", names="[us, US]")}).problems == []


# ---- entities -----------------------------------------------------------------------------------

PEOPLE = {
    "entities/ann-lee.md": entity("Ann Lee", names="[Anne Lee, A. Lee]", short="[Lee]"),
    "entities/bob-roe.md": entity("Bob Roe", names="[Robert Roe]"),
}


@pytest.mark.parametrize("spelling", ["ann-lee", "Ann Lee", "ANN LEE", "anne lee", "A. Lee", "Lee"])
def test_articles_name_entities_by_slug_or_any_spelling(spelling: str) -> None:
    result = linked({**PEOPLE, A + "a.md": article("A", entities=f'["{spelling}"]')})
    assert result.errors() == []
    assert result["A"].about == ("ann-lee",)
    assert result.terms("entities") == {"Ann Lee": ["a"], "Bob Roe": []}


def test_an_entity_named_twice_counts_once() -> None:
    result = linked({**PEOPLE, A + "a.md": article("A", entities="[Ann Lee, ann-lee, bob-roe]")})
    assert result["A"].about == ("ann-lee", "bob-roe")


def test_print_varies_dashes_apostrophes_and_spaces_names_do_not() -> None:
    result = linked(
        {
            "entities/kate.md": entity("Kate' al-Rikabi"),
            A + "a.md": article("A", entities='["Kate’  al‑Rikabi"]'),
        }
    )
    assert result["A"].about == ("kate",)


def test_a_name_nobody_bears_is_an_error_at_its_line_with_a_suggestion() -> None:
    text = "---\ntitle: A\nentities:\n  - Bob Roe\n  - Ann Leee\n---\n\nWords.\n"
    result = linked({**PEOPLE, A + "a.md": text})
    assert [line for line in result.told() if "error" in line] == [
        "content/articles/a.md:5: error: no entity is called 'Ann Leee' (did you mean 'ann-lee'?)"
    ]
    assert result["A"].about == ("bob-roe",)


def test_a_name_like_no_other_gets_the_file_to_make() -> None:
    result = linked({**PEOPLE, A + "a.md": article("A", entities="[Zed Zulu]")})
    assert result.problems[-1].hint == "make content/entities/zed-zulu.md, or take the name out"


def test_a_name_that_two_bear_is_an_error_naming_both() -> None:
    result = linked(
        {
            "entities/lee-1.md": entity("Ann Lee", short="[Lee]"),
            "entities/lee-2.md": entity("Ann Lee", short="[Lee]"),
            A + "a.md": article("A", entities="[ann lee]"),
            A + "b.md": article("B", entities="[lee-2]"),
        }
    )
    assert result.errors() == [
        "content/articles/a.md:3: error: 'ann lee' could be lee-1 or lee-2",
    ]
    assert (result["A"].about, result["B"].about) == ((), ("lee-2",))


def test_a_short_name_counts_only_where_nobody_bears_it_in_full() -> None:
    result = linked(
        {
            **PEOPLE,
            "entities/the-lee.md": entity("Lee", kind="place"),
            A + "a.md": article("A", entities="[Lee]"),
        }
    )
    assert result["A"].about == ("the-lee",)


def test_entities_a_text_points_at_are_mentioned_not_what_it_is_about() -> None:
    result = linked(
        {
            **PEOPLE,
            A + "a.md": article("A", "[[Ann Lee]], [Bob](ref:bob-roe).", entities="[Ann Lee]"),
        }
    )
    assert (result["A"].about, result["A"].mentioned) == (("ann-lee",), ("bob-roe",))
    assert result.terms("entities") == {"Ann Lee": ["a"], "Bob Roe": ["a"]}


def test_terms_come_by_name_whatever_its_case() -> None:
    result = linked({A + "a.md": article("A", tags="[beta, Alpha, gamma, Delta]")})
    assert list(result.terms("tags")) == ["Alpha", "beta", "Delta", "gamma"]


# ---- sources ------------------------------------------------------------------------------------

WIRE = {"sources/wire.md": term("The Wire", names="[Wire Agency]", url="https://www.wire.example/")}


@pytest.mark.parametrize("spelling", ["wire", "The Wire", "WIRE AGENCY", "the wire"])
def test_sources_go_by_name_slug_or_synonym(spelling: str) -> None:
    result = linked({**WIRE, A + "a.md": article("A", source=spelling)})
    assert result["A"].source == "wire"
    assert result.terms("sources") == {"The Wire": ["a"]}


def test_a_source_without_a_file_is_called_as_articles_spell_it() -> None:
    result = linked({A + "a.md": article("A", source="Evening Post")})
    assert result["A"].card.source is not None
    assert result["A"].card.source.url == "sources/evening-post/"
    assert result.terms("sources") == {"Evening Post": ["a"]}


def test_an_original_at_a_known_host_names_its_source() -> None:
    result = linked(
        {
            **WIRE,
            A + "a.md": article("A", url="https://wire.example/2023/x"),
            A + "b.md": article("B", url="https://other.example/x"),
            A + "c.md": article("C"),
            A + "d.md": article("D", url="https://wire.example/x", source="Evening Post"),
        }
    )
    assert [result[title].source for title in "ABCD"] == ["wire", "", "", "evening-post"]


# ---- addresses ----------------------------------------------------------------------------------


def test_of_two_articles_that_want_one_address_the_first_keeps_it() -> None:
    result = linked(
        {
            A + "b.md": article("Second", slug="same"),
            A + "a.md": article("First", slug="same"),
            A + "c.md": article("Third", slug="Same"),
        }
    )
    assert result.titles() == ["First"]
    assert result.errors() == [
        "content/articles/b.md:1: error: wants the address /articles/same/, which is content/articles/a.md's",
        "content/articles/c.md:1: error: wants the address /articles/Same/, which is content/articles/a.md's",
    ]


@pytest.mark.parametrize("group", ["tags", "entities", "sources"])
def test_two_files_of_one_term_are_an_error_naming_both(group: str) -> None:
    result = linked(
        {
            f"{group}/a.md": entity("One", slug="same"),
            f"{group}/b.md": entity("Two", slug="Same"),
        }
    )
    (error,) = result.errors()
    assert error.startswith(f"content/{group}/b.md:1: error: wants the address /{group}/")
    assert f"content/{group}/a.md's" in error
    assert list(result.terms(group)) == ["One"]


def test_drafts_want_no_address() -> None:
    files = {
        A + "a.md": article("A", slug="same", draft="true"),
        A + "b.md": article("B", slug="same"),
    }
    assert linked(files).errors() == []
    assert linked(files).titles() == ["B"]


@pytest.mark.parametrize("folder", ["what?", "50% #1", "a b", "نص"])
def test_folders_in_addresses_are_fit_for_them(folder: str) -> None:
    result = linked(
        {f"articles/{folder}/x.md": article("X")},
        config=Config(permalink="{folder}/{slug}/"),
    )
    url = result["X"].article.url
    assert not set(url) & set("?#%")
    assert url.endswith("/x/") and len(url) > len("/x/")


# ---- references ---------------------------------------------------------------------------------

GOAL = {
    A + "2023-01-01-goal.md": article("The goal", lang="ar"),
    "entities/ann-lee.md": entity("Ann Lee", names="[A. Lee]"),
    "tags/forces.md": term("Forces", names="[Troops]"),
    "sources/wire.md": term("The Wire"),
    "pages/about.md": article("About us"),
}


@pytest.mark.parametrize(
    ("text", "target", "url"),
    [
        ("[[goal]]", "ref:goal", "articles/goal/"),
        ("[[Goal|that]]", "ref:Goal", "articles/goal/"),
        ("[that](ref:goal)", "ref:goal", "articles/goal/"),
        ("[that](ref:goal#part)", "ref:goal", "articles/goal/"),
        ("[[articles/goal]]", "ref:articles/goal", "articles/goal/"),
        ("[[ann-lee]]", "ref:ann-lee", "entities/ann-lee/"),
        ("[[entities/ann-lee]]", "ref:entities/ann-lee", "entities/ann-lee/"),
        ("[her](ref:ann-lee)", "ref:ann-lee", "entities/ann-lee/"),
        ("[[tags/forces]]", "ref:tags/forces", "tags/forces/"),
        ("[[Troops]]", "ref:Troops", "tags/forces/"),
        ("[[tags/free]]", "ref:tags/free", "tags/free/"),
        ("[[free]]", "ref:free", "tags/free/"),
        ("[[sources/wire]]", "ref:sources/wire", "sources/wire/"),
        ("[[About]]", "ref:About", "pages/about/"),
        ("[[pages/about]]", "ref:pages/about", "pages/about/"),
        ("[that](2023-01-01-goal.md)", "2023-01-01-goal.md", "articles/goal/"),
        ("[that](./2023-01-01-goal.md#part)", "./2023-01-01-goal.md", "articles/goal/"),
        ("[us](../pages/about.md)", "../pages/about.md", "pages/about/"),
        ("![map](map.png)", "map.png", "articles/map.png"),
        ("[the file](../files/report.pdf)", "../files/report.pdf", "files/report.pdf"),
    ],
)
def test_references_lead_to(text: str, target: str, url: str) -> None:
    result = linked(
        {**GOAL, A + "from.md": article("From", text, tags="[free]")},
        assets=["articles/map.png", "files/report.pdf"],
    )
    assert result.errors() == []
    url = url.replace("pages/about/", "about/")
    assert {key: each.url for key, each in result["From"].links.items()} == {target: url}


def test_a_spelling_with_spaces_is_a_reference_too() -> None:
    result = linked({**GOAL, A + "from.md": article("From", "[[A. Lee]], [x](<ref:Ann Lee>)")})
    assert result.errors() == []
    assert {each.url for each in result["From"].links.values()} == {"entities/ann-lee/"}
    assert len(result["From"].links) == 2


@pytest.mark.parametrize("after", [": he said", ", he said", ".", "’s", "; and", "?", "]"])
def test_any_punctuation_may_follow_a_reference(after: str) -> None:
    result = linked({**GOAL, A + "from.md": article("From", f"As told [[goal]]{after}\n")})
    assert list(result["From"].links) == ["ref:goal"]


def test_a_link_knows_title_and_language_of_what_it_leads_to() -> None:
    result = linked({**GOAL, A + "from.md": article("From", "[[goal]] [[ann-lee]]")})
    links = result["From"].links
    assert (links["ref:goal"].title, links["ref:goal"].lang) == ("The goal", "ar")
    assert (links["ref:ann-lee"].title, links["ref:ann-lee"].lang) == ("Ann Lee", "")


def test_a_dead_reference_is_an_error_at_its_line() -> None:
    text = "---\ntitle: From\n---\n\nOne.\n\nTwo, [[nowhere]].\n\nThree: [x](ref:gaol)\n"
    result = linked({**GOAL, A + "from.md": text})
    assert [told for told in result.told() if "error" in told] == [
        "content/articles/from.md:7: error: nothing here is called 'nowhere' "
        "(write the slug of an article, entity, tag, source or page)",
        "content/articles/from.md:9: error: nothing here is called 'gaol' (did you mean 'goal'?)",
    ]


@pytest.mark.parametrize("path", ["entities/x.md", "tags/x.md", "sources/x.md", "pages/x.md"])
def test_profiles_and_pages_refer_too(path: str) -> None:
    result = linked({**GOAL, path: entity("X", body="[[goal]] and\n[[nowhere]]")})
    assert result.site.links[path]["ref:goal"].url == "articles/goal/"
    assert result.errors() == [f"content/{path}:7: error: nothing here is called 'nowhere'"]


def test_a_kind_asked_for_is_the_only_one_looked_at() -> None:
    result = linked({**GOAL, A + "from.md": article("From", "[[tags/goal]]")})
    assert len(result.errors()) == 1


def test_an_article_goes_before_an_entity_and_that_before_a_tag() -> None:
    files = {
        "entities/same.md": entity("Same"),
        "tags/same.md": term("Same"),
        A + "from.md": article("From", "[[same]]"),
    }
    assert linked(files)["From"].links["ref:same"].url == "entities/same/"
    files[A + "same.md"] = article("Same")
    assert linked(files)["From"].links["ref:same"].url == "articles/same/"


def test_a_reference_that_could_be_two_articles_is_an_error_naming_both() -> None:
    result = linked(
        {
            A + "2022-01-01-same.md": article("One"),
            A + "2023-01-01-same.md": article("Two"),
            A + "from.md": article("From", "[[same]]"),
        },
        config=Config(permalink="{year}/{slug}/"),
    )
    assert result.errors() == [
        "content/articles/from.md:5: error: 'same' could be /2023/same/ and /2022/same/"
    ]


def test_a_reference_that_could_be_two_pages_is_an_error_naming_both() -> None:
    result = linked(
        {
            "pages/a/team.md": article("One"),
            "pages/b/team.md": article("Two"),
            A + "from.md": article("From", "[[team]]"),
        }
    )
    assert result.errors() == [
        "content/articles/from.md:5: error: 'team' could be /a/team/ and /b/team/"
    ]


def test_a_file_that_is_not_there_is_a_link_like_any_other() -> None:
    result = linked({A + "from.md": article("From", "[x](gone.md) ![y](gone.png)")})
    assert result.errors() == []
    assert result["From"].links == {}


def test_references_to_drafts_are_dead_until_drafts_show() -> None:
    files = {A + "d.md": article("D", draft="true"), A + "from.md": article("From", "[[d]]")}
    assert len(linked(files).errors()) == 1
    assert linked(files, drafts=True).errors() == []


# ---- what else there is to read -----------------------------------------------------------------


def test_an_article_knows_who_refers_to_it_newest_first_and_once() -> None:
    result = linked(
        {
            A + "a.md": article("A", "[[a]]", date="2023-01-01"),
            A + "b.md": article("B", "[[a]] [x](ref:a#y) [z](a.md)", date="2023-01-02"),
            A + "c.md": article("C", "[z](a.md)", date="2023-01-03"),
        }
    )
    assert result["A"].backlinks == ("articles/c.md", "articles/b.md")
    assert result["B"].backlinks == ()


def test_a_rare_shared_term_relates_more_than_a_common_one() -> None:
    files = {A + f"{n}.md": article(f"N{n}", date=f"2023-02-{n:02}") for n in range(10, 22)}
    files |= {
        A + "a.md": article("A", tags="[common, rare]", date="2023-01-01"),
        A + "b.md": article("B", tags="[common]", date="2023-01-04"),
        A + "c.md": article("C", tags="[common]", date="2023-01-03"),
        A + "d.md": article("D", tags="[rare]", date="2023-01-02"),
        A + "e.md": article("E", tags="[other]", date="2023-01-05"),
    }
    result = linked(files)
    assert [path[-4] for path in result["A"].related] == ["d", "b", "c"]
    assert result["E"].related == ()


def test_entities_relate_as_tags_do_and_what_all_share_does_not() -> None:
    result = linked(
        {
            **PEOPLE,
            A + "a.md": article("A", entities="[ann-lee]", tags="[all]"),
            A + "b.md": article("B", entities="[Ann Lee]", tags="[all]"),
            A + "c.md": article("C", tags="[all]"),
            A + "d.md": article("D", tags="[all]"),
        }
    )
    assert result["A"].related == ("articles/b.md",)
    assert result["C"].related == ()


def test_earlier_and_later_go_by_date_past_the_undated() -> None:
    result = linked(
        {
            A + "a.md": article("A", date="2023-01-01"),
            A + "b.md": article("B", date="2023-01-02"),
            A + "c.md": article("C", date="2023-01-03"),
            A + "u.md": article("U"),
        }
    )

    def around(title: str) -> tuple[str, str]:
        one = result[title]
        return one.earlier[-4:-3], one.later[-4:-3]

    assert [around(title) for title in "ABCU"] == [("", "b"), ("a", "c"), ("b", ""), ("", "")]


# ---- what is told once for all ------------------------------------------------------------------


def test_liquid_tags_and_shortcodes_are_counted_in_one_line() -> None:
    result = linked(
        {
            A + "a.md": article("A", "{% include x.html %} and {{< figure src=x >}}"),
            A + "b.md": article("B", "{{ page.title }}"),
            A + "c.md": article("C", "`{% code %}`"),
        }
    )
    assert [str(each) for each in result.problems] == [
        "content: warning: 3 Liquid tags or shortcodes in 2 files stay as text"
    ]


def test_missing_pictures_are_counted_in_one_line() -> None:
    result = linked(
        {
            A + "a.md": article("A", image="gone.png"),
            A + "b.md": article("B", image="/images/gone.png"),
            A + "c.md": article("C", image="here.png"),
            A + "d.md": article("D", image="/images/there.png"),
        },
        assets=["articles/here.png", "images/there.png"],
    )
    assert [str(each) for each in result.problems] == [
        "content/articles: warning: 2 articles name a picture that is not in content/"
    ]
    assert result["C"].image == "articles/here.png"
    assert result["D"].image == "images/there.png"


# ---- order --------------------------------------------------------------------------------------

MANY = readings(
    {
        **PEOPLE,
        "entities/ann-2.md": entity("Ann Lee", slug="ann-2"),
        "entities/clash.md": entity("Clash", slug="bob-roe"),
        "tags/x.md": term("X", names="[ex, why]"),
        "tags/y.md": term("Y", names="[why]"),
        "sources/one.md": term("One", url="https://one.example/"),
        "sources/two.md": term("Two", url="https://one.example/", names="[One]"),
        "pages/about.md": article("About", "[[a]] [[nowhere]]"),
        A + "a.md": article("A", "[[b]] [[about]]", date="2023-01-01", tags="[Iraq, ex]"),
        A + "b.md": article("B", "[[a]] {% x %}", date="2023-01-01", tags="[iraq, why]"),
        A + "c.md": article("C", "[[ann-lee]]", tags="[IRAQ]", entities="[Ann Lee, ann-lee]"),
        A + "d.md": article("D", slug="a", url="https://one.example/d"),
        A + "e.md": article("E", source="one", image="gone.png", entities="[bob-roe]"),
        A + "f.md": article("F", "[[c]]", url="https://one.example/f", status="hidden", tags="[q]"),
        A + "g.md": article("G", draft="true"),
    },
    Config(),
)
EXPECTED = link.site(MANY, [], Config(), Scope(NOW))


@settings(max_examples=40, deadline=None)
@given(st.permutations(MANY))
def test_the_order_of_readings_does_not_matter(shuffled: list[Reading]) -> None:
    made, problems = link.site(shuffled, [], Config(), Scope(NOW))
    assert fingerprint(made) == fingerprint(EXPECTED[0])
    assert sorted(problems) == sorted(EXPECTED[1])


def test_sources_on_one_host_are_told_apart_by_their_path() -> None:
    result = linked(
        {
            "sources/one.md": "---\ntitle: One\nurl: https://x.example/one\n---\n",
            "sources/two.md": "---\ntitle: Two\nurl: https://x.example/two/\n---\n",
            A + "a.md": article("A", url="https://www.x.example/one/1"),
            A + "b.md": article("B", url="https://x.example/two/1"),
            A + "c.md": article("C", url="https://x.example/three"),
        }
    )
    found = {each.article.slug: each.source for each in result.site.articles}
    assert found == {"a": "one", "b": "two", "c": ""}


def test_what_does_not_show_is_told_as_such() -> None:
    result = linked(
        {
            "entities/ann.md": "---\nname: Ann Lee\ndraft: true\n---\n",
            A + "d.md": article("D", draft="true"),
            A + "e.md": article("E", date="soon"),
            A + "a.md": article("A", "[[d]] [[e]] [[ann]]", entities="[Ann Lee]"),
        }
    )
    told = sorted(str(each) for each in result.problems if each.path.endswith("a.md"))
    assert told == [
        "content/articles/a.md:3: error: 'Ann Lee' does not show: it is a draft",
        "content/articles/a.md:6: error: 'ann' does not show: it is a draft",
        "content/articles/a.md:6: error: 'd' does not show: it is a draft",
        "content/articles/a.md:6: error: 'e' does not show: its file has errors of its own",
    ]


@pytest.mark.parametrize(
    "draft",
    ["articles/d/index.md", "articles/d/index.markdown", "pages/d/index.md", "entities/d/index.md"],
)
def test_the_pictures_of_a_draft_stay_with_it(draft: str) -> None:
    files = {draft: article("D", draft="true", kind="person"), A + "a.md": article("A")}
    secret = draft.rpartition("/")[0]
    found = linked(files, assets=[f"{secret}/secret.png", f"{secret}x.png"]).site.files
    assert [each.path for each in found] == [f"{secret}x.png"]


def test_a_draft_at_the_top_keeps_no_others_pictures_back() -> None:
    files = {A + "index.md": article("D", draft="true"), A + "a/index.md": article("A")}
    found = linked(files, assets=[A + "a/a.png"]).site.files
    assert [each.path for each in found] == [A + "a/a.png"]


def test_a_sign_that_is_part_of_a_name_is_no_place_on_a_page() -> None:
    result = linked(
        {
            A + "c.md": article("On C"),
            A + "a.md": article("A", "[[C#]] and [x](ref:c#top)", tags="['C#', C]"),
        }
    )
    (links,) = [each.links for each in result.site.articles if each.article.slug == "a"]
    assert {target: link.url for target, link in links.items()} == {
        "ref:C#": "tags/c-sharp/",
        "ref:c": "articles/c/",
    }


def test_a_term_is_pointed_at_by_the_name_of_its_file() -> None:
    result = linked(
        {
            "entities/ann.md": "---\nname: Ann Lee\n---\n",
            A + "a.md": article("A", "[her](../entities/ann.md)"),
        }
    )
    (one,) = result.site.articles
    assert one.links["../entities/ann.md"].url == "entities/ann/"
    assert one.mentioned == ("ann",)


def test_an_old_address_goes_on_being_found() -> None:
    result = linked(
        {
            "entities/ann-lee.md": "---\nname: Ann Lee\naliases: [/entities/jane-doe/]\n---\nx\n",
            A + "new.md": article("New", aliases="[/2020/old-name.html]"),
            A + "a.md": article("A", "[[jane-doe]] and [[old-name]]"),
        }
    )
    links = result["A"].links
    assert {target: link.url for target, link in links.items()} == {
        "ref:jane-doe": "entities/ann-lee/",
        "ref:old-name": "articles/new/",
    }
    assert not result.problems or all(each.severity == "warning" for each in result.problems)


@pytest.mark.parametrize(
    "target",
    ["{filename}sub/b.md", "{filename}/sub/b.md", "|filename|/sub/b.md", "@/sub/b.md", "sub/b.md"],
)
def test_links_to_files_are_read_as_other_generators_write_them(target: str) -> None:
    result = linked({A + "a.md": article("A", f"[x]({target})"), A + "sub/b.md": article("B")})
    assert [link.url for link in result["A"].links.values()] == ["articles/b/"]


def test_a_summary_taken_from_the_text_calls_things_by_their_titles() -> None:
    result = linked(
        {
            A + "a.md": article("A", "See [[b]] and [[tags/x-y]] for more of it.", tags="[X y]"),
            A + "b.md": article("The other one"),
        }
    )
    assert result["A"].card.summary == "See The other one and X y for more of it."


def test_a_page_that_moved_is_found_by_its_old_name() -> None:
    result = linked(
        {
            "pages/imprint.md": "---\ntitle: Imprint\naliases: [/legal/]\n---\nx\n",
            A + "a.md": article("A", "[[legal]]", date="2021"),
        }
    )
    assert result["A"].links["ref:legal"].url == "imprint/"
