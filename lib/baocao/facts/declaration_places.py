"""Where a declaration stands: the file of its module and the line, for whoever has to mend it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

from baocao.workspace.programmes import named_place

__all__ = ["Places"]


class Places:
    """The places of what the modules of programmes declare.

    A module's source is parsed when something in it has to be told, and once.
    """

    def __init__(self, modules: Mapping[str, ModuleType]) -> None:
        self._modules = modules
        self._lines: dict[str, dict[str, int]] = {}

    def of(self, key: str) -> str:
        """The place of an indicator, by its id: ``lib/dost/ocop.py:12, chỉ tiêu recognised``."""
        stem, _, name = key.partition(".")
        return f"{self.at(stem, name)}, chỉ tiêu {name}"

    def at(self, stem: str, name: str) -> str:
        """The file and the line in which a module assigns a name; the file alone without one."""
        line = self._assigned(stem).get(name)
        place = named_place(self._modules[stem])
        return place if line is None else f"{place}:{line}"

    def of_object(self, declared: object) -> str:
        """The place of a declared thing that has no id; empty where no module names it."""
        for stem, module in self._modules.items():
            for name, value in vars(module).items():
                if value is declared and self.assigns(stem, name):
                    return self.at(stem, name)
        return ""

    def assigns(self, stem: str, name: str) -> bool:
        """Whether a module itself gives a name to something, and does not only import it."""
        return name in self._assigned(stem)

    def repeated(self, stem: str) -> dict[str, list[int]]:
        """The names that a module gives to something more than once, each with its lines.

        Only what stands at the top of the module counts: a branch is one of two ways.
        """
        lines: dict[str, list[int]] = defaultdict(list)
        for node in getattr(_parsed(self._modules[stem]), "body", ()):
            for name, line in _targets(node):
                lines[name].append(line)
        return {name: found for name, found in lines.items() if len(found) > 1}

    def _assigned(self, stem: str) -> dict[str, int]:
        if stem not in self._lines:
            self._lines[stem] = dict(_assignments(self._modules[stem]))
        return self._lines[stem]


def _assignments(module: ModuleType) -> Iterator[tuple[str, int]]:
    """Every name that a module assigns, with the line; of several lines the last one holds."""
    tree = _parsed(module)
    for node in ast.walk(tree) if tree else ():
        yield from _targets(node)


def _parsed(module: ModuleType) -> ast.Module | None:
    """The source of a module; None where it was changed, or taken away, since it was imported."""
    try:
        return ast.parse(Path(str(module.__file__)).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None


def _targets(node: ast.AST) -> Iterator[tuple[str, int]]:
    """The names that a statement assigns, with its line."""
    match node:
        case ast.Assign(targets=targets):
            pass
        case ast.AnnAssign(target=target) | ast.NamedExpr(target=target):
            targets = [target]
        case _:
            return
    for one in targets:
        yield from ((name.id, node.lineno) for name in ast.walk(one) if isinstance(name, ast.Name))
