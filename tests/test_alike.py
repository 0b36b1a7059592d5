"""Texts that are nearly the same."""

import random

from digest import alike


def words(seed: int, count: int) -> list[str]:
    dice = random.Random(seed)
    return ["".join(dice.choices("abcdefghij", k=5)) for _ in range(count)]


def test_the_same_words_are_the_same_text_however_printed() -> None:
    one = alike.sketch("The ferry stays in port; “nobody” knows why.")
    assert one == alike.sketch("THE FERRY stays in port 'nobody' knows, why")
    assert alike.share(one, one) == 1


def test_a_share_is_near_the_true_one() -> None:
    text = words(1, 900)
    for kept in (900, 810, 450, 90, 0):
        other = text[:kept] + words(2, 900 - kept)
        sets = [{*zip(each, each[1:], each[2:], strict=False)} for each in (text, other)]
        true = len(sets[0] & sets[1]) / len(sets[0] | sets[1])
        found = alike.share(alike.sketch(" ".join(text)), alike.sketch(" ".join(other)))
        assert abs(found - true) < 0.1, kept


def test_of_many_texts_those_like_it_are_found_the_most_alike_first() -> None:
    texts = {str(number): words(number, 300) for number in range(50)}
    texts["near"] = texts["7"][:280] + words(99, 20)
    known = alike.Sketches((path, alike.sketch(" ".join(each))) for path, each in texts.items())
    found = list(known.like(alike.sketch(" ".join(texts["7"]))))
    assert [each.path for each in found] == ["7", "near"]
    assert found[0].share == 100 and 80 <= found[1].share < 95


def test_chinese_is_compared_by_letters() -> None:
    one, other = "渡轮因风暴停航，码头关闭至周五。", "渡轮因风暴停航，码头关闭至周六。"
    assert 0.5 < alike.share(alike.sketch(one), alike.sketch(other)) < 1


def test_texts_without_words_are_like_nothing() -> None:
    assert alike.sketch("…") == ()
    assert alike.share((), ()) == 0
    assert list(alike.Sketches([("a", ())]).like(())) == []
