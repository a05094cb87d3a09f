"""Questions about campaigns, their lists and the people who hold their roles."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Manager, OuterRef, Prefetch, Q, QuerySet

from accounts.models import Post, User
from campaign.enums import ListKind
from campaign.models import (
    Campaign,
    CampaignGrant,
    FindingMethod,
    ListEntry,
    Membership,
    ReviewDimension,
    Source,
    Stream,
    Target,
    VerifyingUnit,
)
from campaign.validators import rule_value
from core.errors import NotFound


@dataclass(frozen=True)
class CampaignLists:
    """The lists that items refer to, in their order; `sources` has the speech's three first."""

    streams: list[Stream]
    targets: list[Target]
    sources: list[Source]
    dimensions: list[ReviewDimension]
    methods: list[FindingMethod]


def current_campaign() -> Campaign | None:
    """The campaign that is shown unless another is asked for; None before the first preset."""
    return Campaign.objects.current().first()


def delegation_limit() -> int:
    """Working days that a delegation may last at most: the current campaign's limit, else the
    default (settings.DELEGATION_LIMIT)."""
    campaign = current_campaign()
    return rule_value(campaign.rules if campaign is not None else {}, "delegation_max_workdays")


def campaign_by_code(code: str) -> Campaign:
    """The campaign of this code. NotFound where there is none."""
    shown = code.replace("\0", "")[:40]
    found = Campaign.objects.filter(code=shown).first() if shown == code else None
    if found is None:
        raise NotFound(f"没有代码为“{shown}”的主题教育。")
    return found


def campaigns_in_order() -> QuerySet[Campaign]:
    """All campaigns, the newest first."""
    return Campaign.objects.order_by("-starts_on", "-id")


def lists_of(campaign: Campaign, *, with_inactive: bool = False) -> CampaignLists:
    """The five lists with their aliases, for forms and readers of ledgers (5 statements)."""

    def rows(manager: Manager) -> list:
        return list((manager.all() if with_inactive else manager.active()).in_order())

    return CampaignLists(
        streams=rows(campaign.streams),
        targets=rows(campaign.targets),
        sources=rows(campaign.sources),
        dimensions=rows(campaign.dimensions),
        methods=rows(campaign.methods),
    )


def entries_of(
    campaign: Campaign, *kinds: ListKind, with_inactive: bool = False
) -> dict[ListKind, list[ListEntry]]:
    """The other lists by kind, every kind of the campaign unless some are named (1 statement)."""
    rows = campaign.list_entries.in_order()
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if not with_inactive:
        rows = rows.active()
    found: dict[ListKind, list[ListEntry]] = {kind: [] for kind in kinds or ListKind}
    for row in rows:
        found[ListKind(row.kind)].append(row)
    return found


def people_with_role(campaign: Campaign, roles: Collection[str], on: date) -> QuerySet[User]:
    """Active people who hold one of `roles` in the campaign on a day, each once."""
    held = Membership.objects.on(on).filter(campaign=campaign, role__in=roles)
    return User.objects.active().filter(Exists(held.filter(person=OuterRef("pk")))).order_by("id")


def memberships_of(campaign: Campaign, on: date) -> QuerySet[Membership]:
    """Roles held on a day with person and posts (`person.posts_today`): 2 statements."""
    posts = Post.objects.on(on).select_related("department").order_by("order", "id")
    return (
        Membership.objects.on(on)
        .filter(campaign=campaign)
        .select_related("person")
        .prefetch_related(Prefetch("person__posts", posts, to_attr="posts_today"))
        .order_by("order", "id")
    )


def verifying_units_of(campaign: Campaign) -> Mapping[str, VerifyingUnit]:
    """The named verifying units by scope."""
    rows = campaign.verifying_units.select_related("department", "named_by").order_by("id")
    return {row.scope: row for row in rows}


def people_named(text: str, on: date) -> list[User]:
    """Active people whom a typed word means: employee number or account, else the name.

    Everybody of that name is returned, with `posts_today`, so that a page can ask which one.
    """
    word = text.strip()
    if not word or "\0" in word:
        return []
    posts = Post.objects.on(on).select_related("department").order_by("order", "id")
    people = User.objects.active().prefetch_related(Prefetch("posts", posts, to_attr="posts_today"))
    by_key = people.filter(Q(employee_no=word) | Q(username=word)).order_by("id")
    return list(by_key) or list(people.filter(name=word).order_by("id")[:20])


def holds_a_role(person: User) -> bool:
    """Whether any campaign ties the person to business data, by a role or by granted reading
    (settings.BUSINESS_TIES)."""
    return (
        Membership.objects.filter(person=person, ends_on__isnull=True).exists()
        or CampaignGrant.objects.filter(user=person).exists()
    )


def grants_of_campaigns() -> QuerySet[CampaignGrant]:
    """Reading of whole campaigns granted beside roles, the latest campaign first."""
    grants = CampaignGrant.objects.select_related("user", "content_object")
    return grants.order_by("-content_object__starts_on", "-content_object_id", "user_id", "id")
