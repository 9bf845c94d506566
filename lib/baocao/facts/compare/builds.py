"""Reads a report that was built: its facts, and the register rows that it carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from baocao.core.errors import DiffError, Finding, PeriodError
from baocao.core.periods import Period
from baocao.facts.fact import Fact
from baocao.workspace.workspace import Workspace

__all__ = ["FACTS", "Build", "facts_of", "read_build"]

FACTS = "facts.json"
_NOTEBOOK = "report.ipynb"


@dataclass(frozen=True)
class Build:
    """A built report.

    ``rows`` has, by register file, the texts of each row by key and heading; None when the
    folder has no notebook to read them from.
    """

    place: str
    period: Period
    facts: tuple[Fact, ...]
    rows: Mapping[str, Mapping[str, Mapping[str, str]]] | None


class _Period(BaseModel):
    code: str


class _Facts(BaseModel):
    period: _Period
    facts: tuple[Fact, ...]


class _Rows(BaseModel):
    # BaseModel has a method of that name.
    place: str = Field(alias="register")
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class _Report(BaseModel):
    registers: tuple[_Rows, ...] = ()


class _Metadata(BaseModel):
    baocao: _Report


class _Notebook(BaseModel):
    metadata: _Metadata


_ADAPTER = TypeAdapter(tuple[Fact, ...])
_Model = TypeVar("_Model", bound=BaseModel)


def facts_of(data: Sequence[Mapping[str, Any]]) -> tuple[Fact, ...]:
    """Facts as ``facts.json`` and the document model hold them."""
    return _ADAPTER.validate_python(data)


def read_build(workspace: Workspace, folder: Path, place: str) -> Build:
    """Read the folder of a built report, wherever it is kept; `place` is how people name it.

    Raises
    ------
    DiffError
        DIFF-02 no ``facts.json``; DIFF-03 it, or ``report.ipynb`` beside it, is broken.
    """
    if not (folder / FACTS).is_file():
        raise DiffError(
            Finding(
                "DIFF-02",
                f"Thư mục không có {FACTS}.",
                where=place,
                remedy="chỉ vào thư mục do baocao build dựng, ví dụ outputs/2023-Q3",
            )
        )
    made = _read(_Facts, folder / FACTS, place)
    try:
        period = workspace.period(made.period.code)
        for code in {fact.period for fact in made.facts}:
            workspace.period_of(code)
    except PeriodError as error:
        raise _broken(f"{place}/{FACTS}", f"kỳ {error.findings[0].found}") from None
    rows = None
    if (folder / _NOTEBOOK).is_file():
        carried = _read(_Notebook, folder / _NOTEBOOK, place).metadata.baocao.registers
        rows = {
            shown.place: {
                key: dict(zip(shown.columns, row, strict=False))
                for key, row in zip(shown.keys, shown.rows, strict=False)
            }
            for shown in carried
        }
    return Build(place, period, made.facts, rows)


def _read(model: type[_Model], path: Path, place: str) -> _Model:
    try:
        return model.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first, *others = error.errors(include_url=False, include_input=False)
        found = ".".join(map(str, first["loc"]))
        found = f"{found}: {first['msg']}" if found else first["msg"]
        more = f" (và {len(others)} chỗ khác)" if others else ""
        raise _broken(f"{place}/{path.name}", found + more) from None


def _broken(where: str, found: str) -> DiffError:
    return DiffError(
        Finding(
            "DIFF-03",
            "Tệp của báo cáo đã dựng bị hỏng.",
            where=where,
            found=found,
            remedy="lấy lại bản sao chưa sửa, hoặc dựng lại báo cáo của kỳ đó",
        )
    )
