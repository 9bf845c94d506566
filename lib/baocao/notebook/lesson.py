"""The office of the tutorial, and the check of each of its steps; see ``docs/tutorial.ipynb``.

The office is made in a folder of its own: nothing of the analyst's data is touched.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from baocao.core.errors import BaocaoError, BuildError, Finding
from baocao.facts.book import FactBook, shared_book
from baocao.facts.indicators import Indicator
from baocao.facts.measures import Measure
from baocao.notebook.charts import ReportFigure
from baocao.notebook.lesson_office import FILES, MARK, PACKAGE, VISITS
from baocao.notebook.report import Report
from baocao.notebook.table import ReportTable
from baocao.workspace.programmes import load_programmes
from baocao.workspace.workspace import CONFIGURATION, Workspace

__all__ = ["Lesson", "Verdict"]

_YEAR = "2023"
_NEW = "luu_tru"


@dataclass(frozen=True)
class Verdict:
    """What a check says: right, or what is to be changed."""

    step: int
    fault: str = ""

    def __str__(self) -> str:
        return f"Bước {self.step}: {f'chưa đúng. {self.fault}' if self.fault else 'Đúng.'}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        colour, sign = ("#b00020", "✗") if self.fault else ("#1b5e20", "✓")
        text = escape(str(self)).replace("\n", "<br>")
        return f'<b style="color:{colour}">{sign} {text}</b>'


class Lesson:
    """The tutorial's office, made where it is not there yet.

    Parameters
    ----------
    folder
        Where it is; one that was made before is gone on with.
    anew
        Begin again: what was done in that folder is thrown away.

    Raises
    ------
    BuildError
        NOTEBOOK-23 the folder holds something else.
    """

    def __init__(self, folder: str | Path = "tutorial", *, anew: bool = False) -> None:
        self.folder = Path(folder).resolve()
        is_ours = (self.folder / MARK).is_file()
        if not is_ours and self.folder.exists() and any(self.folder.iterdir()):
            raise BuildError(
                Finding(
                    "NOTEBOOK-23",
                    "Thư mục dành cho bài học đã có tệp khác.",
                    where=str(self.folder),
                    remedy='chọn thư mục khác: Lesson("tên_thư_mục_mới")',
                )
            )
        if anew or not is_ours:
            for name, text in FILES.items():
                path = self.folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8-sig" if path.suffix == ".csv" else "utf-8")
            for path in (
                *self.folder.glob(f"*/*/{_NEW}.*"),
                *self.folder.glob(f"notebooks/{_NEW}.*"),
                *self.folder.glob("outputs/*/facts.json"),
            ):
                if path.parent.name != "files":
                    path.unlink()
        # In its next cell the notebook imports the programmes.
        load_programmes(self.workspace)

    def __repr__(self) -> str:
        return f"Cơ quan tập làm: {self.folder}"

    @property
    def workspace(self) -> Workspace:
        """The office as its settings are now."""
        return Workspace.load(self.folder)

    def check(self, step: int, answer: Any = None) -> Verdict:
        """Whether a step is done: "Đúng", or what to change.

        Parameters
        ----------
        step
            From 1 to 9.
        answer
            What the step asked the analyst to make, where it is no file.
        """
        steps: dict[int, Callable[[Any], str]] = {
            1: self._row,
            2: self._figure,
            3: self._sentence,
            4: self._comparison,
            5: self._chart,
            6: self._table,
            7: self._indicator,
            8: self._report,
            9: self._programme,
        }
        if step not in steps:
            return Verdict(step, "Bài học có chín bước, từ 1 đến 9.")
        try:
            return Verdict(step, steps[step](answer))
        except BaocaoError as error:
            return Verdict(step, f"Sửa lỗi này trước:\n{error}")

    def _name(self, file: str) -> str:
        """A file as the analyst finds it, beside the notebook."""
        return f"{self.folder.name}/{file}"

    def _book(self) -> FactBook:
        return shared_book(self.workspace)

    def _value(self, key: str) -> Any:
        book = self._book()
        return book.fact(book.catalogue[key], book.workspace.period(_YEAR)).value

    def _row(self, _: Any) -> str:
        keys = self._book().rows(self._visits(), self.workspace.period(_YEAR))["code"]
        if "K-05" not in set(keys):
            register = self._name(VISITS)
            return f"Thêm một dòng có mã K-05, ngày trong năm {_YEAR}, vào {register} rồi lưu."
        return ""

    def _visits(self) -> Indicator:
        found = self._book().catalogue["visits.guests"]
        assert isinstance(found, Indicator)
        return found

    def _figure(self, answer: Any) -> str:
        right = self._value("visits.guests")
        if answer is None or answer is ...:
            return "Thay None bằng report.fact(visits.guests).value."
        return "" if answer == right else f"Đang có {answer}; hãy hỏi report.fact, đừng gõ số."

    def _quoted(self, answer: Any) -> list[str]:
        if not isinstance(answer, Report):
            return []
        found = answer.quoted()
        return [] if found.empty else [*found["fact"]]

    def _sentence(self, answer: Any) -> str:
        if "visits.guests" in self._quoted(answer):
            return ""
        return "Viết {{ guests }} vào câu ở ô %%narrate, chạy ô ấy, rồi chạy lại ô này."

    def _comparison(self, answer: Any) -> str:
        # What compares is a fact of its own: "visits.guests:change".
        if any(key.startswith("visits.guests:") for key in self._quoted(answer)):
            return ""
        return "Viết {{ guests.vs_last_year }} vào câu, chạy ô ấy, rồi chạy lại ô này."

    def _chart(self, answer: Any) -> str:
        if not isinstance(answer, ReportFigure):
            return 'Viết bieu_do = report.column_chart(visits.guests, title="Lượt khách").'
        return "" if answer.caption else "Đặt tên cho biểu đồ: title=…"

    def _table(self, answer: Any) -> str:
        if not isinstance(answer, ReportTable):
            return 'Viết bang = report.breakdown(visits.guests, by="kind", title="…").'
        kinds = {"Trong nước", "Quốc tế"}
        return "" if all(kind in answer.text for kind in kinds) else 'Chia theo cột: by="kind".'

    def _indicator(self, _: Any) -> str:
        book = self._book()
        found: Measure | None = dict(book.catalogue).get("visits.foreign")
        if not isinstance(found, Indicator):
            module = self._name(f"lib/{PACKAGE}/visits.py")
            return f"Khai báo foreign = Indicator(…) ở cuối {module} rồi lưu."
        rows = book.rows(self._visits(), book.workspace.period(_YEAR))
        right = int(rows.loc[rows["kind"] == "Quốc tế", "guests"].sum())
        if self._value("visits.foreign") != right:
            return 'Chỉ tiêu phải cộng số lượt của khách quốc tế: thêm where={"kind": "Quốc tế"}.'
        return ""

    def _report(self, _: Any) -> str:
        made = self.folder / "outputs" / _YEAR / "facts.json"
        if not made.is_file():
            return f'Chọn kỳ {_YEAR}, nhấn "Dựng báo cáo", chờ dựng xong rồi chạy lại ô này.'
        facts = json.loads(made.read_text(encoding="utf-8"))["facts"]
        if "visits.foreign" not in {fact["id"] for fact in facts}:
            section = self._name("notebooks/visits.ipynb")
            return f"Trích {{{{ foreign }}}} trong {section}, lưu, rồi dựng lại."
        return ""

    def _programme(self, _: Any) -> str:
        book = self._book()
        if f"{_NEW}.recorded" not in dict(book.catalogue):
            return "Bỏ dấu # ở đầu ô của bước này, rồi chạy ô ấy."
        if _NEW not in book.workspace.sections:
            return f"Thêm mục {_NEW} vào parts trong {CONFIGURATION}."
        rows = len(FILES[f"files/{_NEW}.csv"].strip().splitlines()) - 1
        count = self._value(f"{_NEW}.recorded")
        return "" if count == rows else f"Đếm được {count} dòng, tệp có {rows} dòng: xem lại date=."
