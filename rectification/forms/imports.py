"""What is typed at an import: the file or text, and in whose name."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import Department
from core.forms import SpokenForm

OFFICE = "office"


class UploadForm(SpokenForm):
    """Step 1: a pasted table or a file, and in whose name it comes in."""

    name = forms.ChoiceField(label="以谁的名义导入", widget=forms.RadioSelect)
    text = forms.CharField(
        label="从 Excel 或 WPS 粘贴",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="在表格里选中台账（连同表头）复制，粘贴到这里。",
    )
    file = forms.FileField(
        label="或者选择文件",
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        help_text="xlsx、xls、csv，最大 5 MB，一次最多 5000 行；合并单元格、多个工作表都可以。",
    )

    def __init__(
        self,
        *args: Any,
        as_office: bool,
        departments: Sequence[Department],
        **options: Any,
    ) -> None:
        super().__init__(*args, label_suffix="", **options)
        self.departments = {unit.code: unit for unit in departments}
        choices = (
            [(OFFICE, "领导小组办公室：按原台账的状态进入，登记后即可办理")] if as_office else []
        )
        choices += [
            (unit.code, f"{unit.short_name}：每行进入草稿，提交后由办公室交办")
            for unit in departments
        ]
        field = self.fields["name"]
        field.choices, field.initial = choices, choices[0][0] if choices else None
        field.error_messages["required"] = "请选择以谁的名义导入。"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("text", "").strip() and not given.get("file") and not self.errors:
            self.add_error("text", "请粘贴台账（连同表头），或选择文件。")
        return given

    @property
    def department(self) -> Department | None:
        """The department in whose name it comes, None for the office."""
        return self.departments.get(self.cleaned_data["name"])
