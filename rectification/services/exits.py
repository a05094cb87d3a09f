"""Ways out without rectifying, and back in: void, merge, reinstate."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Department, User
from core.errors import Invalid
from notifications.enums import MessageKind
from rectification.enums import OPEN_STATES, Action, PartState, VoidReason
from rectification.models import (
    ORIGIN_KEYS,
    Assignment,
    Cooperation,
    Item,
    ItemOrigin,
    MergeLink,
)
from rectification.permissions import Situation
from rectification.selectors.seats import officers_of
from rectification.services.assigning import AssignContent, assign
from rectification.services.base import begin, move, naming, need, need_text, tell
from rectification.services.handling import recall
from rectification.services.ties import join_ties, part_ties


@transaction.atomic
def void(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    void_reason: str,
    reason: str,
    reply_text: str = "",
    document_number: str = "",
) -> Item:
    """Decline to docket, withdraw or hand over to another body. The number stays taken."""
    s = begin(item=item, by=by, at=at, action=Action.VOID, version=version)
    allowed = [v for v in VoidReason.values if v != VoidReason.IMPORT_UNDONE]
    problems: dict[str, str] = {}
    if void_reason not in allowed:
        problems["void_reason"] = "请选择原因：经核不属问题、不属职责范围、已移交或依据已废止。"
    if not reason.strip():
        problems["reason"] = "请写明不予立项的理由。"
    sources = [o.source for o in s.item.origins.select_related("source").order_by("id")]
    if any(source.is_opinion for source in sources) and not reply_text.strip():
        problems["reply_text"] = "来源为群众反映的，须填写给反映人的答复内容。"
    documented = void_reason == VoidReason.TRANSFERRED or any(x.is_inspection for x in sources)
    if documented and not document_number.strip():
        problems["document_number"] = "巡视巡察反馈或已移交的，须填写文号或接收单位回执号。"
    need(problems)
    data = {
        "reason": reason.strip(),
        "void_reason": void_reason,
        "document_number": document_number.strip(),
        "reply_text": reply_text.strip(),
    }
    move(s, Action.VOID, changes={"void_reason": void_reason}, data=data)
    why = "" if s.item.is_sensitive else f"：{reason.strip()}"
    _tell_submitter(s, f"{naming(s.item)}不予立项{why}"[:300])
    return s.item


def _tell_submitter(s: Situation, text: str) -> None:
    authors = [s.item.author] if s.item.author_id else []
    tell(s, authors, MessageKind.INFORMED, text, node="submitter")


def _former_lead(item: Item) -> Department | None:
    """The lead that had accepted the item before it came back to the office."""
    last = Assignment.objects.filter(item=item, accepted_at__isnull=False).order_by("-id").first()
    return last.lead_department if last else None


@transaction.atomic
def merge(
    *, item: Item, by: User, at: datetime, version: int | None, into: Item, reason: str = ""
) -> Item:
    """Merge into another open item of the same sensitivity; its sources are shown there.

    A lead that had accepted becomes co-operator of the other item, with an open part.
    """
    both = Item.objects.select_for_update(of=("self",)).filter(pk__in=[item.pk, into.pk])
    list(both.order_by("pk").values_list("pk", flat=True))  # A into B and B into A meet
    s = begin(item=item, by=by, at=at, action=Action.MERGE, version=version)
    other = Item.objects.get(pk=into.pk)
    _check_merge(s, other)
    ItemOrigin.objects.bulk_create(
        ItemOrigin(
            item=other,
            source_id=origin.source_id,
            document_number=origin.document_number,
            note=origin.note,
            **{f"{key}_id": getattr(origin, f"{key}_id") for key in ORIGIN_KEYS},
            merged_from=s.item,
            created_at=at,
        )
        for origin in s.item.origins.order_by("id")
    )
    MergeLink.objects.create(
        item=s.item,
        into=other,
        merged_by=by,
        merged_at=at,
        added_cooperation=_added_part(_former_lead(s.item), other),
        added_ties=join_ties(s, other),
    )
    data = {"into": other.number, "reason": reason.strip()}
    move(s, Action.MERGE, changes={"merged_into": other}, data=data)
    _tell_submitter(s, f"{naming(s.item)}已并入{other.number}办理。")
    tell(s, officers_of(other, s.on), MessageKind.INFORMED, f"{s.item.number}并入{other.number}。")
    return s.item


def _added_part(former: Department | None, other: Item) -> Cooperation | None:
    """The open part of a lead that had accepted, where it has none yet."""
    if former is None or former.pk == other.lead_department_id:
        return None
    part, created = Cooperation.objects.get_or_create(
        item=other, department=former, defaults={"state": PartState.OPEN}
    )
    return part if created else None


def _check_merge(s: Situation, other: Item) -> None:
    problem = ""
    if other.pk == s.item.pk:
        problem = "不能并入自身，请选择另一事项。"
    elif other.campaign_id != s.item.campaign_id:
        problem = "只能并入同一主题教育的事项。"
    elif other.state not in OPEN_STATES:
        problem = "只能并入在办事项，请另选。"
    elif other.is_sensitive != s.item.is_sensitive:
        problem = "敏感事项与一般事项不能互相并案。"
    elif s.item.is_sensitive:
        former = _former_lead(s.item)
        if former is not None and former.pk != other.lead_department_id:
            problem = "敏感事项只能并入同一牵头单位的敏感事项。"
    if problem:
        raise Invalid.at("into", problem)


@transaction.atomic
def reinstate(*, item: Item, by: User, at: datetime, version: int | None, reason: str) -> Item:
    """Bring a merged or voided item back to the office's desk; links to the other are removed."""
    s = begin(item=item, by=by, at=at, action=Action.REINSTATE, version=version)
    why = need_text("reason", reason, "请写明恢复的理由。")
    changes: dict[str, Any] = {"void_reason": "", "merged_into": None, "lead_department": None}
    move(s, Action.REINSTATE, changes=changes, data={"reason": why})
    ItemOrigin.objects.filter(merged_from=s.item).delete()
    links = list(MergeLink.objects.filter(item=s.item, removed_at__isnull=True).order_by("id"))
    parts = [link.added_cooperation_id for link in links if link.added_cooperation_id]
    Cooperation.objects.filter(pk__in=parts, state=PartState.OPEN).delete()
    MergeLink.objects.filter(pk__in=[link.pk for link in links]).update(removed_at=at)
    for link in links:
        part_ties(s, link)
    _tell_submitter(s, f"{naming(s.item)}已恢复立项。")
    return s.item


@transaction.atomic
def reassign(
    *,
    item: Item,
    content: AssignContent,
    by: User,
    at: datetime,
    version: int | None,
    reason: str,
) -> Item:
    """Recall and assign to another lead, in one act."""
    recalled = recall(item=item, by=by, at=at, version=version, reason=reason)
    return assign(item=recalled, content=content, by=by, at=at, version=None)


@transaction.atomic
def late_merge(
    *, item: Item, by: User, at: datetime, version: int | None, into: Item, reason: str
) -> Item:
    """Recall and merge, in one act."""
    recalled = recall(item=item, by=by, at=at, version=version, reason=reason)
    return merge(item=recalled, by=by, at=at, version=None, into=into, reason=reason)


@transaction.atomic
def late_void(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    void_reason: str,
    reason: str,
    reply_text: str = "",
    document_number: str = "",
) -> Item:
    """Recall and void, in one act."""
    recalled = recall(item=item, by=by, at=at, version=version, reason=reason)
    return void(
        item=recalled,
        by=by,
        at=at,
        version=None,
        void_reason=void_reason,
        reason=reason,
        reply_text=reply_text,
        document_number=document_number,
    )
