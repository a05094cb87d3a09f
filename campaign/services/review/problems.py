"""A problem from found to worded: register one or many, edit, read."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import Department, User
from campaign.enums import ProblemState, ReviewAct
from campaign.models import Campaign, Problem
from campaign.permissions import OFFICE, OWN, check_stream, scope_of
from campaign.services.review.content import ProblemContent, changed_names, checked
from campaign.services.review.ground import begin, change, naming, officers, tell, write_down
from campaign.services.review.signed import end_contradicted
from core.clock import local_date
from core.errors import Denied, FieldError, GuardFailed, Invalid
from journal import services as journal
from journal.selectors import recorded_today
from notifications.enums import MessageKind

HAND_OVER = "改为敏感后您将不能再查阅本问题，请由登记人、单位第一责任人或领导小组办公室主任修改。"


def _reads(problem: Problem, by: User, at: datetime) -> bool:
    rows = Problem.objects.within(scope_of(by, local_date(at)))
    return rows.filter(pk=problem.pk).exists()


@transaction.atomic
def register_problem(
    *,
    campaign: Campaign,
    department: Department,
    content: ProblemContent,
    by: User,
    at: datetime,
) -> Problem:
    """Register a problem of a department: “把存在的问题查找准、剖析透”.

    Done by the department's liaison, officers and leaders, or by the office, which then tells the
    department. A blank that was signed as “经对照未发现问题” on one of its dimensions ends with it.
    Denied as `check_stream`, Invalid with a sentence a field. Research and opinions call this too.
    """
    held = check_stream(
        by,
        (*OWN, *OFFICE),
        campaign=campaign,
        department=department,
        on=local_date(at),
        what="登记问题",
    )
    if not department.is_active:
        raise Invalid.at("department", department.end_refusal)
    problem = _create(campaign, department, content, by, at)
    if not held.intersection(OWN):
        text = f"领导小组办公室登记了{naming(problem)}，请核对并确定处理方式。"
        tell(problem, officers(problem, at), MessageKind.TO_DO, text, by=by, at=at)
    return problem


@transaction.atomic
def register_problems(
    *,
    campaign: Campaign,
    department: Department,
    contents: Sequence[ProblemContent],
    by: User,
    at: datetime,
) -> list[Problem]:
    """Register many at once, all or none: Invalid names every wrong row (`/rows/<n>/<field>`)."""
    made, wrong = [], []
    for number, content in enumerate(contents):
        try:
            made.append(
                register_problem(
                    campaign=campaign, department=department, content=content, by=by, at=at
                )
            )
        except Invalid as refusal:
            wrong += [
                FieldError(f"/rows/{number}{error.pointer}", error.code, error.detail)
                for error in refusal.errors
            ]
    if wrong:
        raise Invalid("有的行填写有误，整批都没有保存，请改正后重新提交。", errors=wrong)
    return made


@transaction.atomic
def edit_problem(
    *,
    problem: Problem,
    content: ProblemContent,
    by: User,
    at: datetime,
    version: int | None,
) -> Problem:
    """Change the words of a problem that nobody has decided yet.

    What `content` leaves empty is emptied. NotFound, Conflict, Denied and TransitionNotAllowed as
    `begin`; Invalid with a sentence a field. Nothing changed: nothing is written. One who would
    not see the problem any more may not make it sensitive.
    """
    yours = {"text": content.text, "manifestation": content.manifestation}
    current = begin(problem=problem, by=by, at=at, act=ReviewAct.EDIT, version=version, yours=yours)
    on = local_date(at)
    fields = checked(content, campaign=current.campaign, department=current.department, on=on)
    names = changed_names(current, fields)
    before = set(current.dimensions.values_list("pk", flat=True))
    wanted = {row.pk for row in content.dimensions}
    if not names and before == wanted:
        return current
    change(current, {name: fields[name] for name in names})
    if current.is_sensitive and not _reads(current, by, at):
        raise Denied(HAND_OVER)
    if before != wanted:
        current.dimensions.set(wanted)
        names.append("dimensions")
    shown = [name for name in names if name not in ("text_key", "search_text")]
    write_down(current, "problem_edited", by=by, at=at, data={"changed": shown})
    end_contradicted(current, at=at)
    return current


@transaction.atomic
def note_reading(*, problem: Problem, by: User, at: datetime) -> bool:
    """Journal that a person read a sensitive problem, once per person, problem and day."""
    if not problem.is_sensitive:
        return False
    kind = "review.problem_read"
    if recorded_today(type=kind, subject=problem, by=by, on=local_date(at)):
        return False
    journal.record(type=kind, subject=problem, by=by, at=at, campaign_id=problem.campaign_id)
    return True


@transaction.atomic
def note_export(*, campaign: Campaign, query: str, rows: int, by: User, at: datetime) -> None:
    """Journal that somebody takes problems out. GuardFailed where nothing is left."""
    if not rows:
        raise GuardFailed("没有可以导出的问题，请放宽筛选条件。")
    data = {"query": query, "rows": rows}
    journal.record(
        type="review.problems_exported",
        subject=campaign,
        by=by,
        at=at,
        data=data,
        campaign_id=campaign.pk,
    )


def _create(
    campaign: Campaign, department: Department, content: ProblemContent, by: User, at: datetime
) -> Problem:
    on = local_date(at)
    if campaign.intake_closed_on is not None and campaign.intake_closed_on <= on:
        raise Denied(f"已于{campaign.intake_closed_on:%Y-%m-%d}停止登记，不再登记新问题。")
    fields = checked(content, campaign=campaign, department=department, on=on)
    problem = Problem.objects.create(
        campaign=campaign,
        department=department,
        state=ProblemState.OPEN,
        open_since=at,
        created_by=by,
        created_at=at,
        **fields,
    )
    problem.dimensions.set(content.dimensions)
    write_down(problem, "problem_registered", by=by, at=at)
    end_contradicted(problem, at=at)
    return problem
