"""The catalogue: every indicator that the programmes declare, by its id."""

from __future__ import annotations

import difflib
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import ModuleType

from baocao.core.errors import Finding, IndicatorError
from baocao.facts.declaration_faults import measure_faults
from baocao.facts.declaration_places import Places
from baocao.facts.declared import shown
from baocao.facts.indicators import Indicator
from baocao.facts.measures import Derived, Measure, Ratio
from baocao.facts.register_faults import has_columns, register_faults
from baocao.locale.vi.look_alikes import bare
from baocao.registers.declare import Register
from baocao.workspace.programmes import load_programmes, named_place
from baocao.workspace.workspace import Workspace

__all__ = ["Catalogue"]

# The heading of a column that names what a row is about; "Mã số thuế" names something else.
_THING = re.compile(r"(?:Tên|Mã) (?!số)((?:[^\W\d_A-ZĐ]+ ?){1,3})")
_NEAREST = 3


class Catalogue:
    """All indicators of a workspace's programmes by id, and ids by indicator.

    An indicator that one module imports from another belongs to the module that declares it.

    Raises
    ------
    WorkspaceError
        WORKSPACE-07 there is no package of programmes.
    IndicatorError
        INDICATOR-01 a module of it does not import; and all that is wrong in the declarations:
        INDICATOR-02, INDICATOR-04, INDICATOR-05, INDICATOR-20 to INDICATOR-28, INDICATOR-32,
        INDICATOR-40 to INDICATOR-47, REGISTER-95 and REGISTER-96.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.package = workspace.settings.data.programmes
        self.modules = load_programmes(workspace)
        self.places = Places(self.modules)
        self._named = _named(self.modules)
        self._by_id = _at_home(self._named, self.places)
        self._ids = {id(measure): key for key, measure in reversed(self._by_id.items())}
        if faults := list(self._faults()):
            raise IndicatorError(*dict.fromkeys(faults))

    def _faults(self) -> Iterator[Finding]:
        yield from register_faults(self.registers, self.places.of_object)
        for key, measure in self._by_id.items():
            if isinstance(measure, Indicator) and self._is_without_columns(measure):
                continue
            # Where it stands is looked up only for what is wrong.
            for fault in measure_faults(key, measure, "", self._by_id):
                yield replace(fault, where=self.places.of(key))
        yield from self._undeclared()
        yield from self._misnamed()
        yield from self._outside()

    @staticmethod
    def _is_without_columns(indicator: Indicator) -> bool:
        """Whether its register is told as wrong already, and has no columns to look for."""
        register = indicator.register
        return isinstance(register, Register) and not has_columns(register)

    def _undeclared(self) -> Iterator[Finding]:
        for key, measure in self._by_id.items():
            for other in _used(measure):
                if isinstance(other, Measure) and id(other) not in self._ids:
                    yield Finding(
                        "INDICATOR-04",
                        f"Chỉ tiêu {key} dựa vào một chỉ tiêu không có mã.",
                        where=self.places.of(key),
                        found=str(other.label),
                        remedy="gán chỉ tiêu đó cho một tên ở cấp mô-đun, không bắt đầu bằng _; "
                        "tên được khai hai lần thì chỉ lần cuối còn lại",
                    )

    def _misnamed(self) -> Iterator[Finding]:
        """Indicators that have the name of a module: prose would name the module."""
        for key in self._by_id:
            name = key.partition(".")[2]
            if name in self.modules:
                yield Finding(
                    "INDICATOR-32",
                    f"Chỉ tiêu {key} trùng tên một mô-đun.",
                    where=self.places.of(key),
                    found=f"{name}, mô-đun {named_place(self.modules[name])}",
                    remedy="đổi tên chỉ tiêu, trong sổ tay và trong data/targets.csv nữa",
                )

    def _outside(self) -> Iterator[Finding]:
        """Declarations in the package's ``__init__.py``, which is no programme's module."""
        package = sys.modules[self.package]
        inside = {id(value) for module in self.modules.values() for value in vars(module).values()}
        places = Places({"": package})
        for name, value in vars(package).items():
            if isinstance(value, Measure | Register) and id(value) not in inside:
                yield Finding(
                    "INDICATOR-34",
                    "Khai báo nằm ngoài các mô-đun chương trình nên không được dùng.",
                    where=places.at("", name),
                    found=name,
                    remedy="chuyển khai báo vào một mô-đun, ví dụ visitors.py",
                )

    def __iter__(self) -> Iterator[tuple[str, Measure]]:
        return iter(self._by_id.items())

    def __getitem__(self, key: str) -> Measure:
        try:
            return self._by_id[key]
        except KeyError:
            raise IndicatorError(self._unknown(key)) from None

    def meant(self, words: str) -> str:
        """The id that words name: an id, of a part or a comparison too, or an indicator's label.

        Raises
        ------
        IndicatorError
            INDICATOR-05 they name none, or several.
        """
        if re.split(r"[\[:]", words, maxsplit=1)[0] in self._by_id:
            return words
        named = [key for key, one in self if bare(one.label) == bare(words)]
        if len(named) != 1:
            raise IndicatorError(self._unknown(words, named))
        return named[0]

    def _unknown(self, words: str, near: Sequence[str] = ()) -> Finding:
        near = near or self._near(words)
        names = "; ".join(f"{self._by_id[key].label} [{key}]" for key in near)
        what = f"Không có chỉ tiêu {words}." if words else "Chưa ghi chỉ tiêu nào."
        first = next(iter(self._by_id), None)
        if near:
            remedy = f"có phải: {names}"
        elif first is None:
            remedy = f"khai báo chỉ tiêu trong lib/{self.package}"
        else:
            remedy = f"ghi tên hoặc mã của chỉ tiêu, ví dụ {self._by_id[first].label} [{first}]"
        return Finding("INDICATOR-05", what, found=words, remedy=remedy)

    def _near(self, words: str) -> list[str]:
        """The ids that are spelled nearly so, else those whose labels share most of the words."""
        if close := difflib.get_close_matches(words, self._by_id, n=_NEAREST):
            return close
        asked = set(bare(words).split())
        shared = {key: len(asked & set(bare(one.label).split())) for key, one in self}
        # One word in common is chance, unless it is all that was asked for.
        least = max(1, (len(asked) + 1) // 2)
        likely = [key for key in self._by_id if shared[key] >= least]
        likely.sort(key=lambda key: (-shared[key], len(self._by_id[key].label)))
        return likely[:_NEAREST]

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
        if isinstance(measure, Measure):
            return measure
        raise IndicatorError(
            Finding(
                "INDICATOR-10",
                "Ở đây cần một chỉ tiêu.",
                found=f"{shown(measure)} ({type(measure).__name__})",
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

    def distinct_columns(self, register: Register) -> frozenset[str]:
        """The columns of a register whose different texts some indicator counts."""
        mine = [one for _, one in self if isinstance(one, Indicator) and one.register is register]
        return frozenset(name for indicator in mine for name in indicator.distinct_columns)

    def is_current(self, workspace: Workspace) -> bool:
        """Whether the modules still declare the same: an analyst may have edited or reloaded them.

        Raises
        ------
        WorkspaceError, IndicatorError, RegisterError
            As :func:`~baocao.workspace.programmes.load_programmes`.
        """
        modules = load_programmes(workspace)
        return modules == self.modules and _named(modules) == self._named

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


def _used(measure: Measure) -> tuple[object, ...]:
    """What an indicator is made of, or checked by; what is no indicator is told elsewhere."""
    match measure:
        case Ratio():
            return (measure.numerator, measure.denominator)
        case Derived():
            return (*measure.plus, *measure.minus)
    used: object = measure.parts
    return tuple(used) if isinstance(used, tuple | list) else ()


def _named(modules: Mapping[str, ModuleType]) -> dict[str, Measure]:
    """Every indicator by the names that modules have for it."""
    return {
        f"{stem}.{name}": value
        for stem, module in modules.items()
        for name, value in vars(module).items()
        if isinstance(value, Measure) and not name.startswith("_")
    }


def _at_home(named: Mapping[str, Measure], places: Places) -> dict[str, Measure]:
    """The same without the names under which a module has imported what another declares."""
    keys: dict[int, list[str]] = defaultdict(list)
    for key, measure in named.items():
        keys[id(measure)].append(key)
    imported = set()
    for mine in keys.values():
        if len({key.partition(".")[0] for key in mine}) > 1:
            own = [key for key in mine if places.assigns(*key.split("."))]
            imported |= set(mine) - set(own) if own else set()
    return {key: measure for key, measure in named.items() if key not in imported}
