"""Text from outside, made harmless for a terminal: what a client sends can neither colour, move nor hide anything."""

from __future__ import annotations

__all__ = ["plain", "plain_lines"]

_LONGEST = 200


def plain(text: str, longest: int = _LONGEST) -> str:
    r"""One line: unprintable characters (control, formatting, direction, surrogates) as `\x1b`, cut after `longest`."""
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    return text if text.isprintable() else "".join(_escaped(character) for character in text)


def plain_lines(text: str, longest: int = 20_000) -> list[str]:
    """The same for text of several lines, such as a traceback."""
    return [plain(line, longest) for line in text[:longest].expandtabs(4).splitlines()]


def _escaped(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
