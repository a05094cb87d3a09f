"""What is typed about an item: found, assigned, changed."""

from typing import Any

from core.api.fields import StrictIntegerField
from core.api.serializers import StrictSerializer
from rectification.api.fields import RowField, RowsField, choice, day, flag, needed, words
from rectification.enums import Kind
from rectification.services import AssignContent, Origin


class OriginInput(StrictSerializer):
    """Where the problem came from."""

    source = RowField("source")
    document_number = words(100, help_text="文号或线索编号")
    note = words(300)

    def validate(self, attrs: dict[str, Any]) -> Origin:
        return Origin(**attrs)


class NamedPersonInput(StrictSerializer):
    """Who of a co-operating unit is named for a sensitive item."""

    department = RowField("department")
    person = RowField("person")


class AssignmentFields(StrictSerializer):
    """To whom an item is given, as what, until when."""

    lead_department = RowField("department", help_text="牵头单位（编码或 uid），不能是二级单位")
    kind = choice(Kind.choices)
    acceptance_standard = needed(2000, help_text="整改标准：做到什么程度可以销号")
    due_on = day(allow_null=True, help_text="整改时限；原牵头单位再次牵头时沿用原时限")
    cooperating = RowsField("department", required=False)
    is_key = flag()
    is_mass = flag()
    is_arbitrated = flag(help_text="牵头单位已裁定，不得退回")
    handler = RowField("person", required=False, allow_null=True)
    office_person = RowField("person", required=False, allow_null=True)
    cooperating_people = NamedPersonInput(many=True, required=False, max_length=100)

    def validate_cooperating_people(self, rows: list[dict[str, Any]]) -> dict[int, Any]:
        return {row["department"].pk: row["person"] for row in rows}


class AssignInput(AssignmentFields):
    """The assignment within `POST items`."""

    def validate(self, attrs: dict[str, Any]) -> AssignContent:
        return AssignContent(**attrs)


class ItemFields(StrictSerializer):
    """What an item says; all but the problem may come later, before `submit`."""

    problem = needed(5000, help_text="问题表述：什么时间、什么事、什么数字")
    title = words(200, help_text="标题；不填取问题表述首句")
    found_on = day(allow_null=True, help_text="发现日期")
    target = RowField("target", required=False, allow_null=True)
    origins = OriginInput(many=True, required=False, max_length=20)
    kind = choice(Kind.choices, required=False, allow_blank=True)
    acceptance_standard = words(2000)
    dimensions = RowsField("dimension", required=False)
    method = RowField("method", required=False, allow_null=True)
    is_mass = flag()
    is_sensitive = flag(allow_null=True, help_text="null 表示尚未回答，按专项默认")
    objectives = RowsField("objective", required=False)
    linked_campaigns = RowsField("linked_campaign", required=False)
    goals = RowsField("goal", required=False)
    owner_post = RowField("post", required=False, allow_null=True)
    handler = RowField("person", required=False, allow_null=True)
    relapse_of = RowField("item", required=False, allow_null=True)


class ItemInput(ItemFields):
    """A new item. With `assignment` the office registers and assigns it in one act."""

    campaign = RowField("campaign", required=False, help_text="主题教育，不填为当前")
    department = RowField(
        "department", required=False, allow_null=True, help_text="以哪个单位名义登记；办公室不填"
    )
    is_key = flag(help_text="重点事项，只有办公室可设")
    assignment = AssignInput(required=False)


class PatchInput(ItemFields):
    """A merge patch (RFC 7396): what `edit` may change before, `amend` after the assignment."""

    problem = words(5000)
    kind = choice(Kind.choices, required=False, allow_blank=True, allow_null=True)
    is_key = flag(help_text="交办之后由办公室更正")
    cooperating = RowsField("department", required=False, help_text="交办之后由办公室更正")
    reason = words(500, help_text="更正的理由；交办之后必填")
    version = StrictIntegerField(required=False, min_value=0, max_value=999_999_999)
