"""What the office and the department do with an opinion: restate, refer, answer, close.

A department never reads what was said word for word, nor sees one opinion arrive alone: the
restatements are released to it in batches of five, or on the third working day after they were
referred (domain.md 7.2, against telling by the time who spoke).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import Department, User
from campaign.enums import Anonymity, OpinionState
from campaign.models import Opinion
from campaign.permissions import StreamRole
from campaign.permissions.opinions import check_answer, check_office
from campaign.services.opinions.upkeep import tell_released
from campaign.validators.identity import names_somebody
from core import workdays
from core.clock import local_date
from core.errors import Conflict, Invalid, TransitionNotAllowed
from core.validators.text import normalise, trigram_similarity
from journal.services import record

BATCH = 5
"""So many waiting restatements are released to a department at once."""
WAIT_WORKDAYS = 3
NEAR_COPY = 0.6
STALE = "他人刚刚办理过这条意见，请刷新后再试，您填写的内容已保留。"
_BEFORE_ANSWER = (OpinionState.RECEIVED, OpinionState.RESTATED, OpinionState.REFERRED)


@transaction.atomic
def restate_opinion(
    *, opinion: Opinion, restatement: str, by: User, at: datetime, version: int | None
) -> Opinion:
    """Write what the department will read: the problem, nothing that tells who spoke.

    Denied for anybody but the office; Invalid for an empty text, one that names the giver or a
    number of his, and for an anonymous or confidential opinion one that is nearly the original.
    """
    current = _taken(opinion, version)
    check_office(by, current.campaign, local_date(at), "整理群众意见")
    _only_in(current, (OpinionState.RECEIVED, OpinionState.RESTATED), "整理")
    text = restatement.strip()
    if problem := _telling(current, text):
        raise Invalid.at("restatement", problem)
    _put(current, restatement=text, state=OpinionState.RESTATED)
    _note(current, "restated", by, at)
    return current


@transaction.atomic
def refer_opinion(
    *, opinion: Opinion, department: Department, by: User, at: datetime, version: int | None
) -> Opinion:
    """Hand the restatement to a department; it is released there with others or three days on.

    Denied for anybody but the office, TransitionNotAllowed before it was restated.
    """
    current = _taken(opinion, version)
    on = local_date(at)
    check_office(by, current.campaign, on, "转办群众意见")
    _only_in(current, (OpinionState.RESTATED, OpinionState.REFERRED), "转办")
    if not department.is_active:
        raise Invalid.at("department", department.end_refusal)
    if department.is_sub_unit or department.parent_id is None:
        raise Invalid.at("department", "请选择一个市直单位；二级单位的由其上级单位承办。")
    later = workdays.load().add(on, WAIT_WORKDAYS)
    _put(
        current,
        state=OpinionState.REFERRED,
        department=department,
        referred_on=on,
        released_on=later,
    )
    _release_batch(current, on)
    _note(current, "referred", by, at, {"department": department.code})
    tell_released(at=at)
    return current


def _release_batch(opinion: Opinion, on: date) -> None:
    """Five that wait for one department are released together, today."""
    waiting = Opinion.objects.filter(
        campaign=opinion.campaign,
        department=opinion.department,
        state=OpinionState.REFERRED,
        released_on__gt=on,
    )
    if waiting.count() >= BATCH:
        waiting.update(released_on=on)
        opinion.released_on = on


@transaction.atomic
def answer_opinion(
    *, opinion: Opinion, answer: str, by: User, at: datetime, version: int | None
) -> Opinion:
    """What was done about it; the giver reads it by his receipt code.

    Denied unless of the department (once released) or the office; Invalid for an empty answer or
    one that names the giver.
    """
    current = _taken(opinion, version)
    on = local_date(at)
    roles = check_answer(by, current, on)
    _only_in(current, (*_BEFORE_ANSWER[1:], OpinionState.ANSWERED), "答复")
    text = answer.strip()
    if not text:
        raise Invalid.at("answer", "请写明怎么办的、结果如何。")
    if naming := names_somebody(text, _known(current)):
        raise Invalid.at("answer", f"答复里有{naming}，请删去：答复凭查询码即可查看。")
    _put(current, answer=text, answered_on=on, state=OpinionState.ANSWERED)
    _note(current, "answered", by, at, roles=roles)
    return current


@transaction.atomic
def close_opinion(*, opinion: Opinion, by: User, at: datetime, version: int | None) -> Opinion:
    """The office finds the answer good; what was not answered can't be closed."""
    current = _taken(opinion, version)
    check_office(by, current.campaign, local_date(at), "办结群众意见")
    _only_in(current, (OpinionState.ANSWERED,), "办结")
    _put(current, state=OpinionState.CLOSED)
    _note(current, "closed", by, at)
    return current


@transaction.atomic
def decline_opinion(
    *, opinion: Opinion, reason: str, by: User, at: datetime, version: int | None
) -> Opinion:
    """Not of this campaign or city: the giver reads the reason. Praise is closed this way too."""
    current = _taken(opinion, version)
    check_office(by, current.campaign, local_date(at), "不予受理群众意见")
    _only_in(current, _BEFORE_ANSWER, "不予受理")
    text = reason.strip()
    if not text:
        raise Invalid.at("reason", "请写明理由，反映人凭查询码可以看到。")
    if len(text) > 500:
        raise Invalid.at("reason", "最多500个字，请精简。")
    _put(current, state=OpinionState.DECLINED, outcome_text=text, released_on=None)
    _note(current, "declined", by, at)
    return current


def _taken(opinion: Opinion, version: int | None) -> Opinion:
    """The opinion as stored, held; Conflict where somebody was faster."""
    rows = Opinion.objects.select_for_update(of=("self",)).select_related("campaign", "department")
    current = rows.get(pk=opinion.pk)
    if version is not None and version != current.version:
        facts = {"state": current.state, "version": current.version}
        raise Conflict(STALE, current=facts, yours={"version": version})
    return current


def _only_in(opinion: Opinion, states: tuple[str, ...], what: str) -> None:
    if opinion.state not in states:
        raise TransitionNotAllowed(f"这条意见{OpinionState(opinion.state).label}，不能{what}。")


def _known(opinion: Opinion) -> tuple[str, ...]:
    return tuple(word for word in (opinion.contact_name, opinion.contact) if word)


def _telling(opinion: Opinion, text: str) -> str:
    """Why a restatement may not go out; "" where it may."""
    if not text:
        return "请写明反映的问题：什么事、在哪里、影响谁，不写反映人。"
    if len(text) > 2000:
        return "最多2000个字，请精简。"
    if naming := names_somebody(text, _known(opinion)):
        return f"整理后的内容里有{naming}，承办单位会看到，请删去。"
    if opinion.anonymity == Anonymity.NAMED or len(normalise(text)) < 12:
        return ""
    if trigram_similarity(text, opinion.raw_text) >= NEAR_COPY:
        return "与原文几乎相同，承办单位可能认出反映人；请换一种说法，去掉时间、人物等细节。"
    return ""


def _put(opinion: Opinion, **changes: Any) -> None:
    rows = Opinion.objects.filter(pk=opinion.pk, version=opinion.version)
    if not rows.update(version=opinion.version + 1, **changes):
        raise Conflict(STALE)
    opinion.version += 1
    for name, value in changes.items():
        setattr(opinion, name, value)


def _note(
    opinion: Opinion,
    what: str,
    by: User,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    roles: frozenset[StreamRole] = frozenset(),
) -> None:
    record(
        type=f"opinion.{what}",
        subject=opinion,
        by=by,
        at=at,
        post=next((role.value for role in StreamRole if role in roles), ""),
        data=data or {},
        campaign_id=opinion.campaign_id,
    )
