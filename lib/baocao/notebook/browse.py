"""Choose any indicator and any window in JupyterLab and look at it: ``report.browse()``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import ipywidgets as widgets

from baocao.core.errors import BaocaoError

__all__ = ["browse"]

_WIDE = {"width": "46em"}
_NAMES = {"description_width": "5em"}


def browse(
    indicators: Sequence[tuple[str, str]],
    periods: Sequence[str],
    period: str,
    show: Callable[[str, str], str],
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
        HTML of an indicator's id and a period's code.
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
    # Not an Output: whoever runs the notebook unattended can wait for its messages in vain.
    view = widgets.HTML()

    def update(_: object = None) -> None:
        try:
            view.value = show(indicator.value, window.value)
        except BaocaoError as error:
            view.value = f"<pre>{escape(str(error))}</pre>"

    indicator.observe(update, "value")
    window.observe(update, "value")
    update()
    return widgets.VBox([indicator, window, view])
