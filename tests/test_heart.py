"""Which part of a page is its article."""

from digest import heart, marked

_TEXT = "The town council approved a new bridge over the river on Tuesday evening, after a long debate of many years."


def _article(body: str, stated: str = "", thread: bool = False) -> str:
    page = marked.tree(f"<html><head><title>x</title></head><body>{body}</body></html>")
    return marked.markdown(heart.article(page, stated, thread=thread))


def _paragraphs(*numbers: int) -> str:
    return "".join(f"<p>{number}. {_TEXT}</p>" for number in numbers)


def test_what_stands_around_an_article_stays_behind() -> None:
    around = (
        "<nav><a href=/>Home</a></nav>",
        "<footer><p>Imprint and all that belongs to it, in small letters.</p></footer>",
    )
    made = _article(f"{around[0]}<main><article>{_paragraphs(1, 2, 3)}</article></main>{around[1]}")
    assert made.count(_TEXT) == 3 and "Home" not in made and "Imprint" not in made


def test_boxes_within_an_article_stay_behind() -> None:
    boxes = (
        '<div class="newsletter-box"><p>Get the news of the town in your letter box each morning.</p></div>'
        '<aside><p>A woman reads in the library, which has opened again after two years of work.</p></aside>'
        '<p>Share this: <a href="#">Facebook</a></p>'
    )  # fmt: skip
    made = _article(f"<article>{_paragraphs(1, 2)}{boxes}{_paragraphs(3, 4)}</article>")
    assert (
        made.count(_TEXT) == 4
        and "news of the town" not in made
        and "woman" not in made
        and "Share" not in made
    )


def test_text_that_the_page_gives_for_its_article_decides() -> None:
    first = ["Rain fell on nineteen of the last thirty days, and the reservoirs in the hills are full.",
             "Farmers in the valley have moved cattle to higher ground, though no field has flooded yet.",
             "Forecasters expect drier air from the east, and the first frost of the season."]  # fmt: skip
    second = ["A library that lends tools has opened in the old fire station, with six hundred objects.",
              "Volunteers check every tool when it comes back, and show how a motor is opened.",
              "So far two objects have been lost, a spirit level and a wheelbarrow full of rain."]  # fmt: skip
    both = "".join(
        f"<article>{''.join(f'<p>{each}</p>' for each in texts)}</article>"
        for texts in (first, second)
    )
    assert _article(both, " ".join(first)) == "\n\n".join(first)
    assert _article(both, " ".join(second)) == "\n\n".join(second)


def test_words_between_breaks_become_paragraphs() -> None:
    made = _article(f"<div>{_TEXT}<br><br>{_TEXT}<br>\n<br>{_TEXT}</div>")
    assert made == "\n\n".join([_TEXT] * 3)


def test_answers_belong_to_a_thread() -> None:
    body = (
        f'<h1>Is it so?</h1><div class="question"><div class="post-text">{_paragraphs(1, 2)}</div></div>'
        + "".join(
            f'<div class="answer"><div class="post-text">{_paragraphs(number)}</div></div>'
            for number in (3, 4)
        )
    )
    assert _article(body, thread=True).count(_TEXT) == 4


def test_a_page_without_words_has_no_article() -> None:
    assert _article("") == ""
    assert _article("<nav>Home</nav>") == ""


def test_the_page_itself_is_left_as_it_is() -> None:
    from lxml import etree

    page = marked.tree(
        f"<html><body><nav>Home</nav><article>{_paragraphs(1, 2)}</article></body></html>"
    )
    before = etree.tostring(page)
    heart.article(page)
    assert etree.tostring(page) == before
