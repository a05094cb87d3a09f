"""What an item serves beside itself: objectives, work carried on together, goals. All optional."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms

from campaign.enums import ListKind
from campaign.models import Campaign, WorkGoal
from campaign.selectors import entries_of
from core.forms import QuietForm, RowChoiceField, RowsChoiceField, SpokenForm
from rectification.selectors.ties import Tied
from rectification.services import Ties

TIES = ("objectives", "linked_campaigns", "goals", "another_goal")
LISTS = {"objectives": ListKind.OBJECTIVE, "linked_campaigns": ListKind.LINKED_CAMPAIGN}


def goal_label(goal: WorkGoal) -> str:
    return f"{goal.name}（{goal.metric}）"


class TieFields(SpokenForm):
    """Ticks for the lists and for the goals at hand; goals of other departments in a list."""

    objectives = RowsChoiceField(label="对应的具体目标", required=False)
    linked_campaigns = RowsChoiceField(
        label="结合开展的工作", required=False, help_text="一件事项同时计入，不再另报"
    )
    goals = RowsChoiceField(
        label="推动的工作目标", required=False, help_text="整改见效后，实绩在工作目标页一并列出"
    )
    another_goal = RowChoiceField(
        label="推动的工作目标", required=False, empty_label="不关联", help_text="按单位排列"
    )

    def offer_ties(
        self,
        campaign: Campaign,
        goals: Iterable[WorkGoal],
        *,
        units: Collection[int],
        tied: Tied,
    ) -> None:
        """Set what may be ticked: lists in use and what is tied already, `units`' own goals.

        What there is nothing to choose from is not asked.
        """
        lists = entries_of(campaign, *LISTS.values())
        for name, kind in LISTS.items():
            rows = {row.pk: row for row in [*lists[kind], *getattr(tied, name)]}
            self._offer(name, [(row, row.name) for row in rows.values()])
        near = {goal.pk: goal for goal in goals if goal.department_id in units}
        near |= {goal.pk: goal for goal in tied.goals}
        self._offer("goals", [(goal, goal_label(goal)) for goal in near.values()])
        far: dict[str, list] = {}
        for goal in goals:
            if goal.pk not in near:
                row = (goal, goal_label(goal))
                far.setdefault(goal.department.short_name, []).append(row)
        if not far:
            del self.fields["another_goal"]
            return
        self.fields["another_goal"].offer_groups(far.items())
        if near:
            self.fields["another_goal"].label = "其他单位的工作目标"

    def _offer(self, name: str, rows: list[tuple[Any, str]]) -> None:
        if rows:
            self.fields[name].offer(rows)
        else:
            del self.fields[name]

    def ties(self) -> Ties:
        """The service's object."""
        cleaned = self.cleaned_data
        goals = list(cleaned.get("goals") or [])
        if cleaned.get("another_goal"):
            goals.append(cleaned["another_goal"])
        return Ties(cleaned.get("objectives") or [], cleaned.get("linked_campaigns") or [], goals)


def ties_initial(tied: Tied) -> dict[str, Any]:
    """What the fields show of what is tied."""
    return {name: list(getattr(tied, name)) for name in ("objectives", "linked_campaigns", "goals")}


class TieForm(TieFields, QuietForm):
    """The ties of an item that has been assigned already."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
