"""A file's type goes by its name."""

import pytest

from digest import media


@pytest.mark.parametrize(
    "name, wanted",
    [
        ("a.html", "text/html; charset=utf-8"), ("a.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"), ("a.json", "application/json; charset=utf-8"),
        ("feed.xml", "application/xml; charset=utf-8"), ("a.txt", "text/plain; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"), ("a.webp", "image/webp"), ("a.PNG", "image/png"),
        ("a.avif", "image/avif"), ("a.woff2", "font/woff2"), ("a.pdf", "application/pdf"),
        ("a.mp3", "audio/mpeg"), ("a.vtt", "text/vtt; charset=utf-8"), ("CNAME", "application/octet-stream"),
    ],
)  # fmt: skip
def test_each_file_has_its_type(name: str, wanted: str) -> None:
    assert media.kind(name) == wanted
