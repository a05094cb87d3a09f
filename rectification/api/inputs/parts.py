"""Pieces that several inputs share: evidence, measures."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import StrictSerializer
from rectification.api.fields import RowField, choice, day, flag, needed, words
from rectification.enums import EvidenceClass
from rectification.services import EvidenceContent, MeasureContent


class EvidenceInput(StrictSerializer):
    """A reference to a document or system record. Files go by multipart to `evidence`."""

    evidence_class = choice(EvidenceClass.choices, help_text="process、output 或 outcome")
    title = words(200, help_text="名称；不填用文号")
    dated_on = day(required=True, help_text="材料形成的日期")
    measure = RowField("measure", required=False, allow_null=True)
    reference = words(200, help_text="文号或系统记录号")
    is_institution_in_force = flag(help_text="制度已施行并有应用实例")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {"title": "", **attrs}


class UploadInput(EvidenceInput):
    """The same as a form with a file (pdf, docx, xlsx, png, jpg up to 20 MB)."""

    file = serializers.FileField(required=False, help_text="文件；与文号至少有其一")


class EvidencePieceInput(EvidenceInput):
    """A piece within another act, as the service takes it."""

    def validate(self, attrs: dict[str, Any]) -> EvidenceContent:
        return EvidenceContent(**super().validate(attrs))


class MeasureInput(StrictSerializer):
    """A measure: what, who, until when, what lies on the table, when it counts as done."""

    uid = words(36, help_text="已有措施的 uid；新措施不填")
    action = needed(500, help_text="措施")
    owner_name = words(50, help_text="责任人")
    due_on = day(allow_null=True, help_text="完成时限")
    deliverable = words(300, help_text="交付物")
    criterion = words(300, help_text="完成标准")
    department = RowField("department", required=False, allow_null=True)


class MeasureRowInput(MeasureInput):
    """A measure of a plan, as the service takes it."""

    def validate(self, attrs: dict[str, Any]) -> MeasureContent:
        return MeasureContent(**attrs)
