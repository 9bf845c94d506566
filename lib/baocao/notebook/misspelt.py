"""Names that somebody misspelt in a cell, told in Vietnamese with what may have been meant."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

from baocao.core.errors import BaocaoError, BuildError, Finding
from baocao.facts.catalogue import Catalogue

__all__ = ["tell_misspelt"]

_NARRATE = "narrate"


def tell_misspelt(shell: Any, catalogue: Callable[[], Catalogue]) -> None:
    """Let a shell tell ``%%naratte`` (NOTEBOOK-18) and ``ocop.recognisd`` (INDICATOR-05).

    Parameters
    ----------
    shell
        Of IPython.
    catalogue
        The declarations as they are now: modules may be edited meanwhile.
    """
    run = type(shell).run_cell_magic

    def run_cell_magic(name: str, line: str, cell: str) -> Any:
        is_near = difflib.get_close_matches(name, [_NARRATE], cutoff=0.7)
        if is_near and shell.find_cell_magic(name) is None:
            raise BuildError(
                Finding(
                    "NOTEBOOK-18",
                    f"Không có lệnh %%{name}.",
                    found=f"%%{name}",
                    remedy=f"có phải: %%{_NARRATE}",
                )
            )
        return run(shell, name, line, cell)

    def tell(kind: Any, error: BaseException, traceback: Any, tb_offset: int | None = None) -> None:
        told = _of_a_programme(error, catalogue)
        shown = (kind, error, traceback) if told is None else (type(told), told, traceback)
        shell.showtraceback(shown, tb_offset=tb_offset)

    shell.run_cell_magic = run_cell_magic
    shell.set_custom_exc((AttributeError,), lambda _, *error, **named: tell(*error, **named))


def _of_a_programme(error: BaseException, catalogue: Callable[[], Catalogue]) -> BaocaoError | None:
    """What is wrong where an error names something that no programme declares."""
    of, name = getattr(error, "obj", None), getattr(error, "name", None)
    try:
        declared = catalogue()
        stem = next((stem for stem, module in declared.modules.items() if module is of), None)
        if stem is not None:
            declared[f"{stem}.{name}"]
    except BaocaoError as fault:
        return fault
    return None
