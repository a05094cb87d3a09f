"""What is typed about an item, and to whom it is given."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from accounts.enums import PostKind
from accounts.models import Department, User
from accounts.selectors import posts_on
from campaign.models import Campaign
from campaign.selectors import CampaignLists, lists_of
from campaign.validators import rule_value
from core.errors import DomainError, FieldError
from rectification.enums import Kind
from rectification.forms.base import ActForm, Keep, QuietForm
from rectification.forms.fields import (
    DayField,
    LineField,
    RowChoiceField,
    RowsChoiceField,
    TextField,
    departments_to_lead,
    people_by_department,
)
from rectification.models import Item, ItemOrigin
from rectification.selectors.origins import Row
from rectification.selectors.seats import office_people
from rectification.services import AssignContent, ItemContent, Origin


def kind_hint(rules: Mapping[str, int]) -> str:
    """What each kind means, with the campaign's own limits."""
    immediate, other = (rule_value(rules, k) for k in ("immediate_max_workdays", "other_max_days"))
    return (
        f"立行立改：{immediate}个工作日内改完，一条措施，免部门审核；"
        f"限期整改：{other}天内，先审定措施；长期坚持：先完成阶段目标，之后定期回头看"
    )


def say_limits(form: forms.BaseForm, rules: Mapping[str, int]) -> None:
    """Put the campaign's limits into the hints about kinds."""
    for name in ("kind", "assigned_kind"):
        if name in form.fields:
            form.fields[name].help_text = kind_hint(rules)


YES_NO = [("yes", "是，只限指定人员查阅"), ("no", "否")]
_LEADING = (PostKind.FIRST_IN_CHARGE, PostKind.ACTING, PostKind.TEAM_MEMBER)


SELDOM = ("method", "dimensions", "owner_post", "handler")
"""Fields of an item that few need."""


class ItemFields(forms.Form):
    """The fields of a problem; `offer` sets the campaign's lists."""

    problem = forms.CharField(
        label="问题表述",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写清时间、事例和数字。不得录入涉密内容",
    )
    title = LineField(label="标题", required=False, help_text="不填则取问题表述的第一句")
    found_on = DayField(label="发现日期")
    sources = RowsChoiceField(label="问题来源", help_text="同一问题有几个来源的都勾上，只登记一件")
    document_number = LineField(
        label="文号或线索编号",
        max_length=100,
        required=False,
        help_text="巡视巡察反馈、督查通报等有文号的填写",
    )
    target = RowChoiceField(label="专项整治类别")
    is_sensitive = forms.ChoiceField(
        label="是否敏感事项",
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
        help_text="涉及干部本人及亲属、问题线索等的，只限指定人员查阅；专项默认敏感的须作出选择",
    )
    is_mass = forms.BooleanField(label="涉及群众，销号前须回访", required=False)
    kind = forms.ChoiceField(
        label="拟整改类型",
        choices=Kind.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    acceptance_standard = TextField(
        label="整改标准（销号标准）", required=False, help_text="做到什么程度可以销号，最好有数字"
    )
    method = RowChoiceField(label="查找方式", required=False, empty_label="不填")
    dimensions = RowsChoiceField(label="检视维度", required=False)
    owner_post = RowChoiceField(
        label="领导干部本人的整改事项",
        required=False,
        empty_label="不是",
        help_text="选了领导干部的，须指定经办人",
    )
    handler = RowChoiceField(label="经办人", required=False, empty_label="不指定")

    def asked(self) -> list[forms.BoundField]:
        """What everybody fills in, in order."""
        return [f for f in self.visible_fields() if f.name not in SELDOM]

    def seldom(self) -> list[forms.BoundField]:
        """What is folded away."""
        return [self[name] for name in SELDOM]

    def offer(self, lists: CampaignLists, on: date) -> None:
        """Set what may be chosen."""
        for name, rows in (
            ("sources", lists.sources),
            ("target", lists.targets),
            ("method", lists.methods),
            ("dimensions", lists.dimensions),
        ):
            self.fields[name].offer((row, row.name) for row in rows)
        posts = (
            posts_on(on)
            .filter(kind__in=_LEADING)
            .select_related("person", "department")
            .order_by("department__sort_order", "department_id", "order", "id")
        )
        groups: dict[str, list] = {}
        for post in posts:
            row = (post, f"{post.person.name}　{post.title}")
            groups.setdefault(post.department.short_name, []).append(row)
        self.fields["owner_post"].offer_groups(groups.items())
        self.fields["handler"].offer_groups(people_by_department(on))

    def content(self, **extra: Any) -> ItemContent:
        """The service's object."""
        cleaned = self.cleaned_data
        answer = cleaned["is_sensitive"]
        number = cleaned["document_number"]
        kept = (
            "problem",
            "title",
            "found_on",
            "target",
            "kind",
            "acceptance_standard",
            "is_mass",
            "method",
            "dimensions",
            "owner_post",
            "handler",
        )
        return ItemContent(
            **{name: cleaned[name] for name in kept},
            origins=[Origin(source, number) for source in cleaned["sources"]],
            is_sensitive=None if not answer else answer == "yes",
            **extra,
        )


def item_initial(item: Item, origins: Iterable[ItemOrigin]) -> dict[str, Any]:
    """What the fields show of an item that exists."""
    own = [o for o in origins if o.merged_from_id is None]
    answered = item.sensitivity_answered
    return {
        "problem": item.problem,
        "title": item.title,
        "found_on": item.found_on,
        "sources": [o.source for o in own],
        "document_number": next((o.document_number for o in own if o.document_number), ""),
        "target": item.target,
        "is_sensitive": ("yes" if item.is_sensitive else "no") if answered else "",
        "is_mass": item.is_mass,
        "kind": item.kind,
        "acceptance_standard": item.acceptance_standard,
        "method": item.method,
        "dimensions": list(item.dimensions.all()),
        "owner_post": item.owner_post,
        "handler": item.handler,
    }


class AssignFields(forms.Form):
    """To whom, as what, until when."""

    lead_department = RowChoiceField(label="牵头单位")
    assigned_kind = forms.ChoiceField(
        label="整改类型", choices=Kind.choices, widget=forms.RadioSelect
    )
    standard = TextField(label="整改标准（销号标准）", help_text="做到什么程度可以销号，最好有数字")
    due_on = DayField(
        label="整改时限",
        help_text="如 2019-10-31，也可写 2019年10月31日、10月底；遇休息日按前一个工作日计时",
    )
    cooperating = RowsChoiceField(label="配合单位", required=False)
    is_key = forms.BooleanField(label="列为重点事项（措施由第一责任人审定）", required=False)
    is_arbitrated = forms.BooleanField(label="牵头单位已经裁定，不能再退回", required=False)

    def offer_units(self, departments: list[Department]) -> None:
        self.fields["lead_department"].offer((d, d.name) for d in departments)
        self.fields["cooperating"].offer((d, d.short_name) for d in departments)

    def assignment(self, **extra: Any) -> AssignContent:
        """The service's object."""
        cleaned = self.cleaned_data
        return AssignContent(
            lead_department=cleaned["lead_department"],
            kind=cleaned["assigned_kind"],
            acceptance_standard=cleaned["standard"],
            due_on=cleaned["due_on"],
            cooperating=cleaned.get("cooperating") or [],
            is_key=cleaned["is_key"],
            is_arbitrated=cleaned["is_arbitrated"],
            **extra,
        )


ASSIGNING = (
    "lead_department",
    "assigned_kind",
    "standard",
    "due_on",
    "cooperating",
    "is_key",
    "is_arbitrated",
    "office_person",
)
"""The fields of the part in which the office assigns."""

ASSIGN_NAMES = {"kind": "assigned_kind", "acceptance_standard": "standard"}
"""Where the rule's names for an assignment stand in the form."""


class NewItemForm(ItemFields, QuietForm):
    """A new item of a department."""

    by_office = False

    def __init__(
        self,
        *args: Any,
        campaign: Campaign,
        departments: list[Department],
        today: date,
        row: Row | None = None,
        **options: Any,
    ) -> None:
        if row is not None:
            options["initial"] = {**row.initial, **options.get("initial", {})}
        super().__init__(*args, today=today, **options)
        self.departments = departments
        self.row = row
        self.offer(lists_of(campaign), today)
        say_limits(self, campaign.rules)
        if len(departments) > 1:
            self.fields["department"] = RowChoiceField(label="登记单位")
            self.fields["department"].offer((d, d.name) for d in departments)
            self.order_fields(["department", *self.fields])

    def department(self) -> Department | None:
        """In whose name the item is registered; None is the office."""
        if "department" in self.fields:
            return self.cleaned_data["department"]
        return self.departments[0] if self.departments else None

    def content(self, **extra: Any) -> ItemContent:
        return super().content(row=self.row, **extra)

    def place(self, refusal: DomainError) -> None:
        """Put the refusal's sentences beside the fields that they are about."""
        for error in refusal.errors or [FieldError("", refusal.code, refusal.detail)]:
            name = "sources" if error.field == "origins" else error.field
            self.add_error(name if name in self.fields else None, error.detail)


class OfficeItemForm(AssignFields, NewItemForm):
    """A new item of the office, which may assign it in the same act."""

    by_office = True
    office_person = RowChoiceField(
        label="办公室联系人",
        required=False,
        empty_label="不指定",
        help_text="敏感事项交办时必选，同时须指定经办人",
    )

    def __init__(self, *args: Any, campaign: Campaign, today: date, **options: Any) -> None:
        super().__init__(*args, campaign=campaign, departments=[], today=today, **options)
        del self.fields["kind"], self.fields["acceptance_standard"]
        for name in ASSIGNING:
            self.fields[name].required = False
        self.offer_units(departments_to_lead())
        people = office_people(campaign.pk, today)
        self.fields["office_person"].offer((person, person.name) for person in people)

    def item_part(self) -> list[Any]:
        """The fields of the problem, and those of the assignment."""
        return [f for f in self.asked() if f.name not in ASSIGNING]

    def assign_part(self) -> list[Any]:
        return [self[name] for name in ASSIGNING]

    def content(self, **extra: Any) -> ItemContent:
        cleaned = self.cleaned_data
        cleaned["kind"] = cleaned["assigned_kind"]
        cleaned["acceptance_standard"] = cleaned["standard"]
        return super().content(is_key=cleaned["is_key"], **extra)

    def check_assigning(self) -> bool:
        """Whether a lead was chosen; the rest is the rule's to say."""
        if self.cleaned_data.get("lead_department") is None:
            self.add_error("lead_department", "请选择牵头单位；暂不交办的请点“只登记”。")
            return False
        return True

    def whole_assignment(self) -> AssignContent:
        cleaned = self.cleaned_data
        return self.assignment(
            handler=cleaned["handler"],
            office_person=cleaned["office_person"],
            is_mass=cleaned["is_mass"],
        )

    def place(self, refusal: DomainError) -> None:
        for error in refusal.errors:
            names = {"origins": "sources", **ASSIGN_NAMES}
            name = names.get(error.field, error.field)
            self.add_error(name if name in self.fields else None, error.detail)
        if not refusal.errors:
            self.add_error(None, refusal.detail)


class EditForm(ItemFields, ActForm):
    """The same for a draft or a registered item."""

    submit = "保存"

    def prepare(self) -> None:
        self.offer(lists_of(self.item.campaign), self.situation.on)
        say_limits(self, self.item.campaign.rules)
        self.initial = {**item_initial(self.item, self.page.origins), **self.initial}

    def values(self, keep: Keep) -> dict[str, Any]:
        content = self.content(is_key=self.item.is_key, relapse_of=self.item.relapse_of)
        return dict(vars(content))

    def _place_one(self, error: Any) -> None:
        super()._place_one(_renamed(error))


def _renamed(error: Any) -> Any:
    """The rule calls the sources `origins`."""
    if error.field != "origins":
        return error
    return type(error)("/sources", error.code, error.detail)


class AssignForm(AssignFields, ActForm):
    """Give a registered item to its lead; a sensitive one to named people."""

    submit = "交办"
    handler = RowChoiceField(label="牵头单位经办人（指定知悉）", required=False)
    office_person = RowChoiceField(label="办公室联系人（指定知悉）", required=False)
    cooperator_1 = RowChoiceField(label="配合单位指定人员", required=False, empty_label="无")
    cooperator_2 = RowChoiceField(label="配合单位指定人员（二）", required=False, empty_label="无")

    def prepare(self) -> None:
        departments = departments_to_lead()
        self.offer_units(departments)
        say_limits(self, self.item.campaign.rules)
        item = self.item
        suggested = item.submitting_department
        self.initial = {
            "lead_department": suggested if suggested in departments else None,
            "assigned_kind": item.kind,
            "standard": item.acceptance_standard,
            "due_on": item.due_on,
            "cooperating": [part.department for part in self.page.cooperations],
            "is_key": item.is_key,
            **self.initial,
        }
        named = ("handler", "office_person", "cooperator_1", "cooperator_2")
        if not item.is_sensitive:
            for name in named:
                del self.fields[name]
            return
        del self.fields["cooperating"]
        groups = people_by_department(self.situation.on)
        for name in ("handler", "cooperator_1", "cooperator_2"):
            self.fields[name].offer_groups(groups)
        office = office_people(item.campaign_id, self.situation.on)
        self.fields["office_person"].offer((person, person.name) for person in office)

    def values(self, keep: Keep) -> dict[str, Any]:
        cleaned = self.cleaned_data
        extra: dict[str, Any] = {}
        if self.item.is_sensitive:
            people = [cleaned["cooperator_1"], cleaned["cooperator_2"]]
            units = _units_of([p for p in people if p], self.situation.on)
            extra = {
                "handler": cleaned["handler"],
                "office_person": cleaned["office_person"],
                "cooperating": [unit for unit, _ in units],
                "cooperating_people": {unit.pk: person for unit, person in units},
            }
            self.cleaned_data["cooperating"] = extra.pop("cooperating")
        return dict(vars(self.assignment(**extra)))

    def _place_one(self, error: Any) -> None:
        name = ASSIGN_NAMES.get(error.field, error.field)
        if name == "cooperating" and name not in self.fields:
            name = "cooperator_1"
        super()._place_one(type(error)(f"/{name}", error.code, error.detail))


def _units_of(people: list[User], on: date) -> list[tuple[Department, User]]:
    """The department in whose name each named person co-operates: that of his first post."""
    found: dict[int, tuple[Department, User]] = {}
    posts = posts_on(on).filter(person__in=people).select_related("department")
    for post in posts.order_by("order", "id"):
        found.setdefault(post.person_id, (post.department, post.person))
    return list(found.values())


class AttachForm(forms.Form):
    """The number of the item that takes a row in."""

    number = LineField(
        label="事项编号", max_length=20, help_text="如 ZG-2019-0001，可从下面相近的事项中点选"
    )
