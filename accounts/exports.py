"""The journal as a CSV file for the auditor: streamed, safe against formulas."""

import csv
from collections.abc import Iterable, Iterator

from accounts.presenters import journal_line
from core.validators.text import safe_cell
from journal.models import Entry

COLUMNS = {
    "at": "时间",
    "type": "类型",
    "actor": "办理人",
    "post": "职务",
    "department": "单位编码",
    "subject": "对象",
    "label": "对象名称或标识",
    "data": "内容",
}


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def journal_csv(entries: Iterable[Entry]) -> Iterator[str]:
    """Lines of the file, with the mark that makes spreadsheets read it as UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS.values())
    for entry in entries:
        line = journal_line(entry)
        yield writer.writerow([safe_cell(line[key]) for key in COLUMNS])
