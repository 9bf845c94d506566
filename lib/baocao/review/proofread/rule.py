"""What a rule of proofreading is, and what it looks at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

from baocao.locale.vi.text import composed
from baocao.review.manuscripts import Block, Kind, Manuscript
from baocao.review.proofread.dictionary import Dictionary

__all__ = ["FORMATS", "PROSE", "Draft", "Find", "Hit", "Rule", "Severity", "Text", "pattern"]

Severity = Literal["lỗi", "nên sửa", "xem lại"]
"""An error, something to mend, something for a person to look at."""

FORMATS = frozenset({"docx", "html", "pdf", "text"})
PROSE: frozenset[Kind] = frozenset({"text", "heading"})
# Labels in charts have too few words to judge; remarks in the margin are no part of the document.
_UNREAD: frozenset[Kind] = frozenset({"chart", "comment"})
_BLANKS = re.compile(r"\s+")
_MARKDOWN = re.compile(r"\*+|^#{1,6} ")


@dataclass(frozen=True)
class Text:
    """A block as it is read: NFC, white space as single spaces, no marks of emphasis.

    ``places`` gives for each letter of the text its place in the block.
    """

    number: int
    block: Block
    text: str
    places: list[int]

    @property
    def kind(self) -> Kind:
        """What the block is."""
        return self.block.kind

    @cached_property
    def is_capitals(self) -> bool:
        """Whether it is written in capitals throughout."""
        return self.text.isupper()


@dataclass(frozen=True)
class Hit:
    """Letters `start` to `end` of a text, and what should stand there; "" where only people know.

    ``what`` says more than the rule's name, where there is more to say.
    """

    text: Text
    start: int
    end: int
    suggestion: str
    what: str = ""


@dataclass(frozen=True)
class Draft:
    """A document with the dictionary to read it by."""

    texts: tuple[Text, ...]
    dictionary: Dictionary
    format: str

    @classmethod
    def of(cls, manuscript: Manuscript, dictionary: Dictionary) -> Draft:
        """The texts of a manuscript that are to be read."""
        suffix = manuscript.path.suffix.lower().lstrip(".")
        kind = {"docx": "docx", "pdf": "pdf", "html": "html", "htm": "html"}.get(suffix, "text")
        texts = tuple(
            _read(number, block, kind == "text")
            for number, block in enumerate(manuscript.blocks)
            if block.kind not in _UNREAD
        )
        return cls(texts, dictionary, kind)

    @cached_property
    def recipients(self) -> int | None:
        """Which text begins the list of recipients, the end of the document itself."""
        for position, text in enumerate(self.texts):
            if text.text.lower().startswith("nơi nhận"):
                return position
        return None

    @property
    def body(self) -> tuple[Text, ...]:
        """The running text and the headings before the list of recipients."""
        return tuple(text for text in self.texts[: self.recipients] if text.kind in PROSE)

    @property
    def neighbours(self) -> Iterator[tuple[Text, Text]]:
        """Texts of the body of which one follows right on the other."""
        return ((a, b) for a, b in pairwise(self.body) if b.number == a.number + 1)


Find = Callable[[Draft], Iterable[Hit]]


@dataclass(frozen=True)
class Rule:
    """One thing that a careful reader marks.

    Parameters
    ----------
    id
        Stable, ``PROOF-…``.
    name
        What is wrong, in Vietnamese.
    severity
        See :data:`Severity`.
    source
        Where the rule stands: a decree with its article, a dictionary, the office's habit.
    find
        Finds it in a document.
    wrong
        Texts in which it is found, each with the suggestion; blank lines part paragraphs.  Read
        with :data:`~baocao.review.proofread.dictionary.EXAMPLE`.
    right
        Texts, close to the wrong ones, in which it is not found.
    formats
        The kinds of file whose text is true enough for it.
    """

    id: str
    name: str
    severity: Severity
    source: str
    find: Find
    wrong: tuple[tuple[str, str], ...]
    right: tuple[str, ...]
    formats: frozenset[str] = FORMATS


def pattern(
    expression: str,
    suggest: str | Callable[[re.Match[str]], str | None],
    kinds: frozenset[Kind] | None = None,
    flags: int = 0,
) -> Find:
    r"""Find what matches a regular expression in any one text.

    Parameters
    ----------
    expression
        Without nested repetition: texts may be long.
    suggest
        What to write instead, as in ``re.sub`` (``\1``); or a function, which may say None: this
        is right after all.
    kinds
        Of which texts; default all.
    flags
        Of ``re``.
    """
    compiled = re.compile(expression, flags)

    def find(draft: Draft) -> Iterator[Hit]:
        for text in draft.texts:
            if kinds is not None and text.kind not in kinds:
                continue
            for match in compiled.finditer(text.text):
                said = match.expand(suggest) if isinstance(suggest, str) else suggest(match)
                if said is not None:
                    yield Hit(text, match.start(), match.end(), said)

    return find


def _read(number: int, block: Block, is_plain: bool) -> Text:
    text, places = composed(block.text)
    if is_plain:
        text, places = _without(_MARKDOWN, "", text, places)
    text, places = _without(_BLANKS, " ", text, places)
    return Text(number, block, text, places)


def _without(
    what: re.Pattern[str], instead: str, text: str, places: list[int]
) -> tuple[str, list[int]]:
    letters: list[str] = []
    kept: list[int] = []
    at = 0
    for match in what.finditer(text):
        letters += text[at : match.start()], instead
        kept += places[at : match.start()]
        kept += places[match.start() : match.start() + len(instead)]
        at = match.end()
    return "".join([*letters, text[at:]]), [*kept, *places[at:]]
