"""What is asked of the streams' resources by those who have no business there."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from campaign import services
from campaign.enums import Anonymity, ListKind, OpinionOrigin, OpinionState
from campaign.models import LeaderDuty, ListEntry, NothingFound, Opinion, WorkGoal
from campaign.services import opinions, review
from campaign.services.goals import GoalContent
from campaign.services.tasks import TaskContent
from core import clock
from tests.campaign import research, streams
from tests.campaign.reviewing import add_lists, dimension, registered
from tests.campaign.test_meetings import recorded
from tests.personas import TODAY, City

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
GOAL = "goals/{uid}"
BLANK = "nothing-found/{uid}"
DUTY = "leader-duties/{uid}"
PER_UNIT = ("kick-offs", "leading-groups", "coverage")

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
    **{("patch", f"campaigns/{{uid}}/{name}"): REFUSED for name in ("rules", "ladder")},
    **{
        ("post", f"campaigns/{{uid}}/actions/{act}"): REFUSED
        for act in ("name-verifying-unit", "record-acting", "close-intake", "archive")
    },
    **{
        ("get", f"{name}{one}"): (200, 200)
        for name in ("campaign-roles", "gap-questions")
        for one in ("", "/{uid}")
    },
    ("post", "campaign-roles"): REFUSED,
    ("post", "campaign-roles/{uid}/actions/end"): REFUSED,
    ("put", "gap-questions/{uid}"): REFUSED,
    ("get", "step-remarks"): (200, 403),
    ("get", "step-remarks/waiting"): REFUSED,
    ("post", "step-remarks/answers"): REFUSED,
    ("get", "call-back-draws"): (200, 200),
    ("post", "call-back-draws"): REFUSED,
    ("get", "call-backs"): (200, 200),
    ("get", "satisfaction"): (200, 403),
    **{("get", f"{name}/{{uid}}"): NOBODY for name in ("call-back-draws", "call-backs")},
    ("post", "call-backs/{uid}/actions/record"): NOBODY,
    **{
        ("get", name): (200, 200)
        for name in ("research-topics", "research-visits", "findings", "meetings")
    },
    ("post", "research-topics"): REFUSED,
    **{("post", f"{name}-imports"): REFUSED for name in ("problem", "study-plan", "opinion")},
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
    **{("get", name): (200, 200) for name in PER_UNIT},
    **{("get", f"{name}/{{uid}}"): NOBODY for name in PER_UNIT},
    **{("put", f"{name}/{{uid}}"): NOBODY for name in ("kick-offs", "leading-groups")},
    **{("get", name): (200, 200) for name in ("goals", "nothing-found", "leader-duties")},
    **{("post", name): REFUSED for name in ("goals", "nothing-found", "leader-duties")},
    **{("get", row): NOBODY for row in (GOAL, BLANK, DUTY, f"{GOAL}/readings")},
    ("post", f"{GOAL}/actions/read"): NOBODY,
    ("post", f"{BLANK}/actions/revoke"): NOBODY,
    ("delete", DUTY): NOBODY,
    **{("get", f"{row}/lineage"): NOBODY for row in (SESSION, TOPIC, PROBLEM)},
}
_TABLE = {"text": "问题\t查找方式\n告知不到位\t自己找", "department": "014"}
BODIES: dict[tuple[str, str], Any] = {
    ("post", "problem-imports"): _TABLE,
    ("post", "study-plan-imports"): _TABLE,
    ("post", "opinion-imports"): {"text": "收到日期\t反映内容\n2019-10-10\t排队久"},
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
    ("post", "campaign-roles"): {"person": "T012", "role": "office"},
    ("post", "campaign-roles/{uid}/actions/end"): {},
    **{("post", f"campaigns/{{uid}}/actions/{act}"): {} for act in ("close-intake", "archive")},
    ("post", "call-back-draws"): {"caller": "015", "share_percent": 20},
    ("post", "call-backs/{uid}/actions/record"): {"result": "satisfied"},
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
    ("post", "goals"): {
        "department": "014",
        "name": "压减办件时限",
        "category": "annual",
        "metric": "平均天数",
        "baseline": "10",
        "target": "4",
    },
    ("post", "nothing-found"): {
        "department": "014",
        "dimension": "d2",
        "reason": "逐条对照",
        "password": "x",
    },
    ("post", "leader-duties"): lambda city: {
        "post": str(city.post("first_in_charge").uid),
        "duty": "duty1",
        "done_on": "2019-10-14",
    },
}


def rows(city: City) -> dict[str, Any]:
    """A row of each resource, of the lead department, by the resource's name."""
    streams.with_lists(city)
    session = streams.held(city)
    finding = research.found(city)
    add_lists(city)
    return {
        "campaign-roles": city.campaign.memberships.get(person=city.office_clerk),
        "gap-questions": ListEntry.objects.filter(kind=ListKind.GAP_QUESTION).earliest("id"),
        "opinions": opinion(city),
        **call_back(city),
        **task(city),
        "research-topics": finding.topic,
        "research-visits": finding.topic.visits.get(),
        "findings": finding,
        "meetings": recorded(city),
        "problems": registered(city, when=clock.now()),
        "goals": goal(city),
        "nothing-found": blank(city),
        "leader-duties": leader_duty(city),
        **dict.fromkeys(PER_UNIT, city.lead),
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


def goal(city: City) -> WorkGoal:
    """A goal with a reading."""
    done = {"by": city.officer, "at": clock.now()}
    made = services.create_goal(
        campaign=city.campaign,
        department=city.lead,
        content=GoalContent("压减办件时限", "annual", "平均天数", Decimal(10), Decimal(4)),
        **done,
    )
    services.read_goal(goal=made, value=Decimal(6), on=TODAY, source="办件系统", **done)
    return WorkGoal.objects.get(pk=made.pk)


def blank(city: City) -> NothingFound:
    """A dimension on which the lead found nothing."""
    return review.sign_nothing_found(
        campaign=city.campaign,
        department=city.lead,
        dimension=dimension(city, "d2"),
        reason="逐条对照",
        by=city.first_in_charge,
        at=clock.now(),
    )


def leader_duty(city: City) -> LeaderDuty:
    """One of the five, of the lead's first-in-charge."""
    return review.record_duty(
        campaign=city.campaign,
        post=city.post("first_in_charge"),
        duty=ListEntry.objects.get(campaign=city.campaign, code="duty2"),
        done_on=TODAY,
        by=city.officer,
        at=clock.now(),
    )


def call_back(city: City) -> dict[str, Any]:
    """An answered opinion whose giver the co-operating unit is to call."""
    row = opinion(city, "1")
    Opinion.objects.filter(pk=row.pk).update(
        state=OpinionState.ANSWERED, contact="000-0", anonymity=Anonymity.NAMED
    )
    draw = opinions.draw_call_backs(
        campaign=city.campaign, caller=city.coop, share_percent=100, by=city.office, at=clock.now()
    )
    return {"call-back-draws": draw, "call-backs": draw.calls.get()}


def opinion(city: City, digest: str = "0") -> Opinion:
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
        receipt_digest=digest,
    )
