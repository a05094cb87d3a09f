"""The documents of shapes.py as OpenAPI knows them; nothing is validated or rendered with these.

`?fields=` leaves members out of what is promised here; `uid` and `access` always stay.
"""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from accounts.enums import Capacity
from core.api.serializers import ProblemSerializer
from rectification.api.load_shapes import WARNINGS, WarningSerializer
from rectification.enums import (
    Action,
    EvidenceClass,
    ExtensionState,
    Kind,
    Light,
    MeasureState,
    PartState,
    State,
    VerificationMethod,
    VerificationResult,
    VoidReason,
)


def text(**options: Any) -> serializers.CharField:
    return serializers.CharField(**options)


def maybe(**options: Any) -> serializers.CharField:
    return serializers.CharField(**{"allow_null": True} | options)


def moment(**options: Any) -> serializers.DateTimeField:
    return serializers.DateTimeField(**options)


def day(**options: Any) -> serializers.DateField:
    return serializers.DateField(**{"allow_null": True} | options)


def word(choices: Any, **options: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices, **options)


class ListRefSerializer(serializers.Serializer):
    code = text()
    name = text()


class DepartmentRefSerializer(ListRefSerializer):
    short_name = text()


class PersonRefSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    name = text()


class ItemRefSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    number = maybe()


class ItemHeadSerializer(serializers.Serializer):
    name = text()
    title = text()
    capacity = word(Capacity.choices)


@extend_schema_field({"type": "string", "const": "full"})
class FullAccess(serializers.CharField):
    """Everything."""


@extend_schema_field({"type": "string", "const": "shell"})
class ShellAccess(serializers.CharField):
    """Only what the shell lists."""


@extend_schema_field({"type": "string", "const": "none"})
class NoAccess(serializers.CharField):
    """After the act the item is no longer the caller's to see."""


class ItemGoneSerializer(serializers.Serializer):
    """What is told to a person whose act took the item out of his sight."""

    uid = serializers.UUIDField()
    access = NoAccess()
    number = maybe()
    state = word(State.choices)
    state_label = text()
    version = serializers.IntegerField()
    warnings = WarningSerializer(many=True, required=False, help_text=WARNINGS)


class ItemShellSerializer(serializers.Serializer):
    """What one may know of an item whose texts and names are not his to read."""

    uid = serializers.UUIDField()
    access = ShellAccess()
    number = maybe()
    state = word(State.choices)
    state_label = text()
    version = serializers.IntegerField()
    changed_at = moment(help_text="最近一次变动：任何办理，含填报进展、补充佐证")
    target = ListRefSerializer(allow_null=True)
    lead = DepartmentRefSerializer(allow_null=True)
    due_on = day(help_text="整改时限")
    original_due_on = day(help_text="原定时限")
    effective_due_on = day(help_text="计时时限：不晚于整改时限的最后一个工作日")
    assigned_at = moment(allow_null=True)
    closed_at = moment(allow_null=True)
    light = word(Light.choices)
    days_late = serializers.IntegerField()
    warnings = WarningSerializer(many=True, required=False, help_text=WARNINGS)


class ItemRowSerializer(ItemShellSerializer):
    """A row of the list, whole."""

    access = FullAccess()
    title = text()
    state_since = moment()
    cycle = serializers.IntegerField()
    kind = word(Kind.choices, allow_blank=True)
    kind_label = text()
    source = ListRefSerializer(allow_null=True)
    handling_unit = DepartmentRefSerializer(allow_null=True)
    handler = PersonRefSerializer(allow_null=True)
    is_key = serializers.BooleanField()
    is_mass = serializers.BooleanField()
    is_sensitive = serializers.BooleanField()
    look_back_due_on = day()
    last_progress = text()
    last_progress_at = moment(allow_null=True)
    cooperating = DepartmentRefSerializer(many=True, required=False, help_text="expand=cooperating")
    first_in_charge = ItemHeadSerializer(
        required=False, allow_null=True, help_text="expand=first_in_charge"
    )


class PartSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    department = DepartmentRefSerializer()
    state = word(PartState.choices)
    state_label = text()
    reason = text()
    asked_at = moment(allow_null=True)
    answered_at = moment(allow_null=True)


class OriginSerializer(serializers.Serializer):
    source = ListRefSerializer()
    document_number = text()
    note = text()
    merged_from = ItemRefSerializer(allow_null=True)


class SignOffSerializer(serializers.Serializer):
    signer_name = text()
    post_title = text()
    capacity = word(Capacity.choices)
    signed_at = moment()
    comment = text()
    item_version = serializers.IntegerField()
    content_hash = text()
    due_on = serializers.DateField()
    is_in_time = serializers.BooleanField()


class VerificationSerializer(serializers.Serializer):
    result = word(VerificationResult.choices)
    method = word(VerificationMethod.choices)
    method_label = text()
    unit_name = text()
    opinion = text()
    inspector_names = text()
    reply_text = text()
    verified_at = moment()


class MeasureSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    cycle = serializers.IntegerField()
    order = serializers.IntegerField()
    action = text()
    owner_name = text()
    department = DepartmentRefSerializer(allow_null=True)
    due_on = day()
    deliverable = text()
    criterion = text()
    state = word(MeasureState.choices)
    state_label = text()
    outcome = text()
    done_at = moment(allow_null=True)


class ProgressSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    cycle = serializers.IntegerField()
    text = text()
    percent = serializers.IntegerField(allow_null=True)
    figure = serializers.CharField()
    no_change = serializers.BooleanField()
    department = DepartmentRefSerializer()
    by = PersonRefSerializer()
    at = moment()


class EvidenceSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    cycle = serializers.IntegerField()
    measure = serializers.UUIDField(allow_null=True)
    evidence_class = word(EvidenceClass.choices)
    evidence_class_label = text()
    title = text()
    dated_on = serializers.DateField()
    department = DepartmentRefSerializer()
    reference = text()
    is_institution_in_force = serializers.BooleanField()
    file_name = text()
    file_size = serializers.IntegerField()
    content_type = text()
    sha256 = text()
    file_url = maybe(help_text="文件下载地址，须带身份")
    by = PersonRefSerializer()
    by_verifier = serializers.BooleanField()
    at = moment()


class ExtensionSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    cycle = serializers.IntegerField()
    ordinal = serializers.IntegerField()
    state = word(ExtensionState.choices)
    state_label = text()
    asked_by = PersonRefSerializer()
    asked_at = moment()
    old_due_on = serializers.DateField()
    new_due_on = serializers.DateField()
    is_after_due = serializers.BooleanField()
    reason = text()
    progress = text()
    interim_measure = text()
    endorsed_by = PersonRefSerializer(allow_null=True)
    endorsed_at = moment(allow_null=True)
    endorsement_absent = text()
    decided_by = PersonRefSerializer(allow_null=True)
    decided_at = moment(allow_null=True)
    decision_note = text()


class TimelineSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    type = text(help_text="如 item.assigned")
    label = text()
    at = moment()
    actor = text(help_text="办理人姓名；系统为空")
    actor_post = text()
    data = serializers.JSONField()


class GoalRefSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    name = text()
    department = DepartmentRefSerializer()


class TiesSerializer(serializers.Serializer):
    objectives = ListRefSerializer(many=True)
    linked_campaigns = ListRefSerializer(many=True)
    goals = GoalRefSerializer(many=True, help_text="您可以查看的")


class ItemDetailSerializer(TiesSerializer, ItemRowSerializer):
    """An item whole; `version` is its ETag."""

    campaign = text()
    problem = text()
    acceptance_standard = text()
    found_on = day()
    method = ListRefSerializer(allow_null=True)
    section = text()
    submitting_department = DepartmentRefSerializer(allow_null=True)
    author = PersonRefSerializer(allow_null=True)
    owner = PersonRefSerializer(allow_null=True)
    named_verifier = PersonRefSerializer(allow_null=True)
    is_arbitrated = serializers.BooleanField()
    sensitivity_answered = serializers.BooleanField()
    due_version = serializers.IntegerField()
    due_set_by_system = serializers.BooleanField()
    returns = serializers.IntegerField()
    void_reason = word(VoidReason.choices, allow_blank=True)
    void_reason_label = text()
    is_legacy_closure = serializers.BooleanField(help_text="导入前已销号")
    sign_off = SignOffSerializer(allow_null=True)
    verification = VerificationSerializer(allow_null=True)
    archived_at = moment(allow_null=True)
    created_at = moment()
    cooperating = PartSerializer(many=True)
    origins = OriginSerializer(many=True)
    dimensions = ListRefSerializer(many=True)
    drawn_method = word(VerificationMethod.choices, allow_null=True)
    merged_into = ItemRefSerializer(allow_null=True)
    relapse_of = ItemRefSerializer(allow_null=True)
    measures = MeasureSerializer(many=True, required=False, help_text="expand=measures")
    progress = ProgressSerializer(many=True, required=False, help_text="expand=progress")
    evidence = EvidenceSerializer(many=True, required=False, help_text="expand=evidence")
    extensions = ExtensionSerializer(many=True, required=False, help_text="expand=extensions")


class ActionSerializer(serializers.Serializer):
    action = word(Action.choices)
    label = text()
    allowed = serializers.BooleanField()
    reason = text(help_text="不能办理时的原因")
    code = text(help_text="不能办理时的错误代码")
    is_mine = serializers.BooleanField(help_text="本人在本环节有此身份")
    missing = serializers.ListField(child=text(), help_text="可以办理，但还会要求补齐的内容")
    needs_version = serializers.BooleanField()
    url = text()


class ActionsSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    state = word(State.choices)
    state_label = text()
    shown_hash = maybe(help_text="可签批时，签批须带的摘要")
    actions = ActionSerializer(many=True)


class ClosureMeasureSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    action = text()
    owner = text()
    due_on = day()
    deliverable = text()
    criterion = text()
    state = word(MeasureState.choices)
    outcome = text()


class ClosureEvidenceSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    title = text()
    sha256 = text()
    reference = text()


class ClosureSheetSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    shown_hash = text(help_text="签批时带回，证明签的就是看到的")
    number = text()
    title = text()
    problem = text()
    acceptance_standard = text()
    lead_department = text()
    due_on = serializers.DateField()
    cycle = serializers.IntegerField()
    statement = text()
    applicant = PersonRefSerializer(allow_null=True)
    silent_parts = serializers.ListField(child=text())
    measures = ClosureMeasureSerializer(many=True)
    evidence = ClosureEvidenceSerializer(many=True)


class ConflictProblemSerializer(ProblemSerializer):
    """409: another was faster (`current`, `yours`) or the state does not allow it (`allowed`)."""

    current = serializers.DictField(required=False, help_text="最新内容")
    yours = serializers.DictField(required=False, help_text="您提交的内容")
    allowed = serializers.ListField(
        child=text(), required=False, help_text="当前状态可以办理的操作"
    )


def either(name: str, whole: type, *, many: bool = False, gone: bool = False) -> Any:
    """Whole, or the shell, or (after an act) nothing more: `access` says which."""
    kinds = {"full": whole, "shell": ItemShellSerializer}
    if gone:
        kinds["none"] = ItemGoneSerializer
    return PolymorphicProxySerializer(
        component_name=name, serializers=kinds, resource_type_field_name="access", many=many
    )


ITEM = either("Item", ItemDetailSerializer)
ITEM_ROW = either("ItemAfterAct", ItemRowSerializer, gone=True)
ITEM_ROWS = either("ItemListed", ItemRowSerializer, many=True)
