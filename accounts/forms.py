"""Shapes of what the pages of sign-in and organisation take in."""

from typing import Any

from django import forms

from accounts.enums import AdminRole, OrgEvent, PostKind
from accounts.models import User
from accounts.selectors import people_matching
from core.errors import ReauthenticationRequired
from core.forms import SpokenForm
from core.validators.days import check_reach


class PersonField(forms.CharField):
    """A person by employee number, account or name; several of one name are listed to choose."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "填工号、账号或姓名；有同名人员时请填工号。")
        super().__init__(max_length=64, **options)

    def clean(self, value: Any) -> User | None:
        word = super().clean(value)
        if not word:
            return None
        found = people_matching(word)
        if not found:
            raise forms.ValidationError(f"没有找到“{word}”，请核对工号或姓名。")
        if len(found) > 1:
            listed = "、".join(person.employee_no or person.username for person in found)
            raise forms.ValidationError(f"有{len(found)}人叫“{word}”，请填工号：{listed}。")
        return found[0]


def _date(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[check_reach], **options)


def _password(label: str, autocomplete: str, **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, widget=widget, strip=False, max_length=256, **options)


class SignInForm(SpokenForm):
    """Account and password."""

    username = forms.CharField(
        label="账号",
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
        error_messages={"required": "请填写账号。"},
    )
    password = _password("密码", "current-password", error_messages={"required": "请填写密码。"})
    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


class NewPasswordForm(SpokenForm):
    """A new password, twice; what it must be is said by the service."""

    password = _password(
        "新密码",
        "new-password",
        help_text="至少10位，包含大写字母、小写字母、数字、符号中的三类；不能与最近5次相同。",
        error_messages={"required": "请填写新密码。"},
    )
    repeated = _password(
        "再填一次新密码", "new-password", error_messages={"required": "请再填一次新密码。"}
    )

    def clean_repeated(self) -> str:
        if self.cleaned_data["repeated"] != self.cleaned_data.get("password"):
            raise forms.ValidationError("两次填写的密码不一致，请重新填写。")
        return self.cleaned_data["repeated"]


class ChangePasswordForm(NewPasswordForm):
    """The same, with the present one first."""

    current = _password(
        "现在的密码", "current-password", error_messages={"required": "请填写现在的密码。"}
    )
    field_order = ("current", "password", "repeated")


class SearchForm(SpokenForm):
    """Words that a list is searched for."""

    q = forms.CharField(label="搜索", required=False, max_length=64)


class PeopleFilterForm(SearchForm):
    """The system administrator's list."""

    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("active", "在用"), ("stopped", "停用")],
    )


class PersonForm(SpokenForm):
    """A person put in by hand."""

    username = forms.RegexField(
        r"^[A-Za-z0-9_.@-]+$",
        label="账号",
        max_length=64,
        help_text="登录时用，字母、数字和 _ . @ - 组成。",
        error_messages={"invalid": "账号只能由字母、数字和 _ . @ - 组成。"},
    )
    name = forms.CharField(label="姓名", max_length=50)
    employee_no = forms.CharField(label="工号", max_length=32, required=False)
    phone = forms.CharField(label="电话", max_length=32, required=False)
    email = forms.EmailField(label="邮箱", max_length=254, required=False)


class AliasForm(SpokenForm):
    """Another name of a department."""

    name = forms.CharField(label="别名", max_length=100, help_text="台账中对该单位的叫法，须唯一。")


class PostForm(SpokenForm):
    """A post to begin."""

    person = PersonField(label="任职人")
    kind = forms.ChoiceField(label="类别", choices=PostKind)
    title = forms.CharField(label="职务", max_length=100)
    starts_on = _date("任职日期", required=False, help_text="不填为今天，不能晚于今天。")
    sections = forms.CharField(
        label="分管科室", required=False, max_length=500, help_text="只有班子成员填写，用顿号分开。"
    )
    document_number = forms.CharField(
        label="依据文号", required=False, max_length=100, help_text="主持工作必填。"
    )

    def clean_sections(self) -> list[str]:
        words = self.cleaned_data["sections"].replace("，", "、").split("、")
        return [word.strip() for word in words if word.strip()]


class EndPostForm(SpokenForm):
    """The first day without a post, and by which document."""

    ends_on = _date("离任日期", required=False, help_text="不填为今天，不能晚于今天。")
    document_number = forms.CharField(
        label="依据文号", required=False, max_length=100, help_text="可不填；填写后印在交接单上。"
    )


class AnswerForm(SpokenForm):
    """A remark with which lines of a handover are taken over."""

    remark = forms.CharField(
        label="接收说明",
        required=False,
        max_length=300,
        help_text="可不填；对所接收的事项有说明的写在这里。",
    )


class RefusalForm(SpokenForm):
    """Why a line of a handover is not taken over."""

    reason = forms.CharField(
        label="不接收的理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "不接收须写明理由，例如“材料不齐，缺打压试验记录”。"},
    )


class NamedPersonForm(SpokenForm):
    """Who takes a desk over, or watches."""

    person = PersonField(label="人员", error_messages={"required": "请填写人员。"})


class HandoverSignForm(SpokenForm):
    """What was shown, the signer's words, and his password."""

    shown_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    note = forms.CharField(
        label="说明（可不填）",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    password = _password(
        "登录密码",
        "current-password",
        required=False,
        help_text="核对本人身份，密码不会被记录。",
    )


class DelegationForm(SpokenForm):
    """Somebody of the team who signs for a while."""

    delegate = PersonField(
        label="受委托人",
        help_text="本单位班子成员，从列表中点选，或填工号、姓名。",
        widget=forms.TextInput(attrs={"list": "team"}),
    )
    starts_on = _date("起", required=False, help_text="不填为今天。")
    ends_on = _date("止", help_text="含起止两天。")
    reason = forms.CharField(label="事由", max_length=200)


class GrantForm(SpokenForm):
    """Reading of one department for one person."""

    person = PersonField(label="人员")
    department = forms.ChoiceField(label="单位")
    last_on = _date(
        "最后一天", required=False, help_text="含当天，次日起不能再查阅；不填的，到收回为止。"
    )

    def __init__(self, *args: Any, departments: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["department"].choices = [("", "请选择"), *departments]


class RenameForm(SpokenForm):
    """Another name of a department."""

    name = forms.CharField(
        label="全称", max_length=100, error_messages={"required": "请填写全称。"}
    )
    short_name = forms.CharField(
        label="简称", max_length=50, error_messages={"required": "请填写简称。"}
    )
    document_number = forms.CharField(label="依据文号", max_length=100, required=False)


class EndForm(SpokenForm):
    """Which department takes over, and by which document."""

    successor = forms.ChoiceField(
        label="承接单位", required=False, help_text="合并的，选并入的单位；没有承接单位的不选。"
    )
    document_number = forms.CharField(
        label="依据文号",
        max_length=100,
        help_text="机构改革方案或撤销该单位的文件，如“样例办〔2019〕30号”。",
        error_messages={"required": "请填写机构改革或撤销该单位的文号。"},
    )

    def __init__(self, *args: Any, successors: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["successor"].choices = [("", "没有承接单位"), *successors]


class AdminRoleForm(SpokenForm):
    """One of the three administrators."""

    person = PersonField(label="人员", error_messages={"required": "请填写人员。"})
    role = forms.ChoiceField(
        label="角色",
        choices=[("", "请选择"), *AdminRole.choices],
        error_messages={"required": "请选择角色。"},
    )


class TokenForm(SpokenForm):
    """What a new token is for, how long it lives, and the password once more."""

    name = forms.CharField(
        label="用途",
        max_length=100,
        help_text="哪个程序用，例如“OA 每日取数”。",
        error_messages={"required": "请填写用途，以便日后认出并撤销。"},
    )
    days = forms.IntegerField(
        label="有效天数",
        initial=90,
        help_text="1至365天，到期自动失效。",
        error_messages={"required": "请填写有效天数。", "invalid": "有效天数请填整数，例如90。"},
    )
    password = _password(
        "登录密码",
        "current-password",
        help_text="核对本人身份，密码不会被记录。",
        error_messages={"required": ReauthenticationRequired.default_detail},
    )


class JournalFilterForm(SpokenForm):
    """What the audit administrator looks for."""

    type = forms.ChoiceField(
        label="类型",
        required=False,
        choices=[("", "全部"), *OrgEvent.choices, ("other", "业务操作")],
    )
    person = forms.CharField(label="办理人", required=False, max_length=60)
    first = _date("起", required=False)
    last = _date("止", required=False)
