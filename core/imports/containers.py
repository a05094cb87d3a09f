"""What an uploaded ledger really is, looked at before the reader opens it.

The reader lays every sheet out densely: one stray cell at XFD1048576 would ask for half a terabyte
and end the process. So the extent of each sheet is measured first, in the archive's own XML (.xlsx)
or records (.xls). The same pass finds formula errors, which the reader gives as empty cells.
"""

import html
import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

from core.imports.formats import RecordFormats, months_of
from core.imports.refusals import ReadError

OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
MOST_UNPACKED = 100 * 1024 * 1024
NOT_CALCULATED = "#公式未计算"
LONGEST_INNER, MOST_INNER = 20_000, 50_000_000
_CELL = re.compile(rb"<(?:\w{1,20}:)?c(?=[\s/>])([^<>]*)>")
_CELL_END = re.compile(rb"</(?:\w{1,20}:)?c>")
_NOTHING = re.compile(rb"\s*</(?:\w{1,20}:)?c>")
_FORMULA = re.compile(rb"\s*<(?:\w{1,20}:)?f[\s/>]")
_ROW = re.compile(rb"""<(?:\w{1,20}:)?row\s[^<>]*?\br\s*=\s*["'](\d{1,8})["']""")
_PLACE = re.compile(rb"""\br\s*=\s*["']\$?([A-Za-z]{1,4})\$?(\d{1,8})["']""")
_IS_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_IS_TEXT = re.compile(rb"""\bt\s*=\s*["']str["']""")
_VALUE = re.compile(rb"<(?:\w{1,20}:)?v(?:\s[^<>]*)?/?>([^<]*)")
_STYLE = re.compile(rb"""\bs\s*=\s*["'](\d{1,6})["']""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_ROW_TAG = re.compile(rb"""<(?:\w{1,20}:)?row\s([^<>]*)>""")
_COLUMN_TAG = re.compile(rb"""<(?:\w{1,20}:)?col\s([^<>]*)>""")
_NUMBER = {
    name: re.compile(rf"""\b{name}\s*=\s*["'](\d{{1,8}})["']""".encode())
    for name in ("r", "min", "max")
}
_SHEET = re.compile(r"<(?:\w{1,20}:)?sheet\s([^<>]*)>")
_RELATION = re.compile(r"<(?:\w{1,20}:)?Relationship\s([^<>]*)>")
_ATTRIBUTE = re.compile(r"""([\w:]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_XF_RECORD, _FORMAT_RECORD = 0xE0, 0x41E
_BOUND_SHEET, _FILE_PASS, _BEGINS, _ENDS = 0x85, 0x2F, (0x809, 0x409, 0x209, 0x09), 0x0A
_CELL_RECORDS = frozenset((0x06, 0x203, 0x204, 0x205, 0x27E, 0xBD, 0xFD, 0xD6))
_XLS_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!"}


@dataclass
class Extent:
    """How far the filled cells of a sheet reach, and where formulas failed."""

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    months: set[tuple[int, int]] = field(default_factory=set)
    """Cells whose format shows a date as a month, without its day."""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def reach(self, row: int, column: int) -> None:
        """Count a cell, from 0."""
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)


def look_into(content: bytes, name: str) -> dict[str, Extent] | None:
    """Return the extents by sheet name; None for what may be a plain text.

    Raises ReadError for what is no ledger (a document, a page saved as .xls, a protected book) or
    would unpack beyond 100 MB.
    """
    if content.startswith(ZIP):
        return _look_into_zip(content, name)
    if content.startswith(OLE):
        return _look_into_ole(content, name)
    start = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"mime-version", b"<meta")):
        raise ReadError(
            f"文件“{name}”其实是网页格式，不是 Excel 工作簿。"
            "请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。"
        )
    return None


def _look_into_zip(content: bytes, name: str) -> dict[str, Extent]:
    broken = ReadError(f"文件“{name}”已损坏，打不开。请用 Excel 或 WPS 打开另存一份后再导入。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {info.filename.lstrip("/").lower(): info for info in archive.infolist()}
            if sum(info.file_size for info in members.values()) > MOST_UNPACKED:
                raise ReadError(f"文件“{name}”展开后超过100 MB，请拆成几个小一些的台账再导入。")
            _check_members(members, name)
            return _sheets_of(archive, members)
    except ReadError:
        raise
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError) as error:
        raise broken from error
    except (NotImplementedError, RuntimeError, struct.error) as error:
        raise broken from error


def _check_members(members: dict[str, zipfile.ZipInfo], name: str) -> None:
    if "xl/vbaproject.bin" in members:
        raise ReadError(f"文件“{name}”含有宏，请另存为不含宏的 .xlsx 后再导入。")
    if "xl/workbook.bin" in members or "content.xml" in members:
        raise ReadError(f"暂不支持“{name}”这种格式，请另存为 .xlsx 后再导入。")
    if "xl/workbook.xml" not in members:
        raise ReadError(f"文件“{name}”不是 Excel 工作簿，请选择 .xlsx 或 .xls 格式的台账。")


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Unpack one member, never beyond the limit, whatever its header promises."""
    with archive.open(info) as member:
        data = member.read(MOST_UNPACKED + 1)
    if len(data) > MOST_UNPACKED or b"<!DOCTYPE" in data[:4096]:
        raise ReadError("文件的内部结构不正常，请用 Excel 或 WPS 打开另存一份后再导入。")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16").encode()
    return data


def _sheets_of(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> dict[str, Extent]:
    book = _read_member(archive, members["xl/workbook.xml"]).decode("utf-8", "replace")
    relations = members.get("xl/_rels/workbook.xml.rels")
    rels = _read_member(archive, relations).decode("utf-8", "replace") if relations else ""
    targets = {
        found["Id"]: found["Target"]
        for found in map(_attributes, _RELATION.findall(rels))
        if "Id" in found and "Target" in found
    }
    styles = members.get("xl/styles.xml")
    months = months_of(_read_member(archive, styles)) if styles else frozenset()
    extents, seen = {}, set()
    for attributes in map(_attributes, _SHEET.findall(book)):
        target = targets.get(next((v for k, v in attributes.items() if k.endswith(":id")), ""), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        seen.add(path.lower())
        if path.lower() in members:
            data = _read_member(archive, members[path.lower()])
            extents[attributes.get("name", "")] = extent = _measure(data)
            _see(data, months, extent)
    for path, info in members.items():
        if path.startswith("xl/worksheets/") and path.endswith(".xml") and path not in seen:
            extents[path] = _measure(_read_member(archive, info))
    return extents


def _attributes(text: str) -> dict[str, str]:
    return {name: html.unescape(one or two) for name, one, two in _ATTRIBUTE.findall(text)}


def _measure(data: bytes) -> Extent:
    """Measure a sheet's XML in one pass that is linear whatever the XML looks like."""
    extent = Extent()
    budget, places_missing = MOST_INNER, False
    for found in _CELL.finditer(data):
        attributes, end = found[1], found.end()
        if attributes.endswith(b"/") or _NOTHING.match(data, end):
            continue
        place = _PLACE.search(attributes)
        if not place:
            places_missing = True
            continue
        row, column = int(place[2]) - 1, _column(place[1])
        extent.reach(row, column)
        is_error = _IS_ERROR.search(attributes)
        if budget > 0 and (is_error or _FORMULA.match(data, end)):
            closing = _CELL_END.search(data, end, end + LONGEST_INNER)
            inner = data[end : closing.start() if closing else end + LONGEST_INNER]
            budget -= len(inner)
            value = _VALUE.search(inner)
            if is_error and value:
                extent.errors[row, column] = value[1].decode("utf-8", "replace")
            elif not (value and value[1]) and not _IS_TEXT.search(attributes):
                extent.errors[row, column] = NOT_CALCULATED
    for found in _ROW.finditer(data) if places_missing else ():
        extent.reach(int(found[1]) - 1, 0)
    return extent


def _see(data: bytes, months: frozenset[int], extent: Extent) -> None:
    """Add what the cells' looks say: months without days, hidden rows and columns."""
    for found in _CELL.finditer(data) if months else ():
        style, place = _STYLE.search(found[1]), _PLACE.search(found[1])
        if style and place and int(style[1]) in months:
            extent.months.add((int(place[2]) - 1, _column(place[1])))
    if not _HIDDEN.search(data):
        return
    for found in _ROW_TAG.finditer(data):
        number = _NUMBER["r"].search(found[1])
        if number and _HIDDEN.search(found[1]):
            extent.hidden_rows.add(int(number[1]) - 1)
    for found in _COLUMN_TAG.finditer(data):
        first, last = _NUMBER["min"].search(found[1]), _NUMBER["max"].search(found[1])
        if first and last and _HIDDEN.search(found[1]):
            beyond = min(int(last[1]), extent.columns)
            extent.hidden_columns.update(range(int(first[1]) - 1, beyond))


def _column(letters: bytes) -> int:
    index = 0
    for sign in letters.upper():
        index = index * 26 + sign - 64
    return index - 1


def _look_into_ole(content: bytes, name: str) -> dict[str, Extent]:
    try:
        streams = CompoundFile(content)
        if "EncryptedPackage" in streams.entries:
            raise ReadError(f"文件“{name}”有密码保护，请去掉密码后再导入。")
        book = next((found for found in ("Workbook", "Book") if found in streams.entries), None)
        if book is None:
            raise ReadError(f"文件“{name}”不是 Excel 工作簿，请选择 .xlsx 或 .xls 格式的台账。")
        return _sheets_of_records(streams.read(book), name)
    except (struct.error, IndexError, ValueError) as error:
        raise ReadError(
            f"文件“{name}”已损坏，打不开。请用 Excel 或 WPS 打开另存为 .xlsx 后再导入。"
        ) from error


class CompoundFile:
    """The streams of a compound file ([MS-CFB]), as far as an .xls needs them."""

    END, SMALL, MINI = 0xFFFFFFFA, 4096, 64

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = 1 << struct.unpack_from("<H", content, 30)[0]
        if self.size not in (512, 4096):
            raise ValueError("sector size")
        self.fat = self._read_fat()
        self.entries: dict[str, tuple[int, int]] = {}
        """Start sector and length by name."""
        directory = self._chain(struct.unpack_from("<I", content, 48)[0])
        for at in range(0, len(directory) - 127, 128):
            length = struct.unpack_from("<H", directory, at + 64)[0]
            raw = directory[at : at + max(0, min(length, 64) - 2)]
            place = struct.unpack_from("<II", directory, at + 116)
            self.entries.setdefault(raw.decode("utf-16-le", "replace"), place)

    def _sector(self, number: int) -> bytes:
        return self.content[(number + 1) * self.size : (number + 2) * self.size]

    def _read_fat(self) -> list[int]:
        form = f"<{self.size // 4}I"
        places = list(struct.unpack_from("<109I", self.content, 76))
        more, seen = struct.unpack_from("<I", self.content, 68)[0], set()
        while more < self.END and more not in seen:
            seen.add(more)
            *numbers, more = struct.unpack(form, self._sector(more))
            places += numbers
        whole = len(self.content) // self.size
        used = dict.fromkeys(place for place in places if place < whole)
        return [n for place in used for n in struct.unpack(form, self._sector(place))]

    def _chain(self, start: int) -> bytes:
        parts, seen = [], set()
        while start < len(self.fat) and start not in seen:
            seen.add(start)
            parts.append(self._sector(start))
            start = self.fat[start]
        return b"".join(parts)

    def read(self, name: str) -> bytes:
        """Return a stream; a small one lies in pieces within the root's."""
        start, length = self.entries[name]
        if length >= self.SMALL:
            return self._chain(start)[:length]
        pieces = self._chain(self.entries["Root Entry"][0])
        raw = self._chain(struct.unpack_from("<I", self.content, 60)[0])
        mini_fat = struct.unpack(f"<{len(raw) // 4}I", raw)
        parts, seen = [], set()
        while start < len(mini_fat) and start not in seen:
            seen.add(start)
            parts.append(pieces[start * self.MINI : (start + 1) * self.MINI])
            start = mini_fat[start]
        return b"".join(parts)[:length]


def _sheets_of_records(stream: bytes, name: str) -> dict[str, Extent]:
    """Walk the records of a BIFF stream ([MS-XLS]) and measure each sheet.

    A sheet begins where its BoundSheet record says; what is nested in it (a chart) is passed over.
    """
    names: dict[int, str] = {}
    extents: dict[str, Extent] = {}
    looks = RecordFormats()
    current, depth, at = Extent(), 0, 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        data = stream[at + 4 : at + 4 + length]
        if kind == _FILE_PASS:
            raise ReadError(f"文件“{name}”有密码保护，请去掉密码后再导入。")
        if kind == _BOUND_SHEET and len(data) > 7:
            names[struct.unpack_from("<I", data)[0]] = _sheet_name(data)
        elif kind in _BEGINS:
            depth += 1
            if depth == 1:
                current = extents.setdefault(names.get(at, f"#{at}"), Extent())
        elif kind == _ENDS:
            depth -= 1
        elif kind in _CELL_RECORDS and len(data) >= 6 and depth >= 1:
            _measure_record(current, kind, data)
            current.months.update(looks.months_in(kind, data))
        elif kind in (_XF_RECORD, _FORMAT_RECORD):
            looks.add(kind == _XF_RECORD, data)
        at += 4 + length
    return extents


def _sheet_name(data: bytes) -> str:
    signs, flags = data[6], data[7]
    raw = data[8 : 8 + signs * (2 if flags & 1 else 1)]
    return raw.decode("utf-16-le" if flags & 1 else "latin-1", "replace")


def _measure_record(extent: Extent, kind: int, data: bytes) -> None:
    row, column = struct.unpack_from("<HH", data)
    last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind == 0xBD else column
    extent.reach(row, max(column, last))
    if kind == 0x205 and len(data) >= 8 and data[7] == 1:
        extent.errors[row, column] = _XLS_ERRORS.get(data[6], "#N/A")
    if kind == 0x06 and len(data) >= 14 and data[12:14] == b"\xff\xff" and data[6] == 2:
        extent.errors[row, column] = _XLS_ERRORS.get(data[8], "#N/A")
