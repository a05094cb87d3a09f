"""What is typed about an opinion."""

from typing import Any

from django import forms
from django.core import signing

from accounts.models import Department
from campaign.enums import Anonymity, ListKind, OpinionOrigin, Satisfaction
from campaign.models import Campaign, ListEntry
from campaign.services.opinions import OpinionContent
from core.forms import SpokenForm
from core.imports.days import HOW_TO, read_day

CLASSIFIED_NOTE = "不得录入涉密内容"
DIGITS = "零一二三四五六七八九"
SUM_SALT = "campaign.opinion.sum"
SUM_SECONDS = 2 * 3600


class OpinionForm(SpokenForm):
    """An opinion as the office keys it in."""

    raw_text = forms.CharField(
        label="反映的问题（原文）",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"只有办公室能看到原文。{CLASSIFIED_NOTE}",
    )
    received_on = forms.CharField(label="收到日期", max_length=20, help_text=HOW_TO)
    origin = forms.ChoiceField(label="渠道", choices=OpinionOrigin.choices)
    external_number = forms.CharField(
        label="来件编号", max_length=64, required=False, help_text="热线、信访件的编号；没有不填"
    )
    anonymity = forms.ChoiceField(
        label="署名", choices=Anonymity.choices, widget=forms.RadioSelect, initial="anonymous"
    )
    giver = forms.ModelChoiceField(
        label="反映人身份",
        queryset=ListEntry.objects.none(),
        to_field_name="code",
        required=False,
        empty_label="不清楚",
    )
    contact_name = forms.CharField(label="姓名", max_length=50, required=False)
    contact = forms.CharField(label="联系方式", max_length=100, required=False)
    about = forms.CharField(label="反映单位", max_length=100, required=False)
    is_praise = forms.BooleanField(label="是表扬", required=False)
    is_sensitive = forms.BooleanField(
        label="反映的是干部本人或亲属：转派驻纪检监察组，办公室列表不再显示", required=False
    )

    def __init__(self, *args: Any, campaign: Campaign, on: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="f_%s", **options)
        self.on = on
        self.fields["giver"].queryset = givers_of(campaign)

    def clean_received_on(self) -> Any:
        found = read_day(self.cleaned_data["received_on"], self.on)
        if found is None:
            raise forms.ValidationError(f"读不出日期，{HOW_TO}。")
        return found

    def content(self) -> OpinionContent:
        """The service's object."""
        return OpinionContent(**self.cleaned_data)


def givers_of(campaign: Campaign) -> Any:
    """Who gives opinions, as the speech lists them."""
    rows = ListEntry.objects.active().filter(campaign=campaign, kind=ListKind.OPINION_GIVER)
    return rows.in_order()


class PublicOpinionForm(SpokenForm):
    """The public form: four things at most, one of them needed."""

    raw_text = forms.CharField(
        label="您反映的问题",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="什么事、在哪里。不必写您是谁",
    )
    about = forms.CharField(label="涉及单位", max_length=100, required=False, help_text="可以不填")
    contact = forms.CharField(
        label="联系方式",
        max_length=100,
        required=False,
        help_text="可以不填；填了只供回访，承办单位看不到",
    )
    answer = forms.CharField(
        label="请算一算", max_length=10, error_messages={"required": "请用数字写出得数。"}
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=200)
    website = forms.CharField(
        label="请留空", required=False, max_length=100, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, one: int, other: int, **options: Any) -> None:
        super().__init__(*args, auto_id="f_%s", **options)
        self.fields["answer"].label = f"{DIGITS[one]}加{DIGITS[other]}等于几？"
        self.fields["answer"].help_text = "用数字填写，防止程序自动提交"
        self.fields["token"].initial = signing.dumps([one, other], salt=SUM_SALT)

    def content(self, received_on: Any) -> OpinionContent:
        """The service's object; with a contact it is kept in confidence, else anonymous."""
        contact = self.cleaned_data["contact"].strip()
        return OpinionContent(
            raw_text=self.cleaned_data["raw_text"],
            about=self.cleaned_data["about"],
            contact=contact,
            received_on=received_on,
            anonymity=Anonymity.CONFIDENTIAL if contact else Anonymity.ANONYMOUS,
            origin=OpinionOrigin.FORM,
        )


def asked_sum(token: str) -> tuple[int, int] | None:
    """The two numbers that a form asked to add; None for a token that is not ours, or too old."""
    try:
        one, other = signing.loads(token, salt=SUM_SALT, max_age=SUM_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(one), int(other)


class RestateForm(SpokenForm):
    """What the department will read."""

    restatement = forms.CharField(
        label="整理后的问题",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="承办单位只看到这一段：写清什么事，去掉能认出反映人的时间、人物、细节",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReferForm(SpokenForm):
    """Which department answers."""

    department = forms.ModelChoiceField(
        label="承办单位",
        queryset=Department.objects.none(),
        to_field_name="code",
        help_text="满5条一并开放给该单位，不满的第3个工作日开放，避免从时间认出反映人",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Department.objects.able_to_lead().in_rank_order()
        self.fields["department"].queryset = units


class AnswerForm(SpokenForm):
    """What was done about it."""

    answer = forms.CharField(
        label="答复",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="怎么办的、结果如何；反映人凭查询码可以看到",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class DeclineForm(SpokenForm):
    """Why it is not taken up."""

    reason = forms.CharField(
        label="理由", max_length=500, help_text="不属本市或本次受理范围、表扬已转告等"
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class CloseForm(SpokenForm):
    """No words are asked."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReceiptForm(SpokenForm):
    """A receipt code."""

    code = forms.CharField(
        label="查询码", max_length=40, help_text="收到意见时给出的10位字母和数字，不分大小写"
    )


class DrawForm(SpokenForm):
    """A sample to be called back, and by whom."""

    caller = forms.ModelChoiceField(
        label="回访单位",
        queryset=Department.objects.none(),
        to_field_name="code",
        help_text="不能是意见的承办单位；它承办的意见不在抽取之列",
    )
    share_percent = forms.IntegerField(
        label="抽取比例（%）", min_value=1, max_value=100, initial=20
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="f_%s", **options)
        self.fields["caller"].queryset = Department.objects.able_to_lead().in_rank_order()


class CallForm(SpokenForm):
    """What a called-back giver said."""

    result = forms.ChoiceField(
        label="回访结果", choices=Satisfaction.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label="说明", max_length=300, required=False)


class TableForm(SpokenForm):
    """A hotline's table, pasted or as a file."""

    text = forms.CharField(
        label="粘贴表格",
        required=False,
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="从 Excel、WPS 连同表头复制；或在下面选择文件",
    )
    file = forms.FileField(
        label="或选择文件", required=False, help_text=".xlsx、.xls 或 .csv，5 MB 以内"
    )
    origin = forms.ChoiceField(label="渠道", choices=OpinionOrigin.choices, initial="hotline")
