"""Where something stands in a piece of prose, as errors say it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Place", "position"]

# Letters that are shown before and after a place.
_BEFORE, _AFTER = 20, 60


def position(source: str, at: int) -> tuple[int, int]:
    r"""Line and column of a letter, both counted from 1.

    Examples
    --------
    >>> position("Một\nHai ba", 8)
    (2, 5)
    """
    return source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at)


@dataclass(frozen=True)
class Place:
    """Where a piece of prose is written, to say where in it something stands."""

    where: str
    source: str

    def at(self, letter: int) -> str:
        """Line and column of a letter of the source, behind the name of its place."""
        line, column = position(self.source, letter)
        return ", ".join(filter(None, (self.where, f"dòng {line}, cột {column}")))

    def tag(self, letter: int) -> str:
        """The ``{{ … }}`` or ``{% … %}`` around a letter, on one line."""
        start = max(self.source.rfind("{{", 0, letter + 2), self.source.rfind("{%", 0, letter + 2))
        ends = [self.source.find(end, letter) for end in ("}}", "%}")]
        end = min((end for end in ends if end >= 0), default=-1)
        if start < 0 or end < 0 or "\n" in self.source[start:end]:
            return self.line(letter)
        return self.source[start : end + 2]

    def line(self, letter: int) -> str:
        """The line of a letter, from some words before it on."""
        start = self.source.rfind("\n", 0, letter) + 1
        end = self.source.find("\n", letter)
        line = self.source[start : end if end >= 0 else None]
        begin = max(0, letter - start - _BEFORE)
        shown = line[begin : letter - start + _AFTER]
        return (
            f"{'…' if begin else ''}{shown}{'…' if begin + len(shown) < len(line) else ''}".strip()
        )
