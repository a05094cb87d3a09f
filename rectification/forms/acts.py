"""Which form an action has."""

from rectification.enums import Action
from rectification.forms import asks, assigning, closing, exits, intake, supervision, work
from rectification.forms.asks import PlainForm, comment_form, reason_form
from rectification.forms.base import ActForm

A = Action

ACT_FORMS: dict[Action, type[ActForm]] = {
    A.SUBMIT: PlainForm,
    A.DISCARD: PlainForm,
    A.ASSIGN: assigning.AssignForm,
    A.MERGE: exits.MergeForm,
    A.VOID: exits.VoidForm,
    A.ACCEPT: work.AcceptForm,
    A.START: work.StartForm,
    A.REFUSE: asks.RefuseForm,
    A.RECALL: reason_form(
        "收回的理由", "确认收回", "收回后回到办公室待交办，已有措施和佐证留作历史，申请自动撤销。"
    ),
    A.SUBMIT_PLAN: work.PlanForm,
    A.APPROVE_PLAN: comment_form(
        "comment", "意见（可不填）", "审定同意", "审定后这一版措施固定下来，后续变更须另行申请。"
    ),
    A.RETURN_PLAN: reason_form("退回的理由", "退回措施", help_text="写明还差什么、怎样补"),
    A.WITHDRAW: PlainForm,
    A.REQUEST_CLOSURE: closing.ClosureForm,
    A.ENDORSE_CLOSURE: comment_form("comment", "审核意见（可不填）", "审核同意，报第一责任人签批"),
    A.SKIP_REVIEW: PlainForm,
    A.RETURN_CLOSURE: reason_form("退回的理由", "退回整改", help_text="让经办人知道还差什么"),
    A.WITHDRAW_SIGN_OFF: PlainForm,
    A.VERIFY: closing.VerifyForm,
    A.SUSTAIN: closing.SustainForm,
    A.FAIL_VERIFICATION: closing.FailForm,
    A.SUSPEND: asks.SuspendForm,
    A.RESUME: PlainForm,
    A.REOPEN: closing.ReopenForm,
    A.CONCLUDE: PlainForm,
    A.REINSTATE: reason_form("恢复的理由", "恢复立项"),
    A.EDIT: intake.EditForm,
    A.AMEND: exits.AmendForm,
    A.PROGRESS: work.ProgressForm,
    A.ADD_EVIDENCE: work.EvidenceForm,
    A.COMPLETE_MEASURE: work.CompleteForm,
    A.EDIT_MEASURE: work.MeasureForm,
    A.REQUEST_PLAN_CHANGE: work.PlanChangeForm,
    A.DECIDE_PLAN_CHANGE: asks.PlanDecisionForm,
    A.CONFIRM_PART: comment_form(
        "comment", "说明（可不填）", "确认", "确认后，牵头单位可以据此申请销号。"
    ),
    A.OBJECT_PART: reason_form(
        "异议的理由和依据", "提出异议", "由办公室裁定；裁定之前牵头单位不能申请销号。"
    ),
    A.SETTLE_PART: asks.SettleForm,
    A.REQUEST_EXTENSION: asks.ExtensionForm,
    A.ENDORSE_EXTENSION: comment_form("comment", "意见（可不填）", "同意申请，报审批"),
    A.DECLINE_EXTENSION: reason_form("不同意的理由", "不同意"),
    A.GRANT_EXTENSION: comment_form("note", "意见（可不填）", "批准延期"),
    A.REFUSE_EXTENSION: reason_form("不批准的理由", "不批准"),
    A.RENEW_SUSPENSION: asks.RenewForm,
    A.NAME_HANDLER: asks.HandlerForm,
    A.NAME_VERIFIER: closing.NameVerifierForm,
    A.RAISE_SENSITIVITY: asks.RaiseForm,
    A.LOWER_SENSITIVITY: reason_form(
        "解除的理由", "解除敏感", "解除后按一般事项的查阅范围公开，知悉范围名单结束。"
    ),
    A.CHANGE_CLEARANCE: asks.ClearanceForm,
    A.LOOK_BACK: closing.LookBackForm,
    A.INSTRUCT: asks.InstructForm,
    A.URGE: supervision.UrgeForm,
    A.ISSUE_NOTICE: supervision.NoticeForm,
    A.REPLY_NOTICE: supervision.ReplyForm,
    A.RETURN_REPLY: reason_form("回复缺什么", "退回重报", "只能退回一次；退回后重新计算反馈期限。"),
    A.CONFIRM_ESCALATION: supervision.ConfirmEscalationForm,
    A.DECLINE_ESCALATION: reason_form("不提级的理由", "不提级"),
    A.ARCHIVE: PlainForm,
}
"""Signing is not here: it has a page of its own."""

CONFIRMED: dict[Action, tuple[str, str]] = {
    A.SUBMIT: ("提交后由办公室交办，编号随即生成。", "提交登记"),
    A.DISCARD: ("草稿删除后不能找回。", "确认删除草稿"),
    A.WITHDRAW: ("撤回后可以修改，再重新提交。", "撤回"),
    A.SKIP_REVIEW: ("分管领导的审核时限已过或空缺，由第一责任人直接办理。", "直接签批"),
    A.WITHDRAW_SIGN_OFF: ("签批留作记录并注明已撤回，事项回到待签批。", "撤回签批"),
    A.RESUME: ("时限按中止的工作日数顺延。", "恢复整改"),
    A.CONCLUDE: ("最近两次回头看均为成效巩固，办结销号。", "办结销号"),
    A.ARCHIVE: ("归档后只读，不再回头看。", "归档"),
}
"""Acts that ask for nothing: what their page says, and its button."""
