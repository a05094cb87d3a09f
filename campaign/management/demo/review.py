"""Problem review in the demo city: problems in every state, leaders' duties, two signed blanks."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Protocol

from accounts.models import Department, Post, User
from accounts.selectors import head_of, officers_of
from campaign.enums import ListKind
from campaign.models import Campaign, Problem
from campaign.selectors import entries_of, lists_of
from campaign.selectors.review import leading_posts
from campaign.services import review
from campaign.services.review import ProblemContent
from core.clock import LOCAL_ZONE
from core.workdays import Workdays


class Cast(Protocol):
    """What load_demo tells of the city."""

    campaign: Campaign
    office: User
    office_head: User
    workdays: Workdays
    today: date


# department, dimensions, method, text, what shows it, cause, what became of it
PROBLEMS: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    (
        "014",
        "mission expectations",
        "masses_raised",
        "老旧小区改造征求意见走过场，居民不知道改什么",
        "3个小区抽访60户，41户未见过方案",
        "思想：重进度轻听取意见",
        "open",
    ),
    (
        "014",
        "duties",
        "self_found",
        "质量监督台账记录不全，抽查12个工地5个缺项",
        "8月至9月缺旁站记录31份",
        "工作：台账没有专人核对",
        "late",
    ),
    (
        "014",
        "special_supervision",
        "superior_pointed",
        "督查指出的2条断头路管护责任仍未明确",
        "坑槽21处，群众反映4次",
        "职责：与城管部门边界不清",
        "late",
    ),
    (
        "014",
        "party_rules",
        "collective_discussed",
        "党组会议研究业务多、研究党建少",
        "上半年12次党组会，党建议题2个",
        "思想：一岗双责认识不到位",
        "solved",
    ),
    (
        "014",
        "expectations",
        "masses_raised",
        "物业投诉热线转办后无人回复",
        "抽查20件，9件超过10天",
        "工作：转办没有时限",
        "declined",
    ),
    (
        "014",
        "duties",
        "self_found",
        "工地质量监督台账缺项较多",
        "5个工地缺旁站记录",
        "工作：台账没有专人核对",
        "merged",
    ),
    (
        "014",
        "role_models",
        "self_found",
        "带班领导到工地现场办公少",
        "今年到工地6次",
        "思想：坐等汇报的习惯没有改",
        "leader",
    ),
    (
        "015",
        "duties",
        "self_found",
        "村道养护资金拨付慢",
        "2个县区超过45天",
        "工作：拨付环节多",
        "open",
    ),
    (
        "015",
        "decisions",
        "collective_discussed",
        "“四好农村路”任务分解后跟踪不够",
        "月调度只开过1次",
        "职责：跟踪责任没有落到科室",
        "solved",
    ),
    (
        "015",
        "inspection",
        "superior_pointed",
        "巡察反馈的超限站管理问题整改有反复",
        "8月暗访2站仍有脱岗",
        "职责：夜间带班制度没有执行",
        "late",
    ),
    (
        "010",
        "decisions",
        "self_found",
        "过紧日子要求落实不细，一般性支出压减进度慢",
        "9月末完成58%",
        "思想：有等年底的想法",
        "open",
    ),
    (
        "010",
        "expectations",
        "masses_raised",
        "惠民补贴发放公示看不懂",
        "抽访30户，19户说不清标准",
        "工作：公示只贴文件",
        "solved",
    ),
    (
        "010",
        "special_supervision",
        "superior_pointed",
        "结转资金清理底数不清",
        "186万元超过2年",
        "工作：项目台账未与支付系统核对",
        "open",
    ),
    (
        "002",
        "decisions",
        "self_found",
        "重大项目前期工作“等要素”",
        "5个项目超期90天以上",
        "思想：怕担责任",
        "open",
    ),
    (
        "002",
        "mission",
        "collective_discussed",
        "调研多在机关，到企业少",
        "上半年到企业7次",
        "思想：群众观点不牢",
        "solved",
    ),
    (
        "003",
        "expectations",
        "masses_raised",
        "课后服务收费说明不清",
        "家长反映13件",
        "工作：学校公示不统一",
        "open",
    ),
    (
        "003",
        "duties",
        "self_found",
        "学位预警发布偏晚",
        "两个片区开学前一周才发布",
        "工作：数据口径不一",
        "late",
    ),
    (
        "024",
        "special_supervision",
        "superior_pointed",
        "涉企检查频次高",
        "同一企业一年9次",
        "职责：联合检查没有牵头科室",
        "open",
    ),
    (
        "007",
        "role_models",
        "self_found",
        "基层派出所学先进活动停在传达",
        "12个所只有3个有措施",
        "思想：以传达代替落实",
        "solved",
    ),
    (
        "007",
        "expectations",
        "masses_raised",
        "户政窗口午间不办公",
        "群众反映8件",
        "工作：轮值没有安排",
        "open",
    ),
    (
        "008",
        "expectations",
        "masses_raised",
        "社区证明事项过多，群众跑3次",
        "盖章证明14项",
        "工作：核验渠道没有打通",
        "open",
    ),
    (
        "011",
        "duties",
        "self_found",
        "制度修订任务长期搁置",
        "12项超期",
        "思想：怕担责不签发",
        "open",
    ),
    (
        "012",
        "inspection",
        "superior_pointed",
        "批而未供土地清理慢",
        "整改台账3宗未动",
        "职责：科室之间互相等",
        "late",
    ),
    (
        "013",
        "expectations",
        "masses_raised",
        "餐饮油烟投诉反复",
        "同一点位投诉5次",
        "工作：执法后没有回访",
        "open",
    ),
    (
        "016",
        "duties",
        "self_found",
        "河长制巡河记录事后补填",
        "抽查2名河长9条记录",
        "思想：应付检查",
        "solved",
    ),
    (
        "017",
        "decisions",
        "collective_discussed",
        "产业扶持政策宣讲不到户",
        "抽访50户，17户不知道",
        "工作：以发文代替宣讲",
        "open",
    ),
    (
        "018",
        "duties",
        "self_found",
        "外贸企业走访清单没有销号",
        "36家走访后8家问题未回复",
        "工作：没有回复时限",
        "open",
    ),
    (
        "019",
        "mission",
        "self_found",
        "文化惠民演出选点偏城区",
        "24场中18场在城区",
        "思想：图方便",
        "solved",
    ),
    (
        "020",
        "expectations",
        "masses_raised",
        "医院缴费只能排队",
        "门诊高峰排队40分钟",
        "工作：自助机停用未修",
        "open",
    ),
    (
        "023",
        "party_rules",
        "self_found",
        "审计整改回访不及时",
        "6个项目超过规定时间",
        "职责：回访责任没有落到人",
        "open",
    ),
    (
        "029",
        "special_supervision",
        "superior_pointed",
        "信访件转办后4个月无答复",
        "63件",
        "职责：转办即办结的想法",
        "late",
    ),
    (
        "031",
        "decisions",
        "self_found",
        "扶贫项目档案不完整",
        "抽查20个项目7个缺验收单",
        "工作：验收后移交不及时",
        "open",
    ),
    (
        "026",
        "duties",
        "superior_pointed",
        "统计报表重复",
        "乡镇月报21张",
        "工作：没有指标清单",
        "open",
    ),
    (
        "001",
        "special_supervision",
        "collective_discussed",
        "会议通知当天发当天开",
        "9月有5次",
        "工作：计划会议管理没有执行",
        "solved",
    ),
    (
        "001",
        "role_models",
        "self_found",
        "下发文件征求意见时间短",
        "3天以内的占四成",
        "思想：图快",
        "open",
    ),
    (
        "030",
        "expectations",
        "masses_raised",
        "背街小巷占道经营整治一阵风",
        "群众反映11件",
        "工作：没有常态巡查",
        "open",
    ),
)
DUTIES = (
    ("branch_life", 20, "参加办公室党支部主题党日"),
    ("join_discussion", 14, "党组理论学习中心组专题研讨"),
    ("share_insight", 14, "围绕“守初心、担使命”谈体会"),
    ("party_lecture", 9, "到所在支部讲专题党课"),
)
SIGNED = (("014", "inspection", "对照巡视整改台账逐条核对，反馈问题均已整改销号，未发现新问题"),)
SIGNED += (("010", "party_rules", "对照党章党规逐条检查，未发现问题"),)
TALKED_OF = ("014", "015", "010")
"""Departments whose leaders' duties are recorded."""


@dataclass
class Story:
    """The lists, and how a day of the past becomes a moment."""

    cast: Cast
    lists: dict[str, dict[str, Any]]

    def at(self, workdays_ago: int, hour: int = 10) -> datetime:
        day = self.cast.workdays.add(self.cast.today, -workdays_ago)
        return datetime.combine(day, time(hour, 30), LOCAL_ZONE)


def play(cast: Cast) -> None:
    """Everything, through the services."""
    campaign = cast.campaign
    lists = lists_of(campaign)
    entries = entries_of(campaign, ListKind.OPINION_GIVER, ListKind.LEADER_DUTY)
    story = Story(
        cast,
        {
            "dimensions": {row.code: row for row in lists.dimensions},
            "methods": {row.code: row for row in lists.methods},
            "sources": {row.code: row for row in lists.sources},
            "givers": {row.code: row for row in entries[ListKind.OPINION_GIVER]},
            "duties": {row.code: row for row in entries[ListKind.LEADER_DUTY]},
        },
    )
    departments = {row.code: row for row in Department.objects.all()}
    known = [row for row in PROBLEMS if row[0] in departments]
    made: dict[str, Problem] = {}
    for number, row in enumerate(known):
        _problem(story, departments[row[0]], row, number, made)
    for code, dimension, reason in SIGNED:
        _sign(story, departments[code], dimension, reason)
    for code in TALKED_OF:
        _duties(story, departments[code])


def _problem(
    story: Story, department: Department, row: tuple, number: int, made: dict[str, Problem]
) -> None:
    cast = story.cast
    code, dimensions, method, text, shown, cause, fate = row
    officers = officers_of([department.pk], cast.today)[department.pk]
    if not officers:
        return
    by = officers[0].person
    age = 12 if fate == "late" else 2 + number % 3
    kind, _, words = cause.partition("：")
    causes = {"思想": "cause_thought", "工作": "cause_work", "职责": "cause_duty"}
    leaders = leading_posts(department.pk, cast.today)
    content = ProblemContent(
        text=text,
        manifestation=shown,
        dimensions=[story.lists["dimensions"][one] for one in dimensions.split()],
        method=story.lists["methods"][method],
        source=story.lists["sources"][_source(method)],
        giver=story.lists["givers"]["masses"] if method == "masses_raised" else None,
        is_mass=method == "masses_raised",
        owner_post=leaders[-1] if fate == "leader" and leaders else None,
        proposed_kind="immediate" if fate == "solved" else "time_limited",
        found_on=story.at(age + 1).date(),
        **{causes[kind]: words},
    )
    problem = review.register_problem(
        campaign=cast.campaign, department=department, content=content, by=by, at=story.at(age)
    )
    _settle(story, problem, fate, by, made.get(code))
    made.setdefault(code, problem)
    if fate == "late":
        made[code] = problem


def _source(method: str) -> str:
    return {"masses_raised": "masses", "superior_pointed": "inspection"}.get(method, "self_review")


def _settle(story: Story, problem: Problem, fate: str, by: User, earlier: Problem | None) -> None:
    given: dict[str, Any] = {"problem": problem, "at": story.at(1, 15), "version": problem.version}
    if fate == "solved":
        how = "当天开会明确责任科室和办法，已落实到位，一周后复查没有反复"
        review.solve_problem(**given, how=how, by=by)
    elif fate == "declined":
        reason = "经核实，所述转办件已在台账中整改，不重复登记"
        review.decline_problem(**given, reason=reason, by=story.cast.office_head)
    elif fate == "merged" and earlier is not None:
        review.merge_problem(**given, into=earlier, reason="说的是同一本台账", by=by)


def _sign(story: Story, department: Department, dimension: str, reason: str) -> None:
    head = head_of(department.pk, story.cast.today)
    if head is None:
        return
    review.sign_nothing_found(
        campaign=story.cast.campaign,
        department=department,
        dimension=story.lists["dimensions"][dimension],
        reason=reason,
        by=head.user,
        at=story.at(1, 16),
    )


def _duties(story: Story, department: Department) -> None:
    by = officers_of([department.pk], story.cast.today)[department.pk][0].person
    posts: list[Post] = leading_posts(department.pk, story.cast.today)
    for place, post in enumerate(posts[:3]):
        for code, ago, note in DUTIES[: len(DUTIES) - place]:
            review.record_duty(
                campaign=story.cast.campaign,
                post=post,
                duty=story.lists["duties"][code],
                done_on=story.at(ago - place).date(),
                note=note,
                by=by,
                at=story.at(1, 17),
            )
