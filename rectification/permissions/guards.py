"""Guards that follow from facts alone: each raises the sentence that the user reads.

What depends on the input of an act (a reason, a date) is checked by its service.
"""

from collections.abc import Callable
from datetime import timedelta

from core.clock import local_date
from core.errors import Denied, GuardFailed
from rectification.enums import (
    Action,
    ExtensionState,
    Kind,
    LookBackResult,
    PartState,
    PlanState,
    Role,
    State,
    VoidReason,
)
from rectification.models import Assignment, Evidence, VerificationDraw
from rectification.permissions import supervising
from rectification.permissions.situation import Situation

Guard = Callable[[Situation], None]


def submit(s: Situation) -> None:
    item, lacking = s.item, []
    closed_on = s.campaign.intake_closed_on
    if closed_on is not None and closed_on <= s.on:
        raise GuardFailed("本次主题教育已停止登记新事项，不能再提交；草稿可以删除。")
    if not item.problem.strip():
        lacking.append("请填写问题表述")
    if item.target_id is None:
        lacking.append("请选择专项整治类别")
    if item.found_on is None:
        lacking.append("请填写发现日期")
    if item.first_source_id is None:
        lacking.append("请至少选择一个问题来源")
    asks = item.target_id is not None and item.target.is_sensitive_by_default
    if asks and not item.sensitivity_answered:
        lacking.append("该专项默认按敏感事项管理，请确认是否敏感")
    if lacking:
        raise GuardFailed(lacking, before="提交登记还差：")


def discard(s: Situation) -> None:
    if s.item.number is not None:
        raise GuardFailed("已编号的事项不能删除，只能不予立项或并案。")


def start(s: Situation) -> None:
    if s.item.kind != Kind.IMMEDIATE:
        raise GuardFailed("只有立行立改事项可以签收后直接整改；本事项请先签收，再提交措施。")
    if s.item.is_key:
        raise GuardFailed("重点事项须由第一责任人审定措施，请先签收，再提交措施。")
    if s.item.is_sensitive:
        raise GuardFailed("敏感事项须审定措施，请先签收，再提交措施。")


def refuse(s: Situation) -> None:
    if s.item.is_arbitrated:
        raise GuardFailed("牵头单位已经裁定，不能再退回；有异议请向领导小组办公室书面反映。")
    earlier = Assignment.objects.filter(
        item=s.item, lead_department=s.item.lead_department_id, end="refused"
    )
    if earlier.exists():
        raise GuardFailed("本单位已退回过一次，不能再次退回；有异议请向领导小组办公室书面反映。")


def approve_plan(s: Situation) -> None:
    submitted = s.plan is not None and s.plan.state == PlanState.SUBMITTED
    if submitted and s.plan.author_id == s.user.pk:
        raise Denied("措施由您本人提交，不能由您审定（自己不审自己），请由另一位领导审定。")
    if s.item.is_key and Role.FIRST_IN_CHARGE not in s.roles and not s.seats.is_vacant:
        raise Denied("重点事项的措施须由第一责任人审定。")


def return_started_plan(s: Situation) -> None:
    if s.item.state != State.IN_PROGRESS:
        return
    if s.plan is None or s.plan.state != PlanState.STARTED:
        raise GuardFailed("措施已由领导审定，不能直接退回；如需调整请用“申请变更措施”。")


def request_closure(s: Situation) -> None:
    if s.seats.head is not None and s.seats.head.person_id == s.user.pk:
        raise Denied("销号须由您签批，申请请由经办人提出（自己不批自己）。")
    if s.user.pk in s.seats.delegate_ids():
        raise Denied("您受第一责任人委托签批，申请请由其他经办人提出（自己不批自己）。")


def endorse_closure(s: Situation) -> None:
    if s.applicant_id == s.user.pk:
        raise Denied("申请由您本人提出，不能由您审核。")


def skip_review(s: Situation) -> None:
    if s.seats.portfolio_leader(applicant_id=s.applicant_id, owner_id=s.owner_id) is None:
        return
    since = local_date(s.item.state_since)
    if s.workdays.between(since, s.on) > s.rule("desk_closure_review"):
        return
    days = s.rule("desk_closure_review")
    raise GuardFailed(f"分管领导的审核时限（{days}个工作日）未到，请待其审核或时限届满后再办理。")


def return_closure(s: Situation) -> None:
    if s.item.state != State.AWAITING_SIGNOFF or Role.FIRST_IN_CHARGE in s.roles:
        return
    if not (s.request and s.request.skip_reason):
        raise Denied("您已审核同意，现由第一责任人签批或退回。")


def sign_off(s: Situation) -> None:
    if s.user.pk == s.applicant_id:
        raise Denied("申请由您本人提出，不能由您签批；请经办人撤回后由他人重新申请。")
    if s.user.pk == s.reviewer_id:
        raise Denied("审核由您本人作出，不能再由您签批；请经办人撤回后重新申请。")


def withdraw_sign_off(s: Situation) -> None:
    if s.signer_id != s.user.pk:
        raise Denied("只有签批人本人可以撤回签批。")
    hours = s.rule("withdraw_sign_off_hours")
    if s.sign_off is None or s.at - s.sign_off.signed_at > timedelta(hours=hours):
        raise GuardFailed(f"签批已超过{hours}小时，不能撤回；如有问题请联系验收人。")
    draw = VerificationDraw.objects.filter(item=s.item, cycle=s.item.cycle).first()
    if draw is not None and draw.inspectors.exists():
        raise GuardFailed("验收已指定核查人员，不能撤回签批。")
    added = Evidence.objects.filter(item=s.item, cycle=s.item.cycle, by_verifier=True)
    if added.filter(at__gte=s.sign_off.signed_at).exists():
        raise GuardFailed("验收人已补充核查材料，不能撤回签批。")


def verifier(s: Situation) -> None:
    seated = {s.applicant_id: "申请", s.reviewer_id: "审核", s.signer_id: "签批"}
    if s.user.pk in seated:
        raise Denied(f"您已在本轮{seated[s.user.pk]}，不能再验收（自己不验自己），请由他人验收。")
    if s.tied_departments:
        raise Denied("您在本事项的责任单位任职，不能验收，请由其他单位人员验收。")


def verify(s: Situation) -> None:
    verifier(s)
    if s.item.kind == Kind.LONG_TERM:
        raise GuardFailed("长期坚持事项请用“验收通过并长期坚持”，并约定下次回头看日期。")


def sustain(s: Situation) -> None:
    verifier(s)
    if s.item.kind != Kind.LONG_TERM:
        raise GuardFailed("只有长期坚持事项可以转入长期坚持；本事项请直接验收。")


def reopen(s: Situation) -> None:
    if s.item.archived_at is not None:
        raise GuardFailed("事项已归档；问题再次出现请新登记一件，并注明由本事项反弹。")


def conclude(s: Situation) -> None:
    last = list(s.item.look_backs.filter(cycle=s.item.cycle).order_by("-id")[:2])
    if len(last) < 2 or any(row.result != "consolidated" for row in last):
        raise GuardFailed("最近两次回头看都为“成效巩固”后方可办结销号。")


def reinstate(s: Situation) -> None:
    if s.item.void_reason == VoidReason.IMPORT_UNDONE:
        raise GuardFailed("导入已撤销的事项不能恢复，请重新导入。")
    if s.item.archived_at is not None:
        raise GuardFailed("事项已归档，不能恢复。")


def edit_measure(s: Situation) -> None:
    if s.item.state == State.IN_PROGRESS and s.request is not None:
        raise GuardFailed("已申请销号，不能再调整措施。")


def request_plan_change(s: Situation) -> None:
    if s.plan_change is not None:
        raise GuardFailed("已有一项措施变更在审批，请待其办结后再申请。")


def decide_plan_change(s: Situation) -> None:
    if s.plan_change is None:
        raise GuardFailed("没有待审批的措施变更。")
    if s.plan_change.asked_by_id == s.user.pk:
        raise Denied("变更由您本人申请，不能由您审批。")


def settle_part(s: Situation) -> None:
    if not any(p.state != PartState.CONFIRMED for p in s.cooperations):
        raise GuardFailed("没有需要裁定的配合事项。")


def request_extension(s: Situation) -> None:
    if s.extension is not None:
        raise GuardFailed("已有一项延期申请在办理，请待其办结后再申请。")
    if s.granted_extensions >= extensions_allowed(s):
        raise GuardFailed(f"本轮整改已延期{s.granted_extensions}次，不能再申请延期。")


def extensions_allowed(s: Situation) -> int:
    """Extensions a cycle may have: immediate 1, leading-group members' own items 1, others 2."""
    if s.is_leaders_item:
        return 1
    key = "extensions_immediate" if s.item.kind == Kind.IMMEDIATE else "extensions_other"
    return s.rule(key)


def endorse_extension(s: Situation) -> None:
    if s.extension is None or s.extension.state != ExtensionState.PENDING:
        raise GuardFailed("没有待您同意的延期申请。")


def extension_decider(s: Situation) -> Role:
    """Whose decision the pending extension is: it climbs one level where the seat is taken."""
    if s.extension is None or s.extension.ordinal < 2:
        return Role.OFFICE_HEAD if s.is_office_item else Role.OFFICE
    return Role.DEPUTY_LEADER if s.deputies else Role.GROUP_LEADER


def decide_extension(s: Situation) -> None:
    extension = s.extension
    if extension is None:
        raise GuardFailed("没有待审批的延期申请。")
    decider = extension_decider(s)
    if decider not in s.roles:
        raise Denied(f"第{extension.ordinal}次延期由{decider.label}审批。")
    if extension.asked_by_id == s.user.pk:
        raise Denied("延期由您本人申请，不能由您审批。")
    if extension.state == ExtensionState.PENDING and not s.seats.is_vacant:
        waited = s.workdays.between(local_date(extension.asked_at), s.on)
        if waited <= s.rule("endorse_extension_days"):
            raise GuardFailed("第一责任人尚未表态，两个工作日内未表态的由办公室直接审批。")


def look_back(s: Situation) -> None:
    if s.tied_departments:
        raise Denied("您在本事项的责任单位任职，不能回头看（自己不查自己）。")
    if s.item.archived_at is not None:
        raise GuardFailed("事项已归档，不再回头看。")


def raise_sensitivity(s: Situation) -> None:
    if s.item.is_sensitive:
        raise GuardFailed("本事项已经是敏感事项。")


def lower_sensitivity(s: Situation) -> None:
    if not s.item.is_sensitive:
        raise GuardFailed("本事项不是敏感事项。")


def change_clearance(s: Situation) -> None:
    lower = "本事项不是敏感事项，无须设定知悉范围。"
    if not s.item.is_sensitive:
        raise GuardFailed(lower)


def archive(s: Situation) -> None:
    if s.item.archived_at is not None:
        raise GuardFailed("事项已归档。")
    last = s.item.look_backs.filter(cycle=s.item.cycle).order_by("-id").first()
    if last is not None and last.result == LookBackResult.RELAPSED:
        raise GuardFailed("回头看发现问题反弹，请先重新整改，不能归档。")
    if s.item.look_back_due_on is not None:
        raise GuardFailed(f"定于{s.item.look_back_due_on}回头看，完成后方可归档。")


def not_archived(s: Situation) -> None:
    if s.item.archived_at is not None:
        raise GuardFailed("事项已归档，只读。")


GUARDS: dict[Action, Guard] = {
    Action.SUBMIT: submit,
    Action.DISCARD: discard,
    Action.START: start,
    Action.REFUSE: refuse,
    Action.APPROVE_PLAN: approve_plan,
    Action.RETURN_PLAN: return_started_plan,
    Action.REQUEST_CLOSURE: request_closure,
    Action.ENDORSE_CLOSURE: endorse_closure,
    Action.SKIP_REVIEW: skip_review,
    Action.RETURN_CLOSURE: return_closure,
    Action.SIGN_OFF: sign_off,
    Action.WITHDRAW_SIGN_OFF: withdraw_sign_off,
    Action.VERIFY: verify,
    Action.SUSTAIN: sustain,
    Action.FAIL_VERIFICATION: verifier,
    Action.REOPEN: reopen,
    Action.CONCLUDE: conclude,
    Action.REINSTATE: reinstate,
    Action.EDIT_MEASURE: edit_measure,
    Action.REQUEST_PLAN_CHANGE: request_plan_change,
    Action.DECIDE_PLAN_CHANGE: decide_plan_change,
    Action.SETTLE_PART: settle_part,
    Action.REQUEST_EXTENSION: request_extension,
    Action.ENDORSE_EXTENSION: endorse_extension,
    Action.DECLINE_EXTENSION: endorse_extension,
    Action.GRANT_EXTENSION: decide_extension,
    Action.REFUSE_EXTENSION: decide_extension,
    Action.RAISE_SENSITIVITY: raise_sensitivity,
    Action.LOWER_SENSITIVITY: lower_sensitivity,
    Action.CHANGE_CLEARANCE: change_clearance,
    Action.LOOK_BACK: look_back,
    Action.URGE: supervising.urge,
    Action.ISSUE_NOTICE: supervising.issue_notice,
    Action.REPLY_NOTICE: supervising.reply_notice,
    Action.RETURN_REPLY: supervising.return_reply,
    Action.CONFIRM_ESCALATION: supervising.decide_escalation,
    Action.DECLINE_ESCALATION: supervising.decide_escalation,
    Action.ARCHIVE: archive,
}
