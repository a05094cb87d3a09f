"""One input an action. Keys are those that `forms.commands` knows."""

from typing import Any

from rest_framework import serializers

from core.api.fields import StrictCharField, StrictIntegerField
from core.api.serializers import StrictSerializer
from rectification.api.directory import as_uid
from rectification.api.fields import RowField, RowsField, choice, day, flag, needed, words
from rectification.api.inputs.intake import AssignmentFields, ItemFields, OriginInput
from rectification.api.inputs.parts import (
    EvidenceInput,
    EvidencePieceInput,
    MeasureInput,
    MeasureRowInput,
)
from rectification.enums import Action as A
from rectification.enums import (
    CauseKind,
    ClearanceKind,
    EscalationLevel,
    Kind,
    LookBackResult,
    VerificationMethod,
    VoidReason,
)

SETTLEMENTS = [("confirmed", "视为确认"), ("waived", "免予确认"), ("stands", "继续配合")]
VOID_REASONS = [pair for pair in VoidReason.choices if pair[0] != VoidReason.IMPORT_UNDONE]


class VersionInput(StrictSerializer):
    """Nothing but the version that the caller has seen (or `If-Match`)."""

    version = StrictIntegerField(
        required=False, min_value=0, max_value=999_999_999, help_text="读取时的版本号"
    )


class ReasonInput(VersionInput):
    reason = needed(help_text="理由")


class CommentInput(VersionInput):
    comment = words(help_text="意见")


class NoteInput(VersionInput):
    note = words(help_text="意见")


class AssignActInput(AssignmentFields, VersionInput):
    pass


class MergeInput(VersionInput):
    into = RowField("item", help_text="并入的事项（编号或 uid）")
    reason = words()


class VoidInput(ReasonInput):
    void_reason = choice(VOID_REASONS)
    reply_text = words(2000, help_text="给反映人的答复；来源为群众反映的必填")
    document_number = words(100, help_text="文号；移交或巡视巡察反馈的必填")


class PlaceInput(VersionInput):
    section = words(50, help_text="承办科室")
    handling_unit = RowField("department", required=False, allow_null=True)
    handler = RowField("person", required=False, allow_null=True)


class StartInput(PlaceInput):
    measure = words(500, help_text="一句话措施；不填用整改标准")


class RefuseInput(VersionInput):
    basis = needed(help_text="职责依据（三定方案条款或文件）")


class CausesInput(StrictSerializer):
    """Why the problem arose, in up to three places."""

    thought = words(help_text=CauseKind.THOUGHT.label)
    work = words(help_text=CauseKind.WORK.label)
    duty = words(help_text=CauseKind.DUTY.label)


class SubmitPlanInput(VersionInput):
    measures = MeasureRowInput(many=True, required=False, max_length=50)
    causes = CausesInput(required=False)


class RequestClosureInput(VersionInput):
    statement = needed(2000, help_text="整改成效：数字或可核实的事实")
    done = serializers.DictField(child=words(500), required=False, help_text="{措施 uid: 完成情况}")
    evidence = EvidencePieceInput(many=True, required=False, max_length=50)
    complainants = words(2000, help_text="可回访的群众")
    nobody_reachable = flag(help_text="无可回访群众")

    def validate_done(self, done: dict[str, str]) -> dict[str, str]:
        if len(done) > 50 or any(as_uid(uid) is None for uid in done):
            raise serializers.ValidationError("键应为措施的 uid，最多50条。")
        return done


class SignOffInput(CommentInput):
    password = StrictCharField(
        required=False,
        allow_blank=True,
        write_only=True,
        trim_whitespace=False,
        max_length=200,
        help_text="签批人本人登录密码，不会被记录",
    )
    shown_hash = needed(64, help_text="closure-sheet 给出的摘要：签的就是看到的")


class VerifyInput(VersionInput):
    opinion = needed(2000, help_text="验收意见：核对了什么、看到了什么")
    method = choice(
        VerificationMethod.choices, required=False, allow_blank=True, help_text="不填为抽定的方式"
    )
    inspectors = RowsField("person", required=False)
    inspector_names = words(200, help_text="核查人员姓名，顿号分隔")
    reply_text = words(2000)


class SustainInput(VerifyInput):
    next_look_back_on = day(required=True, help_text="下次回头看日期，30 至 90 天")


class FailInput(VerifyInput):
    criterion_not_met = needed(help_text="没有达到的标准")
    new_due_on = day(required=True, help_text="新时限")


class SuspendInput(ReasonInput):
    document_number = needed(100)
    review_on = day(required=True, help_text="复核日期，30 天以内")


class ReopenInput(ReasonInput):
    basis = needed(help_text="依据：回头看、群众来信、上级指出或回访记录")
    new_due_on = day(required=True)


class EditInput(ItemFields, VersionInput):
    """As `PATCH items/{uid}` before the assignment: what is left out stays."""

    problem = words(5000)


class AmendInput(ReasonInput):
    title = words(200)
    kind = choice(Kind.choices, required=False)
    acceptance_standard = words(2000)
    target = RowField("target", required=False)
    found_on = day()
    is_key = flag()
    is_mass = flag()
    cooperating = RowsField("department", required=False)
    origins = OriginInput(many=True, required=False, max_length=20)


class ProgressInput(VersionInput):
    text = words(500, help_text="一句话进展")
    percent = StrictIntegerField(required=False, allow_null=True, min_value=0, max_value=100)
    figure = words(100, help_text="数据")
    no_change = flag(help_text="本期无变化")


class AddEvidenceInput(EvidenceInput, VersionInput):
    pass


class CompleteMeasureInput(VersionInput):
    measure = RowField("measure")
    outcome = words(500, help_text="完成情况")
    reference = words(200, help_text="文号或系统记录号")
    undo = flag(help_text="取消完成标记")


class EditMeasureInput(MeasureInput, VersionInput):
    uid = None
    measure = RowField("measure", required=False, allow_null=True, help_text="不填为新增")


class PlanChangeRowInput(StrictSerializer):
    measure = RowField("measure")
    drop = flag(help_text="取消该措施")
    action = words(500)
    deliverable = words(300)
    criterion = words(300)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {**attrs, "measure": str(attrs["measure"].uid)}


class RequestPlanChangeInput(ReasonInput):
    changes = PlanChangeRowInput(many=True, max_length=50)


class DecidePlanChangeInput(NoteInput):
    granted = flag(required=True)


class SettlePartInput(ReasonInput):
    part = RowField("part")
    decision = choice(SETTLEMENTS)


class RequestExtensionInput(ReasonInput):
    new_due_on = day(required=True, help_text="拟延至的工作日")
    progress = needed(help_text="目前进展")
    interim_measure = needed(help_text="过渡措施")


class RenewSuspensionInput(ReasonInput):
    review_on = day(required=True)


class NameHandlerInput(VersionInput):
    handler = RowField("person")


class NameVerifierInput(VersionInput):
    verifier = RowField("person", required=False, allow_null=True)
    inspectors = RowsField("person", required=False)


class RaiseSensitivityInput(ReasonInput):
    handler = RowField("person", required=False, allow_null=True)
    office_person = RowField("person")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {"handler": None, **attrs}


class ClearedPersonInput(StrictSerializer):
    person = RowField("person")
    kind = choice(ClearanceKind.choices)


class ChangeClearanceInput(ReasonInput):
    add = ClearedPersonInput(many=True, required=False, max_length=20)
    remove = RowsField("clearance", required=False)

    def validate_add(self, rows: list[dict[str, Any]]) -> list[tuple[Any, str]]:
        return [(row["person"], row["kind"]) for row in rows]


class LookBackInput(VersionInput):
    result = choice(LookBackResult.choices)
    finding = needed(2000, help_text="核查情况")
    next_on = day(allow_null=True, help_text="下次回头看日期")
    evidence = EvidencePieceInput(many=True, required=False, max_length=20)


class InstructInput(VersionInput):
    text = needed(500, help_text="批示内容")
    asks_notice = flag(help_text="要求发督办单")


class UrgeInput(VersionInput):
    note = words(200, help_text="催办内容")


class IssueNoticeInput(VersionInput):
    basis = needed(help_text="领导批示或依据")
    requirement = needed(help_text="办理要求")
    reply_due_on = day(required=True, help_text="反馈期限，最长 3 个工作日（可由办公室设定）")
    contact = needed(100, help_text="联系人及电话")


class ReplyNoticeInput(VersionInput):
    reply = needed(1000, help_text="办理情况；第一责任人提交即为确认")


class ConfirmEscalationInput(CommentInput):
    level = choice(EscalationLevel.choices, required=False, help_text="不填按建议；更高须写理由")
    is_listed = flag(help_text="挂牌督办")


INPUTS: dict[A, type[StrictSerializer]] = {
    A.SUBMIT: VersionInput,
    A.DISCARD: VersionInput,
    A.ASSIGN: AssignActInput,
    A.MERGE: MergeInput,
    A.VOID: VoidInput,
    A.ACCEPT: PlaceInput,
    A.START: StartInput,
    A.REFUSE: RefuseInput,
    A.RECALL: ReasonInput,
    A.SUBMIT_PLAN: SubmitPlanInput,
    A.APPROVE_PLAN: CommentInput,
    A.RETURN_PLAN: ReasonInput,
    A.WITHDRAW: VersionInput,
    A.REQUEST_CLOSURE: RequestClosureInput,
    A.ENDORSE_CLOSURE: CommentInput,
    A.SKIP_REVIEW: VersionInput,
    A.RETURN_CLOSURE: ReasonInput,
    A.SIGN_OFF: SignOffInput,
    A.WITHDRAW_SIGN_OFF: VersionInput,
    A.VERIFY: VerifyInput,
    A.SUSTAIN: SustainInput,
    A.FAIL_VERIFICATION: FailInput,
    A.SUSPEND: SuspendInput,
    A.RESUME: VersionInput,
    A.REOPEN: ReopenInput,
    A.CONCLUDE: VersionInput,
    A.REINSTATE: ReasonInput,
    A.EDIT: EditInput,
    A.AMEND: AmendInput,
    A.PROGRESS: ProgressInput,
    A.ADD_EVIDENCE: AddEvidenceInput,
    A.COMPLETE_MEASURE: CompleteMeasureInput,
    A.EDIT_MEASURE: EditMeasureInput,
    A.REQUEST_PLAN_CHANGE: RequestPlanChangeInput,
    A.DECIDE_PLAN_CHANGE: DecidePlanChangeInput,
    A.CONFIRM_PART: CommentInput,
    A.OBJECT_PART: ReasonInput,
    A.SETTLE_PART: SettlePartInput,
    A.REQUEST_EXTENSION: RequestExtensionInput,
    A.ENDORSE_EXTENSION: CommentInput,
    A.DECLINE_EXTENSION: ReasonInput,
    A.GRANT_EXTENSION: NoteInput,
    A.REFUSE_EXTENSION: ReasonInput,
    A.RENEW_SUSPENSION: RenewSuspensionInput,
    A.NAME_HANDLER: NameHandlerInput,
    A.NAME_VERIFIER: NameVerifierInput,
    A.RAISE_SENSITIVITY: RaiseSensitivityInput,
    A.LOWER_SENSITIVITY: ReasonInput,
    A.CHANGE_CLEARANCE: ChangeClearanceInput,
    A.LOOK_BACK: LookBackInput,
    A.INSTRUCT: InstructInput,
    A.URGE: UrgeInput,
    A.ISSUE_NOTICE: IssueNoticeInput,
    A.REPLY_NOTICE: ReplyNoticeInput,
    A.RETURN_REPLY: ReasonInput,
    A.CONFIRM_ESCALATION: ConfirmEscalationInput,
    A.DECLINE_ESCALATION: ReasonInput,
    A.ARCHIVE: VersionInput,
}
