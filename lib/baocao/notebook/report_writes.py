"""The prose of a report."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import ModuleType

from baocao.facts.measures import Measure
from baocao.notebook.origins import origin_of
from baocao.notebook.report_base import ReportBase
from baocao.prose.narrative import Narrative, narrate
from baocao.prose.remarks import read_prose

__all__ = ["ReportWrites"]

_NO_REMARKS = "Đơn vị chưa có nội dung báo cáo cho kỳ này."


class ReportWrites(ReportBase):
    """What a report says in sentences."""

    def narrate(self, source: str, namespace: Mapping[str, object], where: str = "") -> Narrative:
        """Render prose; `namespace` holds the programme modules it may quote from."""
        return self._narrate(source, namespace, where)

    def _narrate(
        self, source: str, namespace: Mapping[str, object], where: str, *, is_remark: bool = False
    ) -> Narrative:
        narrative = narrate(
            source,
            self.context(namespace),
            self.library,
            where,
            self._period.end,
            units=self.book.catalogue.units,
            is_remark=is_remark,
            origin=partial(origin_of, self.book) if self._is_looked_at else None,
        )
        self._written.append((self.book, narrative))
        return narrative

    def remarks(self, name: str, missing: str = _NO_REMARKS) -> Narrative:
        """People's prose of this period: ``data/remarks/<period>/<name>.md``; else `missing`.

        There is no falling back on another period's remarks: old text in a new report is the
        fault this toolkit is there to end.
        """
        path = self._workspace.data / "remarks" / str(self._period) / f"{name}.md"
        if not path.is_file():
            return narrate(missing, {}, self.library)
        place = self._workspace.relative(path)
        return self._narrate(read_prose(path, place), self.modules, place, is_remark=True)

    def context(self, namespace: Mapping[str, object]) -> dict[str, object]:
        """Names that prose may use: indicators of the namespace's modules, ``report``, helpers.

        A name that two modules share is left out: write ``ocop.recognised``.
        """
        package = self.book.catalogue.package
        context: dict[str, object] = {}
        shared: set[str] = set()
        for value in namespace.values():
            if not isinstance(value, ModuleType) or not value.__name__.startswith(f"{package}."):
                continue
            quotables = {
                name: self._quote(item)
                for name, item in vars(value).items()
                if isinstance(item, Measure)
            }
            shared |= quotables.keys() & context.keys()
            context |= quotables
            context[value.__name__.rpartition(".")[2]] = quotables
        for name in shared:
            del context[name]
        return {**context, "report": self}
