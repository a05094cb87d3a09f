"""A condition written as text finds the same rows as the ORM's own condition."""

import random
from datetime import timedelta

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Exists, OuterRef, Q

from campaign.enums import VerifyingScope
from campaign.models import VerifyingUnit
from campaign.permissions import campaign_standing_of
from core.querysets import written
from rectification.enums import State
from rectification.models import Assignment, Item
from rectification.querysets import full_access
from rectification.selectors.todos import duties_of, facts_of
from rectification.selectors.todos.reading import desk_of
from tests.factories import item_at
from tests.personas import TODAY, City, at

pytestmark = pytest.mark.django_db

STATES = [State.DRAFT, State.REGISTERED, State.ASSIGNED, State.IN_PROGRESS, State.CLOSURE_REVIEW,
          State.AWAITING_VERIFICATION, State.CLOSED, State.SUSPENDED]  # fmt: skip


def keys(where: Q | object) -> list[int]:
    return sorted(Item.objects.filter(where).values_list("pk", flat=True))


def stock(city: City) -> None:
    for state in STATES:
        item_at(city, state)
    item_at(city, State.IN_PROGRESS, is_sensitive=True)


def leaves(city: City, dice: random.Random) -> list[Q]:
    handed = Assignment.objects.filter(item=OuterRef("pk"), end="")
    return [
        Q(state=dice.choice(STATES)),
        Q(state__in=dice.sample(STATES, 3)),
        Q(is_sensitive=dice.random() < 0.5),
        Q(effective_due_on__lt=TODAY + timedelta(days=dice.randrange(40))),
        Q(state_since__gte=at(TODAY)),
        Q(handler__isnull=dice.random() < 0.5),
        Q(handler=None),
        Q(lead_department=city.lead),
        Q(lead_department__in=[city.lead.pk, None, city.lead.pk]),
        Q(handling_unit__in=[]),
        Q(closed_at__lte=at(TODAY), cycle__gt=0),
        Q(Exists(handed)),
        Q(pk__in=[1, 2, 3]),
        Q(campaign__isnull=True),
        Q(),
    ]


def tree(city: City, dice: random.Random, depth: int) -> Q:
    if depth == 0:
        return dice.choice(leaves(city, dice))
    found = tree(city, dice, depth - 1)
    for _ in range(dice.randrange(3)):
        other = tree(city, dice, depth - 1)
        found = found & other if dice.random() < 0.5 else found | other
    return ~found if dice.random() < 0.4 else found


def test_random_conditions_find_the_same_rows(city: City) -> None:
    stock(city)
    dice, sizes = random.Random(20190911), set()
    for _ in range(120):
        where = tree(city, dice, 3)
        expected = keys(where)
        assert keys(written(Item, where)) == expected, where
        sizes.add(len(expected))
    assert len(sizes) > 4  # not everything, and not nothing


@pytest.mark.parametrize("name", ["office", "officer", "first_in_charge", "group_leader"])
def test_rights_and_duties_find_the_same_rows(city: City, name: str) -> None:
    stock(city)
    user, on = city.people[name], TODAY + timedelta(days=75)
    desk = desk_of(user, on)
    duties = [duty.where for duty in duties_of(desk, facts_of(desk))]
    for where in [full_access(campaign_standing_of(user, on)), *duties]:
        assert keys(written(Item, where)) == keys(where), where


def test_everybodys_rights_and_duties_can_be_written(city: City) -> None:
    stock(city)
    VerifyingUnit.objects.update_or_create(
        campaign=city.campaign,
        scope=VerifyingScope.LEADERS_ITEMS,
        defaults={"department": city.other},
    )
    on = TODAY + timedelta(days=75)
    for user in city.people.values():
        desk = desk_of(user, on)
        full = full_access(campaign_standing_of(user, on))
        assert keys(written(Item, full)) == keys(full), user
        for duty in duties_of(desk, facts_of(desk)):
            assert written(Item, duty.where).text, (user, duty)


def test_it_stands_in_a_query_within_a_query(city: City) -> None:
    stock(city)
    where = written(Item, Q(is_sensitive=False) & ~Q(lead_department=None))
    inner = Item.objects.filter(where, pk=OuterRef("item"))
    found = Assignment.objects.filter(Exists(inner)).values_list("item", flat=True)
    assert set(found) <= set(keys(where))
    assert found


@pytest.mark.parametrize(
    ("where", "error"),
    [
        (Q(title__contains="x"), TypeError),
        (Q(lead_department__code="014"), TypeError),
        (Q(is_full=True), FieldDoesNotExist),
        (Q(pk__in=Item.objects.values("pk")), TypeError),
        (Q(state="draft") ^ Q(is_key=True), TypeError),
    ],
)
def test_what_cannot_be_said_is_refused(where: Q, error: type[Exception]) -> None:
    with pytest.raises(error):
        written(Item, where)
