"""What of the ledger lies on the desk of a post that changes hands (settings.OPEN_DUTIES)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.enums import PostKind
from accounts.models import Post
from accounts.selectors import DutyLine, units_without_officers
from core.clock import local_date
from rectification.enums import (
    LIVE_NOTICES,
    OPEN_STATES,
    ExtensionState,
    MeasureState,
    PartState,
    PlanChangeState,
    State,
)
from rectification.lights import days_late
from rectification.models import (
    Clearance,
    Cooperation,
    Extension,
    Item,
    Measure,
    PlanChange,
    SupervisionNotice,
)

HEADS = (PostKind.FIRST_IN_CHARGE, PostKind.ACTING)
GIVEN = tuple(state for state in OPEN_STATES if state != State.REGISTERED)
"""States of items that lie with a department, its verifier or the office's head."""
ITEM = "rectification.item"
_WAITING = (ExtensionState.PENDING, ExtensionState.ENDORSED)

_LEFT: dict[str, str] = {
    State.DRAFT: "草稿待提交登记",
    State.ASSIGNED: "待签收",
    State.ACCEPTED: "待提交整改措施",
    State.PLAN_REVIEW: "整改措施待审定",
    State.CLOSURE_REVIEW: "销号申请待部门审核",
    State.AWAITING_SIGNOFF: "待第一责任人签批",
    State.AWAITING_VERIFICATION: "已签批，待验收",
    State.SUSPENDED: "中止中，到期复核",
}


@dataclass
class _Desks:
    """Items by what ties them to a post or a person."""

    lead: dict[int, list[Item]] = field(default_factory=dict)
    unit: dict[int, list[Item]] = field(default_factory=dict)
    handler: dict[int, list[Item]] = field(default_factory=dict)
    verifier: dict[int, list[Item]] = field(default_factory=dict)
    owner: dict[int, list[Item]] = field(default_factory=dict)
    author: dict[int, list[Item]] = field(default_factory=dict)
    part: dict[int, list[Item]] = field(default_factory=dict)
    asked: dict[int, list[Item]] = field(default_factory=dict)
    cleared: dict[int, list[Item]] = field(default_factory=dict)


def open_duties(*, posts: Sequence[Post], on: date) -> dict[int, list[DutyLine]]:
    """Per post the items on its desk, by due date: 8 statements however many posts and items.

    A head answers for everything his department leads (a sub-unit's: handles), a team member for
    the sections that he reviews and for decisions asked of him, an officer for what names him; the
    last officer of a unit also for what names nobody. What names a person besides (to verify, to
    read a sensitive item) comes with his first post.
    """
    alone = units_without_officers(posts)
    reviewed = _reviewed(posts)
    desks = _read(posts, alone)
    first: dict[int, int] = {}
    for post in posts:
        first.setdefault(post.person_id, post.pk)
    found = {}
    for post in posts:
        own = set(post.sections) - reviewed.get(post.pk, set())
        items = _of_post(post, desks, own, is_last=post.department_id in alone)
        items += desks.owner.get(post.pk, [])
        if first[post.person_id] == post.pk:
            items += desks.verifier.get(post.person_id, []) + desks.cleared.get(post.person_id, [])
        unique = {item.pk: item for item in items}
        ordered = sorted(unique.values(), key=lambda i: (i.effective_due_on or date.max, i.pk))
        found[post.pk] = [_line(item, on) for item in ordered]
    return found


def _reviewed(posts: Iterable[Post]) -> dict[int, set[str]]:
    """Per team member the sections that a colleague of higher rank reviews (1 statement)."""
    team = [post for post in posts if post.kind == PostKind.TEAM_MEMBER and post.sections]
    held = Post.objects.filter(
        department__in={post.department_id for post in team},
        kind=PostKind.TEAM_MEMBER,
        ends_on__isnull=True,
        person__is_active=True,
    )
    found: dict[int, set[str]] = {}
    for department, sections, *rank in held.values_list("department", "sections", "order", "id"):
        for post in team:
            if post.department_id == department and tuple(rank) < (post.order, post.pk):
                found.setdefault(post.pk, set()).update(sections)
    return found


def _read(posts: Sequence[Post], alone: set[int]) -> _Desks:
    """Everything that may lie on one of the desks (5 statements)."""
    people = {post.person_id for post in posts}
    led = {post.department_id for post in posts if _leads(post)} | alone
    cleared = Clearance.objects.filter(person__in=people, ended_at__isnull=True)
    second = _second(posts)
    tied = Q(state__in=GIVEN) & (
        Q(lead_department__in=led)
        | Q(handling_unit__in=led)
        | Q(handler__in=people)
        | Q(named_verifier__in=people)
        | Q(owner_post__in=[post.pk for post in posts])
        | Q(pk__in=cleared.values("item"))
        | Q(pk__in=_parts(alone).values("item"))
        | Q(pk__in=[item for _, item in second])
    )
    drafts = Q(state=State.DRAFT, author__in=people, submitting_department__isnull=False)
    rows = {item.pk: item for item in _items(tied | drafts)}
    desks = _Desks()
    for item in rows.values():
        _put(desks.lead, item.lead_department_id, item)
        _put(desks.unit, item.handling_unit_id, item)
        _put(desks.handler, item.handler_id, item)
        _put(desks.verifier, item.named_verifier_id, item)
        _put(desks.owner, item.owner_post_id, item)
        _put(desks.author, item.author_id if item.state == State.DRAFT else None, item)
    for person, pk in cleared.order_by("id").values_list("person", "item"):
        _put(desks.cleared, person, rows.get(pk))
    for department, pk in _parts(alone).order_by("id").values_list("department", "item"):
        _put(desks.part, department, rows.get(pk))
    for post_id, pk in second:
        _put(desks.asked, post_id, rows.get(pk))
    return desks


def _leads(post: Post) -> bool:
    return post.kind in HEADS or (post.kind == PostKind.TEAM_MEMBER and bool(post.sections))


def _put(found: dict[int, list[Item]], key: int | None, item: Item | None) -> None:
    if key is not None and item is not None:
        found.setdefault(key, []).append(item)


def _parts(departments: set[int]) -> QuerySet[Cooperation]:
    """Parts of co-operating units that nobody is left to confirm."""
    waiting = (PartState.OPEN, PartState.ASKED)
    return Cooperation.objects.filter(department__in=departments, state__in=waiting)


def _second(posts: Sequence[Post]) -> list[tuple[int, int]]:
    """(post, item) of second extensions that wait for a city leader (1 statement or none)."""
    leaders = [post.pk for post in posts if post.kind == PostKind.TEAM_MEMBER]
    if not leaders:
        return []
    asked = Extension.objects.filter(
        state__in=_WAITING, ordinal__gte=2, item__lead_department__in_portfolios__post__in=leaders
    )
    pairs = asked.order_by("id").values_list("item__lead_department__in_portfolios__post", "item")
    return [(post, item) for post, item in pairs if post in set(leaders)]


def _items(where: Q) -> Iterable[Item]:
    """Items with what a line says of them (2 statements)."""
    own = {"item": OuterRef("pk")}
    left = Measure.objects.filter(**own, cycle=OuterRef("cycle"), state=MeasureState.OPEN)
    counted = left.order_by().values("item").annotate(n=Count("pk")).values("n")
    return (
        Item.objects.listed()
        .filter(where)
        .annotate(
            measures_left=Coalesce(Subquery(counted), 0),
            asks_time=Exists(Extension.objects.filter(**own, state__in=_WAITING)),
            asks_reply=Exists(SupervisionNotice.objects.filter(**own, state__in=LIVE_NOTICES)),
            asks_change=Exists(PlanChange.objects.filter(**own, state=PlanChangeState.PENDING)),
        )
        .select_related("lead_department", "handling_unit")
        .prefetch_related("cooperations__department")
        .order_by("id")
    )


def _of_post(post: Post, desks: _Desks, sections: set[str], *, is_last: bool) -> list[Item]:
    unit, person = post.department_id, post.person_id
    given = [*desks.lead.get(unit, []), *desks.unit.get(unit, [])]
    if post.kind in HEADS:
        return given
    if post.kind == PostKind.TEAM_MEMBER:
        mine = [item for item in desks.lead.get(unit, []) if item.section in sections]
        return mine + desks.asked.get(post.pk, [])
    own = desks.handler.get(person, [])
    found = [i for i in own if unit in (i.lead_department_id, i.handling_unit_id)]
    found += [i for i in desks.author.get(person, []) if i.submitting_department_id == unit]
    if is_last:
        found += [i for i in given if i.handler_id is None and not i.is_sensitive]
        found += [i for i in desks.part.get(unit, []) if not i.is_sensitive]
    return found


def _line(item: Item, on: date) -> DutyLine:
    number = item.number or "草稿"
    common = {
        "subject_type": ITEM,
        "subject_uid": item.uid,
        "state": item.get_state_display(),
        "due_on": item.due_on,
        "sensitive": item.is_sensitive,
    }
    if item.is_sensitive:
        return DutyLine(label=f"敏感事项 {number}", **common)
    return DutyLine(
        label=f"{number} {item.title}",
        done=_done(item),
        left=_left(item),
        note=_risk(item, on),
        units=_units(item),
        **common,
    )


def _done(item: Item) -> str:
    if not item.last_progress or item.last_progress_at is None:
        return ""
    return f"{local_date(item.last_progress_at)}：{item.last_progress}"


def _left(item: Item) -> str:
    words = [_LEFT.get(item.state, "")]
    if item.measures_left and item.state in (State.IN_PROGRESS, State.SUSPENDED):
        words.append(f"{item.measures_left}条措施未完成")
    if item.asks_time:
        words.append("延期申请待批")
    if item.asks_reply:
        words.append("督办通知单待回复")
    if item.asks_change:
        words.append("措施变更待批")
    return "；".join(word for word in words if word)


def _risk(item: Item, on: date) -> str:
    words = []
    late = days_late(item.state, item.effective_due_on, on)
    if late:
        words.append(f"已逾期{late}天")
    if item.is_key:
        words.append("重点事项")
    if item.is_mass:
        words.append("涉及群众，须答复")
    if item.returns:
        words.append(f"验收退回{item.returns}次")
    if item.cycle > 1:
        words.append(f"第{item.cycle}轮整改")
    return "；".join(words)


def _units(item: Item) -> str:
    words = []
    if item.lead_department is not None:
        words.append(f"牵头{item.lead_department.short_name}")
    if item.handling_unit is not None:
        words.append(f"承办{item.handling_unit.short_name}")
    others = "、".join(part.department.short_name for part in item.cooperations.all())
    return "；".join([*words, f"配合{others}"] if others else words)
