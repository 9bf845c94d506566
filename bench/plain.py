"""What people do without the toolkit's runner: ``python bench/plain.py OUT JOBS PERIOD…``.

Papermill over the same notebooks in a loop with its stock kernels, nbconvert to HTML of each, and
one print of all pages by Chromium.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import nbformat
import papermill
from nbconvert import HTMLExporter

from baocao.workspace.workspace import WORKSPACE_VARIABLE, Workspace


def build(out: Path, code: str) -> None:
    """Run the notebooks of one period and print them."""
    workspace = Workspace.find()
    folder = out / code
    folder.mkdir(parents=True)
    pages = []
    for stem in workspace.sections:
        target = folder / f"{stem}.ipynb"
        papermill.execute_notebook(
            str(workspace.notebooks / f"{stem}.ipynb"),
            str(target),
            parameters={"period": code},
            progress_bar=False,
        )
        body, _ = HTMLExporter().from_notebook_node(nbformat.read(target, as_version=4))
        pages.append(body)
    page = folder / "report.html"
    page.write_text("\n".join(pages), encoding="utf-8")
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu",
         f"--print-to-pdf={folder / 'report.pdf'}", page.as_uri()],
        check=True, capture_output=True,
    )  # fmt: skip


if __name__ == "__main__":
    os.environ.setdefault(WORKSPACE_VARIABLE, str(Path.cwd()))
    out, jobs, codes = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    if jobs == 1:
        for code in codes:
            build(out, code)
    else:
        with ProcessPoolExecutor(jobs) as pool:
            list(pool.map(partial(build, out), codes))
