"""Who a role is for an item on that day: people who may see it (lifecycle.md §3 and §10).

Nobody is told of what he may not open: of a normal item the lead's and its handling unit's people,
the office, city leaders in charge; of a sensitive one the named few and the leaders who follow from
their posts. City leaders do not see sensitive items, so the head of the office is told instead.
"""

from collections.abc import Callable, Iterable

from accounts.models import Post, User
from campaign.enums import CampaignRole, LadderRole
from campaign.models import Campaign
from rectification.enums import CLOSING_STATES, ClearanceKind
from rectification.models import Item
from rectification.reminders.batch import ItemBatch

R = LadderRole
CLIMB: dict[str, tuple[LadderRole, ...]] = {
    R.SECTION_HEAD: (R.PORTFOLIO_LEADER,),
    R.PORTFOLIO_LEADER: (R.FIRST_IN_CHARGE,),
    R.FIRST_IN_CHARGE: (R.OFFICE, R.DEPUTY_LEADER),
    R.DEPUTY_LEADER: (R.GROUP_LEADER,),
    R.OFFICE_SUPERVISOR: (R.GROUP_LEADER,),
}
"""Who stands in where a level is nobody: the next one up, never one further."""


class Receivers:
    """The people of one campaign's items, by role."""

    def __init__(self, campaign: Campaign, batch: ItemBatch) -> None:
        self.campaign = campaign
        self.batch = batch
        self.org = batch.run.organisation
        self._roles: dict[str, Callable[[Item], list[User]]] = {
            R.HANDLER: self.handlers,
            R.SECTION_HEAD: self._section_head,
            R.PORTFOLIO_LEADER: self._reviewer,
            R.FIRST_IN_CHARGE: self.heads,
            R.OFFICE: self.office,
            R.OFFICE_HEAD: self.office_heads,
            R.OFFICE_SUPERVISOR: self._supervisor,
            R.DEPUTY_LEADER: self.deputies,
            R.GROUP_LEADER: self.group_leader,
        }

    def of(self, role: str, item: Item, *, climbs: bool = False) -> list[User]:
        """The people of a role; `climbs`: where it is nobody, those of the next level.

        A vacant first-in-charge is always the office and the deputy leader.
        """
        found = self._roles[role](item)
        if not found and (climbs or role in (R.FIRST_IN_CHARGE, R.DEPUTY_LEADER)):
            for above in CLIMB.get(LadderRole(role), ()):
                found += self.of(above, item, climbs=climbs)
        return list({person.pk: person for person in found}.values())

    def all_of(self, roles: Iterable[str], item: Item, *, climbs: bool = False) -> list[User]:
        """The people of several roles, each once."""
        found = {p.pk: p for role in roles for p in self.of(role, item, climbs=climbs)}
        return list(found.values())

    def _with(self, *roles: str) -> list[User]:
        return [p for role in roles for p in self.org.roles.get((self.campaign.pk, role), ())]

    def is_office_item(self, item: Item) -> bool:
        """Led or handled by the office's own department (灯下黑)."""
        office = self.campaign.office_department_id
        return office is not None and office in (item.lead_department_id, item.handling_unit_id)

    # --- the lead ---------------------------------------------------------------

    def handlers(self, item: Item) -> list[User]:
        """The named handler while he is there; else who receives papers for the unit."""
        if item.is_sensitive:
            return list(self.batch.handlers(item))
        org = self.org
        units = [pk for pk in (item.handling_unit_id, item.lead_department_id) if pk is not None]
        if any(item.handler_id in org.members[unit] for unit in units):
            return [org.people[item.handler_id]]
        for unit in units:
            acting = org.liaisons.get(unit) or org.officers.get(unit)
            if acting:
                return list(acting)
        return []

    def _section_head(self, item: Item) -> list[User]:
        """Before an item has a section: the liaison, who hands papers to the sections."""
        if item.is_sensitive or item.lead_department_id is None:
            return []
        return list(self.org.liaisons.get(item.lead_department_id, ()))

    def portfolio_post(self, item: Item) -> Post | None:
        """The first team member by rank order in whose charge the item's section is."""
        if not item.section:
            return None
        team = self.org.team.get(item.lead_department_id, ())
        return next((post for post in team if item.section in post.sections), None)

    def reviewer(self, item: Item) -> User | None:
        """The portfolio leader, or nobody: nobody judges himself (as `Seats.portfolio_leader`)."""
        post = self.portfolio_post(item)
        if post is None:
            return None
        head = self.org.heads.get(item.lead_department_id)
        barred = {item.owner_post.person_id if item.owner_post_id else None}
        if head is not None:
            barred.add(head.person_id)
            barred |= {person.pk for person in self.org.delegates.get(head.pk, ())}
        if item.state in CLOSING_STATES:
            barred.add(self.batch.applicant(item))
        return None if post.person_id in barred else post.person

    def _reviewer(self, item: Item) -> list[User]:
        person = self.reviewer(item)
        return [person] if person is not None else []

    def heads(self, item: Item) -> list[User]:
        """The first-in-charge or the person acting, and who signs for him today."""
        head = self.org.heads.get(item.lead_department_id)
        if head is None:
            return []
        stand_ins = [] if item.is_sensitive else self.org.delegates.get(head.pk, [])
        return [head.person, *stand_ins]

    # --- the office and the city --------------------------------------------------

    def office(self, item: Item) -> list[User]:
        """Members of the office; of a sensitive item its head and the named ones."""
        if item.is_sensitive:
            return [*self.office_heads(item), *self.batch.cleared(item, ClearanceKind.OFFICE)]
        return self._with(CampaignRole.OFFICE, CampaignRole.OFFICE_HEAD)

    def office_heads(self, item: Item) -> list[User]:
        """The heads of the office; its supervisor for items of its own department."""
        if self.is_office_item(item):
            return self._with(CampaignRole.OFFICE_SUPERVISOR)
        return self._with(CampaignRole.OFFICE_HEAD)

    def _supervisor(self, item: Item) -> list[User]:
        if item.is_sensitive and not self.is_office_item(item):
            return self.office_heads(item)
        return self._with(CampaignRole.OFFICE_SUPERVISOR)

    def deputies(self, item: Item) -> list[User]:
        """City leaders in charge of the lead: not its head, the owner or a head of the office."""
        if item.is_sensitive:
            return self.office_heads(item)
        head = self.org.heads.get(item.lead_department_id)
        barred = {p.pk for p in self._with(CampaignRole.OFFICE_HEAD)}
        barred.add(item.owner_post.person_id if item.owner_post_id else None)
        barred.add(head.person_id if head else None)
        mine = self.org.deputies.get(item.lead_department_id, ())
        return [person for person in mine if person.pk not in barred]

    def group_leader(self, item: Item) -> list[User]:
        """The group leader; for his own items, and those he heads, the guidance group."""
        if item.is_sensitive:
            return self.office_heads(item)
        head = self.org.heads.get(item.lead_department_id)
        own = {item.owner_post.person_id if item.owner_post_id else None}
        own.add(head.person_id if head else None)
        found = [p for p in self._with(CampaignRole.GROUP_LEADER) if p.pk not in own]
        return found or self._with(CampaignRole.GUIDANCE)
