"""Marks what a careful reader would mark in any document; needs no report."""

from baocao.review.proofread.corrections import Correction, find_corrections, proofread
from baocao.review.proofread.rule import Rule
from baocao.review.proofread.rules import RULES
from baocao.review.proofread.show import as_json, as_lines

__all__ = [
    "RULES",
    "Correction",
    "Rule",
    "as_json",
    "as_lines",
    "find_corrections",
    "proofread",
]
