"""Who is told that an item waits to be checked: the same circle as `Situation` lets verify."""

from accounts.models import User
from accounts.selectors import officers_of as officers_in
from campaign.enums import CampaignRole, VerifyingScope
from rectification.enums import ClearanceKind
from rectification.permissions import Situation
from rectification.selectors.seats import (
    holders_of_role,
    is_office_item,
    office_people,
    office_people_for,
)


def verifiers_of(s: Situation) -> list[User]:
    """The named verifier, else the people of the verifying unit; never those who judge themselves.

    Of a sensitive item the named few and the heads of the office; nobody for the office's own
    item while no unit is named for it: the head of the leading group names one.
    """
    found = _circle(s)
    seated = {s.applicant_id, s.reviewer_id, s.signer_id}
    return [person for person in found if person.pk not in seated]


def _circle(s: Situation) -> list[User]:
    item = s.item
    if item.named_verifier_id is not None:
        return [item.named_verifier]
    if item.is_sensitive:
        return [*_named(s), *([] if is_office_item(item) else office_people_for(item, s.on))]
    if s.is_leaders_item:
        unit = s.standing.verifying_unit(item.campaign_id, VerifyingScope.LEADERS_ITEMS)
        return _people_of(s, unit) if unit is not None else _guidance(s)
    office = s.standing.office_departments.get(item.campaign_id)
    involved = s.is_office_item or any(p.department_id == office for p in s.cooperations)
    if office is None or not involved:
        return office_people(item.campaign_id, s.on)
    unit = s.standing.verifying_unit(item.campaign_id, VerifyingScope.OFFICE_ITEMS)
    return _people_of(s, unit) if unit is not None else []


def _named(s: Situation) -> list[User]:
    kinds = (ClearanceKind.VERIFIER, ClearanceKind.OFFICE)
    rows = User.objects.active().filter(
        clearances__item=s.item, clearances__ended_at__isnull=True, clearances__kind__in=kinds
    )
    return list(rows.order_by("id").distinct())


def _people_of(s: Situation, unit: int) -> list[User]:
    return [post.person for post in officers_in([unit], s.on)[unit]]


def _guidance(s: Situation) -> list[User]:
    return holders_of_role(s.item.campaign_id, CampaignRole.GUIDANCE, s.on)
