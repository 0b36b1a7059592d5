"""Markdown of other generators means here what it meant there."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import dialect, prose
from digest.model import Text

texts = st.lists(
    st.sampled_from(
        [
            "- a",
            "  - b",
            "1. c",
            "1) d",
            "```rust,ignore",
            "```",
            "~~~",
            "    code",
            "words",
            "> said",
            "# Title",
            "",
            "`[[x]]`",
            *["[[y]]", "[a](/b)", "* * *", "   more", "<div>", "</div>", "| a | b |", "\tx"],
        ]
    )
).map("\n".join)


def html(text: str) -> str:
    made = prose.prose(text, ("extra", "sane_lists", "toc"), "", 1)
    assert isinstance(made, Text)
    return re.sub(r"\s*\n\s*", "", made.html)


@pytest.mark.parametrize(
    "written, meant",
    [
        ("para\n- a\n- b", "<p>para</p><ul><li>a</li><li>b</li></ul>"),
        ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("para\n2019. a year", "<p>para2019. a year</p>"),
        ("```rust,ignore\nx\n```", '<pre tabindex="0"><code class="language-rust">x</code></pre>'),
        (
            "```go {linenos=table}\nx\n```",
            '<pre tabindex="0"><code class="language-go">x</code></pre>',
        ),
        ("- a\n\n  b", "<ul><li><p>a</p><p>b</p></li></ul>"),
        ("- a\nlazy\n\nnext", "<ul><li>alazy</li></ul><p>next</p>"),
        ("text\n\n    - code", '<p>text</p><pre tabindex="0"><code>- code</code></pre>'),
        ("<div>\n\n*a*\n\n</div>", "<div><p><em>a</em></p></div>"),
    ],
)
def test_common_markdown_reads_as_it_did(written: str, meant: str) -> None:
    assert html(dialect.python_markdown(written)) == meant


def test_code_in_a_list_stays_code() -> None:
    made = html(dialect.python_markdown("1. a\n   ```\n   x\n     y\n   ```\n2. b"))
    assert '<pre tabindex="0"><code>xy</code></pre>' in made
    assert made.count("<li>") == 2


def test_double_brackets_stay_words() -> None:
    made = html(dialect.single_brackets("A [[b]] and `[[c]]`."))
    assert made == "<p>A [[b]] and <code>[[c]]</code>.</p>"


def test_every_way_to_write_an_address_is_led() -> None:
    text = '[a](/x "t") ![b](<y z>) <img src="q"> <https://w.example/>\n\n[r]: /s\n\n`[n](/o)`\n\n```\n[n](/o)\n```\n'
    seen: list[str] = []

    def lead(address: str) -> str:
        seen.append(address)
        return "/led"

    made = dialect.led(text, lead)
    assert seen == ["/x", "y z", "q", "https://w.example/", "/s"]
    assert made.count("/led") == 5 and made.count("(/o)") == 2


@given(texts)
def test_what_is_left_alone_stays(text: str) -> None:
    assert dialect.led(text, lambda address: None) == text
    assert dialect.single_brackets(text).replace("\\[[", "[[") == text


@given(texts)
def test_no_word_is_lost(text: str) -> None:
    made = dialect.python_markdown(text)
    for word in ("a", "b", "c", "d", "x", "y", "code", "words", "said", "Title", "more"):
        assert len(re.findall(rf"\b{word}\b", made)) == len(re.findall(rf"\b{word}\b", text))


@pytest.mark.parametrize(
    "sign", ["` ", "```\n", "~~~a\n", "[", "[[", "](", "<a ", "<pre>", "- x\n", "<div>\n\n", "[a]:"]
)
def test_no_text_takes_long(sign: str) -> None:
    text = sign * (200_000 // len(sign))
    assert dialect.led(dialect.single_brackets(text), lambda address: None)
    assert dialect.python_markdown(text)
