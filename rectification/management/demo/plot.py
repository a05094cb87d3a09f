"""What stands where in the demo city: items over every state, with the cases worth showing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from rectification import services
from rectification.management.demo.people import Desk, desk_of
from rectification.management.demo.story import Cast, Story
from rectification.models import Item

Ending = Callable[[Story], Any]
PLACES = ("", "城东片区", "老城区", "两个乡镇")


def _draft(s: Story) -> None:
    services.create(
        campaign=s.cast.campaign,
        content=s.content(),
        by=s.desk.officer,
        at=s.at(),
        department=s.desk.department,
    )


def _suspended(s: Story) -> None:
    s.in_progress().wait(5)
    code = s.desk.department.code
    head = s.cast.supervisor if code == "001" else s.cast.office_head
    services.suspend(
        **s._common(head),
        reason="相关合同纠纷进入诉讼，等待判决",
        document_number="样例市法〔2019〕7号",
        review_on=s.day + timedelta(days=28),
    )


def _voided(s: Story) -> None:
    s.registered()
    services.void(
        **s._common(s.cast.office_head),
        void_reason="not_a_problem",
        reason="经现场核实，所反映情况已于登记前解决",
        reply_text="经核实，您反映的情况已解决，感谢监督",
        document_number="样例市核〔2019〕3号",
    )


def _merged(s: Story) -> None:
    s.registered()
    other = Item.objects.filter(
        campaign=s.cast.campaign, state="in_progress", is_sensitive=s.row["sensitive"]
    ).first()
    services.merge(
        **s._common(s.cast.office_head),
        into=other,
        reason="同一问题",
    )


def _reopened(s: Story) -> None:
    s.in_progress().wait(4).ask().endorse().sign().verify().wait(12)
    services.look_back(
        item=Item.objects.get(pk=s.item.pk),
        by=s.cast.guidance,
        at=s.at(),
        result="relapsed",
        finding="回访5户，3户反映问题未解决",
    )
    services.reopen(
        **s._common(s.cast.office_head),
        reason="群众回访3/5未解决",
        basis="回访记录第8号",
        new_due_on=s.day + timedelta(days=40),
    )


ENDINGS: list[tuple[str, int, int, Ending]] = [
    ("in_progress", 30, 38, lambda s: s.in_progress().wait(6).news("已完成摸底，逐项推进", 40)),
    ("overdue", 40, 30, lambda s: s.in_progress().wait(6).news("施工单位进场，进度滞后", 55)),
    ("closed", 55, 45, lambda s: s.in_progress().wait(9).ask().endorse().sign().verify()),
    ("awaiting_signoff", 26, 40, lambda s: s.in_progress().wait(8).ask().endorse()),
    ("awaiting_verification", 28, 40, lambda s: s.in_progress().wait(8).ask().endorse().sign()),
    ("due_soon", 30, 32, lambda s: s.in_progress().wait(9).news("主体完成，正在收尾", 80)),
    ("assigned", 1, 30, lambda s: s.assigned()),
    ("closed", 50, 40, lambda s: s.in_progress().wait(7).ask().endorse().sign().verify()),
    ("accepted", 4, 35, lambda s: s.accepted()),
    ("plan_review", 6, 35, lambda s: s.plan_review()),
    ("closure_review", 24, 36, lambda s: s.in_progress().wait(8).ask()),
    ("overdue", 52, 36, lambda s: s.in_progress().wait(20).news("正在协调资金", 60)),
    ("registered", 2, 30, lambda s: s.registered()),
    ("extension", 34, 36, lambda s: s.in_progress().wait(8).ask_extension()),
    ("failed", 34, 40, lambda s: s.in_progress().wait(6).ask().endorse().sign().fail()),
    ("closed", 60, 50, lambda s: s.in_progress().wait(12).ask().endorse().sign().verify()),
    ("suspended", 30, 40, _suspended),
    ("draft", 1, 30, _draft),
    ("voided", 20, 30, _voided),
    ("reopened", 62, 50, _reopened),
    ("merged", 8, 30, _merged),
]
"""(name, working days ago, due in working days, how it goes)."""


def play(cast: Cast, rows: list[dict[str, Any]]) -> None:
    """Write the demo city's items; the same rows give the same city."""
    desks: dict[str, Desk] = {}

    def desk(code: str) -> Desk:
        if code not in desks:
            desks[code] = desk_of(code, cast.today)
        return desks[code]

    order = [(place, row) for place in PLACES for row in rows]
    leads = ["014", "014", "040", "014"]
    for n, (place, row) in enumerate(order[:84]):
        code = row["departments"][0]
        if place and not row["sensitive"]:
            code = leads[n // 4 % 4] if n % 4 == 0 else code
        typed = {**row, "problem": place + row["problem"]}
        others = [c for c in row["departments"][1:] if c != code]
        if code == "014" and n % 2 == 0 and not row["sensitive"]:
            others = ["010"]
        _, age, due, ending = ENDINGS[n % len(ENDINGS)]
        story = Story(cast, typed, desk(code), [desk(c) for c in others], age=age, due=due)
        ending(story)
