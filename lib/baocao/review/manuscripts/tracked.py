"""The text of a block made easier to read, each letter tracked back to the block."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from baocao.locale.vi.text import nfc_with_offsets
from baocao.review.manuscripts.blocks import Block

__all__ = ["TrackedText"]

_LONGEST = 6000


@dataclass(frozen=True)
class TrackedText:
    r"""A text, and for each of its letters where it is in the block.

    Parameters
    ----------
    text
        In NFC.
    offsets
        One for each letter, and one for the end of the text.

    Examples
    --------
    >>> text = TrackedText.of(Block("hai  từ", "text", ((0, "đoạn 1"),)))
    >>> text.replaced(re.compile(r"\s+"), " ")
    TrackedText(text='hai từ', offsets=[0, 1, 2, 3, 5, 6, 7])
    """

    text: str
    offsets: list[int]

    @classmethod
    def of(cls, block: Block) -> TrackedText:
        """The text of a block in NFC."""
        return cls(*nfc_with_offsets(block.text))

    def replaced(self, pattern: re.Pattern[str], replacement: str) -> TrackedText:
        """Replace what matches a pattern; no match may be shorter than the replacement."""
        letters: list[str] = []
        offsets: list[int] = []
        end = 0
        for match in pattern.finditer(self.text):
            letters += self.text[end : match.start()], replacement
            offsets += self.offsets[end : match.start()]
            offsets += self.offsets[match.start() : match.start() + len(replacement)]
            end = match.end()
        text = "".join([*letters, self.text[end:]])
        return TrackedText(text, [*offsets, *self.offsets[end:]])

    def parts(self) -> Iterator[TrackedText]:
        """The text in parts of bounded length, cut at blanks: judging takes time with the length.

        No paragraph of a report is so long that it is cut.
        """
        start = 0
        while len(self.text) - start > _LONGEST:
            blank = self.text.rfind(" ", start + 1, start + _LONGEST)
            end = blank if blank > 0 else start + _LONGEST
            yield self._part(start, end)
            start = end
        yield self._part(start, len(self.text))

    def _part(self, start: int, end: int) -> TrackedText:
        return TrackedText(self.text[start:end], self.offsets[start : end + 1])

    def without_invisible(self) -> TrackedText:
        """Leave out letters that nobody sees, such as joiners of no width."""
        invisible = [sign for sign in set(self.text) if unicodedata.category(sign) == "Cf"]
        if not invisible:
            return self
        return self.replaced(re.compile(f"[{re.escape(''.join(invisible))}]"), "")
