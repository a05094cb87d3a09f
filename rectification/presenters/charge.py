"""To whom the waiting is charged: the desk that holds the item (domain.md §4.2), in words.

Nobody answers for the time at another's desk: an item that waits for its check does not count
against the department, one that waits for a vacant post counts against the office.
"""

from datetime import date
from typing import Any

from accounts.selectors import GRACE, in_grace
from core.clock import local_date
from core.presenters import day_short
from rectification.enums import Light, Role
from rectification.lights import light_of
from rectification.permissions import Situation
from rectification.presenters.desk import Desk
from rectification.presenters.lights import Dial

GRACE_WORDS = f"到任未满 {GRACE} 个工作日，此前的超时不计其本人"


def charged_to(s: Situation, desk: Desk) -> str:
    """Whose lateness it is today, "" where nobody is waited for."""
    lead = s.item.lead_department.short_name if s.item.lead_department else ""
    if desk.role == Role.FIRST_IN_CHARGE and s.seats.is_vacant:
        return "领导小组办公室（第一责任人空缺）"
    if desk.role in (Role.OFFICER, Role.PORTFOLIO_LEADER, Role.FIRST_IN_CHARGE) and lead:
        words = {
            Role.OFFICER: "承办环节",
            Role.PORTFOLIO_LEADER: "分管环节",
            Role.FIRST_IN_CHARGE: "第一责任人签批环节",
        }
        return f"{lead}（{words[desk.role]}）"
    if desk.role == Role.VERIFIER:
        return "验收方，不计入责任单位"
    if desk.role in (Role.OFFICE, Role.OFFICE_HEAD):
        return "领导小组办公室"
    return ""


def _holder(s: Situation, desk: Desk) -> int | None:
    """The person who holds the desk in the lead department, where it is one."""
    if desk.role == Role.OFFICER:
        return s.item.handler_id
    if desk.role == Role.PORTFOLIO_LEADER and s.portfolio_leader is not None:
        return s.portfolio_leader.pk
    if desk.role == Role.FIRST_IN_CHARGE and s.seats.head is not None:
        return s.seats.head.person_id
    return None


def is_in_grace(s: Situation, desk: Desk) -> bool:
    """Whether the holder of the desk took his post less than five working days ago."""
    person, lead = _holder(s, desk), s.item.lead_department_id
    if person is None or lead is None:
        return False
    return in_grace(person_id=person, department_id=lead, on=s.on)


def _is_late(s: Situation, desk: Desk, dial: Dial) -> bool:
    due: date | None = s.item.effective_due_on
    return desk.is_over or light_of(s.item.state, due, on=dial.on, soon=dial.soon) == Light.RED


def desk_facts(s: Situation, desk: Desk, dial: Dial) -> list[dict[str, Any]]:
    """For the card 责任与时限: where the item lies, since when, and whose the waiting is."""
    whose = charged_to(s, desk)
    if not whose:
        return []
    where = {"label": "当前环节", "value": f"{desk.who}：{desk.duty}"}
    where["sub"] = f"{day_short(local_date(s.item.state_since))}起，{desk.clock}"
    grace = GRACE_WORDS if _is_late(s, desk, dial) and is_in_grace(s, desk) else ""
    return [where, {"label": "等待计入", "value": whose, "sub": grace}]
