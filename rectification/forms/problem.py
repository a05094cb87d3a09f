"""What is typed about an item: the fields of its problem, as every form of an item has them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from accounts.enums import PostKind
from accounts.selectors import posts_on
from campaign.selectors import CampaignLists
from campaign.validators import rule_value
from rectification.enums import Kind
from rectification.forms.fields import (
    DayField,
    LineField,
    RowChoiceField,
    RowsChoiceField,
    TextField,
    people_by_department,
)
from rectification.forms.ties import TIES, TieFields, ties_initial
from rectification.models import Item, ItemOrigin
from rectification.selectors.ties import Tied
from rectification.services import ItemContent, Origin

YES_NO = [("yes", "是，只限指定人员查阅"), ("no", "否")]
_LEADING = (PostKind.FIRST_IN_CHARGE, PostKind.ACTING, PostKind.TEAM_MEMBER)


SELDOM = ("method", "dimensions", *TIES, "owner_post", "handler")
"""Fields of an item that few need."""


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


class ItemFields(TieFields):
    """The fields of a problem; `offer` sets the campaign's lists."""

    problem = forms.CharField(
        label="问题表述",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写清时间、事例和数字",
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
        return [self[name] for name in SELDOM if name in self.fields]

    @property
    def more_open(self) -> bool:
        """Whether something folded away has a value or an error to show."""
        return any(field.errors or field.value() for field in self.seldom())

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
            **vars(self.ties()),
            **extra,
        )


def item_initial(
    item: Item, origins: Iterable[ItemOrigin], tied: Tied | None = None
) -> dict[str, Any]:
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
        **ties_initial(tied or Tied()),
    }
