"""What a careful reader would mark in a document, by rules that are data."""

from baocao.proofreading.proofs import RULES, Correction, corrections, proofread
from baocao.proofreading.rules import Rule
from baocao.proofreading.showing import as_json, as_lines

__all__ = [
    "RULES",
    "Correction",
    "Rule",
    "as_json",
    "as_lines",
    "corrections",
    "proofread",
]
