"""The records that the parts of a binary workbook (.xlsb) are made of, and what stands in them.

[MS-XLSB] is Microsoft's description of them: a record is its kind, its length and its content
(2.1.4); all numbers begin with their lowest byte.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator

from baocao.registers.office_package import named

__all__ = ["records", "rk_number", "text_at", "uint_at"]

_UINT = struct.Struct("<I")
_INT = struct.Struct("<i")
_REAL = struct.Struct("<d")
_CHUNK = 2**20
# A kind has two bytes at most, a length four.
_LONGEST_HEAD = 6
# Excel keeps 32,767 letters in a cell and 8,192 bytes of a formula; no record comes near this.
_LONGEST_RECORD = 2**24


def records(archive: zipfile.ZipFile, part: str, last: int) -> Iterator[tuple[int, bytes]]:
    """Kind and content of the records of a part, one after another, of which one ends it.

    Raises
    ------
    ValueError, IndexError
        The part ends within a record, or without one of the kind `last`.
    """
    is_ended = False
    with archive.open(named(archive, part)) as file:
        buffer, at = b"", 0
        while True:
            if len(buffer) - at < _LONGEST_HEAD:
                buffer, at = buffer[at:] + file.read(_CHUNK), 0
                if not buffer:
                    break
            kind, length = buffer[at], buffer[at + 1]
            at += 2
            if kind > 0x7F:
                kind, length = kind & 0x7F | (length & 0x7F) << 7, buffer[at]
                at += 1
            shift = 7
            while length >> shift and shift < 28:
                length = length & (1 << shift) - 1 | buffer[at] << shift
                at += 1
                shift += 7
            # The uppermost bit of the fourth byte says nothing.
            length &= 0xFFFFFFF
            end = at + length
            if end > len(buffer):
                if length > _LONGEST_RECORD:
                    raise ValueError(length)
                buffer, at, end = buffer[at:] + file.read(max(_CHUNK, length)), 0, length
                if end > len(buffer):
                    raise ValueError(length)
            is_ended = is_ended or kind == last
            yield kind, buffer[at:end]
            at = end
    if not is_ended:
        raise ValueError(last)


def uint_at(content: bytes, at: int) -> int:
    """The number of four bytes at a place in a record."""
    return int(_UINT.unpack_from(content, at)[0])


def text_at(content: bytes, at: int) -> tuple[str, int]:
    """The text at a place in a record, and where it ends; without one (2.5.166) it is empty."""
    length = uint_at(content, at)
    at += 4
    if length == 0xFFFFFFFF:
        return "", at
    end = at + 2 * length
    if end > len(content):
        raise ValueError(length)
    return content[at:end].decode("utf-16-le"), end


def rk_number(content: bytes, at: int) -> float:
    """A number that was packed into four bytes (2.5.123).

    Examples
    --------
    >>> rk_number(bytes.fromhex("e7c00000"), 0), rk_number(bytes.fromhex("0000f03f"), 0)
    (123.45, 1.0)
    """
    raw = uint_at(content, at)
    if raw & 2:
        value = float(_INT.unpack_from(content, at)[0] >> 2)
    else:
        value = float(_REAL.unpack(bytes(4) + _UINT.pack(raw & ~3))[0])
    return value / 100 if raw & 1 else value
