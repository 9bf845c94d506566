"""The names of the files that a check makes."""

from __future__ import annotations

__all__ = ["ANNOTATED", "LABELS", "RESULTS", "SHEETS"]

RESULTS = "results.html"
SHEETS = ("phieu-doi-chieu.html", "phieu-doi-chieu.docx")
ANNOTATED = "van-ban-co-nhan-xet.docx"
LABELS = {
    SHEETS[0]: "Phiếu đối chiếu (HTML, để in)",
    SHEETS[1]: "Phiếu đối chiếu (Word, để ký)",
    ANNOTATED: "Văn bản có nhận xét (Word)",
}
"""What a link to each says."""
