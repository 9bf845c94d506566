"""What nbconvert's own options leave of a notebook.

``--no-input``, tags that hide, and the switches of a configuration file mean in our formats what
they mean to nbconvert's: what is not to be shown is taken out of the notebook itself. So it is in
no format, and not in the notebook that the PDF carries either.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

__all__ = ["Shown", "shown"]


@dataclass(frozen=True)
class Shown:
    """What nbconvert was told to show.

    Attributes
    ----------
    code, markdown, raw, unknown
        Cells of each type.
    source, outputs
        What was typed into a cell of code, and what it printed.
    typed_answers
        What somebody answered to a program's question (the stream ``stdin``).
    raw_types
        Types of raw cells that are meant for this format; the empty one is meant for all.
    forms
        Types of outputs in the order in which one of them is chosen; None: our own order.
    always
        Types of outputs that no such choice takes away.
    """

    code: bool = True
    markdown: bool = True
    raw: bool = True
    unknown: bool = True
    source: bool = True
    outputs: bool = True
    typed_answers: bool = False
    raw_types: Collection[str] = ("",)
    forms: Sequence[str] | None = None
    always: Collection[str] = ()


def shown(notebook: NotebookNode, choice: Shown) -> NotebookNode:
    """The notebook with only what is to be shown; it is changed in place.

    A cell that nbconvert's preprocessors marked, by one of its tags, as one whose source is removed
    loses it.
    """
    kept = [cell for cell in notebook.cells if _is_shown(cell, choice)]
    for cell in kept:
        if cell.cell_type == "code":
            if not choice.source or _is_source_removed(cell):
                cell.source = ""
            cell.outputs = [_chosen(out, choice) for out in cell.outputs if _says(out, choice)]
    notebook.cells = kept
    return notebook


def _is_shown(cell: NotebookNode, choice: Shown) -> bool:
    match cell.cell_type:
        case "code":
            return choice.code
        case "markdown":
            return choice.markdown and not _is_source_removed(cell)
        case "raw":
            wanted = cell.metadata.get("raw_mimetype", "").lower() in choice.raw_types
            return choice.raw and wanted and not _is_source_removed(cell)
        case _:
            return choice.unknown and not _is_source_removed(cell)


def _is_source_removed(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("transient", {}).get("remove_source", False))


def _says(output: NotebookNode, choice: Shown) -> bool:
    if output.output_type == "stream" and output.name == "stdin":
        return choice.outputs and choice.typed_answers
    return choice.outputs


def _chosen(output: NotebookNode, choice: Shown) -> NotebookNode:
    """The output in the one form that was asked for, and in those that are always kept."""
    data = output.get("data")
    if choice.forms is not None and data is not None:
        first = next((form for form in choice.forms if form in data), None)
        output.data = {form: data[form] for form in data if form == first or form in choice.always}
    return output
