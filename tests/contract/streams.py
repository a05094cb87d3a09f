"""What is asked of the streams' resources by those who have no business there."""

from typing import Any

from campaign import services
from core import clock
from tests.campaign import streams
from tests.campaign.reviewing import add_lists, registered
from tests.personas import City

NOBODY = (404, 404)
REFUSED = (403, 403)
SESSION = "study-sessions/{uid}"
OUTCOME = "study-outcomes/{uid}"
PLAN = "study-plans/{uid}"
NOTE = "reading-notes/{uid}"
PROBLEM = "problems/{uid}"

PROBES: dict[tuple[str, str], tuple[int, int]] = {
    **{
        ("get", name): (200, 200)
        for name in ("study-plans", "study-sessions", "study-outcomes", "reading-notes")
    },
    ("post", "study-plans"): REFUSED,
    ("post", "study-sessions"): REFUSED,
    ("post", "reading-notes"): (201, 403),
    ("get", "problems"): (200, 200),
    ("post", "problems"): REFUSED,
    ("get", PROBLEM): NOBODY,
    ("patch", PROBLEM): NOBODY,
    ("get", f"{PROBLEM}/actions"): NOBODY,
    **{
        ("post", f"{PROBLEM}/actions/{act}"): NOBODY
        for act in ("solve", "decline", "merge", "withdraw")
    },
    **{(method, row): NOBODY for method in ("get", "patch") for row in (PLAN, SESSION, OUTCOME)},
    **{(method, NOTE): NOBODY for method in ("get", "patch", "delete")},
    ("post", f"{SESSION}/actions/hold"): NOBODY,
    ("post", f"{SESSION}/actions/cancel"): NOBODY,
    ("get", f"{SESSION}/attendance"): NOBODY,
    ("put", f"{SESSION}/attendance"): NOBODY,
    ("post", f"{SESSION}/outcomes"): NOBODY,
    ("post", f"{OUTCOME}/actions/make-goal"): NOBODY,
}
BODIES: dict[tuple[str, str], Any] = {
    ("post", "problems"): {
        "text": "告知不到位",
        "department": "014",
        "dimensions": ["d1"],
        "method": "self_found",
        "source": "self_review",
    },
    ("post", "study-plans"): {"department": "014", "aim": "学懂弄通做实"},
    ("post", "study-sessions"): {
        "department": "014",
        "title": "专题研讨",
        "form": "study_forms-1",
        "planned_on": "2019-10-20",
    },
    ("post", "reading-notes"): {"text": "读书笔记"},
}


def rows(city: City) -> dict[str, Any]:
    """A row of each resource, of the lead department, by the resource's name."""
    streams.with_lists(city)
    session = streams.held(city)
    add_lists(city)
    return {
        "problems": registered(city, when=clock.now()),
        "study-sessions": session,
        "study-plans": session.plan,
        "study-outcomes": streams.outcome_of(city, session),
        "reading-notes": services.save_note(
            text="读书笔记", material=None, by=city.officer, at=clock.now()
        ),
    }
