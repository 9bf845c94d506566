"""A workspace at a period: what a section's notebook may ask for."""

from __future__ import annotations

from baocao.notebook.report_looks import ReportLooks
from baocao.notebook.report_prints import ReportPrints
from baocao.notebook.report_writes import ReportWrites

__all__ = ["Report"]


class Report(ReportLooks, ReportPrints, ReportWrites):
    """A workspace at a period: everything a section's notebook may ask for.

    Parameters
    ----------
    workspace
        Where registers and settings are.
    period
        What the report covers.
    book
        Facts that are known already; default: none yet.
    is_looked_at
        Whether figures of prose open what they rest on, for somebody who looks at the notebook.
    """
