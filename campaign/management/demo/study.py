"""Study in the demo city: sessions in the five forms, attendance, and what came of them."""

from decimal import Decimal

from campaign import services
from campaign.enums import AttendanceStatus, ListKind
from campaign.management.demo.ground import Stage, Unit
from campaign.models import StudySession
from campaign.services.goals import GoalContent
from campaign.services.study import AttendanceLine, SessionContent
from campaign.services.study_outcomes import OutcomeContent

TITLES = {
    "seminar": "党组理论学习中心组专题研讨",
    "revolutionary_tradition": "到烈士陵园开展革命传统教育",
    "situation_policy": "经济形势与政策报告会",
    "role_model": "身边先进典型报告会",
    "warning": "警示教育片与案例剖析",
}
AIMS = "学懂弄通做实，把学习成果转化为推动工作的思路举措，解决本单位存在的突出问题。"

# department, form, working days ago (negative: ahead), material, outcome (kind, text)
SESSIONS = (
    ("001", "seminar", 52, "outline", ("measure", "合并同类简报7种为1种，发文由办公室逐件把关")),
    ("001", "warning", 30, "constitution", None),
    ("002", "seminar", 50, "latest_speeches", ("project", "梳理可申报上级专项的项目11个")),
    ("002", "situation_policy", 28, "congress_report", ("opportunity", "省际通道前期列入规划")),
    ("003", "seminar", 44, "outline", ("measure", "新增公办学位1200个，秋季学期前到位")),
    ("003", "role_model", 20, "selected_works", None),
    ("005", "situation_policy", 41, "latest_speeches", ("policy", "用好制造业技改贴息政策")),
    ("010", "seminar", 47, "congress_report", ("policy", "存量资金统筹用于惠企兑付")),
    ("010", "warning", 18, "constitution", None),
    ("014", "seminar", 55, "outline", ("project", "争取老旧小区改造专项债券3000万元")),
    ("014", "revolutionary_tradition", 40, "party_history", None),
    ("014", "situation_policy", 26, "latest_speeches", ("opportunity", "列入城市更新试点申报")),
    ("014", "role_model", 15, "selected_works", None),
    ("014", "warning", -4, "constitution", None),
    ("015", "seminar", 38, "outline", ("measure", "村道硬化逐条复核里程，数据公示")),
    ("015", "revolutionary_tradition", -6, "party_history", None),
    ("020", "warning", 24, "constitution", None),
    ("020", "seminar", -3, "outline", None),
    ("029", "role_model", 22, "selected_works", ("measure", "信访积案领导包案、限期清零")),
    ("035", "seminar", 33, "latest_speeches", ("measure", "窗口午间轮值，中午不断档")),
)


def play(stage: Stage) -> dict[str, StudySession]:
    """Tell the stories; returns the last session of each department by its code."""
    told: dict[str, StudySession] = {}
    for number, (code, form, ago, material, outcome) in enumerate(SESSIONS):
        unit = stage.units[code]
        if code not in told:
            _plan(stage, unit, ago)
        session = _session(stage, unit, form, ago, material)
        if ago > 0:
            session = _held(stage, unit, session, ago, number)
        if outcome is not None:
            _outcome(stage, unit, session, ago, outcome)
        told[code] = session
    return told


def _plan(stage: Stage, unit: Unit, ago: int) -> None:
    services.save_plan(
        campaign=stage.campaign,
        department=unit.department,
        aim=AIMS,
        document_number=f"样例党组发〔{stage.today.year}〕{unit.department.sort_order // 10 + 3}号",
        by=unit.officer,
        at=stage.at(max(ago, 0) + 4),
    )


def _session(stage: Stage, unit: Unit, form: str, ago: int, material: str) -> StudySession:
    lists = stage.lists
    content = SessionContent(
        title=TITLES[form],
        form=lists[ListKind.STUDY_FORM][form],
        planned_on=stage.day(ago),
        ways=[lists[ListKind.STUDY_WAY]["practical"]],
        materials=[lists[ListKind.STUDY_MATERIAL][material]],
        host=unit.head.name,
        speakers="班子成员" if form == "seminar" else "",
        place="烈士陵园" if form == "revolutionary_tradition" else "机关会议室",
        audience="党组理论学习中心组成员" if form == "seminar" else "全体党员干部",
    )
    return services.plan_session(
        campaign=stage.campaign,
        department=unit.department,
        content=content,
        by=unit.officer,
        at=stage.at(max(ago, 0) + 3),
    )


def _held(stage: Stage, unit: Unit, session: StudySession, ago: int, number: int) -> StudySession:
    lines = [AttendanceLine(AttendanceStatus.PRESENT, person) for person in unit.people]
    if len(lines) > 2:
        away = (AttendanceStatus.OFFICIAL_LEAVE, AttendanceStatus.LEAVE)[number % 2]
        lines[-1] = AttendanceLine(away, unit.people[-1])
    lines.append(AttendanceLine(AttendanceStatus.PRESENT, name="孔某庚", post_title="党校教师"))
    held = services.hold_session(
        session=session,
        held_on=stage.day(ago),
        summary="结合本单位实际逐人发言，列出要解决的问题。",
        lines=lines,
        by=unit.officer,
        at=stage.at(ago, 16),
        version=session.version,
    )
    if number % 5 == 0 and len(lines) > 3:
        lines[-2] = AttendanceLine(AttendanceStatus.MADE_UP, unit.people[-1])
        held = services.take_attendance(
            session=held,
            lines=lines,
            by=unit.officer,
            at=stage.at(ago - 3),
            version=held.version,
        )
    return held


def _outcome(
    stage: Stage, unit: Unit, session: StudySession, ago: int, words: tuple[str, str]
) -> None:
    kind, text = words
    objectives = stage.lists[ListKind.OBJECTIVE]
    outcome = services.add_outcome(
        session=session,
        content=OutcomeContent(
            kind=stage.lists[ListKind.STUDY_CONVERSION][kind],
            text=text,
            objectives=[objectives["service" if kind == "measure" else "initiative"]],
        ),
        by=unit.officer,
        at=stage.at(ago - 1, 10),
    )
    if kind == "project":
        goal = GoalContent(
            name=text,
            category="major_project",
            metric="到位资金",
            unit="万元",
            baseline=Decimal(0),
            target=Decimal(3000),
            due_on=stage.day(-30),
        )
        services.make_goal(
            outcome=outcome,
            content=goal,
            by=unit.officer,
            at=stage.at(ago - 1, 11),
            version=outcome.version,
        )
