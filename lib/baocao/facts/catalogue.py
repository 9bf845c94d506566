"""The catalogue: every indicator that the programmes declare, by its id."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from types import ModuleType

from baocao.core.errors import Finding, IndicatorError
from baocao.facts.indicators import Indicator, Measure, Ratio, empty_frame
from baocao.registers.declare import Register
from baocao.workspace.programmes import load_programmes
from baocao.workspace.workspace import Workspace

__all__ = ["Catalogue"]

# How much of a wrong value a message shows.
_MOST_LETTERS = 60
# The heading of a column that names what a row is about; "Mã số thuế" names something else.
_THING = re.compile(r"(?:Tên|Mã) (?!số)((?:[^\W\d_A-ZĐ]+ ?){1,3})")


class Catalogue:
    """All indicators of a workspace's programmes by id, and ids by indicator.

    Raises
    ------
    WorkspaceError
        WORKSPACE-07 there is no package of programmes.
    IndicatorError
        INDICATOR-01 a module of it does not import; INDICATOR-02 a declaration
        names a column its register lacks; INDICATOR-04 one relies on an indicator without an
        id; INDICATOR-05 an id that does not exist.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.package = workspace.settings.data.programmes
        self.modules = load_programmes(workspace)
        self._by_id = _declared(self.modules)
        self._ids = {id(measure): key for key, measure in reversed(self._by_id.items())}
        faults = [fault for key, measure in self._by_id.items() for fault in _faults(key, measure)]
        faults += self._undeclared()
        if faults:
            raise IndicatorError(*faults)

    def _undeclared(self) -> Iterator[Finding]:
        for key, measure in self._by_id.items():
            used = (
                (measure.numerator, measure.denominator)
                if isinstance(measure, Ratio)
                else measure.parts
            )
            for other in used:
                if other is not None and id(other) not in self._ids:
                    yield Finding(
                        "INDICATOR-04",
                        f"Chỉ tiêu {key} dựa vào một chỉ tiêu không có mã.",
                        where=f"lib/…/{key.split('.')[0]}.py, chỉ tiêu {key.split('.')[1]}",
                        found=other.label,
                        remedy="gán chỉ tiêu đó cho một tên ở cấp mô-đun, không bắt đầu bằng _",
                    )

    def __iter__(self) -> Iterator[tuple[str, Measure]]:
        return iter(self._by_id.items())

    def __getitem__(self, key: str) -> Measure:
        try:
            return self._by_id[key]
        except KeyError:
            close = difflib.get_close_matches(key, self._by_id, n=3)
            raise IndicatorError(
                Finding(
                    "INDICATOR-05",
                    f"Không có chỉ tiêu {key}.",
                    found=key,
                    remedy="có phải: " + ", ".join(close) if close else "xem lib/" + self.package,
                )
            ) from None

    def id_of(self, measure: Measure) -> str:
        """The id of a declared indicator.

        Raises
        ------
        IndicatorError
            INDICATOR-09 another office declares it, or a module that has been loaded anew since.
        """
        try:
            return self._ids[id(measure)]
        except KeyError:
            raise IndicatorError(
                Finding(
                    "INDICATOR-09",
                    "Chỉ tiêu không thuộc các chương trình của báo cáo này.",
                    where=f"lib/{self.package}",
                    found=measure.label,
                    remedy="mở báo cáo của đúng cơ quan khai báo chỉ tiêu ấy, hoặc chạy lại ô đầu",
                )
            ) from None

    def required(self, measure: object) -> Measure:
        """What must be an indicator, such as the argument of a report's method.

        Raises
        ------
        IndicatorError
            INDICATOR-10 it is none: an id in quotation marks, a fact, a module.
        """
        if isinstance(measure, Indicator | Ratio):
            return measure
        raise IndicatorError(
            Finding(
                "INDICATOR-10",
                "Ở đây cần một chỉ tiêu.",
                found=f"{_told(measure)} ({type(measure).__name__})",
                remedy=self._likely(measure),
            )
        )

    def _likely(self, measure: object) -> str:
        if isinstance(measure, str):
            keys = {key: key for key in self._by_id}
            keys |= {key.partition(".")[2]: key for key in reversed(self._by_id)}
            close = difflib.get_close_matches(measure, keys, n=3)
            found = dict.fromkeys(keys[name] for name in close)
            if found:
                return f"viết không có dấu nháy, có phải: {', '.join(found)}"
        return f"viết tên chỉ tiêu trong lib/{self.package}, ví dụ {next(iter(self._by_id), '')}"

    def counted(self, register: Register) -> frozenset[str]:
        """The columns of a register whose different texts some indicator counts."""
        mine = [one for _, one in self if isinstance(one, Indicator) and one.register is register]
        return frozenset(name for indicator in mine for name in indicator.told_apart)

    def is_current(self) -> bool:
        """Whether the modules still declare the same: an analyst may have reloaded them."""
        return _declared(self.modules) == self._by_id

    @property
    def registers(self) -> tuple[Register, ...]:
        """Every register the programmes declare, in order of their modules."""
        found: dict[int, Register] = {}
        for module in self.modules.values():
            for value in vars(module).values():
                if isinstance(value, Register):
                    found[id(value)] = value
        return tuple(found.values())

    @property
    def units(self) -> frozenset[str]:
        """What the workspace counts, in small letters: units, and what its registers list.

        A register with a column "Tên sản phẩm" or "Mã hồ sơ" lists "sản phẩm", "hồ sơ".
        """
        headings = {
            column.heading for register in self.registers for column in register.all_columns
        }
        nouns = {match[1] for heading in headings if (match := _THING.fullmatch(heading))}
        return frozenset({measure.unit.lower() for _, measure in self} | nouns)


def _told(value: object) -> str:
    """A value on one short line."""
    text = " ".join(repr(value).split())
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…"


def _declared(modules: Mapping[str, ModuleType]) -> dict[str, Measure]:
    found: dict[str, Measure] = {}
    for stem, module in modules.items():
        for name, value in vars(module).items():
            if isinstance(value, Indicator | Ratio) and not name.startswith("_"):
                found.setdefault(f"{stem}.{name}", value)
    return found


def _faults(key: str, measure: Measure) -> Iterator[Finding]:
    if isinstance(measure, Ratio):
        return
    names = [column.name for column in measure.register.all_columns]
    missing = [name for name in measure.columns if name not in names]
    if not missing:
        try:
            measure.measure(empty_frame(measure.register))
        except Exception as error:
            # Each backend has its own words for an unknown column.
            missing = [str(error).splitlines()[0]]
    for name in missing:
        close = difflib.get_close_matches(name, names, n=1)
        yield Finding(
            "INDICATOR-02",
            f"Chỉ tiêu {key} dùng cột mà sổ không có.",
            where=f"lib/…/{key.split('.')[0]}.py, chỉ tiêu {key.split('.')[1]}",
            found=name,
            remedy=f"có phải cột {close[0]}?" if close else f"các cột của sổ: {', '.join(names)}",
        )
