"""What is said after an act."""

from rectification.enums import Action, State

A = Action
DONE: dict[Action, str] = {
    A.SUBMIT: "已提交登记，由领导小组办公室交办。",
    A.DISCARD: "草稿已删除。",
    A.ASSIGN: "已交办，牵头单位经办人会收到消息。",
    A.MERGE: "已并案。",
    A.VOID: "已不予立项，登记单位会收到理由。",
    A.ACCEPT: "已签收，请拟定整改措施。",
    A.START: "已签收，开始整改。",
    A.REFUSE: "已退回办公室。",
    A.RECALL: "已收回，事项回到待交办。",
    A.SUBMIT_PLAN: "措施已提交审定。",
    A.APPROVE_PLAN: "措施已审定。",
    A.RETURN_PLAN: "措施已退回。",
    A.WITHDRAW: "已撤回，可以修改后重新提交。",
    A.REQUEST_CLOSURE: "已申请销号。",
    A.ENDORSE_CLOSURE: "已审核同意，报第一责任人签批。",
    A.SKIP_REVIEW: "已转签批。",
    A.RETURN_CLOSURE: "已退回整改。",
    A.SIGN_OFF: "已签批，提交验收。验收开始前可以限时撤回。",
    A.WITHDRAW_SIGN_OFF: "签批已撤回。",
    A.VERIFY: "验收通过，已销号。",
    A.SUSTAIN: "验收通过，转入长期坚持。",
    A.FAIL_VERIFICATION: "验收不通过，已退回整改。",
    A.SUSPEND: "已中止计时。",
    A.RESUME: "已恢复整改，时限相应顺延。",
    A.REOPEN: "已重新整改。",
    A.CONCLUDE: "已办结销号。",
    A.REINSTATE: "已恢复立项。",
    A.EDIT: "已保存。",
    A.AMEND: "已更正，经办人会收到告知。",
    A.PROGRESS: "进展已提交。",
    A.ADD_EVIDENCE: "佐证已保存。",
    A.COMPLETE_MEASURE: "措施完成情况已保存。",
    A.EDIT_MEASURE: "措施已保存。",
    A.REQUEST_PLAN_CHANGE: "变更申请已提交，原措施在同意之前继续有效。",
    A.DECIDE_PLAN_CHANGE: "已作出决定，申请人会收到告知。",
    A.CONFIRM_PART: "已确认本单位配合部分。",
    A.OBJECT_PART: "异议已提出，由办公室裁定。",
    A.SETTLE_PART: "已裁定。",
    A.REQUEST_EXTENSION: "延期申请已提交，批准前原时限不变。",
    A.ENDORSE_EXTENSION: "已同意，报审批。",
    A.DECLINE_EXTENSION: "已不同意延期申请。",
    A.GRANT_EXTENSION: "已批准延期。",
    A.REFUSE_EXTENSION: "已不批准延期。",
    A.RENEW_SUSPENSION: "已续期。",
    A.NAME_HANDLER: "经办人已指定。",
    A.NAME_VERIFIER: "已指定。",
    A.RAISE_SENSITIVITY: "已列为敏感事项。",
    A.LOWER_SENSITIVITY: "已解除敏感。",
    A.CHANGE_CLEARANCE: "知悉范围已调整。",
    A.LOOK_BACK: "回头看已保存。",
    A.INSTRUCT: "批示已送达。",
    A.ARCHIVE: "已归档。",
}

TAKEN_BACK_BY: dict[Action, Action] = {
    A.SUBMIT_PLAN: A.WITHDRAW,
    A.REQUEST_CLOSURE: A.WITHDRAW,
    A.SIGN_OFF: A.WITHDRAW_SIGN_OFF,
}
"""Acts that the actor may take back at once, and how."""

TAKEN_BACK_IN: dict[Action, tuple[State, ...]] = {
    A.SUBMIT_PLAN: (State.PLAN_REVIEW,),
    A.REQUEST_CLOSURE: (State.CLOSURE_REVIEW, State.AWAITING_SIGNOFF),
    A.SIGN_OFF: (State.AWAITING_VERIFICATION,),
}
