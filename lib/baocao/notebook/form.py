"""A form to check, build and open a report without a terminal: ``report.choose()``."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from baocao.core.errors import BaocaoError, Finding
from baocao.notebook.interrupts import heard_while_idle
from baocao.notebook.job import Job
from baocao.workspace.workspace import Workspace

__all__ = ["FORMATS", "PREVIEW", "Form"]

FORMATS = {"html": "HTML (xem)", "pdf": "PDF (in, lưu trữ)", "docx": "Word (sửa)"}
"""The formats of :data:`baocao.run.plan.FORMATS`, in words."""
PREVIEW = "preview"
"""As :data:`baocao.run.worker.PREVIEW`."""

_NAMES = {"description_width": "7em"}
_WIDE = {"width": "46em"}
_MOST_SHOWN = 30_000_000
_MEDIA = {
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_STYLE = """\
<style>
.bc-findings { margin: .3em 0; padding-left: 1.4em; line-height: 1.45; }
.bc-findings li { margin-bottom: .6em; }
.bc-code { color: #b00020; font-weight: 600; }
.bc-good { color: #1b5e20; font-weight: 600; }
.bc-what { font-weight: 600; }
.bc-where { font-family: monospace; }
.bc-save { color: #0645ad; text-decoration: underline; }
</style>
"""


class Form:
    """The widgets, and the one job that they may have running.

    Parameters
    ----------
    workspace
        Whose report it is.
    period, periods
        The code to begin with, and those to choose from; any other may be typed.
    titles
        The title of each section by its stem, in print order.
    """

    def __init__(
        self, workspace: Workspace, period: str, periods: Sequence[str], titles: Mapping[str, str]
    ) -> None:
        self._workspace = workspace
        self._job: Job | None = None
        self._hear_no_more: Callable[[], None] = lambda: None
        self._steps = 0
        self.period = widgets.Combobox(
            value=period,
            options=tuple(periods),
            description="Kỳ",
            continuous_update=False,
            layout=_WIDE,
            style=_NAMES,
        )
        self.formats = [
            widgets.Checkbox(value=True, description=words, indent=False, layout={"width": "14em"})
            for words in FORMATS.values()
        ]
        self.sections = widgets.SelectMultiple(
            options=[(title, stem) for stem, title in titles.items()],
            value=tuple(titles),
            rows=min(12, max(3, len(titles))),
            description="Mục",
            layout=_WIDE,
            style=_NAMES,
        )
        self.check = widgets.Button(description="Kiểm tra", icon="check")
        self.build = widgets.Button(description="Dựng báo cáo", icon="cogs", button_style="primary")
        self.show = widgets.Button(description="Mở", icon="folder-open")
        self.stop = widgets.Button(description="Dừng", icon="stop", disabled=True)
        self.progress = widgets.IntProgress(
            value=0, min=0, max=1, layout={"width": "20em", "visibility": "hidden"}
        )
        self.step = widgets.HTML()
        self.result = widgets.HTML()
        self.view = widgets.HTML()
        self.check.on_click(lambda _: self._start("check"))
        self.build.on_click(lambda _: self._start("build"))
        self.show.on_click(lambda _: self._open())
        self.stop.on_click(lambda _: self._stop())
        self.box = widgets.VBox(
            [
                widgets.HTML(_STYLE),
                self.period,
                widgets.HBox([widgets.Label("Dạng", layout={"width": "7em"}), *self.formats]),
                self.sections,
                widgets.HTML(
                    "Giữ Ctrl để chọn nhiều mục. Chọn đủ mọi mục thì dựng báo cáo; chọn một phần "
                    f"thì dựng bản dự thảo riêng trong outputs/{PREVIEW}."
                ),
                widgets.HBox([self.check, self.build, self.show, self.stop]),
                widgets.HBox([self.progress, self.step]),
                self.result,
                self.view,
            ]
        )

    @property
    def _chosen_formats(self) -> list[str]:
        return [name for name, box in zip(FORMATS, self.formats, strict=True) if box.value]

    @property
    def _is_part(self) -> bool:
        return len(self.sections.value) < len(self.sections.options)

    @property
    def _folder(self) -> Path:
        outputs = self._workspace.outputs / PREVIEW if self._is_part else self._workspace.outputs
        return outputs / str(self._workspace.period(self.period.value))

    def _start(self, task: str) -> None:
        # Two clicks may come before the first has put the buttons out of use.
        if self._job is not None:
            return
        self.view.value = ""
        try:
            self._workspace.period(self.period.value)
            self._require_choice(task)
        except BaocaoError as error:
            self.result.value = _listed(error.findings)
            return
        asked = {
            "root": str(self._workspace.root),
            "task": task,
            "period": self.period.value,
            "formats": self._chosen_formats,
            "sections": list(self.sections.value) if self._is_part else [],
        }
        self._steps = 0
        self.progress.value = 0
        self.progress.max = len(self.sections.value) + len(self._chosen_formats)
        self.progress.bar_style = ""
        self.result.value = ""
        self._set_busy(True, "đang kiểm tra …" if task == "check" else "đang dựng báo cáo …")
        if task == "check":
            self.progress.layout.visibility = "hidden"
        self._job = Job(asked, self._on_step, self._on_end)
        # Whoever interrupts the kernel means what runs, and no cell does.
        self._hear_no_more = heard_while_idle(self._stop)

    def _require_choice(self, task: str) -> None:
        leaves = {leaf for part in self._workspace.settings.parts for leaf in part.leaves()}
        lacking = ""
        if task == "build" and not self._chosen_formats:
            lacking = "dạng văn bản"
        elif not leaves & {*self.sections.value}:
            lacking = "mục nào của báo cáo"
        if lacking:
            raise BaocaoError(
                Finding(
                    "NOTEBOOK-22",
                    f"Chưa chọn {lacking}.",
                    remedy=f"chọn ít nhất một {lacking.removesuffix(' nào của báo cáo')}",
                )
            )

    def _stop(self) -> None:
        if self._job is not None:
            self.step.value = "đang dừng …"
            self._job.stop()

    def _on_step(self, step: str) -> None:
        self._steps += 1
        self.progress.value = min(self._steps, self.progress.max)
        self.step.value = f"xong: {escape(step)}"

    def _on_end(self, findings: list[Finding], done: Mapping[str, Any] | None) -> None:
        self._job = None
        self._hear_no_more()
        made = done or {"good": False}
        good = bool(made["good"])
        if good:
            self.progress.value = self.progress.max
        self.progress.bar_style = "success" if good else "danger"
        self._set_busy(False)
        told = _listed(findings)
        if done is None and not findings:
            told = "Đã dừng; báo cáo cũ, nếu có, vẫn như trước."
        elif good and "fresh" in made:
            what = "Đã dựng xong" if made["fresh"] else "Không có gì thay đổi"
            folder = self._workspace.relative(self._folder)
            told += f'<span class="bc-good">{what}: {escape(folder)}.</span> Nhấn "Mở" để xem.'
        elif good:
            told += f'<span class="bc-good">Không có lỗi, kỳ {escape(made["period"])}.</span>'
        self.result.value = told

    def _set_busy(self, busy: bool, words: str = "") -> None:
        for button in (self.check, self.build, self.show):
            button.disabled = busy
        self.stop.disabled = not busy
        self.progress.layout.visibility = "visible" if busy else "hidden"
        self.step.value = words

    def _open(self) -> None:
        """Show the page of the report, and links that save its files wherever the form is shown."""
        try:
            folder = self._folder
        except BaocaoError as error:
            self.result.value = _listed(error.findings)
            return
        files = [folder / f"report.{name}" for name in FORMATS]
        there = [file for file in files if file.is_file()]
        if not there:
            self.view.value = "Kỳ này chưa có báo cáo: nhấn <b>Dựng báo cáo</b> trước."
            return
        at = datetime.fromtimestamp(there[0].stat().st_mtime)
        links = " · ".join(_link(file, f"{folder.name}{file.suffix}") for file in there)
        self.view.value = (
            f"<p>Báo cáo dựng lúc {at:%H:%M ngày %d/%m/%Y}, lưu về máy: {links}<br>"
            f'<span class="bc-where">{escape(self._workspace.relative(folder))}</span></p>'
        ) + _page(there[0])


def _link(file: Path, name: str) -> str:
    # The server may show other folders than that of reports: the file itself is in the link.
    if file.stat().st_size > _MOST_SHOWN:
        return escape(str(file))
    kind = file.suffix[1:]
    data = base64.b64encode(file.read_bytes()).decode()
    place = f"data:{_MEDIA[kind]};base64,{data}"
    words = FORMATS[kind].partition(" ")[0]
    return f'<a class="bc-save" download="{escape(name)}" href="{place}">{words}</a>'


def _page(file: Path) -> str:
    if file.suffix != ".html" or file.stat().st_size > _MOST_SHOWN:
        return ""
    text = escape(file.read_text(encoding="utf-8"))
    style = "width:100%;height:75vh;border:1px solid #bbb"
    return f'<iframe title="Báo cáo" style="{style}" srcdoc="{text}"></iframe>'


def _listed(findings: Sequence[Finding]) -> str:
    if not findings:
        return ""
    items = "".join(
        f'<li><span class="bc-code">[{escape(one.code)}]</span> '
        f'<span class="bc-what">{escape(one.what)}</span>'
        + _line("Ở đâu", one.where, "bc-where")
        + _line("Đang có", one.found)
        + _line("Cách sửa", one.remedy)
        + "</li>"
        for one in findings
    )
    count = f"{len(findings)} lỗi" if len(findings) > 1 else "Có lỗi"
    return f'<p class="bc-code">{count}:</p><ol class="bc-findings">{items}</ol>'


def _line(name: str, text: str, style: str = "") -> str:
    shown = escape(text).replace("\n", "<br>")
    return f'<br>{name}: <span class="{style}">{shown}</span>' if text else ""
