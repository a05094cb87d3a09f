"""How the forms of acts are laid out: the contrary of a decision, what is folded, examples."""

from datetime import date

import pytest

from core.forms import DayField
from rectification.enums import State
from tests.factories import fresh, item_at
from tests.personas import City
from tests.rectification.pages import act_path, browser_of

pytestmark = pytest.mark.django_db

FOLDED = '<details class="why"><summary>更多：'


def test_who_may_say_yes_finds_the_no_beside_it(city: City) -> None:
    item = item_at(city, State.CLOSURE_REVIEW)
    page = browser_of(city.portfolio_leader).get(act_path(item, "endorse-closure"))
    assert f'href="{act_path(item, "return-closure")}">退回整改</a>' in page.content.decode()
    item = item_at(city, State.IN_PROGRESS)
    page = browser_of(city.officer).get(act_path(item, "progress"))
    assert "退回整改" not in page.content.decode()


def test_the_rare_fields_of_evidence_are_folded_until_they_hold_something(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    page = browser_of(city.officer).get(act_path(item, "request-closure")).content.decode()
    assert FOLDED in page
    rows = {"evidence-TOTAL_FORMS": "1", "evidence-INITIAL_FORMS": "0", "evidence-0-title": "回执"}
    typed = {"version": fresh(item).version, **rows}
    answer = browser_of(city.officer).post(act_path(item, "request-closure"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert FOLDED.replace('"why"', '"why" open') in page and FOLDED not in page


def test_examples_of_dates_are_of_today() -> None:
    field = DayField()
    field.today = date(2027, 3, 1)
    assert field.help_text == "如 2027-03-01，也可写 2027年3月1日"
