"""`import_ledger FILE [--campaign C] [--dry-run] [--json] [--strict]`."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from campaign.models import Campaign
from campaign.selectors import campaign_by_code, current_campaign
from core import clock
from core.errors import DomainError
from rectification.enums import RowOutcome
from rectification.imports.preview import file_to_import, preview
from rectification.models import ImportBatch, ImportRow
from rectification.services import ledger


class Command(BaseCommand):
    """Writes good rows in one transaction, as the system; exits 1 when a row was refused.

    New and doubtful rows are written, their messages stay on the row. Rows that enter closed or
    sustained wait for the office head's confirmation. With --json one object a line on standard
    output, all else on standard error.
    """

    help = "导入整改台账（.xlsx、.xls、.csv）；同一文件再导入不会重复。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--campaign", metavar="C", help="主题教育代码，默认当前")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")
        parser.add_argument("--json", action="store_true", help="每行输出一个 JSON 对象")
        parser.add_argument("--strict", action="store_true", help="有一行须修改就一行也不写")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows, written, sheets = self._run(options)
        except OSError as error:
            raise CommandError(f"文件无法读取：{options['file']}（{error.strerror}）") from error
        except DomainError as refusal:
            lines = [refusal.detail, *(error.detail for error in refusal.errors)]
            raise CommandError("\n".join(dict.fromkeys(lines))) from None
        if options["json"]:
            for row in rows:
                self.stdout.write(json.dumps(as_json(row), ensure_ascii=False))
        self._report_sheets(sheets, options)
        self._report(rows, written, options)
        if any(row.outcome == RowOutcome.REFUSED for row in rows):
            sys.exit(1)

    def _run(self, options: dict[str, Any]) -> tuple[list[ImportRow], int, list[dict[str, Any]]]:
        campaign = _campaign(options["campaign"])
        file = file_to_import(options["file"].read_bytes(), options["file"].name)
        at, written = clock.now(), 0
        with transaction.atomic():
            batch = preview(campaign=campaign, department=None, file=file, by=None, at=at)
            rows = list(batch.rows.order_by("id"))
            refused = any(row.outcome == RowOutcome.REFUSED for row in rows)
            writes = not options["dry_run"] and not (options["strict"] and refused)
            if writes and ledger.chosen(batch).exists():
                written = len(ledger.apply_batch(batch=batch, by=None, at=at).created)
                rows = list(batch.rows.order_by("id"))
            else:
                ImportBatch.objects.filter(pk=batch.pk).delete()
        return rows, written, batch.sheets

    def _report_sheets(self, sheets: list[dict[str, Any]], options: dict[str, Any]) -> None:
        """What is said of a sheet as a whole, and every row that was not taken for an item."""
        out = self.stderr if options["json"] else self.stdout
        for sheet in sheets:
            for said in sheet["messages"]:
                out.write(f"{sheet['name']}：{said['text']}")
            for skipped in sheet["skipped"]:
                text = f"（{skipped['text'][:40]}）" if skipped["text"] else ""
                out.write(
                    f"  {sheet['name']} 第{skipped['row']}行未作事项：{skipped['reason']}{text}"
                )

    def _report(self, rows: list[ImportRow], written: int, options: dict[str, Any]) -> None:
        out = self.stderr if options["json"] else self.stdout
        counted = Counter(row.outcome for row in rows)
        words = "，".join(f"{RowOutcome(key).label}{n}" for key, n in counted.items())
        out.write(f"共{len(rows)}行：{words}")
        for row in rows:
            if row.outcome == RowOutcome.REFUSED:
                out.write(f"  {row.sheet} 第{row.row}行：{'；'.join(_errors(row))}")
        if options["dry_run"]:
            out.write("只核对，没有写入。")
        elif options["strict"] and counted[RowOutcome.REFUSED]:
            out.write("有须修改的行，按 --strict 没有写入。")
        else:
            out.write(f"写入{written}件")


def _campaign(code: str | None) -> Campaign:
    found = campaign_by_code(code) if code else current_campaign()
    if found is None:
        raise CommandError("还没有主题教育，请先用 load_preset 载入。")
    return found


def _errors(row: ImportRow) -> Iterable[str]:
    return (said["text"] for said in row.messages if said["level"] == "error")


def as_json(row: ImportRow) -> dict[str, Any]:
    """A row in the words of the contract."""
    parsed = row.parsed
    return {
        "sheet": row.sheet,
        "row": row.row,
        "outcome": row.outcome,
        "problem": parsed["problem"],
        "target": parsed["target"],
        "source": parsed["sources"][0] if parsed["sources"] else None,
        "kind": parsed["kind"],
        "lead": parsed["lead"],
        "coop": sorted(parsed["coop"]),
        "due": parsed["due"],
        "measures": parsed["measures"],
        "state": parsed["state"],
        "enters": row.enters or None,
        "messages": [{"column": said["column"], "text": said["text"]} for said in row.messages],
    }
