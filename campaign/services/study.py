"""Study: the plan of a department, its collective sessions, and who was there.

The speech: “以自学为主，把学习当作工作生活的习惯和常态”, “集中学习要注重方法创新”: what is kept is
the plan, the session and what it turned into. Self-study is nobody's to log; nothing counts hours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import Department, User
from campaign.enums import AttendanceStatus, ListKind, SessionState
from campaign.models import Attendance, Campaign, ListEntry, Problem, StudyPlan, StudySession
from campaign.permissions import OWN, check_stream, scope_of
from campaign.services import rows
from core.clock import local_date
from core.errors import GuardFailed, Invalid, TransitionNotAllowed
from core.validators.text import pinyin_initials

MOST_LINES = 500
_ABSENT = (AttendanceStatus.OFFICIAL_LEAVE, AttendanceStatus.LEAVE)


@dataclass(frozen=True)
class SessionContent:
    """A session as somebody plans it; form, ways and materials are rows of the campaign's lists."""

    title: str
    form: ListEntry | None
    planned_on: date | None
    ways: Sequence[ListEntry] = ()
    materials: Sequence[ListEntry] = ()
    problem: Problem | None = None
    host: str = ""
    speakers: str = ""
    place: str = ""
    audience: str = ""
    agenda: str = ""


TEXTS = ("title", "host", "speakers", "place", "audience", "agenda")


@dataclass(frozen=True)
class AttendanceLine:
    """One person of the department, or a guest by name, and how it was with him."""

    status: AttendanceStatus
    person: User | None = None
    name: str = ""
    post_title: str = ""


@dataclass(frozen=True)
class _Checked:
    fields: dict[str, Any]
    ways: Sequence[ListEntry] = field(default_factory=tuple)
    materials: Sequence[ListEntry] = field(default_factory=tuple)


@transaction.atomic
def save_plan(
    *,
    campaign: Campaign,
    department: Department,
    aim: str,
    document_number: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> StudyPlan:
    """Write down what a department's study aims at and under which number the plan was issued.

    Without a `version` the plan counts as not yet written: Conflict where it has been, or where
    somebody was faster. Denied for anybody but the department's own people, Invalid for texts that
    are too long.
    """
    roles = _check(by, campaign, department, at, "编制学习计划")
    values = {"aim": aim.strip(), "document_number": document_number.strip()}
    rows.refuse(rows.unfit(StudyPlan, values))
    plan = rows.locked(_plan_of(campaign, department, by, at))
    seen = {"aim": plan.aim, "document_number": plan.document_number}
    rows.held(plan, 1 if version is None else version, seen, values)
    rows.put(plan, **values)
    rows.note(plan, type="study.plan_saved", by=by, at=at, roles=roles)
    return plan


@transaction.atomic
def plan_session(
    *, campaign: Campaign, department: Department, content: SessionContent, by: User, at: datetime
) -> StudySession:
    """Plan a collective session of a department; it becomes a line of its study plan.

    Denied for anybody but the department's own people, Invalid with a sentence a field.
    """
    return _plan(campaign, department, [content], by, at)[0]


@transaction.atomic
def plan_sessions(
    *,
    campaign: Campaign,
    department: Department,
    contents: Sequence[SessionContent],
    by: User,
    at: datetime,
) -> list[StudySession]:
    """Plan several sessions at once, as an imported table has them: all or none."""
    return _plan(campaign, department, contents, by, at)


@transaction.atomic
def change_session(
    *,
    session: StudySession,
    content: SessionContent,
    by: User,
    at: datetime,
    version: int | None,
    summary: str | None = None,
) -> StudySession:
    """Change what is planned; of a session that was held, its texts and what was discussed.

    Denied as for planning, Conflict where somebody was faster, TransitionNotAllowed for one that
    was cancelled, Invalid with a sentence a field.
    """
    current, roles = _taken(session, by, at, "修改集中学习")
    stays = content.problem is not None and content.problem.pk == current.problem_id
    asked = replace(content, problem=None) if stays else content
    checked = _checked(asked, current.campaign, current.department, by, at)
    if stays:  # what became sensitive since is told to nobody by a refusal
        checked.fields["problem"] = current.problem
    if summary is not None:
        checked.fields["summary"] = summary.strip()
        rows.refuse(rows.unfit(StudySession, checked.fields))
    rows.held(current, version, session_facts(current), _yours(content))
    if current.state == SessionState.CANCELLED:
        raise TransitionNotAllowed("已取消的集中学习不能修改，请另行安排。")
    changed = [name for name, value in checked.fields.items() if getattr(current, name) != value]
    rows.put(current, **checked.fields)
    current.ways.set(checked.ways)
    current.materials.set(checked.materials)
    data = {"changed": sorted(set(changed) - {"search_text"})}
    rows.note(current, type="study.session_changed", by=by, at=at, roles=roles, data=data)
    return current


@transaction.atomic
def hold_session(
    *,
    session: StudySession,
    held_on: date | None,
    summary: str,
    lines: Sequence[AttendanceLine],
    by: User,
    at: datetime,
    version: int | None,
) -> StudySession:
    """Record that a planned session was held, what was discussed, and who was there: one act.

    The organiser takes the attendance; nobody does it for himself, no hour is asked. GuardFailed
    where nobody was there, Invalid for a day to come, TransitionNotAllowed unless it is planned.
    """
    current, roles = _taken(session, by, at, "登记集中学习")
    rows.held(current, version, session_facts(current), {})
    if current.state != SessionState.PLANNED:
        raise TransitionNotAllowed(f"这次集中学习{current.get_state_display()}，不能再登记举行。")
    values = {"summary": summary.strip()}
    problems = rows.unfit(StudySession, values)
    if held_on is None:
        problems["held_on"] = "请填写举行日期。"
    elif held_on > local_date(at):
        problems["held_on"] = f"举行日期{held_on}晚于今天，请在举行之后再登记。"
    rows.refuse(problems)
    if any(line.status == AttendanceStatus.MADE_UP for line in lines):
        raise Invalid("补学在举行之后登记：请先记为公假或病事假。")
    rows.put(current, state=SessionState.HELD, held_on=held_on, **values)
    counts = _write_lines(current, lines)
    rows.note(current, type="study.session_held", by=by, at=at, roles=roles, data=counts)
    return current


@transaction.atomic
def take_attendance(
    *,
    session: StudySession,
    lines: Sequence[AttendanceLine],
    by: User,
    at: datetime,
    version: int | None,
) -> StudySession:
    """Correct who was there, or record that an absent person has made up for it (补学).

    TransitionNotAllowed before the session was held; Invalid where somebody makes up for what he
    attended; the rest as `hold_session`.
    """
    current, roles = _taken(session, by, at, "登记到会情况")
    rows.held(current, version, session_facts(current), {})
    if current.state != SessionState.HELD:
        raise TransitionNotAllowed("集中学习举行之后才能登记到会情况。")
    before = dict(current.attendances.values_list("person_id", "status"))
    for line in lines:
        made_up = line.status == AttendanceStatus.MADE_UP
        was = before.get(line.person.pk) if line.person else None
        if made_up and was not in (*_ABSENT, AttendanceStatus.MADE_UP):
            name = line.person.name if line.person else line.name
            raise Invalid(f"{name}没有缺席记录，不用登记补学。")
    rows.put(current)
    counts = _write_lines(current, lines)
    rows.note(current, type="study.attendance_taken", by=by, at=at, roles=roles, data=counts)
    return current


@transaction.atomic
def cancel_session(
    *, session: StudySession, reason: str, by: User, at: datetime, version: int | None
) -> StudySession:
    """Cancel a planned session, with the reason. TransitionNotAllowed once it was held."""
    current, roles = _taken(session, by, at, "取消集中学习")
    rows.held(current, version, session_facts(current), {"cancel_reason": reason})
    if current.state != SessionState.PLANNED:
        raise TransitionNotAllowed(f"这次集中学习{current.get_state_display()}，不能取消。")
    text = reason.strip()
    if not text:
        raise Invalid.at("cancel_reason", "请填写取消原因。")
    rows.refuse(rows.unfit(StudySession, {"cancel_reason": text}))
    rows.put(current, state=SessionState.CANCELLED, cancel_reason=text)
    rows.note(current, type="study.session_cancelled", by=by, at=at, roles=roles)
    return current


def session_facts(session: StudySession) -> dict[str, Any]:
    """What a conflict shows of a session: its texts, form and day."""
    day = session.planned_on.isoformat()
    return {name: getattr(session, name) for name in TEXTS} | {
        "planned_on": day,
        "form": session.form.name,
        "state": session.state,
    }


def _yours(content: SessionContent) -> dict[str, Any]:
    return {name: getattr(content, name) for name in TEXTS}


def _check(
    by: User, campaign: Campaign, department: Department, at: datetime, what: str
) -> frozenset[Any]:
    return check_stream(
        by, OWN, campaign=campaign, department=department, on=local_date(at), what=what
    )


def _taken(
    session: StudySession, by: User, at: datetime, what: str
) -> tuple[StudySession, frozenset[Any]]:
    current = rows.locked(session, "form")
    return current, _check(by, current.campaign, current.department, at, what)


def _plan_of(campaign: Campaign, department: Department, by: User, at: datetime) -> StudyPlan:
    plan, _ = StudyPlan.objects.get_or_create(
        campaign=campaign, department=department, defaults={"created_by": by, "created_at": at}
    )
    return plan


def _plan(
    campaign: Campaign,
    department: Department,
    contents: Iterable[SessionContent],
    by: User,
    at: datetime,
) -> list[StudySession]:
    roles = _check(by, campaign, department, at, "安排集中学习")
    checked = [_checked(content, campaign, department, by, at) for content in contents]
    plan = _plan_of(campaign, department, by, at)
    made = []
    for one in checked:
        session = StudySession.objects.create(
            campaign=campaign,
            department=department,
            plan=plan,
            state=SessionState.PLANNED,
            organiser=by,
            created_at=at,
            **one.fields,
        )
        session.ways.set(one.ways)
        session.materials.set(one.materials)
        data = {"form": session.form.code, "planned_on": session.planned_on}
        rows.note(session, type="study.session_planned", by=by, at=at, roles=roles, data=data)
        made.append(session)
    return made


def _checked(
    content: SessionContent, campaign: Campaign, department: Department, by: User, at: datetime
) -> _Checked:
    texts = {name: getattr(content, name).strip() for name in TEXTS}
    problems = rows.unfit(StudySession, texts)
    if not texts["title"]:
        problems["title"] = "请填写学习专题。"
    if content.planned_on is None:
        problems["planned_on"] = "请填写计划日期。"
    if content.form is None:
        problems["form"] = "请选择集中学习的形式。"
    elif rows.unlisted([content.form], ListKind.STUDY_FORM, campaign):
        problems["form"] = "所选形式不在本次主题教育的集中学习形式之内，请重新选择。"
    if rows.unlisted(content.ways, ListKind.STUDY_WAY, campaign):
        problems["ways"] = "所选学习方法不在清单之内，请重新选择。"
    if rows.unlisted(content.materials, ListKind.STUDY_MATERIAL, campaign):
        problems["materials"] = "所选学习材料不在清单之内，请重新选择。"
    if content.problem is not None and not _may_aim_at(content.problem, department, by, at):
        problems["problem"] = "只能针对本单位问题清单中的问题，敏感问题不在此列。"
    rows.refuse(problems)
    form = content.form
    fields = {**texts, "planned_on": content.planned_on, "form": form, "problem": content.problem}
    fields["search_text"] = search_text(texts["title"], texts["host"], texts["speakers"])
    return _Checked(fields, content.ways, content.materials)


def search_text(title: str, *others: str) -> str:
    """What `?q=` looks in: the texts, and the pinyin initials of the title."""
    return f"{' '.join([title, *others])} {pinyin_initials(title)}".lower()


def _may_aim_at(problem: Problem, department: Department, by: User, at: datetime) -> bool:
    """A session names a problem to everybody who may read the session: never a sensitive one."""
    seen = Problem.objects.within(scope_of(by, local_date(at))).filter(pk=problem.pk)
    return seen.filter(department=department, is_sensitive=False).exists()


def _write_lines(session: StudySession, lines: Sequence[AttendanceLine]) -> dict[str, int]:
    """Replace the attendance by `lines`, keeping the rows of people; returns the counts."""
    _check_lines(lines)
    known = {row.person_id: row for row in session.attendances.exclude(person=None).order_by("id")}
    old, new = [], []
    for order, line in enumerate(lines):
        row = known.get(line.person.pk) if line.person else None
        (new if row is None else old).append(row or Attendance(session=session, person=line.person))
        row = (new if row is None else old)[-1]
        row.name = line.person.name if line.person else line.name.strip()
        row.post_title, row.status, row.order = line.post_title.strip(), line.status, order
    session.attendances.exclude(pk__in=[row.pk for row in old]).delete()
    Attendance.objects.bulk_update(old, ["name", "post_title", "status", "order"])
    Attendance.objects.bulk_create(new)
    counts = dict.fromkeys(AttendanceStatus.values, 0)
    for line in lines:
        counts[line.status] += 1
    return counts


def _check_lines(lines: Sequence[AttendanceLine]) -> None:
    if len(lines) > MOST_LINES:
        raise Invalid(f"一次最多登记{MOST_LINES}人。")
    people = [line.person.pk for line in lines if line.person]
    if len(people) != len(set(people)):
        raise Invalid("同一个人登记了两次，请删去一行。")
    for line in lines:
        name = line.person.name if line.person else line.name.strip()
        if not name:
            raise Invalid("外请、列席人员请写明姓名。")
        found = rows.unfit(Attendance, {"name": name, "post_title": line.post_title.strip()})
        if found:
            raise Invalid(f"{name[:20]}：{next(iter(found.values()))}")
    if not any(line.status == AttendanceStatus.PRESENT for line in lines):
        raise GuardFailed("没有一个人到会：请核对到会情况；确实没有举行的，请改为取消。")
