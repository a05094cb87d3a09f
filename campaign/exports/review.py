"""问题清单 as a workbook in the columns of the usual form; the import reads its heads back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import BinaryIO

from accounts.models import User
from campaign.enums import PaperKind, ProblemLayer, ProblemState, ProposedKind
from campaign.models import Campaign, Problem
from campaign.services.papers import count_paper
from core.clock import local_time
from core.exports.workbook import write_workbook
from core.presenters import day

TITLE = "问题清单"
HEADS = (
    ("序号", 6),
    ("单位", 14),
    ("问题", 40),
    ("具体表现", 36),
    ("检视维度", 20),
    ("查找方式", 10),
    ("来源", 12),
    ("意见来自", 10),
    ("思想根源", 24),
    ("工作根源", 24),
    ("职责根源", 24),
    ("涉及单位（处室）", 16),
    ("涉及层面", 9),
    ("拟整改类型", 10),
    ("专项整治", 16),
    ("发现日期", 12),
    ("是否转整改事项", 10),
    ("处理情况", 24),
)
_TURNED = (ProblemState.CONVERTED, ProblemState.LINKED)


def cells_of(number: int, problem: Problem) -> Sequence[str]:
    """A line; what is open says neither yes nor no."""
    state = ProblemState(problem.state)
    turned = "是" if state in _TURNED else "" if state == ProblemState.OPEN else "否"
    settled = "：".join(filter(None, (state.label, problem.outcome_text)))
    return (
        str(number),
        problem.department.short_name,
        problem.text,
        problem.manifestation,
        "、".join(row.name for row in problem.dimensions.all()),
        problem.method.name,
        problem.source.name,
        problem.giver.name if problem.giver else "",
        problem.cause_thought,
        problem.cause_work,
        problem.cause_duty,
        problem.units,
        ProblemLayer(problem.layer).label if problem.layer else "",
        ProposedKind(problem.proposed_kind).label if problem.proposed_kind else "",
        problem.target.name if problem.target else "",
        day(problem.found_on),
        turned,
        settled,
    )


def write_problems(
    out: BinaryIO,
    problems: Iterable[Problem],
    *,
    campaign: Campaign,
    about: str,
    by: User,
    at: datetime,
) -> int:
    """Write the workbook with who took it out when, and count it; returns its rows. `about` is
    the filter in use; `problems` holds no sensitive ones."""
    when = f"{local_time(at):%Y-%m-%d %H:%M}"
    origin = f"截至 {when}　导出人：{by.name}　不含敏感问题　系统生成，仅供内部工作使用，不得外传"
    rows = [cells_of(number, problem) for number, problem in enumerate(problems, 1)]
    count_paper(
        campaign_id=campaign.pk,
        kind=PaperKind.FOUND_PROBLEMS,
        about=about,
        cells=sum(1 for cells in rows for cell in cells[1:] if cell),
        department=_only(row.department_id for row in problems),
        at=at,
    )
    return write_workbook(out, title=TITLE, origin=origin, heads=HEADS, rows=rows)


def _only(departments: Iterable[int]) -> int | None:
    """The department that all rows are of, None where there are several."""
    found = set(departments)
    return found.pop() if len(found) == 1 else None


def file_name(at: datetime) -> str:
    return f"{TITLE}{local_time(at):%Y%m%d-%H%M}.xlsx"
