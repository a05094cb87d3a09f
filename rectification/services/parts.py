"""Co-operating units and their word on their part."""

from datetime import datetime

from django.db import transaction

from accounts.enums import PostKind
from accounts.models import User
from core.errors import Denied, GuardFailed, Invalid
from notifications.enums import MessageKind
from rectification.enums import Action, ClearanceKind, PartState
from rectification.models import Cooperation, Item
from rectification.permissions import Situation
from rectification.selectors.seats import office_people_for, officers_of
from rectification.services.base import begin, naming, need_text, tell, write_down


def _people_of(s: Situation, parts: list[Cooperation]) -> list[User]:
    if s.item.is_sensitive:
        cleared = User.objects.active().filter(
            clearances__item=s.item,
            clearances__kind=ClearanceKind.COOPERATOR,
            clearances__ended_at__isnull=True,
        )
        return list(cleared.order_by("id").distinct())
    kinds = [PostKind.LIAISON, PostKind.OFFICER]
    people = User.objects.holding(kinds, [p.department_id for p in parts], s.on)
    return list(people.order_by("id").distinct())


def ask_parts(s: Situation) -> None:
    """Ask the units that have not spoken; from then on their silence has a clock."""
    waiting = [p for p in s.cooperations if p.state == PartState.OPEN]
    if not waiting:
        return
    Cooperation.objects.filter(pk__in=[p.pk for p in waiting]).update(
        state=PartState.ASKED, asked_at=s.at
    )
    days = s.rule("part_silence_days")
    text = f"{naming(s.item)}的措施已全部完成，请{days}个工作日内确认本单位配合部分。"
    tell(s, _people_of(s, waiting), MessageKind.TO_DO, text, node="ask-parts")


def _my_part(s: Situation) -> Cooperation:
    if not s.my_parts:
        raise Denied("您所在单位不是本事项的配合单位。")
    return s.my_parts[0]


def _refuse_settled(part: Cooperation) -> None:
    """What the office has settled is not objected to again: nothing waits on it any more."""
    if part.settled_at is not None and part.state in (PartState.CONFIRMED, PartState.WAIVED):
        label = PartState(part.state).label
        raise GuardFailed(f"办公室已裁定（{label}），不能再提异议；有新的情况请向办公室书面反映。")


@transaction.atomic
def confirm_part(*, item: Item, by: User, at: datetime, comment: str = "") -> Cooperation:
    """A co-operating unit says that its part is done."""
    s = begin(item=item, by=by, at=at, action=Action.CONFIRM_PART, version=None)
    part = _my_part(s)
    Cooperation.objects.filter(pk=part.pk).update(
        state=PartState.CONFIRMED, reason=comment.strip()[:500], answered_by=by, answered_at=at
    )
    write_down(s, Action.CONFIRM_PART, {"department": part.department.code})
    part.refresh_from_db()
    return part


@transaction.atomic
def object_part(*, item: Item, by: User, at: datetime, reason: str) -> Cooperation:
    """A co-operating unit objects (also “not our duty”); the office settles it."""
    s = begin(item=item, by=by, at=at, action=Action.OBJECT_PART, version=None)
    why = need_text("reason", reason, "请写明异议的理由和依据。")
    part = _my_part(s)
    _refuse_settled(part)
    Cooperation.objects.filter(pk=part.pk).update(
        state=PartState.OBJECTED, reason=why, answered_by=by, answered_at=at
    )
    write_down(s, Action.OBJECT_PART, {"department": part.department.code, "reason": why})
    people = [*office_people_for(s.item, s.on), *officers_of(s.item, s.on)]
    text = f"{part.department.short_name}对{naming(s.item)}提出异议：{why}"[:300]
    tell(s, people, MessageKind.TO_DO, text, node=f"object:{part.pk}:{at.isoformat()}")
    part.refresh_from_db()
    return part


SETTLEMENTS = {
    "confirmed": PartState.CONFIRMED,
    "waived": PartState.WAIVED,
    "stands": PartState.ASKED,
}


@transaction.atomic
def settle_part(
    *, item: Item, by: User, at: datetime, part: Cooperation, decision: str, reason: str
) -> Cooperation:
    """The office settles a part: confirmed, waived, or it stands and the unit is asked again."""
    s = begin(item=item, by=by, at=at, action=Action.SETTLE_PART, version=None)
    why = need_text("reason", reason, "请写明裁定的理由。")
    if part.item_id != s.item.pk:
        raise Invalid.at("part", "该配合单位不属于本事项，请刷新后重试。")
    if decision not in SETTLEMENTS:
        raise Invalid.at("decision", "请选择裁定结果：视为确认、免予确认或继续配合。")
    state = SETTLEMENTS[decision]
    changes = {"state": state, "settled_by": by, "settled_at": at, "reason": why}
    if decision == "stands":
        changes["asked_at"] = at
    Cooperation.objects.filter(pk=part.pk).update(**changes)
    code = part.department.code
    write_down(s, Action.SETTLE_PART, {"department": code, "decision": decision, "reason": why})
    text = f"办公室裁定{naming(s.item)}的配合事项（{state.label}）：{why}"[:300]
    people = [*_people_of(s, [part]), *officers_of(s.item, s.on)]
    tell(s, people, MessageKind.INFORMED, text, node=f"settle:{part.pk}:{at.isoformat()}")
    part.refresh_from_db()
    return part
