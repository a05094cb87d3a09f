"""What a person is in the campaigns on a day, and what he may do to a campaign itself."""

import json
from dataclasses import dataclass, field
from datetime import date

from accounts.enums import AdminRole
from accounts.models import User
from accounts.permissions import Standing, standing_from, standing_of, standing_rows
from campaign.enums import CampaignAct, CampaignRole, VerifyingScope
from campaign.models import Campaign
from campaign.validators import Limits
from core.errors import Denied


@dataclass(frozen=True)
class CampaignStanding:
    """Posts and campaign roles of a person on a day, all that rights are derived from."""

    person: Standing
    roles: dict[int, frozenset[str]]
    office_departments: dict[int, int]
    verifying: dict[tuple[int, str], int]
    granted_campaigns: frozenset[int]
    limits: Limits = field(default_factory=Limits)
    """The limits of every campaign, so that no list asks for them row by row."""

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


_ROLE, _GRANT, _OFFICE, _UNIT, _RULES = "role", "campaign grant", "office", "unit", "rules"
STANDING = f"""
SELECT '{_ROLE}', campaign_id, NULL, NULL, NULL, NULL, role, NULL, NULL, NULL
FROM campaign_membership
WHERE person_id = %(user)s AND starts_on <= %(on)s AND (ends_on IS NULL OR ends_on > %(on)s)
UNION ALL
SELECT '{_GRANT}', content_object_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM campaign_campaigngrant
WHERE user_id = %(user)s AND (last_on IS NULL OR last_on >= %(on)s)
UNION ALL
SELECT '{_OFFICE}', id, NULL, office_department_id, NULL, NULL, NULL, NULL, NULL, NULL
FROM campaign_campaign WHERE office_department_id IS NOT NULL
UNION ALL
SELECT '{_UNIT}', campaign_id, NULL, department_id, NULL, NULL, scope, NULL, NULL, NULL
FROM campaign_verifyingunit
UNION ALL
SELECT '{_RULES}', id, NULL, NULL, NULL, NULL, CAST(rules AS text), NULL, NULL, NULL
FROM campaign_campaign
"""  # nosec B608 - constants of this module are joined here, values are parameters
"""Read with the posts by one statement (settings.STANDING_PARTS)."""


def read_campaign_standing(user: User, on: date) -> CampaignStanding:
    """The campaign standing from the rows of `standing_rows` (1 statement, or kept)."""
    rows = standing_rows(user, on)
    kept = getattr(user, "standing_memory", None) is not None
    person = standing_of(user, on) if kept else standing_from(user, on, rows)
    roles: dict[int, set[str]] = {}
    granted: set[int] = set()
    if user.is_active:
        granted = {row[1] for row in rows.get(_GRANT, ())}
        for row in rows.get(_ROLE, ()):
            roles.setdefault(row[1], set()).add(row[6])
    return CampaignStanding(
        person=person,
        roles={key: frozenset(value) for key, value in roles.items()},
        office_departments={row[1]: row[3] for row in rows.get(_OFFICE, ())},
        verifying={(row[1], VerifyingScope(row[6])): row[3] for row in rows.get(_UNIT, ())},
        granted_campaigns=frozenset(granted),
        limits=Limits({row[1]: json.loads(row[6]) for row in rows.get(_RULES, ())}),
    )


def campaign_standing_of(user: User, on: date) -> CampaignStanding:
    """A person's campaign standing; kept on the user object if a door asked for that."""
    memory = getattr(user, "standing_memory", None)
    if memory is None:
        return read_campaign_standing(user, on)
    if ("campaign", on) not in memory:
        memory["campaign", on] = read_campaign_standing(user, on)
    return memory["campaign", on]


_LEADER, _HEAD = CampaignRole.GROUP_LEADER, CampaignRole.OFFICE_HEAD
MAY: dict[CampaignAct, tuple[CampaignRole, ...]] = {
    CampaignAct.ADMINISTER: (),
    CampaignAct.MANAGE_ROLES: (_LEADER, _HEAD),
    CampaignAct.NAME_VERIFYING_UNIT: (_LEADER,),
    CampaignAct.RECORD_ACTING: (_HEAD,),
    CampaignAct.UPDATE_RULES: (_HEAD,),
    CampaignAct.UPDATE_LADDER: (_HEAD,),
    CampaignAct.CLOSE_INTAKE: (_HEAD,),
    CampaignAct.ARCHIVE: (_HEAD,),
}
"""Who may do what to a campaign. The office is checked by others, so it names no checker itself."""

GIVEN_BY: dict[CampaignRole, tuple[CampaignRole, ...]] = {
    CampaignRole.GROUP_LEADER: (),
    CampaignRole.DEPUTY_GROUP_LEADER: (_LEADER, _HEAD),
    CampaignRole.GROUP_MEMBER: (_LEADER, _HEAD),
    CampaignRole.OFFICE: (_LEADER, _HEAD),
    CampaignRole.OFFICE_HEAD: (_LEADER,),
    CampaignRole.OFFICE_SUPERVISOR: (_LEADER,),
    CampaignRole.GUIDANCE: (_LEADER, _HEAD),
    CampaignRole.RESIDENT_DISCIPLINE: (_LEADER, _HEAD),
}
"""Who gives and ends a role; the group leader himself comes from a file (`load_roles`)."""


@dataclass(frozen=True)
class Choice:
    """An act as a page offers it: allowed, or the sentence why not."""

    act: CampaignAct
    allowed: bool
    reason: str = ""


def check_can(user: User, act: CampaignAct, campaign: Campaign, on: date) -> None:
    """Raise Denied with the sentence that the user reads, unless he may do `act` on that day.

    The speech: “政府党组成立了由我任组长……的领导小组，统筹做好各项组织协调工作”.
    """
    if act == CampaignAct.ADMINISTER:
        if user.is_active and user.admin_role == AdminRole.SYS_ADMIN:
            return
        raise Denied("主题教育由系统管理员用命令载入和切换，页面上不能办理。")
    _check_roles(user, campaign, on, MAY[act], act.label)


def check_can_give(user: User, role: CampaignRole, campaign: Campaign, on: date) -> None:
    """Raise Denied unless `user` may give or end `role` in this campaign."""
    if not GIVEN_BY[role]:
        raise Denied(f"{role.label}由系统管理员按任职文件载入（load_roles），页面上不能调整。")
    _check_roles(user, campaign, on, GIVEN_BY[role], f"调整“{role.label}”")


def can(user: User, act: CampaignAct, campaign: Campaign, on: date) -> bool:
    """Whether `check_can` would let it pass."""
    return actions_for(user, campaign, on)[act].allowed


def actions_for(user: User, campaign: Campaign, on: date) -> dict[CampaignAct, Choice]:
    """Every act with `allowed` and, where refused, the same sentence as `check_can`."""
    found = {}
    for act in CampaignAct:
        try:
            check_can(user, act, campaign, on)
            found[act] = Choice(act, allowed=True)
        except Denied as refusal:
            found[act] = Choice(act, allowed=False, reason=refusal.detail)
    return found


def roles_given_by(user: User, campaign: Campaign, on: date) -> tuple[CampaignRole, ...]:
    """The roles that `user` may give and end, in the order of the enum."""
    held = campaign_standing_of(user, on).roles.get(campaign.pk, frozenset())
    if user.admin_role or campaign.archived_at:
        return ()
    return tuple(role for role in CampaignRole if held.intersection(GIVEN_BY[role]))


def _check_roles(
    user: User, campaign: Campaign, on: date, roles: tuple[CampaignRole, ...], what: str
) -> None:
    if user.admin_role:
        raise Denied(f"系统管理、安全保密、安全审计三类管理员不办理业务，不能{what}。")
    if not campaign_standing_of(user, on).has(campaign.pk, *roles):
        who = "或".join(role.label for role in roles)
        raise Denied(f"{what}由{who}办理，您目前不是。")
    if campaign.archived_at:
        raise Denied(f"“{campaign.name}”已归档，只能查阅，不能{what}。")


def check_keeps_calendar(user: User, on: date) -> None:
    """Raise Denied unless `user` declares days off and make-up days: the office of a campaign that
    is not archived. They move deadlines, so they lie with the office, not with an administrator."""
    if user.admin_role:
        raise Denied("系统管理、安全保密、安全审计三类管理员不办理业务，不能登记放假安排。")
    offices = campaign_standing_of(user, on).campaigns_as(*OFFICE_ROLES)
    if not Campaign.objects.filter(pk__in=offices, archived_at__isnull=True).exists():
        raise Denied("放假安排由领导小组办公室成员或办公室主任登记，您目前不是。")


def reads_contacts(user: User, on: date) -> bool:
    """Whether phone numbers of other units are shown: to a campaign's office (CONTACT_READERS)."""
    return bool(campaign_standing_of(user, on).campaigns_as(*OFFICE_ROLES))


def reads_handovers(user: User, on: date) -> bool:
    """Whether handovers of every department are shown: to a campaign's office."""
    return bool(campaign_standing_of(user, on).campaigns_as(*OFFICE_ROLES))


def keeps_handovers(user: User, on: date) -> bool:
    """Whether the person may name who takes a desk over: a head of a campaign's office."""
    return bool(campaign_standing_of(user, on).campaigns_as(CampaignRole.OFFICE_HEAD))
