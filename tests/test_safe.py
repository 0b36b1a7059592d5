"""Tests of making a stranger's HTML safe."""

import pytest

from digest import safe


def test_control_characters_written_as_entities_are_gone() -> None:
    assert safe.clean("<p>a&#1;b&#xfffe;c</p>") == "<p>abc</p>"
