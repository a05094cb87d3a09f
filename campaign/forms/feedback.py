"""Shapes of 意见建议."""

from django import forms

from campaign.enums import RemarkKind, RemarkVerdict
from campaign.services.feedback import LONGEST_ANSWER, LONGEST_REMARK
from core.forms import LineField, QuietForm, TextField


class RemarkForm(QuietForm):
    """One click and, if wanted, one sentence."""

    kind = forms.ChoiceField(label="这一步", choices=RemarkKind, widget=forms.RadioSelect)
    text = LineField(
        label="一句话",
        required=False,
        max_length=LONGEST_REMARK,
        help_text="可以不填；不要写姓名、单位和具体事项",
    )


class AnswerForm(QuietForm):
    """What becomes of it, for everybody to read."""

    verdict = forms.ChoiceField(label="处理", choices=RemarkVerdict, widget=forms.RadioSelect)
    text = TextField(
        label="说明",
        max_length=LONGEST_ANSWER,
        help_text="改了什么，或者不改的理由；所有人都能看到，不要转述原话",
    )
