"""Shapes of what the pages of study take in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from accounts.models import Department, User
from campaign.enums import AttendanceStatus, GoalCategory, ListKind, SessionState
from campaign.models import Attendance, ListEntry, Problem, StudyOutcome, StudySession
from campaign.services.goals import GoalContent
from campaign.services.study import AttendanceLine, SessionContent
from campaign.services.study_outcomes import OutcomeContent
from core.forms import DayField, LineField, QuietForm, RowChoiceField, RowsChoiceField, TextField
from core.imports.sheets import Grid, read_file, read_paste
from core.validators.uploads import check_ledger, clean_name

Lists = Mapping[ListKind, list[ListEntry]]
NOT_LISTED = ""
MOST_GUESTS = 100


def named(entries: Iterable[ListEntry]) -> list[tuple[ListEntry, str]]:
    return [(entry, entry.name) for entry in entries]


class VersionedForm(QuietForm):
    """A form that carries the version on which it was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def shown_beside(self, current: Mapping[str, Any]) -> None:
        """After a conflict: what is stored by now stands beside each field, nothing is lost."""
        data = self.data.copy()
        data[self.add_prefix("version")] = current["version"]
        self.data = data
        for name, value in current.items():
            if name in self.fields and name != "version" and str(value) != self.data.get(name, ""):
                self.add_error(name, f"他人已改为“{value}”。仍要改成您填写的内容，请再次保存。")


class PlanForm(VersionedForm):
    """What a department's study aims at, and the number under which the plan was issued."""

    aim = TextField(label="学习目标", required=False, max_length=5000, rows=4)
    document_number = LineField(
        label="印发文号", required=False, max_length=100, help_text="如“样例党组发〔2019〕12号”。"
    )


class SessionForm(VersionedForm):
    """A session as it is planned; of one that was held, what was discussed too."""

    department = RowChoiceField(label="单位")
    title = LineField(label="专题")
    form = RowChoiceField(label="形式")
    planned_on = DayField(label="计划日期")
    host = LineField(label="主持人", required=False, max_length=50)
    speakers = LineField(label="中心发言", required=False)
    place = LineField(label="地点", required=False, max_length=100)
    audience = LineField(label="参加范围", required=False, help_text="如“党组理论学习中心组成员”。")
    problem = RowChoiceField(
        label="针对什么问题",
        required=False,
        empty_label="不针对具体问题",
        help_text="从本单位问题清单中选择，可不选。",
    )
    materials = RowsChoiceField(label="学习内容", required=False)
    ways = RowsChoiceField(label="学习方法", required=False)
    agenda = TextField(label="议程", required=False, max_length=5000, rows=4)
    summary = TextField(label="研讨要点", required=False, max_length=5000, rows=4)

    def __init__(
        self,
        *args: Any,
        departments: Sequence[Department],
        lists: Lists,
        problems: Sequence[Problem] = (),
        state: str = SessionState.PLANNED,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["department"].offer((row, row.name) for row in departments)
        if len(departments) == 1:
            self.only = departments[0]
            del self.fields["department"]
        self.fields["form"].offer(named(lists[ListKind.STUDY_FORM]))
        self.fields["materials"].offer(named(lists[ListKind.STUDY_MATERIAL]))
        self.fields["ways"].offer(named(lists[ListKind.STUDY_WAY]))
        self.fields["problem"].offer((row, row.text[:60]) for row in problems)
        if not problems:
            del self.fields["problem"]
        if state != SessionState.HELD:
            del self.fields["summary"]

    @property
    def unit(self) -> Department:
        """The department chosen, or the only one that there is to choose."""
        found = self.cleaned_data.get("department")
        return found if found is not None else self.only

    def content(self) -> SessionContent:
        given = self.cleaned_data
        names = SessionContent.__dataclass_fields__
        return SessionContent(**{name: given[name] for name in names if name in given})


def initial_of(session: StudySession) -> dict[str, Any]:
    """What the form of a session shows first."""
    names = [name for name in SessionForm.base_fields if name not in ("ways", "materials")]
    found = {name: getattr(session, name) for name in names}
    return found | {"ways": list(session.ways.all()), "materials": list(session.materials.all())}


class AttendanceForm(VersionedForm):
    """Who was there: everybody of the department in one list, “到会” unless marked otherwise.

    `people` are (person, post title); `before` is what was taken already. With `held_on` the same
    page records that the session was held.
    """

    held_on = DayField(label="举行日期")
    summary = TextField(label="研讨要点", required=False, max_length=5000, rows=4)
    guests = TextField(
        label="列席和外请人员",
        required=False,
        max_length=5000,
        rows=3,
        help_text="每行一人，姓名后可写职务，用逗号或空格隔开，如“孔某庚，党校教师”。",
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[User, str]],
        before: Sequence[Attendance] = (),
        with_day: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        if not with_day:
            del self.fields["held_on"], self.fields["summary"]
        known = {row.person_id: row for row in before if row.person_id}
        present = {person.pk for person, _ in people}
        gone = [(row.person, row.post_title) for row in before if row.person_id not in present]
        self.people = [*people, *((person, title) for person, title in gone if person)]
        for person, title in self.people:
            self.fields[f"p-{person.uid}"] = self._status(
                person, title, known.get(person.pk), before
            )
        guests = [row for row in before if row.person_id is None]
        self.initial.setdefault(
            "guests", "\n".join("，".join(filter(None, (g.name, g.post_title))) for g in guests)
        )

    def _status(
        self, person: User, title: str, row: Attendance | None, before: Sequence[Attendance]
    ) -> forms.ChoiceField:
        absent = row is not None and row.status != AttendanceStatus.PRESENT
        shown = [s for s in AttendanceStatus if s != AttendanceStatus.MADE_UP or absent]
        first = row.status if row else (NOT_LISTED if before else AttendanceStatus.PRESENT.value)
        return forms.ChoiceField(
            label=person.name,
            help_text=title,
            required=False,
            choices=[*((s.value, s.label) for s in shown), (NOT_LISTED, "不在参加范围")],
            initial=first,
            error_messages={"invalid_choice": "请从列表中选择。"},
        )

    @property
    def rows(self) -> list[forms.BoundField]:
        """The fields of the people, for the table."""
        return [self[f"p-{person.uid}"] for person, _ in self.people]

    @property
    def others(self) -> list[forms.BoundField]:
        names = ("held_on", "summary", "guests")
        return [self[name] for name in names if name in self.fields]

    def lines(self) -> list[AttendanceLine]:
        """People first, in rank order, then the guests as they were written."""
        found = []
        for person, title in self.people:
            status = self.cleaned_data[f"p-{person.uid}"]
            if status != NOT_LISTED:
                found.append(AttendanceLine(AttendanceStatus(status), person, post_title=title))
        for line in self.cleaned_data["guests"].splitlines()[:MOST_GUESTS]:
            words = line.replace("，", " ").replace(",", " ").split(maxsplit=1)
            if words:
                title = words[1] if len(words) > 1 else ""
                found.append(
                    AttendanceLine(AttendanceStatus.PRESENT, name=words[0], post_title=title)
                )
        return found


class CancelForm(VersionedForm):
    """Why a session will not be held."""

    cancel_reason = LineField(label="取消原因")


class OutcomeForm(VersionedForm):
    """What a session turned into."""

    kind = RowChoiceField(label="类别")
    text = TextField(
        label="成果",
        max_length=5000,
        rows=4,
        help_text="找到了什么机遇、政策、项目，或形成了什么举措；写事实和数字。",
    )
    objectives = RowsChoiceField(label="对应的具体目标", required=False)
    is_sensitive = forms.BooleanField(
        label="敏感", required=False, help_text="勾选后只有登记人能看到，不进入列表和统计。"
    )

    def __init__(self, *args: Any, lists: Lists, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].offer(named(lists[ListKind.STUDY_CONVERSION]))
        self.fields["objectives"].offer(named(lists[ListKind.OBJECTIVE]))

    def content(self) -> OutcomeContent:
        given = self.cleaned_data
        return OutcomeContent(
            given["kind"], given["text"], given["objectives"], given["is_sensitive"]
        )


def outcome_initial(outcome: StudyOutcome) -> dict[str, Any]:
    return {
        "kind": outcome.kind,
        "text": outcome.text,
        "objectives": list(outcome.objectives.all()),
        "is_sensitive": outcome.is_sensitive,
        "version": outcome.version,
    }


class GoalForm(VersionedForm):
    """A work goal, filled in beforehand from what it comes from."""

    name = LineField(label="目标")
    category = forms.ChoiceField(label="类别", choices=[("", "请选择"), *GoalCategory.choices])
    metric = LineField(
        label="指标", max_length=100, help_text="用什么数字衡量，如“拨付到户企业数”。"
    )
    unit = LineField(label="计量单位", required=False, max_length=20)
    baseline = forms.DecimalField(label="基数", max_digits=18, decimal_places=2)
    target = forms.DecimalField(label="目标值", max_digits=18, decimal_places=2)
    section = LineField(label="责任科室", required=False, max_length=50)
    due_on = DayField(label="完成时限", required=False)

    def content(self) -> GoalContent:
        names = GoalContent.__dataclass_fields__
        return GoalContent(**{name: self.cleaned_data[name] for name in names})


class NoteForm(QuietForm):
    """A private note."""

    material = RowChoiceField(label="学习材料", required=False, empty_label="不限")
    text = TextField(label="笔记", max_length=5000, rows=8)

    def __init__(self, *args: Any, lists: Lists, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["material"].offer(named(lists[ListKind.STUDY_MATERIAL]))


class PlanImportForm(QuietForm):
    """A study plan as a table: pasted from a spreadsheet, or a file."""

    text = forms.CharField(
        label="从表格粘贴",
        required=False,
        strip=False,
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="在 Excel 或 WPS 中连同表头一起选中、复制，粘贴到这里。",
    )
    file = forms.FileField(
        label="或上传文件", required=False, help_text=".xlsx 或 .xls，不超过 5 MB。"
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "carried" in self.data:
            return given
        if not given.get("file") and not given.get("text", "").strip():
            raise forms.ValidationError("请粘贴学习计划，或选择一个文件。")
        return given

    def grids(self) -> list[Grid]:
        """What was sent, as grids; a refusal of core.errors where it can't be read."""
        file = self.cleaned_data.get("file")
        if not file:
            return read_paste(self.cleaned_data["text"])
        check_ledger(file, file.name)
        file.seek(0)
        return read_file(file.read(), clean_name(file.name))
