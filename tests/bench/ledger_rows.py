"""The work of `ledger_import`, once Django is set up."""

import io
import random
import time
from collections.abc import Callable
from typing import Any

import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Department
from campaign.selectors import current_campaign, lists_of
from core.clock import now
from rectification.imports.preview import file_to_import, preview
from rectification.models import Item
from rectification.services import ledger
from tests.bench.__main__ import say
from tests.bench.city import fill

ROWS = 5000
HEAD = (
    "序号 问题来源 专项整治类别 存在问题 整改类型 整改措施 牵头单位 配合单位 整改时限 状态".split()
)
STATES = ("整改中", "整改中", "整改中", "未启动", "已销号", "长期坚持")
SIGNS = "群众反映窗口排队长资金未拨付手续不全督促检查不到位企业办事往返项目超期制度不健全"


def workbook(seed: int = 1) -> bytes:
    """Made-up rows for the city's departments; a tenth is like an item that exists."""
    draw = random.Random(seed)
    lists = lists_of(current_campaign())
    leads = [unit.name for unit in Department.objects.able_to_lead() if unit.parent_id]
    like = list(
        Item.objects.filter(lead_department__isnull=False)
        .order_by("id")
        .values_list("problem", "lead_department__name")[: ROWS // 10]
    )
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("整改台账")
        sheet.write_row(0, 0, HEAD)
        for n in range(1, ROWS + 1):
            text, lead = "".join(draw.choices(SIGNS, k=draw.randint(25, 60))), draw.choice(leads)
            if n <= len(like):
                text, lead = f"{like[n - 1][0]}，涉及{n}户", like[n - 1][1]
            cells = [n, draw.choice(lists.sources).name, draw.choice(lists.targets).name]
            cells += [f"{text}{n}", "限期整改", f"1.建章立制{n}；2.逐项整改；3.公开结果"]
            cells += [lead, draw.choice(leads), "2026年12月31日", draw.choice(STATES)]
            sheet.write_row(n, 0, cells)
    return file.getvalue()


def timed(what: str, do: Callable[[], Any]) -> Any:
    """Do it, say how long it took and how many statements it was."""
    with CaptureQueriesContext(connection) as found:
        start, cpu = time.perf_counter(), time.process_time()
        result = do()
        took, used = time.perf_counter() - start, time.process_time() - cpu
    say(f"{what}: {took:.1f} s ({used:.1f} s of CPU here), {len(found)} statements")
    return result


def measure(items: int) -> None:
    """Fill the database, then look, import, look again and take back."""
    fill(items)
    campaign = current_campaign()
    file = file_to_import(workbook(), "台账.xlsx")
    say(f"{Item.objects.count()} items, {ROWS} rows, {len(file.content) // 1024} KB")
    known = {"campaign": campaign, "department": None, "file": file, "by": None}
    batch = timed("look", lambda: preview(**known, at=now()))
    done = timed("import", lambda: ledger.apply_batch(batch=batch, by=None, at=now()))
    say(f"written: {len(done.created)}")
    timed("look at the same file again", lambda: preview(**known, at=now()))
