"""What cells show that no report prints: it would stand in JupyterLab and be missing on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nbformat import NotebookNode

from baocao.core.errors import Finding
from baocao.document.read import HIDDEN_TAGS, PRINTED_MIMES
from baocao.notebook.table import NOTHING_MIME

__all__ = ["lost", "lost_outputs"]

_REMEDY = (
    "dùng report.figure(hình, title=…, describes=[…]) hoặc report.frame(bảng, title=…, source=…); "
    'nếu chỉ để xem, gắn thẻ "working" cho ô'
)
_KINDS = {
    "application/vnd.jupyter.widget-view+json": "tiện ích tương tác",
    "application/vnd.plotly.v1+json": "hình của Plotly",
    "image/png": "hình",
    "image/svg+xml": "hình",
    "image/jpeg": "hình",
    "text/html": "bảng hoặc trang HTML",
    "text/latex": "công thức",
    "text/markdown": "Markdown",
}
_LETTERS = 60


def lost_outputs(notebook: NotebookNode, place: str) -> Iterator[Finding]:
    """The outputs of an executed section that its report would leave out in silence.

    What is written to the standard error is none: warnings and progress are for whoever runs it.
    """
    # Papermill puts its parameters into a cell of their own, which the analyst does not see.
    number = 0
    for cell in notebook.cells:
        tags = set(cell.metadata.get("tags", []))
        number += "injected-parameters" not in tags
        if cell.cell_type != "code" or tags & HIDDEN_TAGS:
            continue
        for output in cell.outputs:
            if found := _lost(output):
                yield lost(f"{place}, ô {number}", found)
                break


def lost(where: str, found: str) -> Finding:
    """The finding NOTEBOOK-09."""
    return Finding(
        "NOTEBOOK-09",
        "Ô hiện ra thứ mà báo cáo không in.",
        where=where,
        found=found,
        remedy=_REMEDY,
    )


def _lost(output: Mapping[str, Any]) -> str:
    """What kind of thing an output is that is not printed; or ""."""
    if output["output_type"] == "stream":
        text = str(output.get("text", "")).strip()
        return f"chữ in bằng print: {_short(text)}" if output["name"] == "stdout" and text else ""
    data = output.get("data", {})
    if not data or any(mime in data for mime in (*PRINTED_MIMES, NOTHING_MIME)):
        return ""
    kind = next((name for mime, name in _KINDS.items() if mime in data), "giá trị của ô")
    return f"{kind}: {_short(str(data.get('text/plain', '')))}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LETTERS else f"{words[:_LETTERS]} …"
