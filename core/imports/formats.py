"""Number formats that show a date as a month: 2019年10月, Oct-19.

Who types 2019年10月 into a spreadsheet gets the day 2019-10-01 with such a format. The reader of
workbooks gives the day; what the office wrote is the month.
"""

import html
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

BUILT_IN = frozenset((17, 27, 36, 50, 52, 57))
"""Formats that every Chinese spreadsheet knows by number: mmm-yy, yyyy年m月."""
_FORMAT = re.compile(r"<(?:\w{1,20}:)?numFmt\s([^<>]*)>")
_STYLES, _STYLES_END = re.compile(r"<(?:\w{1,20}:)?cellXfs[\s>]"), "cellXfs>"
_STYLE = re.compile(r"<(?:\w{1,20}:)?xf\s([^<>]*)>")
_ID = re.compile(r"""\bnumFmtId\s*=\s*["'](\d{1,6})["']""")
_CODE = re.compile(r"""\bformatCode\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_NO_SIGNS = re.compile(
    r"""\[[^\]]*\]|"[^"]*"|\\.|_.|;.*|am/pm|general""", re.DOTALL | re.IGNORECASE
)
_NUMBERS, _MANY = (0x203, 0x27E), 0xBD


def shows_month(code: str) -> bool:
    """Say whether a format code shows a month and neither day nor hour."""
    signs = set(_NO_SIGNS.sub("", code[:200]).lower())
    return "m" in signs and not signs & set("dhs")


def months_of(styles: bytes) -> frozenset[int]:
    """Return the numbers of the cell styles of an .xlsx that show a date as a month."""
    text = styles.decode("utf-8", "replace")
    formats = set(BUILT_IN)
    for attributes in _FORMAT.findall(text):
        number, code = _ID.search(attributes), _CODE.search(attributes)
        if number and code:
            shown = shows_month(html.unescape(code[1] or code[2] or ""))
            (formats.add if shown else formats.discard)(int(number[1]))
    found = _STYLES.search(text)
    end = text.find(_STYLES_END, found.end()) if found else -1
    styles_only = text[found.end() : end] if found and end > 0 else ""
    ids = [_ID.search(attributes) for attributes in _STYLE.findall(styles_only)]
    return frozenset(n for n, one in enumerate(ids) if one and int(one[1]) in formats)


@dataclass
class RecordFormats:
    """The formats of an .xls, met record by record ([MS-XLS] Format and XF)."""

    formats: set[int] = field(default_factory=lambda: set(BUILT_IN))
    styles: list[int] = field(default_factory=list)

    def add(self, is_style: bool, data: bytes) -> None:
        """Take an XF or a Format record."""
        if is_style and len(data) >= 4:
            self.styles.append(struct.unpack_from("<H", data, 2)[0])
        elif not is_style and len(data) > 5:
            wide = data[4] & 1
            code = data[5:].decode("utf-16-le" if wide else "latin-1", "replace")
            shown = shows_month(code)
            number = struct.unpack_from("<H", data)[0]
            (self.formats.add if shown else self.formats.discard)(number)

    def months_in(self, kind: int, data: bytes) -> Iterator[tuple[int, int]]:
        """Yield the cells of a record of numbers that are shown as months."""
        row, column = struct.unpack_from("<HH", data)
        count = (len(data) - 6) // 6 if kind == _MANY else int(kind in _NUMBERS)
        for n in range(count):
            style = struct.unpack_from("<H", data, 4 + 6 * n)[0]
            if style < len(self.styles) and self.styles[style] in self.formats:
                yield row, column + n
