"""Named questions about items. Who sees what is one question asked in one place: `visible_to`."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When

from accounts.models import User
from campaign.enums import CampaignRole, VerifyingScope
from campaign.permissions import (
    GUIDANCE_ROLES,
    OFFICE_ROLES,
    CampaignStanding,
    campaign_standing_of,
)
from rectification.enums import (
    CLOSING_STATES,
    HANDED_STATES,
    OPEN_STATES,
    ExtensionState,
    State,
)

NOTHING = Q(pk__in=[])


def _any(parts: list[Q]) -> Q:
    found = NOTHING
    for part in parts:
        found |= part
    return found


def _cooperating(departments: frozenset[int]) -> Exists:
    table = apps.get_model("rectification", "Cooperation")
    return Exists(table.objects.filter(item=OuterRef("pk"), department__in=departments))


def _cleared(user_id: int) -> Exists:
    table = apps.get_model("rectification", "Clearance")
    return Exists(table.objects.filter(item=OuterRef("pk"), person=user_id, ended_at__isnull=True))


def _second_extension_asked() -> Exists:
    table = apps.get_model("rectification", "Extension")
    return Exists(
        table.objects.filter(item=OuterRef("pk"), state=ExtensionState.ENDORSED, ordinal__gte=2)
    )


def _of_office_department(standing: CampaignStanding, campaigns: frozenset[int]) -> Q:
    """Items of `campaigns` that the office's own department leads or handles."""
    return _any(
        [
            Q(campaign=c) & (Q(lead_department=d) | Q(handling_unit=d))
            for c, d in standing.office_departments.items()
            if c in campaigns
        ]
    )


def _verifying(standing: CampaignStanding) -> Q:
    """Items on a verifying unit's desk, from the request to the decision."""
    parts = [Q(named_verifier=standing.person.user_id)]
    for (campaign, scope), department in standing.verifying.items():
        if department not in standing.person.departments:
            continue
        if scope == VerifyingScope.OFFICE_ITEMS:
            office = standing.office_departments.get(campaign)
            involved = Q(lead_department=office) | Q(handling_unit=office)
            if office is not None:
                involved |= Q(_cooperating(frozenset([office])))
            parts.append(Q(campaign=campaign) & involved)
        else:
            parts.append(Q(campaign=campaign, owner_post__isnull=False))
    return _any(parts)


def _full_normal(standing: CampaignStanding) -> Q:
    """Normal items that the person sees whole."""
    mine = standing.person.departments
    reading = mine | standing.person.granted_departments
    everywhere = standing.campaigns_as(*OFFICE_ROLES, *GUIDANCE_ROLES)
    parts = []
    if everywhere:
        parts.append(Q(campaign__in=everywhere) & ~Q(state=State.DRAFT))
    leading = standing.campaigns_as(CampaignRole.GROUP_LEADER) | standing.granted_campaigns
    handed = Q(state__in=HANDED_STATES)
    if leading:
        parts.append(Q(campaign__in=leading) & handed)
    if mine or reading:
        portfolio = standing.person.portfolio
        tied = Q(lead_department__in=reading | portfolio) | Q(handling_unit__in=mine)
        tied |= Q(_cooperating(mine | portfolio))
        parts.append(handed & tied)
    parts.append(Q(state__in=CLOSING_STATES) & _verifying(standing))
    drafts = Q(state__in=[State.DRAFT, State.REGISTERED])
    if mine:
        parts.append(drafts & Q(submitting_department__in=mine))
    office = standing.campaigns_as(*OFFICE_ROLES)
    if office:
        parts.append(drafts & Q(campaign__in=office, submitting_department__isnull=True))
    return Q(is_sensitive=False) & _any(parts)


def _full_sensitive(standing: CampaignStanding) -> Q:
    """Sensitive items: the named few, and leaders who follow from their posts."""
    person = standing.person
    parts = [Q(_cleared(person.user_id)), Q(state=State.DRAFT, author=person.user_id)]
    if person.headed:
        parts.append(Q(lead_department__in=person.headed, state__in=HANDED_STATES))
    for department, sections in person.first_sections.items():
        parts.append(Q(lead_department=department, section__in=sections, state__in=HANDED_STATES))
    heads = standing.campaigns_as(CampaignRole.OFFICE_HEAD)
    if heads:
        own = _of_office_department(standing, heads)
        parts.append(Q(campaign__in=heads) & ~Q(state=State.DRAFT) & ~own)
    supervised = standing.campaigns_as(CampaignRole.OFFICE_SUPERVISOR)
    if supervised:
        parts.append(_of_office_department(standing, supervised))
    return Q(is_sensitive=True) & _any(parts)


def _shell(standing: CampaignStanding) -> Q:
    """Items of which the person sees number, target, lead, state and dates only."""
    person = standing.person
    numbered = ~Q(state=State.DRAFT)
    parts = [numbered & Q(author=person.user_id)]
    if person.departments:
        parts.append(numbered & Q(is_sensitive=False, submitting_department__in=person.departments))
    parts.append(Q(is_sensitive=False, verification__isnull=False) & _verifying(standing))
    guided = standing.campaigns_as(*GUIDANCE_ROLES)
    if guided:
        parts.append(numbered & Q(is_sensitive=True, campaign__in=guided))
    asked = Q(is_sensitive=True, state__in=OPEN_STATES)
    if person.portfolio:
        parts.append(asked & Q(lead_department__in=person.portfolio) & Q(_second_extension_asked()))
    leading = standing.campaigns_as(CampaignRole.GROUP_LEADER)
    if leading:
        parts.append(asked & Q(campaign__in=leading) & Q(_second_extension_asked()))
    return _any(parts)


def full_access(standing: CampaignStanding) -> Q:
    """The condition under which the person sees an item whole."""
    return _full_normal(standing) | _full_sensitive(standing)


class ItemQuerySet(models.QuerySet):
    def visible_to(self, user: User, *, on: date) -> "ItemQuerySet":
        """Items that `user` may see on the day, each annotated with `is_full`.

        Where `is_full` is False only the shell may be shown. What a user may not see at all is not
        here, so doors answer 404.
        """
        if user.admin_role or not user.is_active:
            return self.none().annotate(is_full=Value(False))
        standing = campaign_standing_of(user, on)
        full = full_access(standing)
        return self.filter(full | _shell(standing)).annotate(
            is_full=Case(When(full, then=Value(True)), default=False, output_field=BooleanField())
        )

    def fully_visible_to(self, user: User, *, on: date) -> "ItemQuerySet":
        """Items that `user` may read whole: what search and export are limited to."""
        if user.admin_role or not user.is_active:
            return self.none()
        return self.filter(full_access(campaign_standing_of(user, on)))

    def open(self) -> "ItemQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def listed(self) -> "ItemQuerySet":
        """Without items whose import was undone: they stay out of lists and counts."""
        return self.exclude(void_reason="import_undone")

    def overdue(self, on: date) -> "ItemQuerySet":
        """Open items whose effective due date has passed; a suspended item's clock stands."""
        return self.open().exclude(state=State.SUSPENDED).filter(effective_due_on__lt=on)

    def for_list(self) -> "ItemQuerySet":
        """With what a row of the ledger shows, in a fixed number of statements."""
        return self.select_related(
            "target", "first_source", "lead_department", "handling_unit", "handler"
        )

    def in_due_order(self) -> "ItemQuerySet":
        return self.order_by(models.F("effective_due_on").asc(nulls_last=True), "id")


class CooperationQuerySet(models.QuerySet):
    def unsettled(self) -> "CooperationQuerySet":
        return self.exclude(state__in=["confirmed", "waived"])
