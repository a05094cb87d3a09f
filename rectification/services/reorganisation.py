"""A department is to end: its open items go to the successor, each by the rules it has anyway.

Lifecycle §8: “Departments merge or split: bulk recall and assign by the office_head, preview
first.” Closed items stay with the old department for ever.
"""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import Department, User
from campaign.enums import CampaignRole
from campaign.models import Campaign
from campaign.services.reorganisation import heads_campaigns
from core.clock import local_date
from core.errors import GuardFailed
from notifications.enums import MessageKind
from notifications.services import Fact, tell_many
from rectification.models import Item
from rectification.selectors.seats import holders_of_role
from rectification.selectors.units import Tie, TiedItem
from rectification.services.assigning import AssignContent, amend
from rectification.services.bulk import MOST, Outcome, kept_cooperators, those_that_go
from rectification.services.exits import reassign


def end_proposed(*, department: Department, by: User | None, at: datetime) -> None:
    """Tell the heads of the offices that a department is to end (settings.UNIT_END_OBSERVERS)."""
    campaigns = Campaign.objects.filter(archived_at__isnull=True).order_by("id")
    people = {
        person.pk: person
        for campaign in campaigns
        for person in holders_of_role(campaign.pk, CampaignRole.OFFICE_HEAD, local_date(at))
    }
    into = f"，由{department.successor.name}承接" if department.successor is not None else ""
    fact = Fact(
        people=list(people.values()),
        kind=MessageKind.TO_DO,
        key=f"unit-end:{department.uid}:{at.isoformat()}",
        subject=department,
        text=f"拟撤销{department.name}{into}，请移交其在办事项，时限不变。",
        by=by,
    )
    tell_many(facts=[fact], at=at)


def move_items(
    *,
    department: Department,
    tied: Sequence[TiedItem],
    by: User,
    at: datetime,
    commit: bool,
) -> list[Outcome]:
    """Move up to 50 open items on: those that the rules let go, the others with their sentence.

    What the department led is recalled and given to the successor with its date as it is; what it
    handled goes back to its lead; where it co-operated the successor does. Without `commit` it only
    says what would happen. Raises Denied for anybody but an office head, GuardFailed where the
    department is not to end, or more than 50 are given.
    """
    heads_campaigns(by, at)
    if department.end_proposed_at is None:
        raise GuardFailed(f"{department.name}没有提出撤销，不能移交。")
    ties = {one.item.pk: one.tie for one in tied}
    act = _Mover(department, by, at)
    return those_that_go(
        [one.item for one in tied[:MOST]],
        lambda item: act.move(item, ties[item.pk]),
        commit=commit,
    )


class _Mover:
    """One department's items on their way."""

    def __init__(self, department: Department, by: User, at: datetime) -> None:
        self.department, self.by, self.at = department, by, at
        self.successor = department.successor
        into = f"，由{self.successor.name}承接" if self.successor is not None else ""
        self.reason = f"{department.name}撤销{into}（{department.end_document}）"

    def move(self, item: Item, tie: Tie) -> Item:
        if tie == Tie.HANDLING:
            return self._give(item, item.lead_department)
        if self.successor is None:
            raise GuardFailed("没有承接单位，请在事项页逐件改派、并案或更正配合单位。")
        if tie == Tie.LEAD:
            return self._give(item, self.successor)
        return self._cooperate(item)

    def _give(self, item: Item, lead: Department) -> Item:
        content = AssignContent(
            lead_department=lead,
            kind=item.kind,
            acceptance_standard=item.acceptance_standard,
            due_on=item.due_on,
            cooperating=[u for u in kept_cooperators(item, lead) if u.pk != self.department.pk],
            is_key=item.is_key,
            is_mass=item.is_mass,
        )
        return reassign(
            item=item,
            content=content,
            by=self.by,
            at=self.at,
            version=item.version,
            reason=self.reason,
        )

    def _cooperate(self, item: Item) -> Item:
        """The successor in the department's place; where it leads itself, nobody."""
        units = [u for u in kept_cooperators(item, self.successor) if u.pk != self.department.pk]
        if item.lead_department_id != self.successor.pk:
            units.append(self.successor)
        return amend(
            item=item,
            by=self.by,
            at=self.at,
            version=item.version,
            reason=self.reason,
            cooperating=units,
        )
