"""`import_organisation DEPARTMENTS PEOPLE [--on DATE] [--allow-many-leavers]`."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.imports import import_organisation
from core import clock
from core.errors import DomainError

LINES = (
    ("单位：新增{departments_created}，更新{departments_updated}，别名新增{aliases_created}"),
    ("人员：新增{people_created}，更新{people_updated}，恢复{people_reactivated}，"
     "停用{people_deactivated}"),
    ("任职：新任{posts_started}，离任{posts_ended}，更新{posts_updated}，开出交接单{handovers_opened}"),
)  # fmt: skip
LISTS = (
    ("deactivated", "已停用"),
    ("kept_inactive", "由管理员停用、未恢复"),
    ("vacancies", "第一责任人空缺"),
    ("several_posts", "一人多职"),
    ("departments_missing", "文件中没有的现有单位（未撤销；确已撤销的，请在单位页面办理）"),
    ("departments_restored", "已撤销、因文件中又有而恢复"),
)


class Command(BaseCommand):
    help = "导入单位表和人员表；可重复执行，同一文件不会产生变化。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("departments", type=Path)
        parser.add_argument("people", type=Path)
        parser.add_argument("--on", type=date.fromisoformat, help="生效日期，默认今天")
        parser.add_argument("--allow-many-leavers", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        try:
            run = import_organisation(
                departments=options["departments"].read_bytes(),
                people=options["people"].read_bytes(),
                on=options["on"] or clock.local_date(at),
                by=None,
                at=at,
                allow_many_leavers=options["allow_many_leavers"],
            )
        except OSError as error:
            raise CommandError(f"文件无法读取：{error.filename}（{error.strerror}）") from error
        except DomainError as error:
            lines = [error.detail, *(row.detail for row in error.errors)]
            raise CommandError("\n".join(dict.fromkeys(lines))) from error
        for line in LINES:
            self.stdout.write(line.format(**run.report))
        for key, label in LISTS:
            if run.report[key]:
                self.stdout.write(f"{label}：{'、'.join(run.report[key])}")
