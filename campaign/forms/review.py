"""Shapes of what the pages of problem review take in."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from accounts.models import Department, Post
from campaign.enums import ProblemLayer, ProposedKind
from campaign.models import ListEntry, Problem, StudySession
from campaign.selectors import CampaignLists
from campaign.services.review import ProblemContent
from core.errors import DomainError, FieldError
from core.forms import (
    DayField,
    LineField,
    QuietForm,
    RowChoiceField,
    RowsChoiceField,
    SpokenForm,
    TextField,
)

YES_NO = [("yes", "是，只限指定人员查阅"), ("no", "否")]
_FOUND = ("text", "manifestation", "dimensions", "method", "giver", "source", "found_on")
_WHY = ("cause_thought", "cause_work", "cause_duty")
_ABOUT = (
    "target",
    "is_sensitive",
    "is_mass",
    "owner_post",
    "units",
    "layer",
    "proposed_kind",
)
_KEPT = (
    "text",
    "manifestation",
    "dimensions",
    "method",
    "giver",
    "source",
    "found_on",
    *_WHY,
    "target",
    "is_mass",
    "owner_post",
    "units",
    "layer",
    "proposed_kind",
)


class VersionForm(QuietForm):
    """A form that carries the version on which it was opened."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def place(self, refusal: DomainError) -> None:
        """Put the refusal's sentences beside the fields that they are about."""
        for error in refusal.errors or [FieldError("", refusal.code, refusal.detail)]:
            self.add_error(error.field if error.field in self.fields else None, error.detail)


class ProblemForm(VersionForm):
    """A problem as it is found: what, how found, why, about whom."""

    text = TextField(
        label="问题",
        rows=3,
        max_length=5000,
        help_text="一句话说清是什么问题。不得录入涉密内容",
    )
    manifestation = TextField(
        label="具体表现",
        rows=3,
        max_length=5000,
        required=False,
        help_text="时间、事例、数字",
    )
    dimensions = RowsChoiceField(label="检视方面", help_text="可多选")
    method = RowChoiceField(label="查找方式")
    giver = RowChoiceField(
        label="意见来自", required=False, empty_label="不是群众提的", help_text="“群众提”时必选"
    )
    source = RowChoiceField(label="问题来源")
    found_on = DayField(label="发现日期")
    cause_thought = TextField(label="思想根源", rows=2, required=False, help_text="把思想摆进去")
    cause_work = TextField(label="工作根源", rows=2, required=False, help_text="把工作摆进去")
    cause_duty = TextField(label="职责根源", rows=2, required=False, help_text="把职责摆进去")
    target = RowChoiceField(label="专项整治类别", required=False, empty_label="不属于专项整治")
    is_sensitive = forms.ChoiceField(
        label="是否敏感",
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
        help_text="涉及干部本人及亲属、问题线索等的，只限指定人员查阅；专项默认敏感的须作出选择",
    )
    is_mass = forms.BooleanField(label="涉及群众切身利益", required=False)
    owner_post = RowChoiceField(
        label="领导干部本人的问题",
        required=False,
        empty_label="不是",
        help_text="限县处级以上领导干部",
    )
    units = LineField(label="涉及单位（处室）", required=False)
    layer = forms.ChoiceField(
        label="涉及层面", required=False, choices=[("", "不填"), *ProblemLayer.choices]
    )
    proposed_kind = forms.ChoiceField(
        label="拟整改类型", required=False, choices=[("", "暂不确定"), *ProposedKind.choices]
    )

    def __init__(
        self,
        *args: Any,
        lists: CampaignLists,
        givers: Sequence[ListEntry],
        posts: Sequence[Post],
        departments: Sequence[Department],
        similar_url: str = "",
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.departments = list(departments)
        for name, rows in (
            ("dimensions", lists.dimensions),
            ("method", lists.methods),
            ("source", lists.sources),
            ("target", lists.targets),
            ("giver", givers),
        ):
            self.fields[name].offer((row, row.name) for row in rows)
        self.fields["owner_post"].offer_groups(_grouped(posts))
        if len(self.departments) > 1:
            self.fields["department"] = RowChoiceField(label="问题所在单位")
            self.fields["department"].offer((d, d.name) for d in self.departments)
        if similar_url:
            self.fields["text"].widget.attrs.update(
                {
                    "hx-get": similar_url,
                    "hx-trigger": "keyup changed delay:600ms, change",
                    "hx-target": "#similar",
                    "hx-include": "[name=department]",
                }
            )

    def _named(self, names: Iterable[str]) -> list[forms.BoundField]:
        return [self[name] for name in names]

    def found(self) -> list[forms.BoundField]:
        """What the problem is and how it was found."""
        first = ["department"] if "department" in self.fields else []
        return self._named([*first, *_FOUND])

    def why(self) -> list[forms.BoundField]:
        return self._named(_WHY)

    def about(self) -> list[forms.BoundField]:
        return self._named(_ABOUT)

    def department(self) -> Department | None:
        """Whose problem it is."""
        if "department" in self.fields:
            return self.cleaned_data.get("department")
        return self.departments[0] if self.departments else None

    def content(self) -> ProblemContent:
        """The service's object."""
        answer = self.cleaned_data["is_sensitive"]
        kept = {name: self.cleaned_data[name] for name in _KEPT}
        return ProblemContent(**kept, is_sensitive=None if not answer else answer == "yes")


def problem_initial(problem: Problem) -> dict[str, Any]:
    """What the fields show of a problem that exists."""
    found = {name: getattr(problem, name) for name in _KEPT if name != "dimensions"}
    return {
        **found,
        "dimensions": list(problem.dimensions.all()),
        "is_sensitive": "yes" if problem.is_sensitive else "no",
        "version": problem.version,
    }


def _grouped(posts: Iterable[Post]) -> list[tuple[str, list[tuple[Post, str]]]]:
    groups: dict[str, list[tuple[Post, str]]] = {}
    for post in posts:
        pair = (post, f"{post.person.name}　{post.title}")
        groups.setdefault(post.department.short_name, []).append(pair)
    return list(groups.items())


class SolveForm(VersionForm):
    how = TextField(label="怎样解决的", help_text="做了什么、什么时候、结果怎样")


class ReasonForm(VersionForm):
    reason = TextField(label="理由")


class MergeForm(VersionForm):
    into = RowChoiceField(label="合并到", empty_label="请选择说的是同一件事的问题")
    reason = TextField(label="说明", required=False, rows=2)

    def offer(self, problems: Iterable[Problem]) -> None:
        """What it may be merged into, the likest first."""
        self.fields["into"].offer(
            (p, f"{p.department.short_name}：{p.text[:60]}") for p in problems
        )


class NothingFoundForm(QuietForm):
    """One line of reason, and the password of whoever signs."""

    reason = TextField(
        label="说明",
        rows=2,
        max_length=300,
        help_text="一句话写明怎样对照、为什么没有问题",
    )
    password = forms.CharField(
        label="登录密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="核对本人身份，密码不会被记录",
    )


class DutyForm(QuietForm):
    """One of the five duties, done on a day."""

    duty = RowChoiceField(label="内容")
    done_on = DayField(label="日期")
    note = LineField(label="说明", required=False, max_length=300, help_text="讲了什么、解决了什么")
    session = RowChoiceField(label="对应的集中学习", required=False, empty_label="不对应")

    def __init__(
        self,
        *args: Any,
        duties: Sequence[ListEntry],
        sessions: Sequence[StudySession],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["duty"].offer((row, row.name) for row in duties)
        self.fields["session"].offer((row, row.title) for row in sessions)
        if not sessions:
            del self.fields["session"]


class QuestionForm(QuietForm):
    """The wording of one of the four questions, and whether it is in use."""

    name = LineField(label="表述", max_length=100)
    is_active = forms.BooleanField(label="启用（填报问题时显示）", required=False)


class ImportForm(SpokenForm):
    """A sheet or a pasted table, and whose problems they are."""

    table = forms.CharField(
        label="粘贴表格",
        required=False,
        strip=False,
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="从 Excel 中连同表头一起复制，粘贴到这里",
    )
    file = forms.FileField(
        label="或选择文件", required=False, help_text=".xlsx、.xls 或 .csv，不超过 5 MB"
    )

    def __init__(self, *args: Any, departments: Sequence[Department], **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.departments = list(departments)
        if len(self.departments) > 1:
            self.fields["department"] = RowChoiceField(label="问题所在单位")
            self.fields["department"].offer((d, d.name) for d in self.departments)
            self.order_fields(["department", "table", "file"])

    def department(self) -> Department | None:
        if "department" in self.fields:
            return self.cleaned_data.get("department")
        return self.departments[0] if self.departments else None
