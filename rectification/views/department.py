"""单位整改页: a department's items by light and state, and who answers for them."""

from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.enums import PostKind
from accounts.models import Department, Post
from accounts.presenters import end_notice
from campaign.enums import ProblemState
from campaign.models import Problem
from campaign.permissions import scope_of
from campaign.selectors.review import for_list
from rectification.enums import OPEN_STATES, State
from rectification.presenters.ledger import ledger_url
from rectification.presenters.lights import calendar_notice
from rectification.selectors.department import DepartmentFacts, facts_of, may_look_at
from rectification.selectors.ledger import ledger_choices
from rectification.views.door import Visit, show, signed_in, visit_of
from rectification.views.ledger import dial_of

LIGHTS = (("bad", "逾期"), ("warn", "临期"), ("ok", "正常"))
PROBLEMS = 8
KINDS = (
    (PostKind.TEAM_MEMBER, "分管领导"),
    (PostKind.LIAISON, "联络员"),
    (PostKind.OFFICER, "经办人"),
)


@require_safe
@signed_in
def items(request: HttpRequest, code: str) -> HttpResponse:
    """404 for whoever has no business with the department."""
    visit = visit_of(request)
    rows = Department.objects.select_related("parent", "successor")
    department = rows.filter(code=code).first()
    if department is None or not may_look_at(visit.user, department, visit.on):
        raise Http404
    campaign = ledger_choices().campaign
    dial = dial_of(visit, campaign)
    facts = facts_of(department, visit.user, campaign, dial.soons)
    own = [("handling" if department.is_sub_unit else "lead", department.code)]
    open_items = sum(facts.states.get(state, 0) for state in OPEN_STATES)
    context: dict[str, Any] = {
        "nav_key": "ledger",
        "department": department,
        "sub": f"在办 {open_items} 项 · 由台账自动汇总，单位无需另行填报",
        "figures": _figures(facts, own, open_items),
        "states": _states(facts, own),
        "people": _people(facts, department),
        "ending": end_notice(department),
        "problems": _problems(visit, department),
        "guessed": calendar_notice(dial, [dial.soon]),
        "ledger_url": ledger_url([*own, ("bucket", "numbered")]),
    }
    return show(request, "department", context)


def _figures(
    facts: DepartmentFacts, own: list[tuple[str, str]], open_items: int
) -> list[dict[str, Any]]:
    figures = [
        {
            "label": "在办",
            "value": open_items,
            "unit": "项",
            "url": ledger_url([*own, ("bucket", "open")]),
        }
    ]
    for kind, label in LIGHTS:
        url = ledger_url([*own, ("light", kind)])
        figures.append(
            {"label": label, "value": facts.lights.get(kind, 0), "url": url, "kind": kind}
        )
    return figures


def _states(facts: DepartmentFacts, own: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "label": state.label,
            "n": facts.states[state],
            "url": ledger_url([*own, ("state", state.value)]),
        }
        for state in State
        if facts.states.get(state)
    ]


def _problems(visit: Visit, department: Department) -> list[dict[str, Any]]:
    """Undecided problems of the review, the leaders' own first (先改起来)."""
    rows = Problem.objects.within(scope_of(visit.user, visit.on))
    found = for_list(rows.filter(department=department, state=ProblemState.OPEN))
    leaders_first = F("owner_post").asc(nulls_last=True)
    return [
        {
            "text": row.text if len(row.text) <= 60 else row.text[:59] + "…",
            "url": reverse("campaign:problem", args=[row.uid]),
            "leader": row.owner_post.person.name if row.owner_post else "",
        }
        for row in found.order_by(leaders_first, "-id")[:PROBLEMS]
    ]


def _named(posts: list[Post]) -> str:
    return "；".join(f"{post.person.name}　{post.title}{_sections(post)}" for post in posts)


def _sections(post: Post) -> str:
    return f"（分管{'、'.join(post.sections)}）" if post.sections else ""


def _people(facts: DepartmentFacts, department: Department) -> list[dict[str, Any]]:
    heads = [p for p in facts.posts if p.kind == PostKind.FIRST_IN_CHARGE]
    acting = [p for p in facts.posts if p.kind == PostKind.ACTING]
    found: list[dict[str, Any]] = []
    if heads:
        found.append({"label": "第一责任人", "value": _named(heads)})
    elif acting:
        words = f"{_named(acting)}（主持工作）"
        found.append({"label": "第一责任人", "value": words})
    elif department.is_active:
        sub = "签批须等领导小组办公室明确主持工作人员，其他环节照常办理"
        found.append({"label": "第一责任人", "value": "", "light": ("warn", "空缺"), "sub": sub})
    for kind, label in KINDS:
        posts = [p for p in facts.posts if p.kind == kind]
        if posts:
            found.append({"label": label, "value": _named(posts)})
    found.append({"label": "联系市领导", "value": _named(facts.city_leaders) or "无"})
    if department.is_sub_unit and department.parent is not None:
        found.append({"label": "上级单位", "value": department.parent.name})
    return found
