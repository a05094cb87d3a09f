"""Named questions about items. Who sees what is one question asked in one place: `visible_to`."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BooleanField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.lookups import Exact
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.where import AND, WhereNode

from accounts.models import Post, User
from campaign.enums import CampaignRole, VerifyingScope
from campaign.models import Membership
from campaign.permissions import (
    GUIDANCE_ROLES,
    OFFICE_ROLES,
    CampaignStanding,
    campaign_standing_of,
)
from core.querysets import written
from rectification.enums import (
    CLOSING_STATES,
    HANDED_STATES,
    OPEN_STATES,
    CircularState,
    EscalationState,
    ExtensionState,
    InterviewState,
    State,
)
from rectification.lights import TICKING

NOTHING = Q(pk__in=[])
LEADING_GROUP = (
    CampaignRole.GROUP_LEADER,
    CampaignRole.DEPUTY_GROUP_LEADER,
    CampaignRole.GROUP_MEMBER,
)
"""Whose own items are checked by the unit that is named for them."""


def _any(parts: list[Q]) -> Q:
    found = NOTHING
    for part in parts:
        found |= part
    return found


class Among(Func):
    """True for items whose key is among the keys that `keys` selects.

    PostgreSQL takes the keys as an array, read once before the rows: only then can it use an index
    for this part of a condition with OR; `IN (SELECT …)` and `EXISTS` force it through every item
    (25 times the time for an officer at 100,000 items). Where the query asks for one lead anyway,
    that index serves, and `IN` keeps the planner from looking for others.
    """

    arity = 2
    arg_joiner = " IN "
    template = "%(expressions)s"
    output_field = BooleanField()

    def __init__(self, keys: QuerySet | RawSQL) -> None:
        super().__init__(F("pk"), Subquery(keys) if isinstance(keys, QuerySet) else keys)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        if _asks_for_one_lead(compiler.query.where):
            return self.as_sql(compiler, connection, **context)
        array = {"arg_joiner": " = ANY(ARRAY", "template": "%(expressions)s)"}
        return self.as_sql(compiler, connection, **array, **context)


def _asks_for_one_lead(where: WhereNode) -> bool:
    """Whether all that `where` lets through has one lead department."""
    if where.negated or where.connector != AND:
        return False
    for part in where.children:
        if isinstance(part, WhereNode):
            if _asks_for_one_lead(part):
                return True
        elif isinstance(part, Exact) and getattr(part.lhs, "target", None) is not None:
            if part.lhs.target.name == "lead_department":
                return True
    return False


def cooperating(departments: Iterable[int]) -> Among:
    """Items with which one of `departments` co-operates."""
    table = apps.get_model("rectification", "Cooperation")
    return Among(table.objects.filter(department__in=departments).values("item"))


def _cleared(user_id: int) -> Among:
    table = apps.get_model("rectification", "Clearance")
    return Among(table.objects.filter(person=user_id, ended_at__isnull=True).values("item"))


def _second_extension_asked() -> Exists:
    table = apps.get_model("rectification", "Extension")
    return Exists(
        table.objects.filter(item=OuterRef("pk"), state=ExtensionState.ENDORSED, ordinal__gte=2)
    )


def _escalated() -> Exists:
    """Items whose escalation a city leader is asked to decide, or has been told of."""
    table = apps.get_model("rectification", "Escalation")
    live = [EscalationState.PROPOSED, EscalationState.CONFIRMED]
    rows = table.objects.filter(item=OuterRef("pk"), due_version=OuterRef("due_version"))
    return Exists(rows.filter(state__in=live))


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
                involved |= Q(cooperating(frozenset([office])))
            parts.append(Q(campaign=campaign) & involved)
        else:
            group = Membership.objects.on(standing.person.on).filter(
                campaign=campaign, role__in=LEADING_GROUP
            )
            posts = Post.objects.filter(
                pk=OuterRef("owner_post"), person__in=group.values("person")
            )
            parts.append(Q(campaign=campaign) & Q(Exists(posts)))
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
        tied |= Q(cooperating(mine | portfolio))
        parts.append(handed & tied)
    supervised = standing.campaigns_as(CampaignRole.OFFICE_SUPERVISOR)
    if supervised:  # who decides over the office's own items reads them
        parts.append(handed & _of_office_department(standing, supervised))
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
    asked &= Q(_second_extension_asked()) | Q(_escalated())
    if person.portfolio:
        parts.append(asked & Q(lead_department__in=person.portfolio))
    leading = standing.campaigns_as(CampaignRole.GROUP_LEADER)
    if leading:
        parts.append(asked & Q(campaign__in=leading))
    return _any(parts)


def full_access(standing: CampaignStanding) -> Q:
    """The condition under which the person sees an item whole."""
    return _full_normal(standing) | _full_sensitive(standing)


class ItemQuerySet(models.QuerySet):
    def visible_to(self, user: User, *, on: date) -> "ItemQuerySet":
        """Items that `user` may see on the day, each annotated with `is_full`.

        Where `is_full` is not true only the shell may be shown (SQL says NULL where a column that
        is asked about is empty). What a user may not see at all is not here, so doors answer 404.
        """
        if user.admin_role or not user.is_active:
            return self.none().annotate(is_full=Value(False))
        standing = campaign_standing_of(user, on)
        full = written(self.model, full_access(standing))
        shell = written(self.model, _shell(standing))
        return self.annotate(is_full=full).filter(full | shell)

    def fully_visible_to(self, user: User, *, on: date) -> "ItemQuerySet":
        """Items that `user` may read whole: what search and export are limited to."""
        if user.admin_role or not user.is_active:
            return self.none()
        return self.filter(written(self.model, full_access(campaign_standing_of(user, on))))

    def open(self) -> "ItemQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def listed(self) -> "ItemQuerySet":
        """Without items whose import was undone: they stay out of lists and counts."""
        return self.exclude(void_reason="import_undone")

    def overdue(self, on: date) -> "ItemQuerySet":
        """Items whose clock runs and whose effective due date has passed."""
        return self.filter(state__in=TICKING, effective_due_on__lt=on)

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


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user: User, *, on: date) -> "NoticeQuerySet":
        """Notices on items that `user` may read whole: the office all, a department its own."""
        if user.admin_role or not user.is_active:
            return self.none()
        items = apps.get_model("rectification", "Item").objects
        return self.filter(Exists(items.fully_visible_to(user, on=on).filter(pk=OuterRef("item"))))

    def newest_first(self) -> "NoticeQuerySet":
        return self.order_by("-year", "-ordinal", "-id")


_READS_ISSUED = (CampaignRole.GROUP_LEADER, CampaignRole.DEPUTY_GROUP_LEADER, *GUIDANCE_ROLES)
_WORKS_ON = (*OFFICE_ROLES, CampaignRole.OFFICE_SUPERVISOR)


class CircularQuerySet(models.QuerySet):
    def visible_to(self, user: User, *, on: date) -> "CircularQuerySet":
        """Drafts to the office; what was issued to leaders, guidance and the departments in it.

        One that names an item which has become sensitive since is left to the office's heads.
        """
        if user.admin_role or not user.is_active:
            return self.none()
        standing = campaign_standing_of(user, on)
        rows = apps.get_model("rectification", "CircularRow").objects
        mine = standing.person.departments | standing.person.portfolio
        named = rows.filter(circular=OuterRef("pk"), department__in=mine)
        readers = Q(campaign__in=standing.campaigns_as(*_READS_ISSUED)) | Q(Exists(named))
        seen = Q(campaign__in=standing.campaigns_as(*_WORKS_ON))
        seen |= Q(state=CircularState.ISSUED) & readers
        closed_off = rows.filter(circular=OuterRef("pk"), item__is_sensitive=True)
        heads = Q(campaign__in=standing.campaigns_as(CampaignRole.OFFICE_HEAD))
        return self.filter(seen, heads | ~Q(Exists(closed_off)))


class InterviewQuerySet(models.QuerySet):
    def visible_to(self, user: User, *, on: date) -> "InterviewQuerySet":
        """The office, the leading group, guidance; the department's head once it is decided.

        Never of a sensitive item: such an interview is held outside this system.
        """
        if user.admin_role or not user.is_active:
            return self.none()
        standing = campaign_standing_of(user, on)
        circle = (*_WORKS_ON, CampaignRole.GROUP_LEADER, *GUIDANCE_ROLES)
        decided = [InterviewState.DECIDED, InterviewState.HELD]
        seen = Q(item__campaign__in=standing.campaigns_as(*circle))
        seen |= Q(department__in=standing.person.portfolio)
        seen |= Q(department__in=standing.person.headed, state__in=decided)
        return self.filter(seen, item__is_sensitive=False)
