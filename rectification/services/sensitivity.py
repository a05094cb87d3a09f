"""Who may know of a sensitive item."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from campaign.models import Membership
from campaign.permissions import GUIDANCE_ROLES
from core.clock import local_date
from core.errors import Denied, Invalid
from journal import services as journal
from journal.selectors import recorded_today
from notifications.enums import MessageKind
from rectification.enums import Action, ClearanceKind, Role
from rectification.models import Clearance, Item
from rectification.permissions import Situation
from rectification.selectors.seats import office_people
from rectification.services.assigning import clear
from rectification.services.base import begin, change, naming, need_text, tell, write_down
from rectification.services.drafts import drop_from_drafts
from rectification.services.origins import close_off_rows


@transaction.atomic
def raise_sensitivity(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    reason: str,
    handler: User,
    office_person: User,
) -> Item:
    """Close an item off for the named few; handler and office person are named in the same act."""
    s = begin(item=item, by=by, at=at, action=Action.RAISE_SENSITIVITY, version=version)
    why = need_text("reason", reason, "请写明列为敏感的理由。")
    _check_named(s, handler, office_person)
    change(s, {"is_sensitive": True, "sensitivity_answered": True})
    close_off_rows(s.item)
    drop_from_drafts(s.item, at)
    if handler is not None:
        clear(s.item, handler, ClearanceKind.HANDLER, by, at)
    clear(s.item, office_person, ClearanceKind.OFFICE, by, at)
    write_down(s, Action.RAISE_SENSITIVITY, {"reason": why})
    _close_merged(s, office_person)
    people = [person for person in (handler, office_person) if person]
    tell(s, people, MessageKind.INFORMED, f"您被列入{naming(s.item)}的知悉范围。")
    return s.item


def _close_merged(s: Situation, office_person: User) -> None:
    """What was merged into the item says the same: it is closed off with it."""
    merged = Item.objects.select_for_update(of=("self",)).filter(
        merged_into=s.item, is_sensitive=False
    )
    related = ("campaign", "target", "lead_department", "owner_post")
    for item in merged.select_related(*related).order_by("id"):
        own = Situation(s.user, item, s.at)
        change(own, {"is_sensitive": True, "sensitivity_answered": True})
        close_off_rows(item)
        clear(item, office_person, ClearanceKind.OFFICE, s.user, s.at)
        write_down(own, Action.RAISE_SENSITIVITY, {"with": s.item.number})


def _check_named(s: Situation, handler: User | None, office_person: User | None) -> None:
    lead = s.item.lead_department_id
    if lead is not None:
        units = {lead, s.item.handling_unit_id} - {None}
        if handler is None or not handler.posts.on(s.on).filter(department__in=units).exists():
            raise Invalid.at("handler", "请指定责任单位的经办人（只有指定的人能看到）。")
    if office_person is None or office_person not in office_people(s.item.campaign_id, s.on):
        raise Invalid.at("office_person", "请指定办公室一名联系人。")


@transaction.atomic
def lower_sensitivity(
    *, item: Item, by: User, at: datetime, version: int | None, reason: str
) -> Item:
    """Open an item again; the named few are no longer needed."""
    s = begin(item=item, by=by, at=at, action=Action.LOWER_SENSITIVITY, version=version)
    why = need_text("reason", reason, "请写明解除敏感的理由。")
    change(s, {"is_sensitive": False})
    Clearance.objects.filter(item=s.item, ended_at__isnull=True).update(ended_at=at)
    write_down(s, Action.LOWER_SENSITIVITY, {"reason": why})
    return s.item


@transaction.atomic
def change_clearance(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    add: Sequence[tuple[User, str]] = (),
    remove: Sequence[Clearance] = (),
    reason: str,
) -> Item:
    """Replace named people; at least one handler and one office person remain. Both are told.

    The first-in-charge changes his own department's people, the office head all others.
    """
    s = begin(item=item, by=by, at=at, action=Action.CHANGE_CLEARANCE, version=version)
    why = need_text("reason", reason, "请写明调整的理由。")
    if any(kind not in ClearanceKind.values for _, kind in add):
        raise Invalid.at("add", "知悉身份不在可选范围内，请重新选择。")
    _check_reach(s, add, remove)
    for person, kind in add:
        _check_fits(s, person, kind)
    ended = [row.pk for row in remove if row.item_id == s.item.pk]
    Clearance.objects.filter(pk__in=ended).update(ended_at=at)
    for person, kind in add:
        clear(s.item, person, kind, by, at)
    _check_remaining(s)
    change(s, {})
    names = {"added": [p.name for p, _ in add], "removed": [r.person.name for r in remove]}
    write_down(s, Action.CHANGE_CLEARANCE, {"reason": why, **names})
    told = [person for person, _ in add] + [row.person for row in remove]
    tell(s, told, MessageKind.INFORMED, f"{naming(s.item)}的知悉范围有调整。")
    return s.item


def _check_reach(
    s: Situation, add: Sequence[tuple[User, str]], remove: Sequence[Clearance]
) -> None:
    """Whoever signs chooses neither his verifier nor his supervision: handlers alone are his."""
    if Role.OFFICE_HEAD in s.roles:
        return
    kinds = {kind for _, kind in add} | {row.kind for row in remove}
    if kinds - {ClearanceKind.HANDLER}:
        raise Denied("第一责任人只调整本单位的经办人，其他知悉人员由办公室主任调整。")


def _check_fits(s: Situation, person: User, kind: str) -> None:
    """Nobody is named as what he is not; raises Invalid."""
    item, posts = s.item, person.posts.on(s.on)
    lead = {item.lead_department_id, item.handling_unit_id} - {None}
    parts = {part.department_id for part in s.cooperations}
    sentence = ""
    if not person.is_active or person.admin_role:
        sentence = "已停用或不办理业务"
    elif kind == ClearanceKind.HANDLER and not posts.filter(department__in=lead).exists():
        sentence = "不在责任单位任职，不能作经办人"
    elif kind == ClearanceKind.COOPERATOR and not posts.filter(department__in=parts).exists():
        sentence = "不在配合单位任职"
    elif kind == ClearanceKind.OFFICE and person not in office_people(item.campaign_id, s.on):
        sentence = "不是办公室成员"
    elif kind == ClearanceKind.DISCIPLINE and not _supervises(s, person):
        sentence = "不是派驻纪检监察组或巡回指导组成员"
    elif kind == ClearanceKind.VERIFIER and posts.filter(department__in=lead | parts).exists():
        sentence = "在责任单位任职，不能验收"
    if sentence:
        raise Invalid.at("add", f"{person.name}{sentence}，请另选。")


def _supervises(s: Situation, person: User) -> bool:
    held = Membership.objects.on(s.on).filter(campaign=s.item.campaign_id, person=person)
    return held.filter(role__in=GUIDANCE_ROLES).exists()


def _check_remaining(s: Situation) -> None:
    kinds = set(
        Clearance.objects.filter(
            item=s.item, ended_at__isnull=True, person__is_active=True
        ).values_list("kind", flat=True)
    )
    if s.item.lead_department_id is not None and ClearanceKind.HANDLER not in kinds:
        raise Invalid.at("remove", "至少保留一名经办人，请同时指定接替的人。")
    if ClearanceKind.OFFICE not in kinds:
        raise Invalid.at("remove", "至少保留一名办公室联系人，请同时指定接替的人。")


@transaction.atomic
def note_reading(*, item: Item, by: User, at: datetime) -> bool:
    """Journal that a person read a sensitive item, once per person, item and day."""
    if not item.is_sensitive:
        return False
    if recorded_today(type="item.read", subject=item, by=by, on=local_date(at)):
        return False
    journal.record(
        type="item.read", subject=item, by=by, at=at, campaign_id=item.campaign_id, data={}
    )
    return True
