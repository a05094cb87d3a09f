"""States, actions, roles and kinds of a rectification item, with the words that users read."""

from django.db import models


class State(models.TextChoices):
    """Where an item stands. Overdue, lights and days left are derived from dates, never stored."""

    DRAFT = "draft", "草稿"
    REGISTERED = "registered", "已登记（待交办）"
    ASSIGNED = "assigned", "已交办（待签收）"
    ACCEPTED = "accepted", "已签收（待定措施）"
    PLAN_REVIEW = "plan_review", "措施待审"
    IN_PROGRESS = "in_progress", "整改中"
    CLOSURE_REVIEW = "closure_review", "销号待部门审核"
    AWAITING_SIGNOFF = "awaiting_signoff", "待第一责任人签批"
    AWAITING_VERIFICATION = "awaiting_verification", "待验收"
    CLOSED = "closed", "已销号"
    SUSTAINED = "sustained", "已阶段性完成并长期坚持"
    SUSPENDED = "suspended", "中止（暂停计时）"
    MERGED = "merged", "已并案"
    VOIDED = "voided", "不予立项/撤销/已移交"


OPEN_STATES = (
    State.REGISTERED,
    State.ASSIGNED,
    State.ACCEPTED,
    State.PLAN_REVIEW,
    State.IN_PROGRESS,
    State.CLOSURE_REVIEW,
    State.AWAITING_SIGNOFF,
    State.AWAITING_VERIFICATION,
    State.SUSPENDED,
)
"""States in which an item is open (在办)."""

CLOSING_STATES = (State.CLOSURE_REVIEW, State.AWAITING_SIGNOFF, State.AWAITING_VERIFICATION)
DONE_STATES = (State.CLOSED, State.SUSTAINED)
HANDED_STATES = tuple(s for s in State if s not in (State.DRAFT, State.REGISTERED))
"""States of items that have been handed to a lead at some time (or left the path)."""


class Kind(models.TextChoices):
    """How long a rectification takes by its nature (整改类型)."""

    IMMEDIATE = "immediate", "立行立改"
    TIME_LIMITED = "time_limited", "限期整改"
    LONG_TERM = "long_term", "长期坚持"


class Role(models.TextChoices):
    """What a person is for one item on one day."""

    AUTHOR = "author", "起草人"
    OFFICER = "officer", "经办人"
    COOPERATOR = "cooperator", "配合单位经办人"
    PORTFOLIO_LEADER = "portfolio_leader", "分管领导"
    FIRST_IN_CHARGE = "first_in_charge", "第一责任人"
    OFFICE = "office", "领导小组办公室"
    OFFICE_HEAD = "office_head", "办公室主任"
    VERIFIER = "verifier", "验收人"
    DEPUTY_LEADER = "deputy_leader", "副组长"
    GROUP_LEADER = "group_leader", "组长"
    GUIDANCE = "guidance", "巡回指导组"
    SYSTEM = "system", "系统"


class Action(models.TextChoices):
    """Everything that can be done to an item: first what moves its state, then what does not."""

    SUBMIT = "submit", "提交登记"
    DISCARD = "discard", "删除草稿"
    ASSIGN = "assign", "交办"
    MERGE = "merge", "并案"
    VOID = "void", "不予立项"
    ACCEPT = "accept", "签收"
    START = "start", "签收并立即整改"
    REFUSE = "refuse", "退回办公室（不属本单位职责）"
    RECALL = "recall", "收回重办"
    SUBMIT_PLAN = "submit-plan", "提交整改措施"
    APPROVE_PLAN = "approve-plan", "审定措施"
    RETURN_PLAN = "return-plan", "退回措施"
    WITHDRAW = "withdraw", "撤回"
    REQUEST_CLOSURE = "request-closure", "申请销号"
    ENDORSE_CLOSURE = "endorse-closure", "审核同意"
    SKIP_REVIEW = "skip-review", "直接签批"
    RETURN_CLOSURE = "return-closure", "退回整改"
    SIGN_OFF = "sign-off", "签批"
    WITHDRAW_SIGN_OFF = "withdraw-sign-off", "撤回签批"
    VERIFY = "verify", "验收通过"
    SUSTAIN = "sustain", "验收通过并长期坚持"
    FAIL_VERIFICATION = "fail-verification", "验收不通过"
    SUSPEND = "suspend", "中止"
    RESUME = "resume", "恢复"
    REOPEN = "reopen", "重新整改"
    CONCLUDE = "conclude", "办结销号"
    REINSTATE = "reinstate", "恢复立项"

    EDIT = "edit", "修改"
    AMEND = "amend", "更正"
    PROGRESS = "progress", "填报进展"
    ADD_EVIDENCE = "add-evidence", "补充佐证"
    COMPLETE_MEASURE = "complete-measure", "措施完成"
    EDIT_MEASURE = "edit-measure", "调整措施"
    REQUEST_PLAN_CHANGE = "request-plan-change", "申请变更措施"
    DECIDE_PLAN_CHANGE = "decide-plan-change", "审批措施变更"
    CONFIRM_PART = "confirm-part", "确认本单位部分"
    OBJECT_PART = "object-part", "提出异议"
    SETTLE_PART = "settle-part", "裁定配合事项"
    REQUEST_EXTENSION = "request-extension", "申请延期"
    ENDORSE_EXTENSION = "endorse-extension", "同意延期申请"
    DECLINE_EXTENSION = "decline-extension", "不同意延期申请"
    GRANT_EXTENSION = "grant-extension", "批准延期"
    REFUSE_EXTENSION = "refuse-extension", "不批准延期"
    RENEW_SUSPENSION = "renew-suspension", "续期中止"
    NAME_HANDLER = "name-handler", "指定经办人"
    NAME_VERIFIER = "name-verifier", "指定验收人"
    RAISE_SENSITIVITY = "raise-sensitivity", "列为敏感"
    LOWER_SENSITIVITY = "lower-sensitivity", "解除敏感"
    CHANGE_CLEARANCE = "change-clearance", "调整知悉范围"
    LOOK_BACK = "look-back", "回头看"
    INSTRUCT = "instruct", "批示"
    URGE = "urge", "催办"
    ISSUE_NOTICE = "issue-notice", "签发督办通知单"
    REPLY_NOTICE = "reply-notice", "回复督办通知单"
    RETURN_REPLY = "return-reply", "退回督办回复"
    CONFIRM_ESCALATION = "confirm-escalation", "确认提级"
    DECLINE_ESCALATION = "decline-escalation", "不提级"
    ARCHIVE = "archive", "归档"


class VoidReason(models.TextChoices):
    """Why an item left the path without being rectified."""

    NOT_A_PROBLEM = "not_a_problem", "经核不属问题"
    OUTSIDE_DUTY = "outside_duty", "不属职责范围"
    TRANSFERRED = "transferred", "已移交"
    BASIS_REPEALED = "basis_repealed", "依据已废止"
    IMPORT_UNDONE = "import_undone", "导入已撤销"


class EvidenceClass(models.TextChoices):
    """What a piece of evidence proves. Issued papers and meetings are process, never output."""

    PROCESS = "process", "过程性"
    OUTPUT = "output", "产出性"
    OUTCOME = "outcome", "成效性"


class MeasureState(models.TextChoices):
    OPEN = "open", "未完成"
    DONE = "done", "已完成"
    DROPPED = "dropped", "已取消"


class PlanState(models.TextChoices):
    DRAFTED = "drafted", "拟定中"
    SUBMITTED = "submitted", "待审"
    APPROVED = "approved", "已审定"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"
    STARTED = "started", "立行立改"
    ADOPTED = "adopted", "按原台账"


class CauseKind(models.TextChoices):
    """The three places where a cause may lie (把思想摆进去、工作摆进去、职责摆进去)."""

    THOUGHT = "thought", "思想"
    WORK = "work", "工作"
    DUTY = "duty", "职责"


class RequestState(models.TextChoices):
    """A closure request."""

    PENDING = "pending", "待审核"
    ENDORSED = "endorsed", "已审核"
    SKIPPED = "skipped", "免审核"
    SIGNED = "signed", "已签批"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


class ExtensionState(models.TextChoices):
    PENDING = "pending", "待第一责任人同意"
    ENDORSED = "endorsed", "待审批"
    GRANTED = "granted", "已批准"
    REFUSED = "refused", "未批准"
    DECLINED = "declined", "第一责任人不同意"
    WITHDRAWN = "withdrawn", "已撤回"


class PlanChangeState(models.TextChoices):
    PENDING = "pending", "待审批"
    GRANTED = "granted", "已同意"
    REFUSED = "refused", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


class PartState(models.TextChoices):
    """A co-operating unit's word on its part."""

    OPEN = "open", "进行中"
    ASKED = "asked", "待确认"
    CONFIRMED = "confirmed", "已确认"
    OBJECTED = "objected", "有异议"
    WAIVED = "waived", "免予确认"


class VerificationMethod(models.TextChoices):
    ON_SITE = "on_site", "现场核查"
    CALL_BACK = "call_back", "群众回访"
    DOCUMENT = "document", "资料核查"
    DATA = "data", "数据核查"


class VerificationResult(models.TextChoices):
    PASSED = "passed", "通过"
    FAILED = "failed", "不通过"


class LookBackResult(models.TextChoices):
    CONSOLIDATED = "consolidated", "成效巩固"
    WEAKENED = "weakened", "有所弱化"
    RELAPSED = "relapsed", "问题反弹"


class ClearanceKind(models.TextChoices):
    """In what capacity a named person may see a sensitive item."""

    HANDLER = "handler", "经办"
    OFFICE = "office", "办公室指定人员"
    COOPERATOR = "cooperator", "配合单位指定人员"
    VERIFIER = "verifier", "指定验收人"
    DISCIPLINE = "discipline", "派驻纪检监察组"


class AssignmentEnd(models.TextChoices):
    """How an assignment to a department ended before the item did."""

    REFUSED = "refused", "单位退回"
    RECALLED = "recalled", "办公室收回"


class NoticeState(models.TextChoices):
    """A supervision notice, from its issue to the department's word on it."""

    ISSUED = "issued", "待回复"
    DRAFTED = "drafted", "待第一责任人确认"
    RETURNED = "returned", "退回重报"
    REPLIED = "replied", "已回复"
    ENDED = "ended", "已终止"


LIVE_NOTICES = (NoticeState.ISSUED, NoticeState.DRAFTED, NoticeState.RETURNED)
"""States in which a notice waits for its reply."""


class EscalationLevel(models.TextChoices):
    """To whom an item is escalated; one rung at a time, unless somebody gives a reason."""

    DEPUTY_LEADER = "deputy_leader", "副组长"
    GROUP_LEADER = "group_leader", "组长"


class EscalationReason(models.TextChoices):
    """What the system saw when it proposed to escalate."""

    OVERDUE = "overdue", "逾期未完成"
    FAILED_TWICE = "failed_twice", "两次验收不通过"
    REOPENED_TWICE = "reopened_twice", "问题再次反弹"


class EscalationState(models.TextChoices):
    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已提级"
    DECLINED = "declined", "不提级"
    LAPSED = "lapsed", "已失效"


class CircularState(models.TextChoices):
    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已印发"
    CANCELLED = "cancelled", "不印发"


class CircularAct(models.TextChoices):
    """What the office does with a circular's draft."""

    EDIT = "edit", "修改正文"
    REWRITE = "rewrite", "按事项重新生成"
    REMOVE = "remove", "移出事项"
    ISSUE = "issue", "印发"
    CANCEL = "cancel", "不印发"


class InterviewAct(models.TextChoices):
    """What is done with an interview that the system has proposed."""

    DECIDE = "decide", "决定约谈"
    RECORD = "record", "记录约谈结果"
    CANCEL = "cancel", "不约谈"


class InterviewState(models.TextChoices):
    PROPOSED = "proposed", "待决定"
    DECIDED = "decided", "待约谈"
    HELD = "held", "已约谈"
    CANCELLED = "cancelled", "不约谈"


class Light(models.TextChoices):
    """Derived from dates: shape, colour and words together."""

    RED = "bad", "逾期"
    YELLOW = "warn", "临期"
    GREEN = "ok", "正常"
    DONE = "done", "已办结"
    NONE = "none", "不计时"


class CountKind(models.TextChoices):
    """What a row of the counts adds up."""

    STATE = "state", "状态"
    DUE = "due", "时限"
    SOURCE_DUE = "source_due", "来源与时限"


class BatchState(models.TextChoices):
    """An import of a ledger."""

    READING = "reading", "正在读取"
    PREVIEW = "preview", "待确认"
    APPLIED = "applied", "已导入"
    UNDONE = "undone", "已撤销"
    DISCARDED = "discarded", "已放弃"


class RowOutcome(models.TextChoices):
    """What an import would do, or did, with a row."""

    NEW = "new", "新增"
    DUPLICATE = "duplicate", "重复"
    DOUBTFUL = "doubtful", "待核对"
    REFUSED = "refused", "需修改"


class RowChoice(models.TextChoices):
    """What a person decided about a row; without a word good rows go in and duplicates don't."""

    SKIP = "skip", "跳过此行"
    IMPORT = "import", "导入"
    AS_NEW = "as_new", "仍作为新问题"
    AMEND = "amend", "更正已有事项"
