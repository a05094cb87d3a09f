"""What is asked of the streams' resources by those who have no business there."""

from datetime import timedelta
from typing import Any

from campaign import services
from campaign.enums import Anonymity, OpinionOrigin, OpinionState
from campaign.models import Opinion
from campaign.services.tasks import TaskContent
from core import clock
from tests.campaign import research, streams
from tests.campaign.reviewing import add_lists, registered
from tests.campaign.test_meetings import recorded
from tests.personas import City

NOBODY = (404, 404)
REFUSED = (403, 403)
SESSION = "study-sessions/{uid}"
OUTCOME = "study-outcomes/{uid}"
PLAN = "study-plans/{uid}"
NOTE = "reading-notes/{uid}"
OPINION = "opinions/{uid}"
TOPIC = "research-topics/{uid}"
FINDING = "findings/{uid}"
MEETING = "meetings/{uid}"
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
    ("get", "tasks"): (200, 200),
    ("post", "tasks"): REFUSED,
    ("get", "task-duties"): (200, 200),
    **{("get", f"{name}/{{uid}}"): NOBODY for name in ("tasks", "task-duties")},
    **{("post", f"tasks/{{uid}}/actions/{act}"): NOBODY for act in ("issue", "cancel", "share")},
    **{
        ("post", f"task-duties/{{uid}}/actions/{act}"): NOBODY
        for act in ("receive", "report", "accept", "return")
    },
    ("get", "opinions"): (200, 200),
    ("post", "opinions"): REFUSED,
    ("get", OPINION): NOBODY,
    **{
        ("post", f"{OPINION}/actions/{act}"): NOBODY
        for act in ("restate", "refer", "answer", "close", "decline")
    },
    **{
        ("get", name): (200, 200)
        for name in ("research-topics", "research-visits", "findings", "meetings")
    },
    ("post", "research-topics"): REFUSED,
    ("post", "meetings"): REFUSED,
    **{(method, row): NOBODY for method in ("get", "patch") for row in (TOPIC, FINDING, MEETING)},
    ("get", "research-visits/{uid}"): NOBODY,
    ("put", f"{TOPIC}/plan"): NOBODY,
    **{("post", f"{TOPIC}/{name}"): NOBODY for name in ("visits", "findings")},
    **{
        ("post", f"{TOPIC}/actions/{name}"): NOBODY
        for name in ("close", "sign-none-found", "cancel")
    },
    **{("post", f"{FINDING}/actions/{name}"): NOBODY for name in ("link-problem", "make-goal")},
    ("post", f"{MEETING}/actions/confirm"): NOBODY,
    **{("get", f"{row}/lineage"): NOBODY for row in (SESSION, TOPIC, PROBLEM)},
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
    ("post", "tasks"): {"kind": "prescribed", "stream": "s1", "title": "开展一次专题研讨"},
    ("post", "opinions"): {
        "raw_text": "窗口排队久",
        "received_on": "2019-10-10",
        "origin": "paper",
        "anonymity": "anonymous",
    },
    ("post", "research-topics"): {
        "department": "014",
        "title": "老旧小区供热",
        "direction": "research_directions-1",
        "leader": "T012",
    },
    ("post", "meetings"): {
        "department": "014",
        "kind": "party_group",
        "title": "党组会",
        "held_on": "2019-10-14",
        "host": "卫某丙",
    },
}


def rows(city: City) -> dict[str, Any]:
    """A row of each resource, of the lead department, by the resource's name."""
    streams.with_lists(city)
    session = streams.held(city)
    finding = research.found(city)
    add_lists(city)
    return {
        "opinions": opinion(city),
        **task(city),
        "research-topics": finding.topic,
        "research-visits": finding.topic.visits.get(),
        "findings": finding,
        "meetings": recorded(city),
        "problems": registered(city, when=clock.now()),
        "study-sessions": session,
        "study-plans": session.plan,
        "study-outcomes": streams.outcome_of(city, session),
        "reading-notes": services.save_note(
            text="读书笔记", material=None, by=city.officer, at=clock.now()
        ),
    }


def task(city: City) -> dict[str, Any]:
    """A task that the lead alone was given."""
    content = TaskContent(
        title="开展一次专题研讨",
        stream=city.campaign.streams.order_by("id").first(),
        due_on=clock.local_date(clock.now()) + timedelta(days=10),
    )
    done = {"by": city.office, "at": clock.now()}
    row = services.draft_task(campaign=city.campaign, content=content, **done)
    services.issue_task(task=row, departments=[city.lead], version=None, **done)
    return {"tasks": row, "task-duties": row.duties.get()}


def opinion(city: City) -> Opinion:
    """One that lies open to the lead."""
    return Opinion.objects.create(
        campaign=city.campaign,
        origin=OpinionOrigin.PAPER,
        anonymity=Anonymity.ANONYMOUS,
        received_on=clock.local_date(clock.now()),
        raw_text="窗口排队久",
        restatement="办事等候时间长",
        department=city.lead,
        released_on=clock.local_date(clock.now()),
        state=OpinionState.REFERRED,
        receipt_digest="0",
    )
