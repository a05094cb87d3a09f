"""The shape of what the page of the ladder takes in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from campaign.models import EscalationRule
from campaign.services import RungSetting
from campaign.validators import EARLIEST, LATEST
from core.forms import SpokenForm


class LadderForm(SpokenForm):
    """Days and switch of every rung. What the person saw travels along (`show_hidden_initial`)."""

    def __init__(self, *args: Any, rungs: Sequence[EscalationRule], **options: Any) -> None:
        super().__init__(*args, **options)
        self.rungs = rungs
        for rung in rungs:
            self.fields[f"{rung.code}-days"] = forms.IntegerField(
                label=f"{rung.label}：工作日",
                initial=rung.days,
                min_value=EARLIEST,
                max_value=LATEST,
                show_hidden_initial=True,
                help_text=f"默认 {rung.offset}" if rung.own_offset is not None else "",
            )
            self.fields[f"{rung.code}-on"] = forms.BooleanField(
                label=f"{rung.label}：启用",
                initial=rung.is_on,
                required=False,
                disabled=rung.is_required,
                help_text="不可停用" if rung.is_required else "",
                show_hidden_initial=True,
            )

    def cells(self, rung: EscalationRule) -> tuple[forms.BoundField, forms.BoundField]:
        """The two fields of a rung."""
        return self[f"{rung.code}-days"], self[f"{rung.code}-on"]

    def hidden(self) -> list[str]:
        """What was shown, for the next look."""
        fields = [field for rung in self.rungs for field in self.cells(rung)]
        return [field.as_hidden(only_initial=True) for field in fields]

    def changes(self) -> dict[str, RungSetting]:
        """What the person changed, whole rungs."""
        touched = {name.rpartition("-")[0] for name in self.changed_data}
        data = self.cleaned_data
        return {
            code: RungSetting(data[f"{code}-days"], bool(data[f"{code}-on"])) for code in touched
        }

    def seen(self) -> dict[str, RungSetting]:
        """What the page showed of what was changed."""
        found = {}
        for code in self.changes():
            days = self.data.get(self.add_initial_prefix(f"{code}-days"), "")
            on = self.data.get(self.add_initial_prefix(f"{code}-on"), "")
            if days.lstrip("-").isdecimal() and on:
                found[code] = RungSetting(int(days), on == "True")
        return found

    def with_both(self, current: Mapping[str, Mapping[str, Any]]) -> "LadderForm":
        """The same input beside what is stored by now; saved again, it replaces that knowingly."""
        data = self.data.copy()
        for code, setting in current.items():
            data[self.add_initial_prefix(f"{code}-days")] = setting["days"]
            data[self.add_initial_prefix(f"{code}-on")] = str(setting["is_on"])
        form = LadderForm(data, rungs=self.rungs)
        for code, setting in current.items():
            switch = "启用" if setting["is_on"] else "停用"
            form.add_error(
                f"{code}-days",
                f"他人已改为 {setting['days']}、{switch}。仍要按您填写的保存，请再次保存。",
            )
        return form
