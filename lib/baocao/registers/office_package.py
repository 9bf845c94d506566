"""A workbook's file as an archive of parts, and how its parts refer to one another."""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

__all__ = ["DAMAGED_ARCHIVE", "WorkbookError", "main_part", "named", "opened", "relations", "tree"]

_ENCRYPTED = 0x1
# What zipfile raises where the bytes are no archive, or none that it knows.
DAMAGED_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError,
)  # fmt: skip
# The last two come of an attribute or an element that every part of its kind has.
_DAMAGED_PART = (
    etree.XMLSyntaxError, LookupError, ValueError, OverflowError, struct.error,
    AttributeError, TypeError,
)  # fmt: skip


class WorkbookError(Exception):
    """A file that is no workbook as Excel writes it; the text says in Vietnamese why."""


@contextmanager
def opened(content: bytes, most_bytes: int) -> Iterator[zipfile.ZipFile]:
    """The archive of a workbook, for reading; what is damaged in it is told in one sentence.

    Raises
    ------
    WorkbookError
        No archive, one with more than `most_bytes` when unpacked, or parts that cannot be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if any(part.flag_bits & _ENCRYPTED for part in archive.infolist()):
                raise WorkbookError("tệp có mật khẩu: bỏ mật khẩu trước")
            if sum(part.file_size for part in archive.infolist()) > most_bytes:
                raise WorkbookError("tệp nén chứa quá nhiều dữ liệu")
            yield archive
    except DAMAGED_ARCHIVE as error:
        raise WorkbookError("tệp bị cắt cụt hoặc hỏng") from error
    except _DAMAGED_PART as error:
        raise WorkbookError("nội dung tệp hỏng") from error


def main_part(archive: zipfile.ZipFile) -> str:
    """The part that all others belong to.

    Raises
    ------
    WorkbookError
        An archive of something else.
    """
    root = relations(archive, "")
    main = next((t for kind, t in root.values() if kind == "officeDocument"), None)
    if main is None:
        raise WorkbookError("tệp nén không phải sổ Excel")
    return main


def relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Kind and place of everything that a part of the file refers to, by identity."""
    folder, name = posixpath.split(part)
    found = {}
    for relation in tree(archive, posixpath.join(folder, "_rels", f"{name}.rels")):
        if relation.get("TargetMode") != "External" and relation.get("Target"):
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target")))
            kind = relation.get("Type").rpartition("/")[2]
            found[relation.get("Id")] = (kind, target.lstrip("/"))
    return found


def tree(archive: zipfile.ZipFile, part: str) -> etree._Element:
    """A part that is XML."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    with archive.open(named(archive, part)) as file:
        return etree.parse(file, parser).getroot()


def named(archive: zipfile.ZipFile, part: str) -> str:
    """The name of a part in the file; some programs write it in other case."""
    names = {name.lower().replace("\\", "/"): name for name in archive.namelist()}
    return names[part.lower()]
