"""How the open items of a department that is to end are listed."""

from typing import Any

from django.urls import reverse

from core.presenters import day
from rectification.enums import State
from rectification.presenters.lights import Dial, item_light
from rectification.selectors.units import TiedItem
from rectification.services.bulk import Outcome

_WAITS: dict[str, str] = {
    State.CLOSURE_REVIEW: "销号申请审核中，由该单位撤回或退回后再移交",
    State.AWAITING_SIGNOFF: "待第一责任人签批，签批或退回后再办",
    State.AWAITING_VERIFICATION: "待验收，照常验收；不通过的退回整改后再移交",
}
_SENSITIVE = "敏感事项须指定承接单位的经办人，请在事项页“改派”"


def tied_row(one: TiedItem, outcome: Outcome | None, dial: Dial) -> dict[str, Any]:
    """An item, what it is to the department, and what becomes of it."""
    item = one.item
    turned = dial.turned(item.campaign_id)
    return {
        "number": item.number,
        "title": item.title,
        "url": reverse("rectification:item", args=[item.uid]),
        "tie": one.tie.value,
        "state": item.get_state_display(),
        "due": day(item.due_on),
        "light": item_light(item.state, item.effective_due_on, turned),
        "may_move": one.may_move,
        "refusal": outcome.refusal if outcome else "",
        "goes": outcome is not None and not outcome.refusal,
        "advice": _advice(one),
    }


def _advice(one: TiedItem) -> str:
    if one.item.is_sensitive and one.item.state not in _WAITS:
        return _SENSITIVE
    return _WAITS.get(one.item.state, "")
