"""What a careful reader would mark in a document, by rules that are data."""

from baocao.review.proofread.read import RULES, Correction, corrections, proofread
from baocao.review.proofread.rule import Rule
from baocao.review.proofread.show import as_json, as_lines

__all__ = [
    "RULES",
    "Correction",
    "Rule",
    "as_json",
    "as_lines",
    "corrections",
    "proofread",
]
