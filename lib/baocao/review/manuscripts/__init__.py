"""Documents as they come back: Word, HTML, PDF and plain text, read into blocks of text."""

from baocao.review.manuscripts.blocks import Block, Kind, Manuscript, Quote
from baocao.review.manuscripts.read import read_manuscript

__all__ = ["Block", "Kind", "Manuscript", "Quote", "read_manuscript"]
