"""What must always be true: held by constraints where one row can say it, found by a tick else."""

import pytest
from django.db import IntegrityError, transaction

from rectification.enums import State
from rectification.lights import TICKING
from rectification.models import Item, ItemCount, SignOff
from rectification.selectors.invariants import breaches
from rectification.services import recount
from rectification.tasks import check_ledger
from tests.factories import Walk, fresh, item_at
from tests.personas import City


def _total(kind: str = "state") -> int:
    return sum(ItemCount.objects.filter(kind=kind).values_list("n", flat=True))


@pytest.mark.parametrize("state", ["closed", "sustained"])
def test_the_database_refuses_a_closed_item_without_two(city: City, state: str) -> None:
    item = item_at(city, State.IN_PROGRESS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(state=state)


def test_the_database_refuses_an_assigned_item_without_lead_or_number(city: City) -> None:
    item = item_at(city, State.ASSIGNED)
    for wrong in ({"lead_department": None}, {"number": None}, {"effective_due_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Item.objects.filter(pk=item.pk).update(**wrong)


def test_a_whole_ledger_has_no_breach(city: City) -> None:
    for state in State.values:
        item_at(city, state, cooperating=[city.coop])
    assert breaches() == []


def test_what_one_row_cannot_say_is_found_by_the_tick(city: City) -> None:
    closed = item_at(city, State.CLOSED)
    SignOff.objects.filter(pk=closed.sign_off_id).update(signer=city.officer)
    asked = item_at(city, State.CLOSURE_REVIEW)
    Item.objects.filter(pk=asked.pk).update(state=State.IN_PROGRESS)
    found = {(b.number, b.sentence) for b in breaches()}
    assert (closed.number, "签批与申请或审核为同一人") in found
    assert (asked.number, "销号申请悬在不允许的状态") in found
    SignOff.objects.filter(pk=closed.sign_off_id).update(cycle=9)
    assert "没有有效的签批" in " ".join(b.sentence for b in breaches())
    assert check_ledger()["breaches"] >= 3


def test_counts_follow_every_move_and_equal_the_rows(city: City) -> None:
    for state in State.values:
        item_at(city, state)
    numbered = Item.objects.exclude(state=State.DRAFT).count()
    assert _total() == numbered
    assert recount(campaign=city.campaign) == 0
    running = Item.objects.filter(state__in=TICKING, due_on__isnull=False)
    assert _total("due") == running.count() == _total("source_due")


def test_counts_that_went_wrong_are_mended(city: City) -> None:
    item_at(city, State.IN_PROGRESS)
    ItemCount.objects.filter(n__gt=0).update(n=7)
    assert recount(campaign=city.campaign) == 3
    assert _total() == 1


def test_a_due_date_changes_only_with_its_version_and_the_original_stays(city: City) -> None:
    walk = Walk(city).in_progress()
    first = walk.item.due_on
    walk.ask().endorse().sign()
    before = fresh(walk.item)
    assert (before.due_on, before.original_due_on, before.due_version) == (first, first, 1)
