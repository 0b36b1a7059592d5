"""A file's name → what kind of file hosts say it is."""

from functools import lru_cache
from mimetypes import MimeTypes


def kind(name: str) -> str:
    """The Content-Type of a file, by its ending alone, the same on every machine."""
    return _kind("." + name.rpartition(".")[2].lower())


@lru_cache(maxsize=1_000)
def _kind(ending: str) -> str:
    found = _KINDS.get(ending) or _TYPES.guess_type("x" + ending)[0] or "application/octet-stream"
    text = found.startswith("text/") or found.endswith(("json", "xml", "javascript"))
    return f"{found}; charset=utf-8" if text else found


_TYPES = MimeTypes()
_KINDS = {
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".epub": "application/epub+zip",
    ".flac": "audio/flac",
    ".geojson": "application/geo+json",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".opus": "audio/ogg",
    ".tsv": "text/tab-separated-values",
    ".vtt": "text/vtt",
    ".wasm": "application/wasm",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
"""What the table of Python lacks in some versions, or says differently."""
