"""What a person is in the campaigns on a day: posts and campaign roles together."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from accounts.permissions import Standing, standing_of
from campaign.enums import CampaignRole, VerifyingScope
from campaign.models import Campaign, CampaignGrant, Membership, VerifyingUnit


@dataclass(frozen=True)
class CampaignStanding:
    """Posts and campaign roles of a person on a day, all that rights are derived from."""

    person: Standing
    roles: dict[int, frozenset[str]]
    office_departments: dict[int, int]
    verifying: dict[tuple[int, str], int]
    granted_campaigns: frozenset[int]

    def campaigns_as(self, *roles: str) -> frozenset[int]:
        """Campaigns in which the person has one of `roles`."""
        return frozenset(c for c, held in self.roles.items() if held.intersection(roles))

    def has(self, campaign_id: int, *roles: str) -> bool:
        return bool(self.roles.get(campaign_id, frozenset()).intersection(roles))

    def verifying_unit(self, campaign_id: int, scope: str) -> int | None:
        """The department that verifies items of `scope` in a campaign, if one is named."""
        return self.verifying.get((campaign_id, scope))


OFFICE_ROLES = (CampaignRole.OFFICE, CampaignRole.OFFICE_HEAD)
GUIDANCE_ROLES = (CampaignRole.GUIDANCE, CampaignRole.RESIDENT_DISCIPLINE)


def read_campaign_standing(user: User, on: date) -> CampaignStanding:
    """Read afresh: 4 statements beside those of `standing_of`."""
    person = standing_of(user, on)
    roles: dict[int, set[str]] = {}
    granted: frozenset[int] = frozenset()
    if user.is_active:
        held = Membership.objects.on(on).filter(person=user).values_list("campaign_id", "role")
        for campaign_id, role in held:
            roles.setdefault(campaign_id, set()).add(role)
        grants = CampaignGrant.objects.filter(user=user).values_list("content_object_id", flat=True)
        granted = frozenset(grants)
    offices = Campaign.objects.filter(office_department__isnull=False)
    units = VerifyingUnit.objects.values_list("campaign_id", "scope", "department_id")
    return CampaignStanding(
        person=person,
        roles={key: frozenset(value) for key, value in roles.items()},
        office_departments=dict(offices.values_list("id", "office_department_id")),
        verifying={(c, VerifyingScope(s)): d for c, s, d in units},
        granted_campaigns=granted,
    )


def campaign_standing_of(user: User, on: date) -> CampaignStanding:
    """A person's campaign standing; kept on the user object if a door asked for that."""
    memory = getattr(user, "standing_memory", None)
    if memory is None:
        return read_campaign_standing(user, on)
    if ("campaign", on) not in memory:
        memory["campaign", on] = read_campaign_standing(user, on)
    return memory["campaign", on]
