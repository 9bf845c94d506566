"""Tells where numbers come from, beside the server's loop.

The page keeps one book of facts for as long as it is open, and looks before each answer whether
its files have changed: a process for each number spent its time on starting.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

from baocao.core.errors import WorkspaceError, is_refusal, refused
from baocao.review.desk.templates import TEMPLATES
from baocao.workspace.workspace import Workspace

__all__ = ["Explanations"]


class Explanations:
    """Explains numbers of a workspace one after another; documents need not be waited for."""

    def __init__(self, space: Workspace) -> None:
        self._space = space
        # One thread: a book of facts is not made for several.
        self._beside = ThreadPoolExecutor(1, "explanations")

    async def page(self, fact: str, period: str) -> str:
        """The part of the page that explains a fact, of any name that a reader may give it.

        Raises
        ------
        BaocaoError
            See :func:`baocao.review.explain.explanation`; a period that is not understood; a
            workspace that cannot be read any more.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._beside, self._page, fact, period)

    def _page(self, fact: str, period: str) -> str:
        # The libraries behind it are slow to import, and the page opens without them.
        from baocao.review.explain import explanation

        try:
            space = Workspace.load(self._space.root, self._space.outputs)
            told = explanation(space, fact, space.period(period))
        except OSError as error:
            if not is_refusal(error):
                raise
            raise WorkspaceError(refused(error)) from None
        return TEMPLATES.get_template("explained.html.j2").render(told=asdict(told))

    def close(self) -> None:
        """Answer nothing more."""
        self._beside.shutdown(wait=False, cancel_futures=True)
