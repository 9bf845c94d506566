"""All rules of proofreading, in the order in which the documentation lists them."""

from baocao.review.proofread.rule import Rule
from baocao.review.proofread.rules import (
    citations,
    dates,
    doubled_words,
    figures,
    laws,
    names,
    spacing,
    spelling,
    structure,
    words,
)

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    *structure.RULES,
    *dates.RULES,
    *citations.RULES,
    *laws.RULES,
    *names.RULES,
    *figures.RULES,
    *doubled_words.RULES,
    *words.RULES,
    *spelling.RULES,
    *spacing.RULES,
)
