"""Prescribed tasks, optional actions, kick-off and goals in the demo city."""

from decimal import Decimal

from accounts.models import Department, Post, User
from campaign import services
from campaign.enums import GoalCategory, GroupRole
from campaign.management.demo.ground import Stage, Unit
from campaign.models import TaskDuty
from campaign.services.goals import GoalContent
from campaign.services.kick_off import Seat
from campaign.services.tasks import TaskContent

PRESCRIBED = (
    ("study", "集中学习研讨一次", 60, 90, 30, -4),
    ("review", "对照八个方面检视一遍，列出问题清单", 40, 120, 22, -1),
    ("rectify", "公布一批立行立改成果", 10, 30, 4, -9),
)
OPTIONAL = (
    ("014", "rectify", "局长接热线", "每周五接听热线，当场答复41件，带回研究9件", True),
    ("035", "rectify", "窗口午间轮值", "中午不断档，群众少跑一趟", True),
    ("015", "research", "坐一次公交上班", "班子成员分批乘车，记下末班车太早等问题", False),
)
GOALS = (
    ("014", "老旧小区供热改造", GoalCategory.ANNUAL, "完成小区", "个", 0, 12, 7),
    ("015", "年度村道硬化", GoalCategory.ANNUAL, "完成里程", "公里", 8, 12, 11),
    ("035", "企业开办压减时限", GoalCategory.KEY_WORK, "平均办理时间", "天", 5, 1, 2),
)


def play(stage: Stage, office: User, checker: User) -> None:
    """Tell the stories."""
    streams = {row.code: row for row in stage.campaign.streams.order_by("id")}
    units = [stage.units[code] for code in ("010", "014", "015", "023") if code in stage.units]
    for code, title, ago, minutes, _, due in PRESCRIBED:
        content = TaskContent(
            title=title,
            stream=streams[code],
            requirement="系统里已有记录的，选上即可，不另写材料。",
            due_on=stage.day(due),
            expected_minutes=minutes,
        )
        _issue(stage, content, units, office, checker, ago)
    _optional(stage, streams)
    _kick_off(stage, units)
    _goals(stage)


def _issue(
    stage: Stage, content: TaskContent, units: list[Unit], office: User, checker: User, ago: int
) -> None:
    task = services.draft_task(
        campaign=stage.campaign, content=content, by=office, at=stage.at(ago)
    )
    departments: list[Department] = [unit.department for unit in units]
    services.issue_task(
        task=task, departments=departments, by=office, at=stage.at(ago, 10), version=None
    )
    for n, unit in enumerate(units):
        duty = TaskDuty.objects.get(task=task, department=unit.department)
        when = stage.at(max(ago - 3 - n, 1), 15)
        if n < len(units) - 1:
            services.report_duty(
                duty=duty, report="已完成，见相关记录", by=unit.officer, at=when, version=None
            )
        if n == 0:
            services.accept_duty(duty=duty, by=checker, at=stage.at(1, 16), version=None)


def _optional(stage: Stage, streams: dict) -> None:
    for code, stream, title, outcome, shared in OPTIONAL:
        unit = stage.units.get(code)
        if unit is None:
            continue
        task = services.add_optional(
            campaign=stage.campaign,
            department=unit.department,
            content=TaskContent(title=title, stream=streams[stream]),
            outcome=outcome,
            done_on=stage.day(9),
            by=unit.officer,
            at=stage.at(8),
        )
        if shared:
            services.share_practice(task=task, by=unit.officer, at=stage.at(7), version=None)


def _kick_off(stage: Stage, units: list[Unit]) -> None:
    for n, unit in enumerate(units[:3]):
        services.save_kick_off(
            campaign=stage.campaign,
            department=unit.department,
            plan_issued_on=stage.day(50 - n),
            plan_document_number=f"样例党组发〔{stage.day(50).year}〕{n + 3}号",
            meeting_held_on=stage.day(49 - n),
            by=unit.officer,
            at=stage.at(40),
        )
        posts = Post.objects.on(stage.today).filter(department=unit.department)
        head = posts.filter(person=unit.head).order_by("order", "id").first()
        others = posts.filter(kind="team_member").exclude(person=unit.head).order_by("order", "id")
        seats = [Seat(head, GroupRole.LEADER)]
        seats += [Seat(post, GroupRole.MEMBER) for post in others[:3]]
        services.save_group(
            campaign=stage.campaign,
            department=unit.department,
            formed_on=stage.day(50),
            document_number="",
            seats=seats,
            by=unit.officer,
            at=stage.at(40),
        )


def _goals(stage: Stage) -> None:
    for code, name, category, metric, unit_name, baseline, target, now in GOALS:
        unit = stage.units.get(code)
        if unit is None:
            continue
        goal = services.create_goal(
            campaign=stage.campaign,
            department=unit.department,
            content=GoalContent(
                name, category, metric, Decimal(baseline), Decimal(target), unit=unit_name
            ),
            by=unit.officer,
            at=stage.at(45),
        )
        services.read_goal(
            goal=goal,
            value=Decimal(now),
            on=stage.day(5),
            source="业务系统月报",
            by=unit.officer,
            at=stage.at(4),
        )
