"""Which items ask which act of a person: the rights of `permissions` turned into conditions.

A duty is an act that lies on somebody's desk, not everything that he might do. Each is one
condition over items, so that a person's list is read in a fixed number of statements however many
items there are. Where a right hangs on facts that a condition cannot hold cheaply, the condition
is the narrower one: the list never offers an act that the rule would refuse, nor an item that the
person may not see (both held by a test).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from campaign.enums import CampaignRole, VerifyingScope
from campaign.permissions import GUIDANCE_ROLES
from rectification.enums import (
    DONE_STATES,
    OPEN_STATES,
    Action,
    ClearanceKind,
    Kind,
    MeasureState,
    PlanState,
    RequestState,
    State,
)
from rectification.lights import Soon
from rectification.models import ClosureRequest, Measure, Plan
from rectification.selectors.limits import due_soon
from rectification.selectors.todos.facts import PARTS, Desk, Facts
from rectification.selectors.todos.terms import (
    active_handler,
    cooperated,
    group_owned,
    headed,
    in_cycle,
    in_portfolio,
    owned_by,
    signed_by,
)

STALE_WORKDAYS = 10
"""Working days without news after which the officer is asked for a line."""

NORMAL = Q(is_sensitive=False)
NOTHING = Q(pk__in=[])
IN_HAND = Q(state__in=[state for state in OPEN_STATES if state != State.REGISTERED])


class Reach(StrEnum):
    """How the items of a duty are found quickly; duties of one reach are read together."""

    UNIT = "unit"
    """In the person's own units, or named to him."""
    STATE = "state"
    """All over a campaign, by state."""
    PENDING = "pending"
    """All over a campaign, by keys that the facts name."""
    LOOK_BACK = "look_back"
    """All over a campaign, by the date of the look-back."""


@dataclass(frozen=True)
class Duty:
    """An act and the items that ask it of the person; sensitive ones as shells, if so said."""

    action: Action
    where: Q
    reach: Reach = Reach.UNIT
    as_shell: bool = False


def some(parts: Iterable[Q]) -> Q:
    found = NOTHING
    for part in parts:
        found |= part
    return found


def own_items(desk: Desk, facts: Facts) -> Q:
    """Everything that may be on the person's desk for his posts: what an index narrows to."""
    person = desk.standing.person
    kinds = (ClearanceKind.HANDLER, ClearanceKind.COOPERATOR, "asked")
    found = Q(handler=desk.user_id) | Q(named_verifier=desk.user_id)
    found |= Q(author=desk.user_id, state=State.DRAFT) | facts.is_one_of(*kinds)
    led = desk.acting | desk.signing | frozenset(person.first_sections)
    if led:
        found |= Q(lead_department__in=led)
    if person.departments:
        found |= Q(handling_unit__in=person.departments)
        found |= Q(submitting_department__in=person.departments, state=State.DRAFT)
    return found


# --- officers and co-operators -----------------------------------------------


def _officer(desk: Desk, facts: Facts) -> Q:
    """Items whose officer the person is, unless another one is named who is still there."""
    person = desk.standing.person
    mine = NOTHING
    if person.departments:
        free = ~Q(active_handler()) | facts.is_one_of("adrift")
        units = Q(handling_unit__in=person.departments)
        here = units | Q(lead_department__in=person.departments)
        mine = here & Q(handler=desk.user_id)
        if desk.acting:
            units |= Q(lead_department__in=desk.acting)
        mine |= free & units
    return (NORMAL & mine) | (Q(is_sensitive=True) & facts.is_one_of(ClearanceKind.HANDLER))


def _asks_for_closure() -> Q:
    """Every measure of the cycle is done, and there is one."""
    return Q(in_cycle(Measure)) & ~Q(in_cycle(Measure, Q(state=MeasureState.OPEN)))


def _asks_for_news(desk: Desk) -> Q:
    stale = desk.since(STALE_WORKDAYS)
    soon = due_soon(Soon(desk.on, desk.workdays, desk.limits))
    quiet = Q(last_progress_at__lt=stale) | Q(last_progress_at__isnull=True, state_since__lt=stale)
    returned = in_cycle(ClosureRequest, Q(state=RequestState.RETURNED))
    return quiet | soon | Q(returns__gt=0) | Q(returned)


def _officer_duties(desk: Desk, facts: Facts) -> list[Duty]:
    officer = _officer(desk, facts)
    if facts("instructed"):  # a leader asks the office for a notice, even to its own department
        officer &= ~facts.is_one_of("instructed")
    at_once = NORMAL & Q(kind=Kind.IMMEDIATE, is_key=False)
    asks = officer & Q(state=State.IN_PROGRESS)
    # who heads the lead, or signs for him, may not ask for closure himself
    may_close = asks & ~Q(lead_department__in=desk.signing) if desk.signing else asks
    drafts = Q(author=desk.user_id, submitting_department__isnull=True)
    if not desk.offices:
        drafts = NOTHING
    if desk.acting:
        own = Q(author=desk.user_id) | (NORMAL & Q(author__isnull=True))
        drafts |= own & Q(submitting_department__in=desk.acting)
    return [
        Duty(Action.REPLY_NOTICE, officer & facts.is_one_of("reply") & IN_HAND),
        Duty(Action.START, officer & Q(state=State.ASSIGNED) & at_once),
        Duty(Action.ACCEPT, officer & Q(state=State.ASSIGNED)),
        Duty(Action.SUBMIT_PLAN, officer & Q(state=State.ACCEPTED)),
        Duty(Action.REQUEST_CLOSURE, may_close & _asks_for_closure()),
        Duty(Action.PROGRESS, asks & _asks_for_news(desk)),
        Duty(Action.SUBMIT, Q(state=State.DRAFT) & drafts),
    ]


def _part_duty(desk: Desk, facts: Facts) -> list[Duty]:
    if not facts("asked"):
        return []
    open_to_him = NORMAL | facts.is_one_of(ClearanceKind.COOPERATOR)
    return [Duty(Action.CONFIRM_PART, facts.is_one_of("asked") & open_to_him)]


# --- the lead's leaders -------------------------------------------------------


def _plan_by_another(desk: Desk) -> Q:
    own = in_cycle(Plan, Q(state=PlanState.SUBMITTED, author=desk.user_id))
    return Q(state=State.PLAN_REVIEW) & ~Q(own)


def _reviewer_duties(desk: Desk, facts: Facts) -> list[Duty]:
    person = desk.standing.person
    mine = [
        Q(lead_department=pk, section__in=sorted(sections))
        for pk, sections in person.first_sections.items()
        if pk not in desk.signing
    ]
    if not mine:
        return []
    reviews = some(mine) & ~Q(owned_by(desk.user_id))
    open_to_him = Q(is_key=False) | ~Q(headed(desk.on))
    return [
        Duty(Action.APPROVE_PLAN, reviews & _plan_by_another(desk) & open_to_him),
        Duty(
            Action.ENDORSE_CLOSURE,
            reviews & Q(state=State.CLOSURE_REVIEW) & ~facts.is_one_of("seated"),
        ),
        Duty(
            Action.DECIDE_PLAN_CHANGE,
            reviews & Q(state=State.IN_PROGRESS) & facts.is_one_of("change"),
        ),
    ]


def _head_duties(desk: Desk, facts: Facts) -> list[Duty]:
    """Items for which the person signs: as holder or acting, or (normal ones) as delegate."""
    person = desk.standing.person
    if not desk.signing:
        return []
    head = NORMAL & Q(lead_department__in=desk.signing)
    if person.headed:
        head |= Q(lead_department__in=person.headed)
    alone = some(
        Q(lead_department=pk) & ~Q(section__in=sorted(facts.covered.get(pk, ())))
        for pk in sorted(desk.signing)
    )
    late = desk.ripe("desk_closure_review", "state_since")
    others = ~facts.is_one_of("seated")
    return [
        Duty(Action.REPLY_NOTICE, head & facts.is_one_of("confirm") & IN_HAND),
        Duty(Action.SIGN_OFF, head & Q(state=State.AWAITING_SIGNOFF) & others),
        Duty(Action.ENDORSE_EXTENSION, head & Q(state__in=PARTS) & facts.is_one_of("endorse")),
        Duty(Action.APPROVE_PLAN, head & _plan_by_another(desk) & (Q(is_key=True) | alone)),
        Duty(
            Action.SKIP_REVIEW,
            head & Q(state=State.CLOSURE_REVIEW) & others & (late | alone),
        ),
        Duty(
            Action.DECIDE_PLAN_CHANGE,
            head & alone & Q(state=State.IN_PROGRESS) & facts.is_one_of("change"),
        ),
    ]


# --- the office, verifiers, city leaders ---------------------------------------


def _office_item(desk: Desk, campaign: int) -> Q:
    department = desk.standing.office_departments.get(campaign)
    if department is None:
        return NOTHING
    return Q(lead_department=department) | Q(handling_unit=department)


def _tied(desk: Desk) -> Q:
    """Items of units in which the person holds a post."""
    mine = desk.standing.person.departments
    if not mine:
        return NOTHING
    return Q(lead_department__in=mine) | Q(handling_unit__in=mine) | Q(cooperated(*mine))


def _office(desk: Desk, facts: Facts, campaign: int) -> Q:
    """Items that the person handles as a member of a campaign's office."""
    open_to_him = NORMAL | facts.is_one_of(ClearanceKind.OFFICE)
    if desk.standing.has(campaign, CampaignRole.OFFICE_HEAD):
        open_to_him |= ~_office_item(desk, campaign)
    return Q(campaign=campaign) & open_to_him


def _group_owned(desk: Desk, campaign: int) -> Q:
    """Own items of members of the leading group."""
    return Q(group_owned(campaign, desk.on))


def _office_involved(desk: Desk, campaign: int) -> Q:
    department = desk.standing.office_departments.get(campaign)
    return _office_item(desk, campaign) | (Q(cooperated(department)) if department else NOTHING)


def _office_duties(desk: Desk, facts: Facts, campaign: int) -> list[Duty]:
    office = _office(desk, facts, campaign)
    relapsed = facts.is_one_of("relapsed")
    done = Q(state__in=DONE_STATES, archived_at__isnull=True)
    first = Q(state__in=PARTS) & facts.is_one_of("first")
    return [
        Duty(Action.ASSIGN, office & Q(state=State.REGISTERED), Reach.STATE),
        Duty(
            Action.GRANT_EXTENSION,
            office & first & ~_office_item(desk, campaign),
            Reach.PENDING,
        ),
        Duty(
            Action.CONFIRM_ESCALATION,
            office & facts.is_one_of("escalated") & ~_office_item(desk, campaign),
            Reach.PENDING,
        ),
        Duty(Action.ISSUE_NOTICE, office & facts.is_one_of("instructed"), Reach.PENDING),
        Duty(Action.SETTLE_PART, office & facts.is_one_of("objected"), Reach.PENDING),
        Duty(Action.REOPEN, office & done & relapsed, Reach.PENDING),
        Duty(
            Action.LOOK_BACK,
            office & done & Q(look_back_due_on__lte=desk.on) & ~relapsed & ~_tied(desk),
            Reach.LOOK_BACK,
        ),
    ]


def _supervised(desk: Desk, facts: Facts) -> list[Duty]:
    """What lies with the heads of the office, and with its supervisor for its own items."""
    standing, found = desk.standing, []
    paused = Q(state=State.SUSPENDED) & facts.is_one_of("paused")
    first = Q(state__in=PARTS) & facts.is_one_of("first")
    for c in sorted(standing.campaigns_as(CampaignRole.OFFICE_HEAD)):
        where = Q(campaign=c) & paused & ~_office_item(desk, c)
        found.append(Duty(Action.RESUME, where, Reach.PENDING))
    for c in sorted(standing.campaigns_as(CampaignRole.OFFICE_SUPERVISOR)):
        own = Q(campaign=c) & _office_item(desk, c)
        found.append(Duty(Action.RESUME, own & paused, Reach.PENDING))
        found.append(Duty(Action.GRANT_EXTENSION, own & first, Reach.PENDING))
        asked = own & facts.is_one_of("escalated")
        found.append(Duty(Action.CONFIRM_ESCALATION, asked, Reach.PENDING))
    return found


def _unit_checks(desk: Desk, campaign: int) -> list[Q]:
    """What a verifying unit named by the group leader, or the guidance group, checks."""
    standing, mine = desk.standing, desk.standing.person.departments
    found = []
    for_office = standing.verifying_unit(campaign, VerifyingScope.OFFICE_ITEMS)
    if for_office in mine and standing.office_departments.get(campaign):
        found.append(_office_involved(desk, campaign) & ~_group_owned(desk, campaign))
    for_leaders = standing.verifying_unit(campaign, VerifyingScope.LEADERS_ITEMS)
    if for_leaders in mine or (for_leaders is None and standing.has(campaign, *GUIDANCE_ROLES)):
        found.append(_group_owned(desk, campaign))
    return [Q(campaign=campaign) & NORMAL & part for part in found]


def _checks(desk: Desk, facts: Facts) -> Q:
    """Items that wait for a check by the unit or office of this person."""
    standing = desk.standing
    parts = []
    for c in desk.offices:
        others = _group_owned(desk, c)
        if c in standing.office_departments:
            others |= _office_involved(desk, c)
        parts.append(_office(desk, facts, c) & (Q(is_sensitive=True) | ~others))
    for c in sorted({c for c, _ in standing.verifying} | set(standing.roles)):
        parts += _unit_checks(desk, c)
    return some(parts) & Q(named_verifier__isnull=True) if parts else NOTHING


def _verifier_duties(desk: Desk, facts: Facts) -> list[Duty]:
    unseated = ~facts.is_one_of("seated") & ~Q(signed_by(desk.user_id)) & ~_tied(desk)
    waiting = Q(state=State.AWAITING_VERIFICATION) & unseated
    open_to_him = NORMAL | facts.is_one_of(ClearanceKind.VERIFIER, ClearanceKind.OFFICE)
    found = []
    checks = _checks(desk, facts)
    named = Q(named_verifier=desk.user_id) & open_to_him
    for where, reach in ((named, Reach.UNIT), (checks, Reach.STATE)):
        if where is NOTHING:
            continue
        long_term = Q(kind=Kind.LONG_TERM)
        found.append(Duty(Action.SUSTAIN, waiting & where & long_term, reach))
        found.append(Duty(Action.VERIFY, waiting & where & ~long_term, reach))
    return found


def _led_by(desk: Desk) -> list[Q]:
    """Items on which a leader's word is his: the deputy in charge, else the group leader."""
    standing, wheres = desk.standing, []
    for c in sorted(standing.roles):
        leads = standing.person.portfolio - standing.person.headed
        another = ~Q(owned_by(desk.user_id))
        if leads and not standing.has(c, CampaignRole.OFFICE_HEAD):
            wheres.append(Q(campaign=c, lead_department__in=leads) & another)
        if standing.has(c, CampaignRole.GROUP_LEADER):
            wheres.append(Q(campaign=c) & ~Q(in_portfolio(desk.on)))
    return wheres


def _leader_duties(desk: Desk, facts: Facts) -> list[Duty]:
    """Second extensions and escalations."""
    asked = {
        Action.GRANT_EXTENSION: Q(state__in=PARTS) & facts.is_one_of("second"),
        Action.CONFIRM_ESCALATION: IN_HAND & facts.is_one_of("escalated"),
    }
    if not facts("second"):
        del asked[Action.GRANT_EXTENSION]
    if not facts("escalated"):
        del asked[Action.CONFIRM_ESCALATION]
    wheres = _led_by(desk) if asked else []
    return [
        Duty(action, where & condition, Reach.PENDING, as_shell=True)
        for action, condition in asked.items()
        for where in wheres
    ]


def duties_of(desk: Desk, facts: Facts) -> list[Duty]:
    """Every duty that the person's posts and roles bring; where two fit, the first one counts."""
    found = [
        *_head_duties(desk, facts),
        *_reviewer_duties(desk, facts),
        *_part_duty(desk, facts),
        *_officer_duties(desk, facts),
        *_verifier_duties(desk, facts),
    ]
    for campaign in desk.offices:
        found += _office_duties(desk, facts, campaign)
    return [*found, *_supervised(desk, facts), *_leader_duties(desk, facts)]
