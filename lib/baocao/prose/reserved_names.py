"""Names that mean something in prose, which no indicator or module of programmes may have."""

from __future__ import annotations

from collections.abc import Iterator

from baocao.core.errors import Finding
from baocao.facts.catalogue import Catalogue
from baocao.prose.expressions import FUNCTIONS, REPORT
from baocao.prose.questions import QUESTIONS
from baocao.workspace.programmes import named_place

__all__ = ["RESERVED", "reserved_names"]

# The loop variable of Jinja, and its constants.
_WORDS = ("loop", "true", "false", "none", "True", "False", "None")
# ``{{ visitors.trend }}`` is checked as a sentence of its own words, not as a figure.
_WORDED = (*(name for name, question in QUESTIONS.items() if question.is_worded), "comparison")

RESERVED = frozenset({REPORT, *FUNCTIONS, *_WORDS, *_WORDED})
"""Names that prose would take for something else than an indicator."""


def reserved_names(catalogue: Catalogue) -> Iterator[Finding]:
    """Indicators and modules that prose could not name."""
    for stem in catalogue.modules:
        if stem in RESERVED:
            yield Finding(
                "INDICATOR-32",
                f"Mô-đun {stem} trùng tên có sẵn trong lời văn.",
                where=named_place(catalogue.modules[stem]),
                found=stem,
                remedy="đổi tên tệp, và tên trong các sổ tay, data/targets.csv, report.toml",
            )
    for key, _ in catalogue:
        if (name := key.partition(".")[2]) in RESERVED:
            yield Finding(
                "INDICATOR-32",
                f"Chỉ tiêu {key} trùng tên có sẵn trong lời văn.",
                where=catalogue.places.of(key),
                found=name,
                remedy="đổi tên chỉ tiêu, trong sổ tay và trong data/targets.csv nữa",
            )
