"""What supervisors did in the demo city: urging, notices and replies, escalation, drafts."""

from datetime import datetime, time

from django.db.models import Case, IntegerField, Value, When

from core.clock import LOCAL_ZONE
from rectification import services
from rectification.enums import EscalationLevel, State
from rectification.management.demo.people import LEAD, desk_of
from rectification.management.demo.story import Cast
from rectification.models import Item, SupervisionNotice

LATE_DAYS = 8


def _ago(cast: Cast, workdays: int, hour: int) -> datetime:
    day = cast.workdays.add(cast.today, -workdays)
    return datetime.combine(day, time(hour, 20), LOCAL_ZONE)


def _late_items(cast: Cast) -> list[Item]:
    """Normal items that are well overdue, those of the department with the accounts first."""
    own = Case(
        When(lead_department__code=LEAD, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    limit = cast.workdays.add(cast.today, -LATE_DAYS)
    rows = Item.objects.filter(
        campaign=cast.campaign,
        state=State.IN_PROGRESS,
        is_sensitive=False,
        effective_due_on__lte=limit,
    )
    return list(rows.select_related("lead_department").order_by(own, "id"))


def _notice(cast: Cast, item: Item, days_ago: int) -> SupervisionNotice:
    at = _ago(cast, days_ago, 10)
    return services.issue_notice(
        item=item,
        by=cast.office,
        at=at,
        basis=f"本事项整改时限为{item.due_on}，至今未销号。",
        requirement="请查明原因，明确完成日期和责任人，抓紧整改，并按期书面反馈。",
        reply_due_on=cast.workdays.add(at.date(), 3),
        contact=f"{cast.office.name} 83210012",
    )


def supervise(cast: Cast) -> None:
    """Urge, issue, answer, propose: on the first late items, so that every page shows something."""
    late = _late_items(cast)
    heads = {item.pk: desk_of(item.lead_department.code, cast.today) for item in late}
    for n, item in enumerate(late):
        desk = heads[item.pk]
        by = desk.head if n % 2 and desk.head else cast.office
        note = "请本周内报完成日期" if n % 2 == 0 else ""
        services.urge(item=item, by=by, at=_ago(cast, 7, 9), note=note)
        level = EscalationLevel.GROUP_LEADER if n == 3 else EscalationLevel.DEPUTY_LEADER
        if 1 < n < 5:
            services.propose_escalation(item=item, at=_ago(cast, 1, 8), level=level)
    answered = next((item for item in late if heads[item.pk].head), None)
    if answered is not None:
        _answer(cast, answered)
        late.remove(answered)
    if late:
        _notice(cast, late[0], 1)
    if len(late) > 3:
        item = Item.objects.get(pk=late[3].pk)
        services.confirm_escalation(
            item=item, by=cast.office_head, at=_ago(cast, 1, 16), version=item.version
        )


def _answer(cast: Cast, item: Item) -> None:
    desk = desk_of(item.lead_department.code, cast.today)
    _notice(cast, item, 5)
    reply = "原因：招标流标一次，进场推迟。现已重新开标，12日内完成，由分管领导每周调度。"
    services.reply_notice(item=item, by=desk.officer, at=_ago(cast, 3, 11), reply=reply)
    services.reply_notice(item=item, by=desk.head, at=_ago(cast, 3, 15), reply=reply)
