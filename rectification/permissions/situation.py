"""One person before one item at one moment: everything that rules look at, read when needed."""

from datetime import date, datetime
from functools import cached_property
from typing import Any

from accounts.enums import PostKind
from accounts.models import User
from accounts.permissions import workdays_of
from campaign.enums import CampaignRole, VerifyingScope
from campaign.models import Campaign, Membership
from campaign.permissions import GUIDANCE_ROLES, CampaignStanding, campaign_standing_of
from core.clock import local_date
from core.workdays import Workdays
from rectification.enums import (
    ClearanceKind,
    EscalationState,
    ExtensionState,
    NoticeState,
    PlanChangeState,
    RequestState,
    Role,
    State,
)
from rectification.lights import TICKING
from rectification.models import (
    Clearance,
    ClosureRequest,
    Cooperation,
    Escalation,
    Extension,
    Instruction,
    Item,
    Plan,
    PlanChange,
    SignOff,
    SupervisionNotice,
    Suspension,
    Urge,
)
from rectification.querysets import LEADING_GROUP
from rectification.selectors.closure import ClosureFacts, closure_facts
from rectification.selectors.seats import Seats, deputies_of, seats_of
from rectification.workflow import rule

_ACTING_KINDS = (PostKind.LIAISON, PostKind.OFFICER)
_UNASSIGNED = (State.DRAFT, State.REGISTERED)


class Situation:
    """`user` before `item` at `at`. Each fact costs its statements once, when first asked for."""

    def __init__(self, user: User, item: Item, at: datetime) -> None:
        self.user = user
        self.item = item
        self.at = at
        self.on: date = local_date(at)

    def given(self, **facts: Any) -> "Situation":
        """Take facts that a door has read already, under the names of the properties below."""
        vars(self).update(facts)
        return self

    @cached_property
    def standing(self) -> CampaignStanding:
        return campaign_standing_of(self.user, self.on)

    @cached_property
    def campaign(self) -> Campaign:
        return self.item.campaign

    def rule(self, key: str) -> int:
        """A time limit or share of the item's campaign."""
        return rule(self.campaign.rules, key)

    @cached_property
    def workdays(self) -> Workdays:
        return workdays_of(self.user, self.on)

    @cached_property
    def seats(self) -> Seats:
        return seats_of(self.item, self.on)

    @cached_property
    def request(self) -> ClosureRequest | None:
        """The live closure request of the current cycle, or the signed one under verification."""
        live = [RequestState.PENDING, RequestState.ENDORSED, RequestState.SKIPPED]
        if self.item.state == State.AWAITING_VERIFICATION:
            live.append(RequestState.SIGNED)
        found = ClosureRequest.objects.filter(item=self.item, cycle=self.item.cycle, state__in=live)
        return found.order_by("-id").first()

    @cached_property
    def sign_off(self) -> SignOff | None:
        if self.item.sign_off_id is None:
            return None
        return SignOff.objects.filter(pk=self.item.sign_off_id).first()

    @cached_property
    def cooperations(self) -> tuple[Cooperation, ...]:
        found = Cooperation.objects.filter(item=self.item).select_related("department")
        return tuple(found.order_by("id"))

    @cached_property
    def my_parts(self) -> tuple[Cooperation, ...]:
        """The co-operations of the units in which the person may act."""
        mine = self._acting_departments
        return tuple(part for part in self.cooperations if part.department_id in mine)

    @cached_property
    def extension(self) -> Extension | None:
        """The pending extension request."""
        pending = [ExtensionState.PENDING, ExtensionState.ENDORSED]
        return Extension.objects.filter(item=self.item, state__in=pending).first()

    @cached_property
    def granted_extensions(self) -> int:
        """How many extensions the current cycle has had."""
        granted = Extension.objects.filter(item=self.item, cycle=self.item.cycle)
        return granted.filter(state=ExtensionState.GRANTED).count()

    @cached_property
    def plan(self) -> Plan | None:
        """The latest version of the current cycle's plan, in whatever state."""
        plans = Plan.objects.filter(item=self.item, cycle=self.item.cycle)
        return plans.order_by("-version").first()

    @cached_property
    def plan_change(self) -> PlanChange | None:
        """The pending change of the plan."""
        return PlanChange.objects.filter(item=self.item, state=PlanChangeState.PENDING).first()

    @cached_property
    def suspension(self) -> Suspension | None:
        return Suspension.objects.filter(item=self.item, ended_on__isnull=True).first()

    @property
    def days_late(self) -> int:
        """Working days past the date that counts; 0 where the clock does not run or is in time."""
        due = self.item.effective_due_on
        if due is None or self.item.state not in TICKING or due >= self.on:
            return 0
        return max(0, self.workdays.between(due, self.on))

    @cached_property
    def urges(self) -> tuple[Urge, ...]:
        """Every urging of the item, the oldest first."""
        found = Urge.objects.filter(item=self.item).select_related("by")
        return tuple(found.order_by("id"))

    @property
    def last_urge(self) -> Urge | None:
        return self.urges[-1] if self.urges else None

    @property
    def times_urged(self) -> int:
        """How often the item was urged in its present cycle."""
        return len([urge for urge in self.urges if urge.cycle == self.item.cycle])

    @cached_property
    def notices(self) -> tuple[SupervisionNotice, ...]:
        """Every supervision notice of the item, the oldest first."""
        found = SupervisionNotice.objects.filter(item=self.item)
        related = ("issued_by", "replied_by", "confirmed_by", "returned_by", "department")
        return tuple(found.select_related(*related).order_by("id"))

    @property
    def live_notice(self) -> SupervisionNotice | None:
        """The notice that waits for its reply."""
        return next((notice for notice in self.notices if notice.is_live), None)

    @property
    def answered_notice(self) -> SupervisionNotice | None:
        """The latest notice, where its reply is there."""
        last = self.notices[-1] if self.notices else None
        return last if last is not None and last.state == NoticeState.REPLIED else None

    @cached_property
    def asking_instruction(self) -> Instruction | None:
        """The latest instruction that asks for a notice and has had none."""
        asking = Instruction.objects.filter(item=self.item, asks_notice=True, notices=None)
        return asking.select_related("by").order_by("-id").first()

    @cached_property
    def escalation(self) -> Escalation | None:
        """The proposal to escalate that waits for a word."""
        return Escalation.objects.filter(item=self.item, state=EscalationState.PROPOSED).first()

    @cached_property
    def closure_facts(self) -> ClosureFacts:
        return closure_facts(self.item)

    @cached_property
    def clearances(self) -> frozenset[str]:
        """In what capacities the person is cleared for this sensitive item."""
        if not self.item.is_sensitive:
            return frozenset()
        held = Clearance.objects.filter(
            item=self.item, person=self.user, ended_at__isnull=True
        ).values_list("kind", flat=True)
        return frozenset(held)

    @cached_property
    def owner_id(self) -> int | None:
        """The leader whose own item this is."""
        return self.item.owner_post.person_id if self.item.owner_post_id else None

    @property
    def applicant_id(self) -> int | None:
        return self.request.applicant_id if self.request else None

    @property
    def reviewer_id(self) -> int | None:
        return self.request.reviewer_id if self.request else None

    @property
    def signer_id(self) -> int | None:
        return self.sign_off.signer_id if self.sign_off else None

    @cached_property
    def portfolio_leader(self) -> User | None:
        """The reviewer of this item, or None where the review falls away."""
        closing = self.item.state in (State.CLOSURE_REVIEW, State.AWAITING_SIGNOFF)
        applicant = self.applicant_id if closing else None
        return self.seats.portfolio_leader(applicant_id=applicant, owner_id=self.owner_id)

    @cached_property
    def is_office_item(self) -> bool:
        """Led or handled by the office's own department (灯下黑)."""
        office = self.standing.office_departments.get(self.item.campaign_id)
        return office is not None and office in (
            self.item.lead_department_id,
            self.item.handling_unit_id,
        )

    @cached_property
    def is_leaders_item(self) -> bool:
        """A leading-group member's own item."""
        if self.owner_id is None:
            return False
        members = Membership.objects.on(self.on).filter(campaign=self.item.campaign_id)
        return members.filter(person=self.owner_id, role__in=LEADING_GROUP).exists()

    @cached_property
    def deputies(self) -> list[User]:
        """City leaders who may decide for the lead: not its head, the owner or an office head."""
        barred = {self.owner_id}
        if self.seats.head is not None:
            barred.add(self.seats.head.person_id)
        heads = Membership.objects.on(self.on).filter(
            campaign=self.item.campaign_id, role=CampaignRole.OFFICE_HEAD
        )
        barred |= set(heads.values_list("person_id", flat=True))
        return [person for person in deputies_of(self.item, self.on) if person.pk not in barred]

    @cached_property
    def _acting_departments(self) -> frozenset[int]:
        """Departments where the person acts as liaison or officer; heads of sub-units too."""
        found = {
            post.department_id
            for post in self.standing.person.posts
            if post.kind in _ACTING_KINDS or post.department_id == self.item.handling_unit_id
        }
        return frozenset(found)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """What the person is for this item today."""
        if not self.user.is_active or self.user.admin_role:
            return frozenset()
        found = self._campaign_roles()
        if self.item.state == State.DRAFT:
            return frozenset(found & {Role.OFFICE} | self._draft_roles())
        if self.item.state not in _UNASSIGNED:
            found |= self._department_roles()
        return frozenset(found)

    @property
    def _is_author(self) -> bool:
        return self.item.author_id == self.user.pk

    def _draft_roles(self) -> set[Role]:
        found: set[Role] = set()
        if self._is_author:
            found.add(Role.AUTHOR)
        mine = self.standing.person.in_kinds(*_ACTING_KINDS)
        if self.item.submitting_department_id in mine:
            if self._is_author or not self.item.is_sensitive:
                found.add(Role.OFFICER)
        return found

    def _department_roles(self) -> set[Role]:
        found: set[Role] = set()
        item, user_id = self.item, self.user.pk
        sensitive = item.is_sensitive
        units = {item.lead_department_id, item.handling_unit_id} - {None}
        named = self._is_handler(units)
        if named or (not sensitive and units & self._acting_departments):
            found.add(Role.OFFICER)
        cooperating = ClearanceKind.COOPERATOR in self.clearances if sensitive else True
        if cooperating and self.my_parts:
            found.add(Role.COOPERATOR)
        leader = self.portfolio_leader
        if leader is not None and leader.pk == user_id:
            found.add(Role.PORTFOLIO_LEADER)
        if self._signs():
            found.add(Role.FIRST_IN_CHARGE)
        if item.lead_department_id in self.standing.person.portfolio:
            if any(person.pk == user_id for person in self.deputies):
                found.add(Role.DEPUTY_LEADER)
        return found

    def _is_handler(self, units: set[int]) -> bool:
        """Named to handle it, and still there; a leader's own item may be handled elsewhere."""
        if self.item.is_sensitive:
            return ClearanceKind.HANDLER in self.clearances
        if self.user.pk != self.item.handler_id:
            return False
        return self.owner_id is not None or bool(units & self.standing.person.departments)

    def _signs(self) -> bool:
        """The head himself; a delegate, but never for a sensitive item nor for his own doing."""
        head = self.seats.head
        if head is None:
            return False
        if head.person_id == self.user.pk:
            return True
        if self.item.is_sensitive or self.user.pk not in self.seats.delegate_ids():
            return False
        return self.user.pk not in (self.applicant_id, self.reviewer_id)

    def _campaign_roles(self) -> set[Role]:
        found: set[Role] = set()
        has, campaign_id = self.standing.has, self.item.campaign_id
        head = CampaignRole.OFFICE_SUPERVISOR if self.is_office_item else CampaignRole.OFFICE_HEAD
        if has(campaign_id, head):
            found.add(Role.OFFICE_HEAD)
        if has(campaign_id, CampaignRole.OFFICE, CampaignRole.OFFICE_HEAD):
            cleared = ClearanceKind.OFFICE in self.clearances or Role.OFFICE_HEAD in found
            cleared = cleared or (self.item.state == State.DRAFT and self._is_author)
            own = self.item.state != State.DRAFT or self.item.submitting_department_id is None
            if own and (not self.item.is_sensitive or cleared):
                found.add(Role.OFFICE)
        if has(campaign_id, CampaignRole.GROUP_LEADER):
            found.add(Role.GROUP_LEADER)
        if has(campaign_id, *GUIDANCE_ROLES):
            cleared = ClearanceKind.DISCIPLINE in self.clearances
            if not self.item.is_sensitive or cleared:
                found.add(Role.GUIDANCE)
        if self._verifies():
            found.add(Role.VERIFIER)
        return found

    def _verifies(self) -> bool:
        """Member of the verifying unit; a named verifier stands alone."""
        item, has = self.item, self.standing.has
        if item.named_verifier_id is not None:
            return item.named_verifier_id == self.user.pk
        if item.is_sensitive:
            head = has(item.campaign_id, CampaignRole.OFFICE_HEAD) and not self.is_office_item
            named = self.clearances & {ClearanceKind.VERIFIER, ClearanceKind.OFFICE}
            return bool(head or named)
        if self.is_leaders_item:
            unit = self.standing.verifying_unit(item.campaign_id, VerifyingScope.LEADERS_ITEMS)
            if unit is not None:
                return unit in self.standing.person.departments
            return has(item.campaign_id, *GUIDANCE_ROLES)
        office = self.standing.office_departments.get(item.campaign_id)
        involved = self.is_office_item or any(p.department_id == office for p in self.cooperations)
        if office is not None and involved:
            unit = self.standing.verifying_unit(item.campaign_id, VerifyingScope.OFFICE_ITEMS)
            return unit is not None and unit in self.standing.person.departments
        return has(item.campaign_id, CampaignRole.OFFICE, CampaignRole.OFFICE_HEAD)

    @cached_property
    def tied_departments(self) -> frozenset[int]:
        """Departments of the item in which the person holds a post."""
        units = {self.item.lead_department_id, self.item.handling_unit_id}
        units |= {part.department_id for part in self.cooperations}
        return frozenset(units & self.standing.person.departments)
