"""Documents as they come back: Word, HTML, PDF and plain text, read into blocks of text."""

from baocao.manuscripts.files import read_manuscript
from baocao.manuscripts.parts import Block, Kind, Manuscript, Quote

__all__ = ["Block", "Kind", "Manuscript", "Quote", "read_manuscript"]
