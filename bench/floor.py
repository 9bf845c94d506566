"""The least that the work costs: ``python bench/floor.py OUT PERIOD…``.

The cells of the same notebooks as one plain script in one process, without kernels, over one book
of facts; then the same documents by the same exporters.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from baocao.document.formats import docx, html, pdf
from baocao.workspace.workspace import Workspace
from support.in_process import InProcess

if __name__ == "__main__":
    workspace = Workspace.find()
    in_process = InProcess(workspace)
    for code in sys.argv[2:]:
        folder = Path(sys.argv[1], code)
        folder.mkdir(parents=True)
        model = in_process.model(workspace.period(code))
        (folder / "report.html").write_text(html.render(model), encoding="utf-8")
        (folder / "report.pdf").write_bytes(pdf.render(model))
        (folder / "report.docx").write_bytes(docx.render(model))
