"""Notebooks as programs save them after an analyst has run them there."""

from __future__ import annotations

import copy
from typing import Any

__all__ = ["as_run", "as_vs_code"]

_OUTPUTS = [
    {"output_type": "stream", "name": "stdout", "text": ["Số cũ: 911\n"]},
    {"output_type": "execute_result", "execution_count": 7, "metadata": {},
     "data": {"text/plain": ["911"], "application/vnd.baocao.table+json": {"number": 911}}},
    {"output_type": "error", "ename": "NameError", "evalue": "x", "traceback": ["911"]},
]  # fmt: skip


def as_run(notebook: dict[str, Any]) -> dict[str, Any]:
    """As JupyterLab saves it: outputs, counts, folded cells, and an empty cell at the end."""
    made = copy.deepcopy(notebook)
    for number, cell in enumerate(made["cells"], start=1):
        cell["metadata"]["scrolled"] = True
        cell["metadata"]["jupyter"] = {"outputs_hidden": True, "source_hidden": False}
        if cell["cell_type"] == "code":
            cell |= {"execution_count": number, "outputs": copy.deepcopy(_OUTPUTS)}
            cell["metadata"] |= {"collapsed": False, "ExecuteTime": {"end_time": "2026-11-28"}}
            cell["metadata"]["execution"] = {"iopub.execute_input": "2026-11-28T09:00:00Z"}
        if isinstance(cell["source"], str):
            cell["source"] = cell["source"].splitlines(keepends=True)
    made["cells"].append(
        {"cell_type": "code", "id": "5f0e", "metadata": {}, "execution_count": None,
         "outputs": [], "source": []}
    )  # fmt: skip
    made["metadata"] |= {
        "kernelspec": {"display_name": "Báo cáo", "language": "python", "name": "conda-baocao"},
        "language_info": {
            "codemirror_mode": {"name": "ipython", "version": 3}, "file_extension": ".py",
            "mimetype": "text/x-python", "name": "python", "nbconvert_exporter": "python",
            "pygments_lexer": "ipython3", "version": "3.12.4",
        },
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"a": 1}}},
    }  # fmt: skip
    return made


def as_vs_code(notebook: dict[str, Any]) -> dict[str, Any]:
    """As VS Code saves it: no ids, the folder of an environment for a kernel's name."""
    made = as_run(notebook)
    made["nbformat_minor"] = 2
    made["metadata"]["kernelspec"] = {
        "display_name": ".venv", "language": "python", "name": "python3"
    }  # fmt: skip
    del made["metadata"]["widgets"]
    for cell in made["cells"]:
        cell.pop("id")
        for name in ("jupyter", "scrolled", "collapsed", "ExecuteTime", "execution"):
            cell["metadata"].pop(name, None)
        cell["metadata"]["vscode"] = {"languageId": "python"}
    return made
