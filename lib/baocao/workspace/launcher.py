"""The notebook with the form that checks, builds and opens reports, as `baocao lab` shows it."""

from __future__ import annotations

import json
from pathlib import Path

from baocao.core.files import write_whole
from baocao.workspace.workspace import Workspace

__all__ = ["write_launcher"]

_NAME = "launcher.ipynb"
_TEXT = (
    "# Lập báo cáo\n\nNhấn vào ô dưới, rồi nhấn Shift+Enter. Chọn kỳ, dạng văn bản và mục; "
    "**Kiểm tra** nêu mọi lỗi kèm chỗ sửa, **Dựng báo cáo** dựng, **Mở** cho xem và lưu về máy."
)


def write_launcher(workspace: Workspace) -> Path:
    """Write the notebook, which is made and may be deleted, unless it is there as it should be.

    It lies under ``outputs/``: what lies in ``notebooks/`` is an input of every report.
    """
    year = workspace.calendar.year_of(workspace.settings.data.complete_until)
    code = f'from baocao import open_report\n\nopen_report("{year}").choose()'
    cells: list[dict[str, object]] = [
        {"cell_type": "markdown", "id": "launcher-1", "metadata": {}, "source": _TEXT},
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "launcher-2",
            "metadata": {},
            "outputs": [],
            "source": code,
        },
    ]
    about = {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    whole = {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    path = workspace.outputs / _NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file():
        write_whole(path, json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
    return path
