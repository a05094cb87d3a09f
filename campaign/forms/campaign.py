"""Shapes of what the campaign's pages take in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from accounts.forms import PersonField as AccountField
from accounts.models import Department, User
from accounts.selectors import vacant_departments
from campaign.enums import CampaignRole, VerifyingScope
from campaign.models import Campaign
from campaign.selectors import people_named
from campaign.validators import RULES, SECTIONS, rule_value
from core.forms import SpokenForm
from core.validators.days import check_reach


class PersonField(forms.CharField):
    """A person by employee number, account or name; several of one name are listed to choose."""

    def __init__(self, *, on: date, **options: Any) -> None:
        self.on = on
        options.setdefault("help_text", "工号、账号或姓名；有同名人员时请填工号。")
        super().__init__(max_length=64, **options)

    def clean(self, value: Any) -> User | None:
        word = super().clean(value)
        if not word:
            return None
        found = people_named(word, self.on)
        if not found:
            raise forms.ValidationError(f"没有找到“{word}”，请核对工号或姓名。")
        if len(found) > 1:
            listed = "；".join(_described(person) for person in found)
            raise forms.ValidationError(f"有{len(found)}人叫“{word}”，请填工号：{listed}。")
        return found[0]


class RoleForm(SpokenForm):
    """A role for a person; only the roles that the reader of the page may give."""

    role = forms.ChoiceField(label="角色")

    def __init__(self, *args: Any, roles: tuple[CampaignRole, ...], on: date, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["person"] = PersonField(on=on, label="人员")


class UnitForm(SpokenForm):
    """The verifying unit of a scope, in rank order; the office's own department is left out."""

    scope = forms.ChoiceField(label="范围", choices=VerifyingScope.choices)
    department = forms.ModelChoiceField(
        label="验收单位", queryset=Department.objects.none(), to_field_name="code"
    )

    def __init__(self, *args: Any, campaign: Campaign, **kw: Any) -> None:
        super().__init__(*args, **kw)
        units = Department.objects.able_to_lead().in_rank_order()
        self.fields["department"].queryset = units.exclude(pk=campaign.office_department_id)


class ActingForm(SpokenForm):
    """Who is in charge of a department that nobody answers for, by which document."""

    department = forms.ModelChoiceField(
        label="空缺单位", queryset=Department.objects.none(), to_field_name="code"
    )
    title = forms.CharField(label="职务", max_length=100, initial="主持工作")
    document_number = forms.CharField(
        label="依据文号", max_length=100, help_text="明确主持工作的文件，如“样例干〔2019〕12号”。"
    )
    field_order = ("department", "person", "title", "document_number")

    def __init__(self, *args: Any, on: date, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["department"].queryset = vacant_departments(on).able_to_lead()
        self.fields["person"] = PersonField(on=on, label="主持工作的人员")
        self.order_fields(self.field_order)


class CampaignGrantForm(SpokenForm):
    """Reading of a whole campaign for one person, up to a last day."""

    person = AccountField(label="人员")
    campaign = forms.ModelChoiceField(
        label="主题教育", queryset=Campaign.objects.none(), to_field_name="code", empty_label=None
    )
    last_on = forms.DateField(
        label="最后一天",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[check_reach],
        help_text="含当天，次日起不能再查阅；不填的，到收回为止。",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Campaign.objects.order_by("-is_default", "-starts_on", "-id")
        self.fields["campaign"].queryset = rows


class RulesForm(SpokenForm):
    """The limits of a campaign; an emptied one goes back to its default.

    What the person saw travels along (`show_hidden_initial`), so that somebody else's change is
    found instead of overwritten.
    """

    def __init__(self, *args: Any, rules: Mapping[str, int], **kw: Any) -> None:
        super().__init__(*args, **kw)
        for key, rule in RULES.items():
            self.fields[key] = forms.IntegerField(
                label=rule.label,
                required=False,
                initial=rule_value(rules, key),
                min_value=rule.lowest,
                max_value=rule.highest,
                help_text=f"{rule.unit}，默认 {rule.default}",
                show_hidden_initial=True,
            )

    def sections(self) -> list[tuple[str, list[tuple[forms.BoundField, str]]]]:
        """The fields under their headings, each with the hidden value that was shown."""
        return [
            (title, [(self[r.key], self[r.key].as_hidden(only_initial=True)) for r in rules])
            for title, rules in SECTIONS
        ]

    def changes(self) -> dict[str, int | None]:
        """What the person changed."""
        return {key: self.cleaned_data[key] for key in self.changed_data}

    def with_both(self, current: Mapping[str, int]) -> "RulesForm":
        """The same input beside what is stored by now; saved again, it replaces that knowingly."""
        data = self.data.copy()
        for key, value in current.items():
            data[self.add_initial_prefix(key)] = value
        form = RulesForm(data, rules=current)
        for key, value in current.items():
            form.add_error(key, f"他人已改为 {value}。仍要改成您填写的数值，请再次保存。")
        return form

    def seen(self) -> dict[str, int]:
        """The values that the page showed of what was changed."""
        shown = {key: self.data.get(self.add_initial_prefix(key), "") for key in self.changed_data}
        return {key: int(value) for key, value in shown.items() if str(value).isdecimal()}


def _described(person: User) -> str:
    posts = person.posts_today[:1]
    where = f" {posts[0].department.short_name}{posts[0].title}" if posts else ""
    return f"{person.employee_no or person.username}{where}"
