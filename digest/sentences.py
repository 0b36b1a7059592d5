"""Stub."""


def sentence(text: str, start: int, end: int) -> str:
    """Stub."""
    a = text.rfind("\x1e", 0, start) + 1
    b = text.find("\x1e", end)
    return " ".join(text[a : b if b >= 0 else None].split())
