"""Research in the demo city: three topics a direction, at different stages."""

from dataclasses import dataclass
from decimal import Decimal

from campaign import services
from campaign.enums import ListKind, VisitLevel, VisitWay
from campaign.management.demo.ground import Stage, Unit
from campaign.models import Finding, ResearchTopic
from campaign.services.findings import FindingContent
from campaign.services.goals import GoalContent
from campaign.services.research_content import PlanContent, TopicContent, VisitContent

OPEN, PLANNED, VISITED, FOUND, CLOSED, SIGNED = range(6)
"""How far a topic has come."""


@dataclass(frozen=True)
class Tale:
    """A topic: which department, which direction and field, how far, where, what was found."""

    title: str
    code: str
    direction: str
    stage: int
    place: str
    level: str
    found: str = ""
    advice: str = ""
    field: str = ""


V = VisitLevel
TALES = (
    Tale("重要讲话重要指示落实台账“回头看”", "001", "major_speeches", CLOSED, "东关街道",
         V.TOWNSHIP, "台账中12项任务只有文件没有结果", "逐项补齐责任单位和时限，按月公布"),
    Tale("领会上级政策与抓落实能力短板", "011", "major_speeches", VISITED, "市人才服务窗口",
         V.WINDOW),
    Tale("重点任务“最后一公里”", "017", "major_speeches", FOUND, "柳树村", V.VILLAGE,
         "37户奖补资金公示后两个月未到账", "逐户核对账号，10个工作日内拨付"),
    Tale("园区交通能源配套", "015", "development_strategy", CLOSED, "开发区北园", V.ENTERPRISE,
         "断头路1.2公里致货车绕行9公里", "打通北园三路，年底前通车", "transport_energy"),
    Tale("污水厂与黑臭水体", "013", "development_strategy", FOUND, "城西污水处理厂",
         V.ENTERPRISE, "雨季溢流口3处直排", "加装截流井3座，汛期前完工", "ecology"),
    Tale("老旧小区与学位", "014", "development_strategy", FOUND, "幸福里社区", V.VILLAGE,
         "4个小区供热管网年年抢修", "列入专项债券项目，供热前完成两个小区", "urban_construction"),
    Tale("政府隐性债务与企业资金链风险", "010", "three_battles", PLANNED, "", V.ENTERPRISE),
    Tale("返贫风险户", "031", "three_battles", SIGNED, "石桥村", V.VILLAGE, "", "",
         "agriculture"),
    Tale("冬季大气污染", "013", "three_battles", OPEN, "", V.TOWNSHIP, "", "", "ecology"),
    Tale("企业开办与项目审批时长", "035", "business_environment", CLOSED, "市政务服务大厅",
         V.WINDOW, "施工许可平均32个工作日，超承诺12个", "并联审批，压到20个工作日"),
    Tale("涉企检查频次", "024", "business_environment", FOUND, "城东机械厂", V.ENTERPRISE,
         "同一企业一年被检查9次", "合并为联合抽查2次，检查计划公示"),
    Tale("窗口“中午不断档”", "035", "business_environment", CLOSED, "市政务服务大厅",
         V.WINDOW, "午间无人值守", ""),
    Tale("信访积案", "029", "hot_issues", VISITED, "南湖社区", V.VILLAGE),
    Tale("农民工工资", "011", "hot_issues", FOUND, "幸福里社区改造工地", V.ENTERPRISE,
         "2个工地工资专户未开立", "专户未开立不得开工，已开工的限期5个工作日",
         "livelihood"),
    Tale("基层报表与会议负担", "026", "hot_issues", FOUND, "柳树村", V.VILLAGE,
         "村级月报表21张，重复指标六成", "减至8张，其余由系统提取"),
)  # fmt: skip


def play(stage: Stage) -> None:
    """Tell the stories."""
    for number, tale in enumerate(TALES):
        unit = stage.units[tale.code]
        ago = 48 - 2 * number
        topic = _topic(stage, unit, tale, ago)
        if tale.stage >= PLANNED:
            _plan(stage, unit, topic, tale, ago)
        if tale.stage >= VISITED:
            _visits(stage, unit, topic, tale, ago)
        if tale.found:
            finding = _finding(stage, unit, topic, tale, ago)
            _ending(stage, unit, topic, tale, finding, ago)
        if tale.stage == SIGNED:
            topic.refresh_from_db()
            services.sign_none_found(
                topic=topic,
                reason="逐户入户核对42户收入和“两不愁三保障”，均稳定达标，未发现返贫风险。",
                by=topic.leader,
                at=stage.at(ago - 12, 15),
                version=topic.version,
            )


def _topic(stage: Stage, unit: Unit, tale: Tale, ago: int) -> ResearchTopic:
    fields = stage.lists[ListKind.RESEARCH_FIELD]
    content = TopicContent(
        title=tale.title,
        direction=stage.lists[ListKind.RESEARCH_DIRECTION][tale.direction],
        field=fields.get(tale.field),
        leader=unit.head,
        background="按领导小组分工，由班子成员带队，分三批到一线了解情况。" if tale.found else "",
        causes="责任单位之间衔接不紧，要素保障不到位。" if tale.found else "",
    )
    return services.open_topic(
        campaign=stage.campaign,
        department=unit.department,
        content=content,
        by=unit.officer,
        at=stage.at(ago),
    )


def _plan(stage: Stage, unit: Unit, topic: ResearchTopic, tale: Tale, ago: int) -> None:
    content = PlanContent(
        hypothesis=f"围绕{tale.title}，弄清卡在哪个环节、涉及多少人、谁来解决。",
        subjects="基层干部、群众、企业负责人",
        places=tale.place or "待定的企业和社区",
        ways=[VisitWay.DISCUSSION, VisitWay.CALL, VisitWay.UNANNOUNCED],
        starts_on=stage.day(ago - 2),
        ends_on=stage.day(ago - 15),
        participants=f"{unit.head.name}、{unit.officer.name}",
        expected="问题清单和具体方案各一份",
    )
    services.save_research_plan(
        topic=topic, content=content, by=unit.officer, at=stage.at(ago - 1), version=topic.version
    )


def _visits(stage: Stage, unit: Unit, topic: ResearchTopic, tale: Tale, ago: int) -> None:
    trips = (
        (ago - 3, tale.place, tale.level, VisitWay.UNANNOUNCED, 12),
        (ago - 6, f"{unit.department.short_name}系统座谈", V.CITY_UNIT, VisitWay.DISCUSSION, 18),
    )
    for day, place, level, way, met in trips:
        content = VisitContent(
            on=stage.day(day),
            place=place,
            level=level,
            way=way,
            people_met=met,
            accompanied=way == VisitWay.DISCUSSION,
            pre_notified=way == VisitWay.DISCUSSION,
            raised=tale.found or "已按要求落实，希望政策解释更直白",
            answered="当场答复办理时限和联系人",
        )
        services.log_visit(
            topic=topic,
            content=content,
            by=unit.officer,
            at=stage.at(day, 17),
            crowding_confirmed=True,
        )


def _finding(stage: Stage, unit: Unit, topic: ResearchTopic, tale: Tale, ago: int) -> Finding:
    solved = not tale.advice
    content = FindingContent(
        text=tale.found,
        visit=topic.visits.order_by("id").first(),
        proposed_solution=tale.advice,
        proposed_department=unit.department if tale.advice else None,
        proposed_due_on=stage.day(-20) if tale.advice else None,
        solved_on_spot=solved,
        solution="当天起安排2人午间轮值，已公告" if solved else "",
    )
    return services.add_finding(topic=topic, content=content, by=unit.officer, at=stage.at(ago - 7))


def _ending(
    stage: Stage, unit: Unit, topic: ResearchTopic, tale: Tale, finding: Finding, ago: int
) -> None:
    if tale.stage != CLOSED:
        return
    if tale.advice:
        goal = GoalContent(
            name=tale.advice,
            category="key_work",
            metric="完成率",
            unit="%",
            baseline=Decimal(0),
            target=Decimal(100),
            due_on=stage.day(-20),
        )
        services.finding_to_goal(
            finding=finding,
            content=goal,
            by=unit.officer,
            at=stage.at(ago - 8),
            version=finding.version,
        )
    topic.refresh_from_db()
    services.close_topic(topic=topic, by=topic.leader, at=stage.at(ago - 9), version=topic.version)
