"""Who has which action: persona × state × action, and who sees the item at all."""

import pytest

from core.errors import DomainError
from rectification import services
from rectification.enums import Action, State
from rectification.models import Item
from rectification.permissions import actions_for, situation_of
from tests.factories import assignment, content, item_at
from tests.personas import TODAY, City, at
from tests.rectification.lifecycle_table import allowed_roles

LEAD_OFFICERS = {"officer", "second_officer"}
OFFICE = {"secretary", "office_head", "office", "office_clerk", "seconded"}
HEADS = {"secretary", "office_head"}

HANDED = {
    **dict.fromkeys(LEAD_OFFICERS, {"officer"}),
    "portfolio_leader": {"portfolio_leader"},
    "first_in_charge": {"first_in_charge"},
    "deputy_leader": {"deputy_leader"},
    "cooperator": {"cooperator"},
    "group_leader": {"group_leader"},
    "guidance": {"guidance"},
    "resident": {"guidance"},
    **dict.fromkeys(OFFICE, {"office", "verifier"}),
    **dict.fromkeys(HEADS, {"office", "office_head", "verifier"}),
}
"""Roles of the personas for a normal item of the lead with one co-operating unit."""

UNHANDED = {k: v - {"cooperator"} for k, v in HANDED.items() if k in OFFICE} | {
    "group_leader": {"group_leader"},
    "guidance": {"guidance"},
    "resident": {"guidance"},
}


def _roles(state: str, who: str) -> set[str]:
    if state == State.DRAFT:
        drafting = {k: {"office"} for k in OFFICE}
        drafting["office"] = {"office", "author"}
        return drafting.get(who, set())
    if state in (State.REGISTERED, State.MERGED, State.VOIDED):
        return UNHANDED.get(who, set())
    if state == State.ASSIGNED and who == "portfolio_leader":
        return set()  # the section, and so its leader, is asked at acceptance
    return HANDED.get(who, set())


@pytest.mark.parametrize("state", State.values)
def test_every_person_has_exactly_the_agreed_actions(city: City, state: str) -> None:
    item = item_at(city, state, cooperating=[city.coop])
    wrong = []
    for who, user in city.people.items():
        options = actions_for(situation_of(user, item, at(TODAY, 16)))
        assert {o.action for o in options} == set(Action)
        for option in options:
            wanted = bool(allowed_roles(state, option.action) & _roles(state, who))
            if option.is_mine != wanted:
                wrong.append((who, option.action.value, option.is_mine))
            assert option.allowed or option.reason
            assert not (option.allowed and not option.is_mine)
    assert not wrong


VISIBLE = {
    State.DRAFT: OFFICE,
    State.REGISTERED: OFFICE | {"guidance", "resident"},
    State.VOIDED: OFFICE | {"guidance", "resident", "group_leader"},
    State.MERGED: OFFICE | {"guidance", "resident", "group_leader"},
}
LEAD = {"officer", "second_officer", "portfolio_leader", "second_leader", "first_in_charge"}
COOP = {"cooperator", "cooperator_head", "supervisor"}
EVERYONE_CONCERNED = (
    OFFICE | {"guidance", "resident", "group_leader", "deputy_leader"} | LEAD | COOP
)


@pytest.mark.parametrize("state", State.values)
def test_who_sees_a_normal_item_whole(city: City, state: str) -> None:
    """List and detail agree: both are `visible_to`; the others get nothing, not a shell."""
    item = item_at(city, state, cooperating=[city.coop])
    seen, whole = set(), set()
    for who, user in city.people.items():
        row = Item.objects.visible_to(user, on=TODAY).filter(pk=item.pk).first()
        if row is not None:
            seen.add(who)
            if row.is_full:
                whole.add(who)
    assert whole == VISIBLE.get(State(state), EVERYONE_CONCERNED)
    assert seen == whole


def test_strangers_and_administrators_are_refused_every_action_in_every_state(
    city: City,
) -> None:
    for state in State.values:
        item = item_at(city, state)
        for who in ("stranger", "stranger_head", "sys_admin", "sec_admin", "audit_admin"):
            s = situation_of(city.people[who], item, at(TODAY, 16))
            assert not s.roles
            assert not [o for o in actions_for(s) if o.allowed]


def test_a_sensitive_item_is_seen_by_the_named_few(city: City) -> None:
    item = sensitive_assigned(city)
    whole = {
        who
        for who, user in city.people.items()
        if Item.objects.fully_visible_to(user, on=TODAY).filter(pk=item.pk).exists()
    }
    assert whole == {"officer", "first_in_charge", "office_head", "secretary", "office"}
    shells = {
        who
        for who, user in city.people.items()
        if Item.objects.visible_to(user, on=TODAY).filter(pk=item.pk, is_full=False).exists()
    }
    assert shells == {"guidance", "resident"}


def sensitive_assigned(city: City) -> Item:
    """A sensitive item registered and assigned by the office head, handler and office named."""
    typed = content(city, target=city.targets["relatives_business"], is_sensitive=True)
    given = assignment(city, handler=city.officer, office_person=city.office)
    return services.register_and_assign(
        campaign=city.campaign, content=typed, assignment=given, by=city.office_head, at=at()
    )


def test_a_sensitive_item_needs_named_people(city: City) -> None:
    typed = content(city, target=city.targets["relatives_business"], is_sensitive=True)
    with pytest.raises(DomainError, match="敏感事项须指定牵头单位的经办人"):
        services.register_and_assign(
            campaign=city.campaign,
            content=typed,
            assignment=assignment(city),
            by=city.office_head,
            at=at(),
        )
    assert not Item.objects.exists()
