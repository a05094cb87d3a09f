"""What the office tied together in the demo city: rows of the streams and the items they led to."""

from datetime import datetime

from campaign.enums import RowKind
from campaign.models import Finding, Problem, StudyOutcome
from rectification import services
from rectification.enums import State
from rectification.management.demo.story import Cast
from rectification.models import Item
from rectification.selectors.origins import DEAD, as_row

MODELS = {
    RowKind.OUTCOME: StudyOutcome,
    RowKind.FINDING: Finding,
    RowKind.PROBLEM: Problem,
}
OPEN_TO_ROWS = (State.ASSIGNED, State.ACCEPTED, State.PLAN_REVIEW, State.IN_PROGRESS)
LINES = (
    (RowKind.OUTCOME, "窗口午间轮值", "窗口“中午不办公”，办事群众往返"),
    (RowKind.OUTCOME, "信访积案领导包案", "信访件转办后4个月无答复"),
    (RowKind.OUTCOME, "合并同类简报", "政务工作群46个，12个三个月无信息"),
    (RowKind.FINDING, "台账中12项任务", "学习贯彻上级部署以会议落实会议"),
    (RowKind.FINDING, "37户奖补资金", "产业奖补政策出台半年未兑付"),
    (RowKind.FINDING, "4个小区供热管网", "老旧小区供热管网改造"),
    (RowKind.FINDING, "同一企业一年被检查9次", "同一企业一年被不同单位检查9次"),
    (RowKind.FINDING, "午间无人值守", "窗口“中午不办公”，办事群众往返"),
    (RowKind.PROBLEM, "信访件转办后4个月无答复", "信访件转办后4个月无答复"),
    (RowKind.PROBLEM, "制度修订任务长期搁置", "12个制度修订任务长期搁置"),
    (RowKind.PROBLEM, "扶贫项目档案不完整", "扶贫项目资金结转超2年"),
)
"""Which row (by its words) went into which item (by its title)."""
GOALS = (
    ("老旧小区供热改造", "老旧小区供热管网改造"),
    ("年度村道硬化", "村道硬化列入年度实事"),
)
"""Which goal (by its name) which item (by its title) moves."""


def tie(cast: Cast, at: datetime) -> None:
    """Take each row into its item, as the office does with “并入已有事项”."""
    items = Item.objects.filter(campaign=cast.campaign, state__in=OPEN_TO_ROWS).order_by("id")
    for kind, words, title in LINES:
        row = MODELS[kind].objects.get(campaign=cast.campaign, text__contains=words)
        item = items.filter(title__contains=title).first()
        if item is None:
            raise LookupError(f"no demo item is called {title}")
        services.attach(item=item, row=as_row(kind, row), by=cast.office, at=at, version=None)
    for name, title in GOALS:
        ties = services.Ties(goals=list(cast.campaign.goals.filter(name=name)))
        moved = Item.objects.filter(campaign=cast.campaign, archived_at__isnull=True)
        for item in moved.filter(title__contains=title).exclude(state__in=DEAD).order_by("id"):
            services.tie(item=item, ties=ties, by=cast.office, at=at, version=None)
