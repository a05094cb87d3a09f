"""Stories: dates that move, and plans that change on the way."""

from datetime import datetime, timedelta

import pytest

from core import workdays
from core.errors import Denied, GuardFailed
from rectification import services
from rectification.enums import Action, State
from rectification.models import (
    Extension,
    Item,
    Measure,
    PlanChange,
)
from rectification.permissions import can, situation_of
from tests.factories import Walk, fresh
from tests.personas import TODAY, City, at

ASK = {"reason": "设备到货延迟", "progress": "完成一半", "interim_measure": "临时供暖"}


def later(days: int) -> datetime:
    return at(workdays.load().add(TODAY, days))


def ask(city: City, item: Item, when: datetime) -> Extension:
    """Ask for five working days more than the date, or than today where that is past."""
    item = fresh(item)
    return services.request_extension(
        item=item,
        by=city.officer,
        at=when,
        version=item.version,
        new_due_on=workdays.load().add(max(item.due_on, when.date()), 5),
        **ASK,
    )


def test_extensions_before_and_after_due_and_the_third_is_refused(city: City) -> None:
    item = Walk(city).in_progress().item
    ask(city, item, at())
    with pytest.raises(GuardFailed, match="已有一项延期申请"):
        ask(city, item, at())
    with pytest.raises(GuardFailed, match="第一责任人尚未表态"):
        services.grant_extension(
            item=fresh(item), by=city.office, at=later(2), version=fresh(item).version
        )
    services.grant_extension(
        item=fresh(item), by=city.office, at=later(3), version=fresh(item).version
    )
    first = Extension.objects.get(item=item)
    assert "未表态" in first.endorsement_absent
    overdue = at(fresh(item).due_on + timedelta(days=3))
    second = ask(city, item, overdue)
    assert second.is_after_due
    item = fresh(item)
    services.endorse_extension(item=item, by=city.first_in_charge, at=overdue, version=item.version)
    with pytest.raises(Denied, match="第2次延期由副组长审批"):
        services.grant_extension(
            item=fresh(item), by=city.office, at=overdue, version=fresh(item).version
        )
    services.grant_extension(
        item=fresh(item), by=city.deputy_leader, at=overdue, version=fresh(item).version
    )
    assert not can(situation_of(city.officer, fresh(item), overdue), Action.REQUEST_EXTENSION)


def test_suspended_over_the_due_date_then_resumed_and_recalled(city: City) -> None:
    walk = Walk(city).suspended()
    days = 8
    back = later(days)
    due = walk.item.due_on
    item = services.resume(item=walk.item, by=city.office_head, at=back, version=walk.item.version)
    assert item.due_on == workdays.load().add(due, days)
    item = services.suspend(
        item=item,
        by=city.office_head,
        at=back,
        version=item.version,
        reason="汛情",
        document_number="防指〔2019〕2号",
        review_on=back.date() + timedelta(days=10),
    )
    item = services.recall(
        item=item, by=city.office_head, at=back, version=item.version, reason="职责调整"
    )
    assert item.state == State.REGISTERED
    assert not item.suspensions.filter(ended_on=None).exists()


def one_done(city: City) -> tuple[Item, Measure, Measure]:
    """An item with one of its two measures done."""
    item = Walk(city).in_progress().item
    first, second = Measure.objects.filter(item=item).order_by("order")
    services.complete_measure(
        item=item,
        by=city.officer,
        at=at(),
        version=item.version,
        measure=first,
        outcome="已完成1142户",
        reference="记录1号",
    )
    return item, first, second


def test_a_plan_change_with_measures_done(city: City) -> None:
    item, first, second = one_done(city)
    with pytest.raises(GuardFailed, match="申请变更措施"):
        services.edit_measure(
            item=fresh(item),
            by=city.officer,
            at=at(),
            version=fresh(item).version,
            measure=second,
            content=services.MeasureContent(action="改为检查一遍"),
        )
    services.request_plan_change(
        item=fresh(item),
        by=city.officer,
        at=at(),
        version=fresh(item).version,
        changes=[{"measure": str(second.uid), "drop": True}],
        reason="该小区拆迁",
    )
    second.refresh_from_db()
    assert second.state == "open"
    services.decide_plan_change(
        item=fresh(item),
        by=city.portfolio_leader,
        at=at(),
        version=fresh(item).version,
        granted=True,
    )
    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, second.state) == ("done", "dropped")
    assert PlanChange.objects.get(item=item).state == "granted"
