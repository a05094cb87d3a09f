"""Urging: who may, how often, who is told."""

from datetime import timedelta

import pytest

from core.errors import Denied, GuardFailed, TransitionNotAllowed
from journal.models import Entry
from notifications.models import Message
from rectification import services
from rectification.enums import Action, State
from rectification.models import Item, Urge
from rectification.permissions import can, situation_of
from tests.factories import Walk, fresh, item_at
from tests.personas import TODAY, City, at

pytestmark = pytest.mark.django_db


def urged(item: Item) -> set[str]:
    """Who has been told of an urging."""
    rows = Message.objects.filter(subject_uid=item.uid, kind="urged")
    return set(rows.values_list("person__name", flat=True))


def test_an_urging_is_kept_journalled_and_told_to_the_officers(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    row = services.urge(item=item, by=city.office, at=at(hour=15), note="请本周内完成招标")
    assert (row.by, row.note, row.cycle) == (city.office, "请本周内完成招标", 1)
    assert urged(item) == {"朱某丙", "秦某丙"}
    entry = Entry.objects.get(type="item.urged")
    assert (entry.subject_id, entry.data["note"]) == (item.pk, "请本周内完成招标")
    assert fresh(item).version == item.version


DESKS = [
    (State.PLAN_REVIEW, {"朱某丙", "秦某丙", "沈某丙"}),
    (State.CLOSURE_REVIEW, {"朱某丙", "秦某丙", "沈某丙"}),
    (State.AWAITING_SIGNOFF, {"朱某丙", "秦某丙", "卫某丙"}),
]


@pytest.mark.parametrize(("state", "people"), DESKS)
def test_where_a_leader_has_it_he_is_told_too(city: City, state: State, people: set[str]) -> None:
    item = item_at(city, state)
    services.urge(item=item, by=city.office, at=at(hour=15))
    assert urged(item) == people


def test_what_waits_for_the_check_is_the_verifiers_matter(city: City) -> None:
    item = item_at(city, State.AWAITING_VERIFICATION)
    services.urge(item=item, by=city.first_in_charge, at=at(hour=15))
    assert "褚某甲" in urged(item)
    assert not urged(item) & {"朱某丙", "秦某丙", "卫某丙"}


def test_a_vacant_signer_is_the_offices_wait(city: City) -> None:
    walk = Walk(city, lead_department=city.vacant).awaiting_signoff()
    services.urge(item=walk.item, by=city.deputy_leader, at=at(hour=17))
    assert {"葛某己", "褚某甲"} <= urged(walk.item)


def test_once_in_three_working_days_whoever_urges(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    services.urge(item=item, by=city.office, at=at(hour=15))
    with pytest.raises(GuardFailed) as refusal:
        services.urge(item=item, by=city.first_in_charge, at=at(TODAY + timedelta(days=2)))
    assert "褚某甲已于2019-10-15催办" in refusal.value.detail
    assert "2019-10-18起可以再催" in refusal.value.detail
    assert Urge.objects.count() == 1
    services.urge(item=item, by=city.first_in_charge, at=at(TODAY + timedelta(days=3)))
    assert Urge.objects.count() == 2


def test_days_off_do_not_count(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    friday = TODAY + timedelta(days=3)
    services.urge(item=item, by=city.office, at=at(friday))
    monday = at(friday + timedelta(days=3))
    assert not can(situation_of(city.office, item, monday), Action.URGE)
    assert can(situation_of(city.office, item, monday + timedelta(days=2)), Action.URGE)


MAY = {"office", "office_head", "deputy_leader", "group_leader", "first_in_charge"}
MAY |= {"portfolio_leader"}


def test_only_the_office_and_leaders_urge(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    allowed = {
        name
        for name in ("officer", "cooperator", "stranger", "guidance", "audit_admin", *MAY)
        if can(situation_of(city.people[name], item, at(hour=15)), Action.URGE)
    }
    assert allowed == MAY
    with pytest.raises(Denied):
        services.urge(item=item, by=city.officer, at=at(hour=15))
    with pytest.raises(TransitionNotAllowed):
        services.urge(item=item_at(city, State.CLOSED), by=city.office, at=at(hour=17))


def test_the_office_does_not_urge_itself(city: City) -> None:
    item = item_at(city, State.REGISTERED)
    with pytest.raises(GuardFailed, match="不需要催办"):
        services.urge(item=item, by=city.office, at=at(hour=15))
    services.urge(item=item, by=city.group_leader, at=at(hour=15))
    assert "褚某甲" in urged(item)


def test_of_a_sensitive_item_only_the_named_are_told(city: City) -> None:
    walk = Walk(city, target=city.targets["relatives_business"], is_sensitive=True).accepted()
    services.urge(item=walk.item, by=city.office_head, at=at(hour=15))
    assert urged(walk.item) == {"朱某丙"}
    text = Message.objects.get(subject_uid=walk.item.uid, kind="urged").text
    assert walk.item.title not in text
