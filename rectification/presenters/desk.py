"""On whose desk an item lies, how long, and what is to be done there."""

from dataclasses import dataclass

from rectification.enums import Kind, Role, State
from rectification.permissions import Situation
from rectification.presenters.lights import Dial, days_at_desk
from rectification.workflow import DEFAULT_RULES, DESKS

_ROLE_OF_DESK = {
    "author": Role.AUTHOR,
    "office": Role.OFFICE,
    "officer": Role.OFFICER,
    "portfolio_leader": Role.PORTFOLIO_LEADER,
    "first_in_charge": Role.FIRST_IN_CHARGE,
    "verifier": Role.VERIFIER,
    "office_head": Role.OFFICE_HEAD,
}
_DUTIES: dict[State, str] = {
    State.DRAFT: "完善内容，提交登记",
    State.REGISTERED: "确定牵头单位和时限，交办",
    State.ASSIGNED: "签收",
    State.ACCEPTED: "拟定整改措施，提交审定",
    State.PLAN_REVIEW: "审定整改措施",
    State.IN_PROGRESS: "按措施整改，填报进展",
    State.CLOSURE_REVIEW: "审核销号申请",
    State.AWAITING_SIGNOFF: "签批销号",
    State.AWAITING_VERIFICATION: "验收",
    State.SUSPENDED: "到期复核，恢复整改或续期",
    State.SUSTAINED: "按期回头看",
}


VIEWERS: dict[Role, str] = {
    Role.AUTHOR: "这是您起草的事项",
    Role.OFFICER: "您是本项经办人",
    Role.PORTFOLIO_LEADER: "您是本项分管领导",
    Role.FIRST_IN_CHARGE: "您是本项第一责任人（或受其委托）",
    Role.OFFICE: "您是领导小组办公室成员",
    Role.OFFICE_HEAD: "您是办公室主任",
    Role.VERIFIER: "您是本项验收人",
}
"""In what capacity the viewer is spoken to."""


@dataclass(frozen=True)
class Desk:
    """Where an item lies: the role, who that is today, what is asked, for how long and how long
    it may take (working days; None without a limit)."""

    role: Role | None
    who: str
    duty: str
    days: int
    limit: int | None

    @property
    def is_over(self) -> bool:
        return self.limit is not None and self.days > self.limit

    @property
    def clock(self) -> str:
        """“已 3 个工作日，时限 2 个工作日”."""
        words = f"已在此环节 {self.days} 个工作日" if self.days else "今日转到此环节"
        if self.limit is None:
            return words
        over = f"，已超 {self.days - self.limit} 个" if self.is_over else ""
        return f"{words}（办理时限 {self.limit} 个工作日{over}）"


def _reviewer_missing(s: Situation) -> bool:
    return s.portfolio_leader is None or (s.item.is_key and s.item.state == State.PLAN_REVIEW)


def _desk_role(s: Situation) -> Role | None:
    state = State(s.item.state)
    if state == State.CLOSED:
        return Role.OFFICE if s.item.look_back_due_on else None
    if state == State.DRAFT:
        return Role.OFFICE if s.item.submitting_department_id is None else Role.OFFICER
    role = _ROLE_OF_DESK.get(DESKS[state])
    if role == Role.PORTFOLIO_LEADER and _reviewer_missing(s):
        return Role.FIRST_IN_CHARGE
    return role


def _officer(s: Situation) -> str:
    item = s.item
    if item.handler is not None:
        return f"经办人{item.handler.name}"
    unit = item.handling_unit or item.lead_department
    return f"{unit.short_name}经办人" if unit else "经办人"


def head_words(s: Situation) -> str:
    """The first-in-charge by name, or that the post is vacant."""
    head = s.seats.head
    return (
        f"第一责任人{head.person.name}" if head else "第一责任人（空缺，待办公室明确主持工作人员）"
    )


def _who(s: Situation, role: Role | None) -> str:
    if role == Role.OFFICER and s.item.state != State.DRAFT:
        return _officer(s)
    if role == Role.OFFICER:
        return f"起草人{s.item.author.name}" if s.item.author else "起草人"
    if role == Role.PORTFOLIO_LEADER and s.portfolio_leader is not None:
        return f"分管领导{s.portfolio_leader.name}"
    if role == Role.FIRST_IN_CHARGE:
        return head_words(s)
    if role == Role.VERIFIER and s.item.named_verifier is not None:
        return f"验收人{s.item.named_verifier.name}"
    return role.label if role else ""


def _duty(s: Situation) -> str:
    item = s.item
    if item.state == State.ASSIGNED and item.kind == Kind.IMMEDIATE and not item.is_key:
        return "签收并立即整改"
    if item.state == State.CLOSED:
        return "按期回头看" if item.look_back_due_on else ""
    return _DUTIES.get(State(item.state), "")


def desk_of(s: Situation, dial: Dial) -> Desk:
    """Whose desk the item of a situation is on today."""
    role = _desk_role(s)
    key = f"desk_{s.item.state}"
    limit = s.rule(key) if key in DEFAULT_RULES else None
    return Desk(role, _who(s, role), _duty(s), days_at_desk(s.item, dial), limit)
