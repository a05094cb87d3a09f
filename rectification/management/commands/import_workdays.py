"""`import_workdays FILE [--source TEXT] [--dry-run]`: a year's days off from a CSV file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.errors import DomainError
from rectification.imports.workdays import WorkdayTable, decoded, read_workdays
from rectification.presenters.workdays import done_words, preview_words, spans
from rectification.selectors.calendar import calendar_with, count_moved
from rectification.services import declare_workdays


class Command(BaseCommand):
    help = "导入放假安排（日期、上班或放假，可另有名称、依据文件）；全部导入或一天也不导入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="依据文件，如“国办发明电〔2026〕7号”")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            table = self._read(options["file"], options["source"])
            if options["dry_run"]:
                self._show(table)
                return
            done = declare_workdays(rows=table.rows, by=None, at=clock.now())
        except OSError as error:
            raise CommandError(f"文件无法读取：{error.filename}（{error.strerror}）") from error
        except DomainError as error:
            lines = [error.detail, *(row.detail for row in error.errors)]
            raise CommandError("\n".join(dict.fromkeys(lines))) from error
        self.stdout.write(done_words(done.days, done.moved))

    def _read(self, path: Path, source: str) -> WorkdayTable:
        table = read_workdays(decoded(path.read_bytes(), path.name), source_doc=source)
        if table.faults:
            lines = [f"第{one.line}行 {one.text}：{one.sentence}" for one in table.faults]
            raise CommandError("\n".join(["以下各行有误，尚未导入任何一天：", *lines]))
        return table

    def _show(self, table: WorkdayTable) -> None:
        for span in spans(table.rows):
            self.stdout.write(f"{span['days']} {span['kind']} {span['name']}".rstrip())
        after = calendar_with({row.day: row.is_workday for row in table.rows})
        for line in preview_words(table.years, after, count_moved(after), table.ignored):
            self.stdout.write(line)
