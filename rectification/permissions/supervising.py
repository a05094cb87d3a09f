"""Guards of the acts of supervision: when one may urge, issue, reply, escalate."""

from core.clock import local_date
from core.errors import Denied, GuardFailed
from rectification.enums import Role, State
from rectification.permissions.situation import Situation

_AT_OFFICE = (State.REGISTERED, State.SUSPENDED)
_ABOVE = frozenset({Role.DEPUTY_LEADER, Role.GROUP_LEADER})


def urge(s: Situation) -> None:
    """Once per item in three working days (domain: 催办 cool-down), whoever it was."""
    if s.item.state in _AT_OFFICE and not s.roles & _ABOVE:
        raise GuardFailed("事项目前在领导小组办公室办理，请办公室抓紧，不需要催办。")
    last = s.last_urge
    if last is None:
        return
    days = s.rule("urge_cooldown_days")
    again = s.workdays.add(local_date(last.at), days)
    if s.on < again:
        raise GuardFailed(
            f"{last.by.name}已于{local_date(last.at)}催办，同一事项{days}个工作日内只催办一次，"
            f"{again}起可以再催。"
        )


def issue_notice(s: Situation) -> None:
    """Overdue for three working days, or a leader's instruction asks for it."""
    if s.live_notice is not None:
        raise GuardFailed(f"{s.live_notice.number}尚待回复，一事一单，请待其回复后再发。")
    if s.item.state == State.REGISTERED or s.item.lead_department_id is None:
        raise GuardFailed("事项尚未交办，没有承办单位，请先交办。")
    if s.asking_instruction is not None:
        return
    wanted = s.rule("notice_overdue_days")
    if s.days_late < wanted:
        late = f"现逾期{s.days_late}个工作日" if s.days_late else "现未逾期"
        raise GuardFailed(f"逾期满{wanted}个工作日或领导批示要求时方可签发督办通知单，{late}。")


def reply_notice(s: Situation) -> None:
    """The lead's officer or first-in-charge; nobody answers the notice that he issued."""
    notice = s.live_notice
    if notice is None:
        raise GuardFailed("没有待回复的督办通知单。")
    if notice.issued_by_id == s.user.pk:
        raise Denied("督办通知单由您签发，不能由您回复（自己不督办自己），请由他人回复。")


def return_reply(s: Situation) -> None:
    """Once, where the reply says nothing; nobody judges what he wrote himself."""
    notice = s.answered_notice
    if notice is None:
        raise GuardFailed("没有可以退回的督办回复。")
    if notice.returned_at is not None:
        raise GuardFailed(f"{notice.number}的回复已退回过一次，不再退回；可当面了解或另发通知单。")
    if s.user.pk in (notice.replied_by_id, notice.confirmed_by_id):
        raise Denied("回复由您本人作出，不能由您退回，请由办公室其他人员审核。")


def decide_escalation(s: Situation) -> None:
    """The office or the deputy in charge; for the office's own items its supervisor."""
    if s.escalation is None:
        raise GuardFailed("没有待确认的提级建议。")
    if Role.DEPUTY_LEADER in s.roles:
        return
    if Role.GROUP_LEADER in s.roles and not s.deputies:
        return
    if Role.GROUP_LEADER in s.roles and not s.roles & {Role.OFFICE, Role.OFFICE_HEAD}:
        raise Denied("提级由领导小组办公室或分管的副组长决定，您可以直接批示。")
    own = Role.OFFICE_HEAD if s.is_office_item else Role.OFFICE
    if own not in s.roles:
        raise Denied("办公室承办的事项，提级由联系办公室的副组长决定。")
