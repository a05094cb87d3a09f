"""One item from registration to verification through real pages alone."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.http import HttpResponse

from accounts.models import User
from rectification.enums import State
from rectification.models import Item
from rectification.services import shown_for_signature
from tests.factories import STANDARD, STATEMENT, fresh, item_at
from tests.personas import PASSWORD, City, at
from tests.rectification.pages import act_path, browser_of, item_path, stop_clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def post(user: User, item: Item, action: str, data: Mapping[str, Any]) -> HttpResponse:
    typed = {"version": fresh(item).version, **data}
    return browser_of(user).post(act_path(item, action), typed)


def assert_moved(answer: HttpResponse, item: Item, state: str) -> None:
    assert answer.status_code == 303, answer.content.decode()[:3000]
    assert fresh(item).state == state


def evidence(prefix: str = "evidence", **changes: str) -> dict[str, str]:
    """One filled row of evidence."""
    row = {
        "evidence_class": "output",
        "title": "验收记录",
        "reference": "住建验〔2019〕1号",
        "dated_on": "2019年10月15日",
        **changes,
    }
    return {f"{prefix}-0-{k}": v for k, v in row.items()} | {
        f"{prefix}-TOTAL_FORMS": "1",
        f"{prefix}-INITIAL_FORMS": "1",
    }


def test_a_small_item_in_five_acts_over_pages(city: City) -> None:
    item = item_at(city, State.REGISTERED)
    given = {
        "lead_department": str(city.lead.uid),
        "assigned_kind": "immediate",
        "standard": STANDARD,
        "due_on": "2019年10月25日",
    }
    assert_moved(post(city.office, item, "assign", given), item, State.ASSIGNED)
    started = {"measure": "逐户测温", "section": "城建科"}
    assert_moved(post(city.officer, item, "start", started), item, State.IN_PROGRESS)
    news = {"text": "三个小区已通暖980户", "percent": "86"}
    assert post(city.officer, item, "progress", news).status_code == 303
    measure = item.measures.get()
    asked = {
        "statement": STATEMENT,
        f"done:{measure.uid}": "on",
        f"outcome:{measure.uid}": "1142户全部通暖",
        **evidence(),
    }
    answer = post(city.officer, item, "request-closure", asked)
    assert_moved(answer, item, State.AWAITING_SIGNOFF)

    signer = browser_of(city.first_in_charge)
    page = signer.get(f"{item_path(item)}/sign")
    assert STATEMENT in page.content.decode()
    _, digest = shown_for_signature(item=fresh(item), by=city.first_in_charge, at=at(hour=12))
    assert digest in page.content.decode()
    typed = {"comment": "同意", "version": fresh(item).version, "shown_hash": digest}
    second = signer.post(f"{item_path(item)}/sign", {**typed, "act": "sign-off"})
    assert second.status_code == 200
    assert fresh(item).state == State.AWAITING_SIGNOFF
    signed = signer.post(
        f"{item_path(item)}/sign", {**typed, "act": "confirm", "password": PASSWORD}
    )
    assert_moved(signed, item, State.AWAITING_VERIFICATION)

    sheet = {"opinion": "抽测50户均达标", "method": "", "inspector_names": "蒋某乙、沈某乙"}
    assert_moved(post(city.office_clerk, item, "verify", sheet), item, State.CLOSED)
