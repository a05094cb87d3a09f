"""One department's items and the people who answer for them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Count, Q, Value, When

from accounts.models import Department, Post, User
from accounts.selectors import city_leaders_for, posts_in
from campaign.enums import CampaignRole
from campaign.permissions import GUIDANCE_ROLES, OFFICE_ROLES, campaign_standing_of
from rectification.enums import Light
from rectification.lights import TICKING, Soon
from rectification.selectors.ledger import ledger_items
from rectification.selectors.limits import light_conditions

_WIDE = (*OFFICE_ROLES, *GUIDANCE_ROLES, CampaignRole.GROUP_LEADER)


@dataclass(frozen=True)
class DepartmentFacts:
    """Items by state and by light, and the posts in rank order."""

    states: dict[str, int]
    lights: dict[str, int]
    posts: list[Post]
    city_leaders: list[Post]


def may_look_at(user: User, department: Department, on: date) -> bool:
    """Its own people, its superior's, city leaders in charge, and those who see all."""
    if user.admin_role or not user.is_active:
        return False
    standing = campaign_standing_of(user, on)
    person = standing.person
    units = {department.pk, department.parent_id} if department.is_sub_unit else {department.pk}
    tied = person.departments | person.portfolio | person.granted_departments
    if tied & units:
        return True
    return bool(standing.campaigns_as(*_WIDE) or standing.granted_campaigns)


def facts_of(
    department: Department, user: User, campaign: int | None, soon: Soon
) -> DepartmentFacts:
    """Counts of what the person may see, and the people (4 statements)."""
    on = soon.on
    own = Q(handling_unit=department) if department.is_sub_unit else Q(lead_department=department)
    light = Case(
        *(
            When(condition, state__in=TICKING, then=Value(kind))
            for kind, condition in light_conditions(soon).items()
        ),
        default=Value(Light.NONE.value),
        output_field=CharField(),
    )
    rows = ledger_items(user, on, campaign).filter(own).annotate(light=light)
    states: Counter[str] = Counter()
    lights: Counter[str] = Counter()
    for state, kind, count in rows.order_by().values_list("state", "light").annotate(n=Count("pk")):
        states[state] += count
        lights[kind] += count
    return DepartmentFacts(
        states=dict(states),
        lights=dict(lights),
        posts=posts_in(department.pk, on),
        city_leaders=city_leaders_for([department.pk], on)[department.pk],
    )
