"""An opinion comes in: keyed in by the office, from a hotline's table, or by the public form.

Of an anonymous one no contact, clerk or hour is kept with the row; the journal, which the audit
administrator alone reads, knows who keyed it in.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.models import User
from campaign.enums import Anonymity, ListKind, OpinionOrigin, OpinionState
from campaign.models import Campaign, ListEntry, Opinion
from campaign.permissions.opinions import check_office
from core.clock import local_date
from core.errors import GuardFailed, Invalid
from journal.services import record

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10
LONGEST = 5000


@dataclass(frozen=True)
class OpinionContent:
    """What is known of an opinion as it comes in."""

    raw_text: str
    received_on: date | None
    anonymity: str = Anonymity.ANONYMOUS
    origin: str = OpinionOrigin.PAPER
    external_number: str = ""
    giver: ListEntry | None = None
    contact_name: str = ""
    contact: str = ""
    about: str = ""
    is_praise: bool = False
    is_sensitive: bool = False


def receipt_digest(code: str) -> str:
    """What is stored of a receipt code: nobody can read the code from it."""
    plain = "".join(code.split()).replace("-", "").upper()
    return salted_hmac("campaign.opinion.receipt", plain, algorithm="sha256").hexdigest()


def new_code() -> str:
    """A receipt code that can be read out over a counter: no 0/O, 1/I/L."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


@transaction.atomic
def receive_opinion(
    *, campaign: Campaign, content: OpinionContent, by: User, at: datetime
) -> tuple[Opinion, str]:
    """Key in an opinion; returns it and its receipt code, which is shown this once.

    Denied for anybody but the office; Invalid with a sentence a field; GuardFailed once the
    campaign takes nothing in any more. One about a person goes to the resident discipline group
    at once and leaves the office's list.
    """
    check_office(by, campaign, local_date(at), "录入群众意见")
    return _received(campaign, content, by, at)


@transaction.atomic
def receive_opinions(
    *, campaign: Campaign, contents: Sequence[OpinionContent], by: User, at: datetime
) -> list[Opinion]:
    """Take in the rows of a table, all or none; rows that are in already are left out."""
    check_office(by, campaign, local_date(at), "导入群众意见")
    known = known_numbers(campaign, contents)
    fresh = [c for c in contents if (c.origin, c.external_number) not in known]
    return [_received(campaign, content, by, at)[0] for content in fresh]


def known_numbers(campaign: Campaign, contents: Sequence[OpinionContent]) -> set[tuple[str, str]]:
    """Which (channel, number) are in already: the same table twice adds nothing."""
    numbers = {content.external_number for content in contents} - {""}
    rows = Opinion.objects.filter(campaign=campaign, external_number__in=numbers)
    return set(rows.values_list("origin", "external_number"))


@transaction.atomic
def receive_public_opinion(
    *, campaign: Campaign, content: OpinionContent, at: datetime
) -> tuple[Opinion, str]:
    """Take in what came by the public form; nobody is named as its clerk."""
    return _received(campaign, content, None, at)


def checked(content: OpinionContent, campaign: Campaign, on: date) -> dict[str, str]:
    """A sentence for every field that can't be kept; empty where all is well."""
    problems: dict[str, str] = {}
    text = content.raw_text.strip()
    if not text:
        problems["raw_text"] = "请填写反映的问题。"
    elif len(text) > LONGEST:
        problems["raw_text"] = f"最多{LONGEST}个字，现有{len(text)}个字，请精简。"
    if content.received_on is None:
        problems["received_on"] = "请填写收到日期。"
    elif content.received_on > on:
        problems["received_on"] = f"收到日期{content.received_on}晚于今天，请改正。"
    if content.anonymity not in Anonymity.values:
        problems["anonymity"] = "请选择实名、保密或匿名。"
    elif content.anonymity == Anonymity.ANONYMOUS and (content.contact_name or content.contact):
        problems["contact"] = "匿名意见不保存姓名和联系方式；要留联系方式的请选“保密”或“实名”。"
    if content.origin not in OpinionOrigin.values:
        problems["origin"] = "请选择收到的渠道。"
    giver = content.giver
    if giver is not None and (
        giver.kind != ListKind.OPINION_GIVER or giver.campaign_id != campaign.pk
    ):
        problems["giver"] = "请从服务对象、基层党员、群众中选择。"
    limits = {"contact_name": 50, "contact": 100, "about": 100, "external_number": 64}
    for name, most in limits.items():
        if len(getattr(content, name)) > most:
            problems[name] = f"最多{most}个字，请精简。"
    return problems


def _received(
    campaign: Campaign, content: OpinionContent, by: User | None, at: datetime
) -> tuple[Opinion, str]:
    on = local_date(at)
    if campaign.archived_at or (campaign.intake_closed_on and campaign.intake_closed_on <= on):
        raise GuardFailed("本次主题教育已停止受理新的意见。")
    if problems := checked(content, campaign, on):
        raise Invalid.of(problems)
    code = new_code()
    state = OpinionState.TRANSFERRED if content.is_sensitive else OpinionState.RECEIVED
    opinion = Opinion.objects.create(
        campaign=campaign,
        receipt_digest=receipt_digest(code),
        state=state,
        **_fields(content),
    )
    record(
        type="opinion.received",
        subject=opinion,
        by=by,
        at=at,
        data={"origin": content.origin, "anonymity": content.anonymity, "state": state},
        campaign_id=campaign.pk,
    )
    return opinion, code


def _fields(content: OpinionContent) -> dict[str, Any]:
    texts = ("raw_text", "contact_name", "contact", "about", "external_number")
    found = {name: getattr(content, name).strip() for name in texts}
    same = ("received_on", "anonymity", "origin", "giver", "is_praise", "is_sensitive")
    return found | {name: getattr(content, name) for name in same}
