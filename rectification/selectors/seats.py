"""Who stands where for an item today: head, delegates, portfolio leader, city leaders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.enums import Capacity, PostKind
from accounts.models import Delegation, Post, User
from campaign.enums import CampaignRole
from campaign.models import Membership
from rectification.models import Item

LEADING_KINDS = (PostKind.FIRST_IN_CHARGE, PostKind.ACTING, PostKind.TEAM_MEMBER)


@dataclass(frozen=True)
class Seats:
    """The posts of an item's lead department on a day.

    `head` is the holder of the first-in-charge post, else the person recorded as acting, else
    None (vacant). `delegates` sign for the head today. `team` is in rank order.
    """

    head: Post | None
    delegates: tuple[Delegation, ...]
    team: tuple[Post, ...]
    section: str

    @property
    def is_vacant(self) -> bool:
        return self.head is None

    @property
    def head_capacity(self) -> Capacity:
        acting = self.head is not None and self.head.kind == PostKind.ACTING
        return Capacity.ACTING if acting else Capacity.HOLDER

    def delegate_ids(self) -> frozenset[int]:
        return frozenset(d.delegate_id for d in self.delegates)

    def portfolio_post(self) -> Post | None:
        """The first team member by rank order in whose charge the item's section is."""
        if not self.section:
            return None
        return next((p for p in self.team if self.section in p.sections), None)

    def portfolio_leader(self, *, applicant_id: int | None, owner_id: int | None) -> User | None:
        """The reviewer of this item, or None.

        Nobody if there is no such person, or he is the first-in-charge, his active delegate, the
        applicant or the owner: nobody judges himself.
        """
        post = self.portfolio_post()
        if post is None:
            return None
        seated = {applicant_id, owner_id} | self.delegate_ids()
        if self.head is not None:
            seated.add(self.head.person_id)
        return None if post.person_id in seated else post.person


def seats_of(item: Item, on: date) -> Seats:
    """The seats of an item's lead department on a day.

    1 statement, one more where the head's signature is delegated; none without a lead.
    """
    if item.lead_department_id is None:
        return Seats(None, (), (), item.section)
    posts = (
        Post.objects.on(on)
        .filter(department=item.lead_department_id, person__is_active=True)
        .filter(kind__in=LEADING_KINDS)
        .annotate(is_delegated=is_delegated(on))
        .select_related("person")
        .order_by("order", "id")
    )
    return seats_among(list(posts), item, on)


def is_delegated(on: date) -> Exists:
    """Whether somebody signs for the holder of a post on a day."""
    return Exists(_delegations(on).filter(post=OuterRef("pk")))


def _delegations(on: date) -> QuerySet:
    return Delegation.objects.on(on).filter(delegate__is_active=True)


def seats_among(posts: Sequence[Post], item: Item, on: date) -> Seats:
    """The seats, from the lead's leading posts in rank order, annotated with `is_delegated`.

    1 statement where the head's is, else none.
    """
    heads = [p for p in posts if p.kind != PostKind.TEAM_MEMBER]
    holder = next((p for p in heads if p.kind == PostKind.FIRST_IN_CHARGE), None)
    head = holder or (heads[0] if heads else None)
    delegates: tuple[Delegation, ...] = ()
    if head is not None and head.is_delegated:
        active = _delegations(on).filter(post=head)
        delegates = tuple(active.select_related("delegate").order_by("id"))
    team = tuple(p for p in posts if p.kind == PostKind.TEAM_MEMBER)
    return Seats(head, delegates, team, item.section)


def deputies_of(item: Item, on: date) -> list[User]:
    """City leaders whose portfolio has the lead department, in rank order (1 statement)."""
    posts = (
        Post.objects.on(on)
        .filter(portfolio__department=item.lead_department_id, person__is_active=True)
        .select_related("person")
        .order_by("order", "id")
    )
    return [post.person for post in posts]


def holders_of_role(campaign_id: int, role: str, on: date) -> list[User]:
    """Active people who hold a campaign role on a day, in order (1 statement)."""
    held = (
        Membership.objects.on(on)
        .filter(campaign=campaign_id, role=role, person__is_active=True)
        .select_related("person")
        .order_by("order", "id")
    )
    return [row.person for row in held]


def office_people(campaign_id: int, on: date) -> list[User]:
    """Members of the campaign's office, its heads among them, each once (1 statement)."""
    held = (
        Membership.objects.on(on)
        .filter(campaign=campaign_id, person__is_active=True)
        .filter(role__in=[CampaignRole.OFFICE, CampaignRole.OFFICE_HEAD])
        .select_related("person")
        .order_by("order", "id")
    )
    return list({row.person_id: row.person for row in held}.values())


def is_office_item(item: Item) -> bool:
    """Led or handled by the office's own department (灯下黑)."""
    office = item.campaign.office_department_id
    return office is not None and office in (item.lead_department_id, item.handling_unit_id)


def office_heads_of(item: Item, on: date) -> list[User]:
    """Who decides for the office over the item: its heads, the supervisor over its own items."""
    own = is_office_item(item)
    role = CampaignRole.OFFICE_SUPERVISOR if own else CampaignRole.OFFICE_HEAD
    return holders_of_role(item.campaign_id, role, on)


def office_people_for(item: Item, on: date) -> list[User]:
    """Of the office, the people who may know of the item: of a sensitive one heads and named."""
    if not item.is_sensitive:
        return office_people(item.campaign_id, on)
    named = User.objects.active().filter(
        clearances__item=item, clearances__ended_at__isnull=True, clearances__kind="office"
    )
    heads = office_heads_of(item, on)
    return list({p.pk: p for p in [*heads, *named.order_by("id")]}.values())


def officers_of(item: Item, on: date) -> list[User]:
    """People who may act as officers of an item: the ones told of what lands on their desk.

    The named handler while he is there; once he has left, whoever else acts for the unit.
    """
    if item.is_sensitive:
        cleared = Q(clearances__item=item, clearances__ended_at__isnull=True)
        people = User.objects.active().filter(cleared, clearances__kind="handler")
        return list(people.order_by("id").distinct())
    units = [pk for pk in (item.lead_department_id, item.handling_unit_id) if pk is not None]
    kinds = [PostKind.LIAISON, PostKind.OFFICER]
    if item.handler_id is not None:
        handler = User.objects.active().filter(pk=item.handler_id)
        if item.owner_post_id is None:
            there = Post.objects.on(on).filter(department__in=units)
            handler = handler.filter(pk__in=there.values("person"))
        found = list(handler)
        if found:
            return found
    return list(User.objects.holding(kinds, units, on).order_by("id").distinct())
