"""What the ledger does when posts change hands: the office is told, the new handler is named."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import Handover, HandoverLine, Post, User
from accounts.selectors import city_leaders_for
from campaign.enums import CampaignRole
from core.clock import local_date
from core.errors import DomainError
from notifications import services as notifications
from notifications.enums import MessageKind
from notifications.services import Fact
from rectification.enums import OPEN_STATES, ClearanceKind, State
from rectification.models import Clearance, Item
from rectification.selectors.handover import GIVEN, HEADS, ITEM
from rectification.selectors.seats import holders_of_role, office_people
from rectification.services.base import naming
from rectification.services.handling import name_handler


def opened(*, handovers: Sequence[Handover], by: User | None, at: datetime) -> None:
    """Tell the office at once where nobody else is named for what lay on a desk.

    Where the leaver was the named handler, or the signer of what waits for a signature: one message
    a handover. A sensitive item whose last named handler he was: one an item, since only the
    office's head and the named office person know of it. (settings.HANDOVER_OBSERVERS)
    """
    on = local_date(at)
    lines = HandoverLine.objects.filter(handover__in=handovers, subject_type=ITEM)
    uids: dict[int, list[object]] = defaultdict(list)
    for handover_id, uid in lines.values_list("handover_id", "subject_uid"):
        uids[handover_id].append(uid)
    wanted = {uid for found in uids.values() for uid in found}
    items = {item.uid: item for item in Item.objects.filter(uid__in=wanted).order_by("id")}
    facts: list[Fact] = []
    for handover in handovers:
        mine = [items[uid] for uid in uids[handover.pk] if uid in items]
        facts += _orphaned(handover, mine, on, by)
    people = {handover.post.person_id for handover in handovers}
    facts += _without_named(ClearanceKind.HANDLER, people, on, by)
    notifications.tell_many(facts=facts, at=at)


def people_gone(*, people: Sequence[User], by: User | None, at: datetime) -> None:
    """Tell the head of the office where the named office person of a sensitive item is gone.

    (settings.DEACTIVATION_OBSERVERS)
    """
    ids = {person.pk for person in people}
    facts = _without_named(ClearanceKind.OFFICE, ids, local_date(at), by)
    notifications.tell_many(facts=facts, at=at)


def post_vacant(*, post: Post, at: datetime) -> None:
    """Tell the office and the city leaders in charge that nobody answers for a department.

    Only where it has open items. The wait for a signature is the office's until its head records
    who is acting; nobody inherits silently. (settings.VACANCY_OBSERVERS)
    """
    on = local_date(at)
    department = post.department
    led = Item.objects.filter(lead_department=department, state__in=OPEN_STATES)
    campaigns: dict[int, list[str]] = defaultdict(list)
    for campaign, state in led.order_by("id").values_list("campaign", "state"):
        campaigns[campaign].append(state)
    deputies = [row.person for row in city_leaders_for([department.pk], on)[department.pk]]
    facts = []
    for campaign, states in campaigns.items():
        waiting = states.count(State.AWAITING_SIGNOFF)
        words = f"在办{len(states)}件" + (f"、其中{waiting}件待签批" if waiting else "")
        text = (
            f"{department.short_name}第一责任人空缺（{post.person.name}已离任），{words}；"
            "请明确主持工作的负责人，明确之前签批等待的时间计入领导小组办公室。"
        )
        facts.append(
            Fact(
                people=[*office_people(campaign, on), *deputies],
                kind=MessageKind.VACANCY,
                key=f"vacancy:{post.uid}:{campaign}",
                subject=department,
                text=text,
            )
        )
    notifications.tell_many(facts=facts, at=at)


def taken_over(
    *, handover: Handover, lines: Collection[HandoverLine], by: User, at: datetime
) -> None:
    """Whoever accepts an item that the leaver handled is its handler from now on.

    Sensitive ones are handed over by `change-clearance` alone; where the rule does not let him
    (he left again, the item has moved on), the item stays as it is. (settings.TAKEN_OVER)
    """
    uids = [line.subject_uid for line in lines if line.subject_type == ITEM]
    rows = Item.objects.filter(
        uid__in=uids, handler=handover.post.person_id, is_sensitive=False, state__in=GIVEN
    )
    for item in rows.order_by("id"):
        try:
            with transaction.atomic():
                name_handler(item=item, by=by, at=at, version=None, handler=by)
        except DomainError:
            continue


def _orphaned(handover: Handover, items: Iterable[Item], on: date, by: User | None) -> list[Fact]:
    post = handover.post
    waiting: dict[int, int] = defaultdict(int)
    handled: dict[int, int] = defaultdict(int)
    for item in items:
        if post.kind in HEADS and item.state == State.AWAITING_SIGNOFF:
            waiting[item.campaign_id] += 1
        if item.handler_id == post.person_id and not item.is_sensitive:
            handled[item.campaign_id] += 1
    facts = []
    for campaign in sorted(waiting.keys() | handled.keys()):
        words = []
        if waiting[campaign]:
            words.append(f"{waiting[campaign]}件正待其签批")
        if handled[campaign]:
            words.append(f"{handled[campaign]}件由其经办")
        if handover.supervisor_id is None:
            words.append("监交人尚未指定")
        name = f"{post.department.short_name}{post.title}{post.person.name}"
        facts.append(
            Fact(
                people=office_people(campaign, on),
                kind=MessageKind.HANDOVER,
                key=f"handover:{handover.uid}:office:{campaign}",
                subject=handover,
                text=f"{name}离任，{'，'.join(words)}；已开出交接单，请跟进承接。",
                by=by,
            )
        )
    return facts


_WORDS = {ClearanceKind.HANDLER: "经办人", ClearanceKind.OFFICE: "办公室联系人"}


def _without_named(
    kind: ClearanceKind, people: Collection[int], on: date, by: User | None
) -> list[Fact]:
    """Sensitive open items whose last named person of a kind is among `people`."""
    others = Clearance.objects.filter(
        item=OuterRef("item"), kind=kind, ended_at__isnull=True, person__is_active=True
    ).exclude(person__in=people)
    rows = Clearance.objects.filter(
        ~Exists(others),
        kind=kind,
        person__in=people,
        ended_at__isnull=True,
        item__state__in=OPEN_STATES,
        item__is_sensitive=True,
    )
    facts = []
    for row in rows.select_related("item", "person").order_by("id"):
        item = row.item
        named = Q(clearances__item=item, clearances__kind=ClearanceKind.OFFICE)
        cleared = User.objects.active().filter(named, clearances__ended_at__isnull=True)
        heads = holders_of_role(item.campaign_id, CampaignRole.OFFICE_HEAD, on)
        facts.append(
            Fact(
                people=[*heads, *cleared.order_by("id")],
                kind=MessageKind.HANDOVER,
                key=f"item:{item.uid}:named-gone:{kind.value}:{row.person_id}",
                subject=item,
                text=f"{naming(item)}的{_WORDS[kind]}已离任或停用，请在“知悉范围”中另行指定。",
                by=by,
            )
        )
    return facts
