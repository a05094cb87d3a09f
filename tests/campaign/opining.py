"""Opinions for the tests, on any of their stations."""

from dataclasses import replace
from datetime import date
from typing import Any

from accounts.models import User
from campaign.enums import Anonymity
from campaign.models import Opinion
from campaign.permissions import scope_of
from campaign.selectors.opinions import Desk, opinions_of
from campaign.services import opinions as services
from campaign.services.opinions import OpinionContent
from tests.personas import TODAY, City, at

RAW = "三号窗口那位姓周的同志昨天下午三点不在岗，我带着孩子白跑两趟"
PLAIN = "办事窗口下午时段有时无人值守，群众需要再次往返"
PAPER = OpinionContent(raw_text=RAW, received_on=TODAY)


def received(city: City, **changes: Any) -> Opinion:
    content = replace(PAPER, **changes)
    return services.receive_opinion(
        campaign=city.campaign, content=content, by=city.office, at=at()
    )[0]


def referred(city: City, when: date = TODAY, **changes: Any) -> Opinion:
    opinion = received(city, **changes)
    done = {"by": city.office, "at": at(when), "version": None}
    opinion = services.restate_opinion(opinion=opinion, restatement=PLAIN, **done)
    return services.refer_opinion(opinion=opinion, department=city.lead, **done)


def seen_by(user: User, city: City, desk: Desk, on: date = TODAY) -> list[Opinion]:
    return list(opinions_of(desk, city.campaign, scope_of(user, on), on).order_by("uid"))


def released(city: City) -> list[Opinion]:
    """Five that lie open to the lead, keyed in in an order that nothing may tell."""
    return [referred(city, raw_text=f"{RAW}，第{n}位") for n in range(5)]


def answered(city: City, n: int) -> list[Opinion]:
    """`n` answered opinions of people who left a number."""
    made = []
    for k in range(n):
        named = {"anonymity": Anonymity.NAMED, "contact_name": "李某戊", "contact": f"000-{k}"}
        opinion = referred(city, **named)
        made.append(
            services.answer_opinion(
                opinion=opinion, answer="已调整值班", by=city.office, at=at(), version=None
            )
        )
    return made
