"""The parts of conditions that look into another table, as text (core.querysets)."""

from datetime import date

from django.db.models import Model, Q

from accounts.models import PortfolioDepartment, Post, User
from campaign.enums import CampaignRole
from campaign.models import Membership
from core.querysets import Written, there_is
from rectification.models import Cooperation, SignOff
from rectification.selectors.todos.facts import HEADS

GROUP = (
    CampaignRole.GROUP_LEADER,
    CampaignRole.DEPUTY_GROUP_LEADER,
    CampaignRole.GROUP_MEMBER,
)


def _current(on: date) -> Q:
    """Of posts and memberships: held on the day."""
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))


def _held(on: date, link: str, where: Q) -> Written:
    """A post that somebody active holds on the day."""
    holder = there_is(User, "holder.id = {row}.person_id", Q(is_active=True), name="holder")
    return there_is(Post, link, _current(on) & where & Q(holder), name="post")


def in_cycle(model: type[Model], where: Q | None = None) -> Written:
    """A row of `model` about the item's present cycle."""
    link = "part.item_id = {row}.id AND part.cycle = {row}.cycle"
    return there_is(model, link, where or Q())


def active_handler() -> Written:
    return there_is(User, "part.id = {row}.handler_id", Q(is_active=True))


def owned_by(person: int) -> Written:
    """The item is the leader's own."""
    return there_is(Post, "part.id = {row}.owner_post_id", Q(person=person))


def group_owned(campaign: int, on: date) -> Written:
    """The item is a leader's own, who is a member of the leading group."""
    owner = there_is(
        Post, "post.id = {row}.owner_post_id AND post.person_id = part.person_id", Q(), name="post"
    )
    where = _current(on) & Q(campaign=campaign, role__in=GROUP)
    return there_is(Membership, owner.text, where)


def signed_by(person: int) -> Written:
    return there_is(SignOff, "part.id = {row}.sign_off_id", Q(signer=person))


def cooperated(*departments: int) -> Written:
    """One of `departments` co-operates."""
    return there_is(Cooperation, "part.item_id = {row}.id", Q(department__in=departments))


def headed(on: date) -> Written:
    """The lead has a holder or an acting person."""
    return _held(on, "post.department_id = {row}.lead_department_id", Q(kind__in=HEADS))


def in_portfolio(on: date) -> Written:
    """A city leader is in charge of the lead."""
    charge = _held(on, "post.id = {row}.post_id", Q())
    return there_is(PortfolioDepartment, "part.department_id = {row}.lead_department_id", Q(charge))


__all__ = [
    "GROUP",
    "active_handler",
    "cooperated",
    "group_owned",
    "headed",
    "in_cycle",
    "in_portfolio",
    "owned_by",
    "signed_by",
]
