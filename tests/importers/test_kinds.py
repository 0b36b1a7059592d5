"""What tells one kind of document from another."""

import gzip
import io
import zipfile

import pytest

from digest import importers
from digest.problems import Problem


@pytest.mark.parametrize(
    "content, path, kind",
    [
        ("A headline\n\nText.", "a.txt", "text"),
        ("A headline\n\nText.", "a", "text"),
        ("<!DOCTYPE html><html>", "a.txt", "html"),
        ("\ufeff\n<html lang=en>", "a", "html"),
        ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "a.xml", "html"),
        ('<?xml version="1.0"?><rss version="2.0">', "a.html", "feed"),
        (
            '<?xml version="1.0"?>\n<!-- x --><feed xmlns="http://www.w3.org/2005/Atom">',
            "a",
            "feed",
        ),
        ("<rdf:RDF>", "a", "feed"),
        ("<opml version='2.0'>", "a", "feed"),
        ("<!DOCTYPE html>\n<rss version='2.0'>", "a.html", "feed"),
        ('<rss xmlns:wp="http://wordpress.org/export/1.2/">', "a.xml", "wxr"),
        ('{"version": "https://jsonfeed.org/version/1.1"}', "a", "feed"),
        ("From: a@example.org\nSubject: x\n\nText", "a.txt", "mail"),
        ("From a@example.org Thu Dec  9 10:00:00 2021\nFrom: a@example.org\n\nText", "a", "mail"),
        ("From: <Saved by a browser>\nContent-Type: multipart/related\n\n", "a.mhtml", "html"),
        ("---\ntitle: A\n---\nText", "a.txt", "markdown"),
        ("Title: a\nURL: b\n\nText", "a.txt", "text"),
        ("From: here to there\n\nText", "a.txt", "text"),
    ],
)
def test_the_content_tells_the_kind_and_then_the_name(content: str, path: str, kind: str) -> None:
    for encoding in ("utf-8", "utf-16", "utf-32"):
        assert importers.kind(content.encode(encoding), path) == kind


def test_what_is_no_text_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "x")
    for content in (
        packed.getvalue(),
        gzip.compress(b"x"),
        b"%PDF-1.7",
        b"\x89PNG\r\n",
        bytes(range(256)) * 9,
    ):
        told = importers.kind(content, "a.txt")
        assert isinstance(told, Problem) and told.hint
