"""Satisfaction: whom to call back is drawn by a recorded seed, and another unit calls.

Refusals and “不清楚” are counted and printed; nobody chooses whom he calls (domain.md 5, 7.2).
"""

import math
import random
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Department, User
from campaign.enums import OpinionState, Satisfaction
from campaign.models import CallBack, CallBackDraw, Campaign, Opinion
from campaign.permissions.opinions import check_call, check_office
from core.clock import local_date
from core.errors import Conflict, GuardFailed, Invalid
from journal.services import record

ANSWERED = (OpinionState.ANSWERED, OpinionState.CLOSED)


def reachable(campaign: Campaign, caller: Department) -> QuerySet[Opinion]:
    """Answered opinions whose giver can be reached and for which `caller` was not responsible, nor
    the department above or below it; those that were drawn before are left out."""
    rows = Opinion.objects.filter(campaign=campaign, state__in=ANSWERED, is_sensitive=False)
    kin = Q(department=caller) | Q(department__parent=caller)
    if caller.is_sub_unit:
        kin |= Q(department=caller.parent_id)
    rows = rows.exclude(contact="").exclude(kin)
    return rows.filter(call_backs__isnull=True)


@transaction.atomic
def draw_call_backs(
    *,
    campaign: Campaign,
    caller: Department,
    share_percent: int,
    by: User,
    at: datetime,
    seed: str | None = None,
) -> CallBackDraw:
    """Draw whom to call back; the seed is written down, so that anybody can draw the same again.

    Denied for anybody but the office; Invalid for a share outside 1–100 and for a caller that has
    ended or is no department of its own; GuardFailed where nobody can be reached.
    """
    check_office(by, campaign, local_date(at), "抽取回访对象")
    if not caller.is_active:
        raise Invalid.at("caller", caller.end_refusal)
    if not 1 <= share_percent <= 100:
        raise Invalid.at("share_percent", "抽取比例应在 1 至 100 之间。")
    if not Department.objects.able_to_lead().filter(pk=caller.pk).exists():
        raise Invalid.at("caller", f"{caller.name}不能承担回访，请选择在用的一级单位。")
    keys = sorted(str(uid) for uid in reachable(campaign, caller).values_list("uid", flat=True))
    if not keys:
        raise GuardFailed("没有可以回访的意见：已答复、留有联系方式、不由回访单位承办的才抽取。")
    seed = seed or secrets.token_hex(16)
    chosen = drawn(keys, share_percent, seed)
    draw = CallBackDraw.objects.create(
        campaign=campaign,
        caller_department=caller,
        seed=seed,
        share_percent=share_percent,
        population=len(keys),
        drawn_by=by,
        drawn_at=at,
    )
    picked = Opinion.objects.filter(uid__in=chosen).order_by("uid")
    CallBack.objects.bulk_create(CallBack(draw=draw, opinion=opinion) for opinion in picked)
    _note_drawn(draw, len(chosen), by, at)
    return draw


def _note_drawn(draw: CallBackDraw, count: int, by: User, at: datetime) -> None:
    record(
        type="opinion.call_backs_drawn",
        subject=draw,
        by=by,
        at=at,
        data={"seed": draw.seed, "population": draw.population, "drawn": count},
        campaign_id=draw.campaign_id,
    )


def drawn(keys: list[str], share_percent: int, seed: str) -> list[str]:
    """The sample that a seed gives: the same for the same keys, whoever draws."""
    count = math.ceil(len(keys) * share_percent / 100)
    source = random.Random(seed)  # nosec B311 - to be repeated from its seed, protects no secret
    return sorted(source.sample(sorted(keys), count))


@transaction.atomic
def record_call(*, call: CallBack, result: str, note: str, by: User, at: datetime) -> CallBack:
    """Write down what the giver said. Denied for people of the unit that was responsible, and for
    all but the calling unit; Conflict once it was written down."""
    rows = CallBack.objects.select_for_update(of=("self",)).select_related(
        "draw", "opinion__campaign", "opinion__department"
    )
    current = rows.get(pk=call.pk)
    on = local_date(at)
    check_call(by, current.opinion, current.draw.caller_department_id, on)
    if result not in Satisfaction.values:
        raise Invalid.at("result", "请选择回访结果。")
    if len(note) > 300:
        raise Invalid.at("note", "最多300个字，请精简。")
    if current.result:
        raise Conflict("这一户的回访结果已经登记。")
    CallBack.objects.filter(pk=current.pk, result="").update(
        result=result, note=note.strip(), called_by=by, called_on=on
    )
    current.result, current.note, current.called_by, current.called_on = result, note, by, on
    record(
        type="opinion.called_back",
        subject=current,
        by=by,
        at=at,
        data={"result": result},
        campaign_id=current.opinion.campaign_id,
    )
    return current
