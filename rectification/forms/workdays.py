"""What is typed about days off: a whole table, or a single day."""

from datetime import date
from typing import Any

from django import forms

from core.forms import SpokenForm
from rectification.forms.fields import DayField, LineField
from rectification.services import WorkdayRow

WORKED, OFF = "worked", "off"


class WorkdayTableForm(SpokenForm):
    """A pasted table or a CSV file, and the document that it is taken from."""

    text = forms.CharField(
        label="从通知或表格粘贴",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=(
            "每行两列：日期、上班或放假；后面可再写名称和依据文件。"
            "一段日期写成 2027-02-06至2027-02-12，有没有表头都可以。"
        ),
    )
    file = forms.FileField(
        label="或者选择 CSV 文件",
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv"}),
        help_text="UTF-8 或 GBK 编码，最大 256 KB。",
    )
    source_doc = LineField(
        label="依据文件",
        required=False,
        max_length=120,
        help_text="如“国办发明电〔2026〕7号”；行内已写依据的，以行内为准。",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("text", "").strip() and not given.get("file") and not self.errors:
            self.add_error("text", "请粘贴放假安排，或选择 CSV 文件。")
        return given


class WorkdayForm(SpokenForm):
    """One day."""

    day = DayField(label="日期", help_text="如 2027-01-04，也可写 2027年1月4日")
    kind = forms.ChoiceField(
        label="安排",
        choices=[(OFF, "放假"), (WORKED, "上班（补班）")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择放假还是上班。"},
    )
    name = LineField(label="名称", required=False, max_length=60, help_text="如“元旦”。")
    source_doc = LineField(label="依据文件", required=False, max_length=120)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, label_suffix="", **options)
        self.fields["day"].today = today

    def row(self) -> WorkdayRow:
        """The day as the service takes it."""
        given = self.cleaned_data
        return WorkdayRow(given["day"], given["kind"] == WORKED, given["name"], given["source_doc"])
