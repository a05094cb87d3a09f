"""The whole matrix state × action × role, without a database."""

from itertools import product

import pytest

from core.errors import TransitionNotAllowed
from rectification.enums import OPEN_STATES, Action, Role, State
from rectification.workflow import ACTS, ARROWS, DESKS, PAST, actions_in, arrow, roles_for
from tests.rectification import lifecycle_table as agreed


def test_every_arrow_is_the_agreed_one() -> None:
    code = {
        (a.state.value, a.action.value): (a.to.value if a.to else None, {r.value for r in a.roles})
        for a in ARROWS.values()
    }
    assert code == {k: (to, set(roles)) for k, (to, roles) in agreed.arrows().items()}


def test_every_act_is_the_agreed_one() -> None:
    code = {
        a.action.value: ({s.value for s in a.states}, {r.value for r in a.roles})
        for a in ACTS.values()
    }
    assert code == {k: (set(states), set(roles)) for k, (states, roles) in agreed.acts().items()}


@pytest.mark.parametrize("state", State.values)
def test_a_pair_is_open_to_the_agreed_roles_or_refused_by_a_sentence(state: str) -> None:
    for action, role in product(Action.values, Role):
        wanted = agreed.allowed_roles(state, action)
        try:
            permitted = role in roles_for(state, action)
        except TransitionNotAllowed as refusal:
            permitted = False
            assert State(state).label in str(refusal)
            assert Action(action).label in str(refusal)
            assert refusal.allowed == [a.value for a in actions_in(state)]
        assert permitted == (role.value in wanted), (state, action, role)


def test_an_action_moves_or_it_does_not() -> None:
    moves = {action for _, action in ARROWS}
    assert moves.isdisjoint(ACTS)
    assert moves | set(ACTS) == set(Action) == set(PAST)


def test_every_state_has_a_desk_and_is_reachable() -> None:
    assert set(DESKS) == set(State)
    reached, frontier = {State.DRAFT}, [State.DRAFT]
    while frontier:
        here = frontier.pop()
        for (state, _), found in ARROWS.items():
            if state == here and found.to is not None and found.to not in reached:
                reached.add(found.to)
                frontier.append(found.to)
    assert reached == set(State)


def _ends_from(state: State, roles: set[Role]) -> set[State]:
    seen, frontier = {state}, [state]
    while frontier:
        here = frontier.pop()
        for (origin, _), found in ARROWS.items():
            if origin == here and found.roles & roles and found.to and found.to not in seen:
                seen.add(found.to)
                frontier.append(found.to)
    return seen


@pytest.mark.parametrize("state", [s.value for s in OPEN_STATES])
def test_an_end_is_reachable_from_every_open_state(state: str) -> None:
    everybody = set(Role)
    assert State.CLOSED in _ends_from(State(state), everybody)


@pytest.mark.parametrize("state", [s.value for s in OPEN_STATES])
def test_without_a_signer_void_or_merge_remain_until_someone_acts(state: str) -> None:
    """A vacant post stops signatures, not work: what is before verification can still leave."""
    nobody_signs = set(Role) - {Role.FIRST_IN_CHARGE}
    found = _ends_from(State(state), nobody_signs)
    assert {State.VOIDED, State.MERGED} & found


def test_no_department_closes_alone() -> None:
    department = {
        Role.OFFICER,
        Role.COOPERATOR,
        Role.PORTFOLIO_LEADER,
        Role.FIRST_IN_CHARGE,
        Role.AUTHOR,
    }
    reached = _ends_from(State.DRAFT, department)
    assert not reached & {State.CLOSED, State.SUSTAINED}
    assert not _ends_from(State.ASSIGNED, department) & {State.CLOSED, State.SUSTAINED}


def test_arrow_refuses_in_words() -> None:
    with pytest.raises(TransitionNotAllowed, match="“已销号”状态下不能申请销号"):
        arrow(State.CLOSED, Action.REQUEST_CLOSURE)
