"""On whose desk items lie on a day, person by person: for word that goes to many desks at once.

The same rule as `presenters.desk` says in words and `DESKS` by state: the officer, the reviewer,
the first-in-charge, the verifier, the office. A desk that nobody holds is the office's.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from accounts.enums import PostKind
from accounts.models import Delegation, Post, User
from accounts.selectors import posts_on
from campaign.enums import CampaignRole
from campaign.models import Membership
from rectification.enums import ClearanceKind, RequestState, State
from rectification.models import Clearance, ClosureRequest, Item
from rectification.workflow import DESKS

HEADS = (PostKind.FIRST_IN_CHARGE, PostKind.ACTING)
LIVE = (RequestState.PENDING, RequestState.ENDORSED, RequestState.SKIPPED)


def desk_people(items: Sequence[Item], on: date) -> dict[int, list[User]]:
    """Per item the people of its desk, active ones: 5 statements however many items.

    Of a sensitive item the named few, and the leaders who follow from their posts. An item whose
    handler and verifier come with it (`select_related`) costs nothing more.
    """
    desks = _Desks(items, on)
    return {item.pk: list({p.pk: p for p in desks.of(item)}.values()) for item in items}


class _Desks:
    """What the desks of a batch of items are read from."""

    def __init__(self, items: Sequence[Item], on: date) -> None:
        keys = [item.pk for item in items]
        units = {pk for i in items for pk in (i.lead_department_id, i.handling_unit_id)} - {None}
        self.posts = _grouped(
            (post.department_id, post)
            for post in posts_on(on).filter(department__in=units).order_by("order", "id")
        )
        given = Delegation.objects.on(on).filter(post__department__in=units).order_by("id")
        self.delegates = set(given.values_list("post_id", "delegate_id"))
        held = Membership.objects.on(on).filter(
            campaign__in={item.campaign_id for item in items},
            role__in=(CampaignRole.OFFICE, CampaignRole.OFFICE_HEAD),
            person__is_active=True,
        )
        self.roles = _grouped(
            ((row.campaign_id, row.role), row.person)
            for row in held.select_related("person").order_by("order", "id")
        )
        named = Clearance.objects.filter(
            item__in=keys, ended_at__isnull=True, person__is_active=True
        )
        self.cleared = _grouped(
            ((row.item_id, row.kind), row.person)
            for row in named.select_related("person").order_by("id")
        )
        asked = ClosureRequest.objects.filter(item__in=keys, state__in=LIVE).order_by("id")
        self.applicants = dict(asked.values_list("item_id", "applicant_id"))

    def of(self, item: Item) -> list[User]:
        """The people of the item's desk; those of the office where it is nobody's."""
        desks: dict[str, Callable[[Item], list[User]]] = {
            "officer": self._officers,
            "portfolio_leader": self._reviewer,
            "first_in_charge": self._head,
            "verifier": self._verifier,
            "office_head": self._office_heads,
        }
        find = desks.get(DESKS[State(item.state)])
        return (find(item) if find else []) or self._office(item)

    def _officers(self, item: Item) -> list[User]:
        if item.is_sensitive:
            return self.cleared[item.pk, ClearanceKind.HANDLER]
        if item.handler is not None and item.handler.is_active:
            return [item.handler]
        for unit in filter(None, (item.handling_unit_id, item.lead_department_id)):
            for kind in (PostKind.LIAISON, PostKind.OFFICER):  # who receives papers for the unit
                found = [post.person for post in self.posts[unit] if post.kind == kind]
                if found:
                    return found
        return []

    def _reviewer(self, item: Item) -> list[User]:
        """The portfolio leader; nobody judges himself (as `Seats.portfolio_leader`)."""
        head = self._head_post(item)
        team = [p for p in self.posts[item.lead_department_id] if p.kind == PostKind.TEAM_MEMBER]
        mine = [post for post in team if item.section and item.section in post.sections]
        if not mine or (item.is_key and item.state == State.PLAN_REVIEW):
            return self._head(item)
        leader = mine[0].person
        barred = {self.applicants.get(item.pk), item.owner_post and item.owner_post.person_id}
        if head is not None:
            barred.add(head.person_id)
            barred |= {person for post, person in self.delegates if post == head.pk}
        return self._head(item) if leader.pk in barred else [leader]

    def _head_post(self, item: Item) -> Post | None:
        heads = [post for post in self.posts[item.lead_department_id] if post.kind in HEADS]
        holder = next((post for post in heads if post.kind == PostKind.FIRST_IN_CHARGE), None)
        return holder or next(iter(heads), None)

    def _head(self, item: Item) -> list[User]:
        head = self._head_post(item)
        return [head.person] if head is not None else []

    def _verifier(self, item: Item) -> list[User]:
        verifier = item.named_verifier
        return [verifier] if verifier is not None and verifier.is_active else []

    def _office_heads(self, item: Item) -> list[User]:
        return self.roles[item.campaign_id, CampaignRole.OFFICE_HEAD]

    def _office(self, item: Item) -> list[User]:
        heads = self._office_heads(item)
        if item.is_sensitive:
            return heads + self.cleared[item.pk, ClearanceKind.OFFICE]
        return heads + self.roles[item.campaign_id, CampaignRole.OFFICE]


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> defaultdict[Any, list]:
    found: defaultdict[Any, list] = defaultdict(list)
    for key, row in pairs:
        found[key].append(row)
    return found
