"""Who may do what to an opinion. The office alone reads what was said word for word; a department
reads and answers the restatement once it is released to it; what is about a person goes to the
resident discipline group."""

from datetime import date

from accounts.models import User
from accounts.permissions import standing_of
from campaign.enums import CampaignRole
from campaign.models import Campaign, Opinion
from campaign.permissions.campaign import OFFICE_ROLES, campaign_standing_of
from campaign.permissions.streams import OFFICE, OWN, StreamRole, check_stream, stream_roles
from core.errors import Denied


def handles_opinions(user: User, campaign: Campaign, on: date) -> bool:
    """Whether he is of the campaign's office, which keys in, restates and refers."""
    if user.admin_role or not user.is_active:
        return False
    return campaign_standing_of(user, on).has(campaign.pk, *OFFICE_ROLES)


def reads_transferred(user: User, campaign: Campaign, on: date) -> bool:
    """Whether he is of the resident discipline group, to which opinions about persons go."""
    if user.admin_role or not user.is_active:
        return False
    return campaign_standing_of(user, on).has(campaign.pk, CampaignRole.RESIDENT_DISCIPLINE)


def reads_opinions(user: User, campaign: Campaign, on: date) -> bool:
    """Whether the page of opinions opens: for the tab that leads there."""
    if handles_opinions(user, campaign, on) or reads_transferred(user, campaign, on):
        return True
    return not user.admin_role and bool(standing_of(user, on).departments)


def check_office(user: User, campaign: Campaign, on: date, what: str) -> frozenset[StreamRole]:
    """Raise Denied unless `user` is of the office; `what` is the act in the user's words."""
    return check_stream(user, OFFICE, campaign=campaign, department=None, on=on, what=what)


def check_answer(user: User, opinion: Opinion, on: date) -> frozenset[StreamRole]:
    """Raise Denied unless `user` may answer: people of the department once it was released to
    them, and the office."""
    roles = (*OFFICE, *OWN)
    held = check_stream(
        user,
        roles,
        campaign=opinion.campaign,
        department=opinion.department,
        on=on,
        what="答复群众意见",
    )
    released = opinion.released_on is not None and opinion.released_on <= on
    if not held & set(OFFICE) and not released:
        raise Denied("这条意见还没有开放给本单位。")
    return held


def check_call(user: User, opinion: Opinion, caller_id: int, on: date) -> None:
    """Raise Denied unless `user` may call the giver back: of the unit that was named to call, and
    never of the one that was responsible (domain.md 7.2: “caller ≠ responsible unit”)."""
    own = stream_roles(user, campaign_id=opinion.campaign_id, department_id=caller_id, on=on) & set(
        OWN
    )
    if not own:
        raise Denied("回访由指定的回访单位人员办理，您目前不是。")
    tied = stream_roles(
        user, campaign_id=opinion.campaign_id, department_id=opinion.department_id, on=on
    ) & set(OWN)
    if opinion.department_id is not None and tied:
        raise Denied("您在这条意见的承办单位任职，不能回访，请由他人办理。")
