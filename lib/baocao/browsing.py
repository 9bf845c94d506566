"""Choose any indicator and any window in JupyterLab and look at it: ``report.browse()``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets
from IPython.display import display

from baocao.errors import BaocaoError

__all__ = ["browse"]

_WIDE = {"width": "46em"}
_NAMES = {"description_width": "5em"}


def browse(
    indicators: Sequence[tuple[str, str]],
    periods: Sequence[str],
    period: str,
    show: Callable[[str, str], Sequence[object]],
) -> widgets.VBox:
    """Widgets that choose an indicator and a window, and what is to be seen of them.

    Parameters
    ----------
    indicators
        Label and id of each indicator.
    periods
        Codes to choose from; any other may be typed.
    period
        The code to begin with.
    show
        What to display of an indicator's id and a period's code.
    """
    indicator = widgets.Dropdown(
        options=indicators, description="Chỉ tiêu", layout=_WIDE, style=_NAMES
    )
    window = widgets.Combobox(
        value=period,
        options=tuple(periods),
        description="Kỳ",
        # Only a whole code is a period: not every key pressed on the way to it.
        continuous_update=False,
        layout=_WIDE,
        style=_NAMES,
    )

    def update(identity: str, code: str) -> None:
        try:
            shown = show(identity, code)
        except BaocaoError as error:
            print(error)
            return
        for item in shown:
            display(item)

    output: Any = widgets.interactive_output(update, {"identity": indicator, "code": window})
    return widgets.VBox([indicator, window, output])
