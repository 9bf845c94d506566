"""Reads documents that people have worked on: Word, HTML, PDF and plain text."""

from baocao.review.manuscripts.blocks import Block, Kind, Manuscript, Quote
from baocao.review.manuscripts.read import read_manuscript, read_own

__all__ = ["Block", "Kind", "Manuscript", "Quote", "read_manuscript", "read_own"]
