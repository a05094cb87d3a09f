"""我的工作: what lies on a person's desk, with a one-line report in place."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import standing_of
from accounts.presenters import handover_todo
from accounts.selectors import tasks_of
from campaign.permissions import OFFICE_ROLES, campaign_standing_of
from core.clock import local_time
from core.errors import DomainError, Invalid
from core.presenters import moment
from notifications.models import Message
from notifications.selectors import letters
from rectification import services
from rectification.models import Item
from rectification.presenters import todos as words
from rectification.presenters.ledger import ledger_url
from rectification.presenters.lights import calendar_notice
from rectification.presenters.papers import circular_todo, interview_todo
from rectification.selectors.counting import count_words
from rectification.selectors.supervision import circular_drafts, interviews_to_do
from rectification.selectors.todos import todos_for
from rectification.selectors.work import dates_ahead, light_counts, own_campaign
from rectification.services import ProgressContent
from rectification.views.door import Visit, show, signed_in
from rectification.views.ledger import dial_of, may_register, on_business
from rectification.views.problems import problems_on_desk

SHOWN = 30
LETTERS = 4
LIGHT_WORDS = (("bad", "逾期"), ("warn", "临期"), ("ok", "正常"))


def _greeting(visit: Visit, total: int) -> str:
    now = local_time(visit.at)
    posts = standing_of(visit.user, visit.on).posts
    title = posts[0].title if posts else ""
    day = f"今天 {now.month}月{now.day}日 星期{words.WEEKDAYS[now.weekday()]}"
    asked = f"需要您办理 {total} 项" if total else "没有需要您办理的事项"
    return " · ".join(part for part in (title, f"{day}，{asked}") if part)


def _lights(visit: Visit, dial: Any) -> dict[str, Any]:
    """The card of lights: of the person's units, or of the campaign for its office."""
    standing = campaign_standing_of(visit.user, visit.on)
    offices = standing.campaigns_as(*OFFICE_ROLES)
    if not offices and not standing.person.departments:
        return {}
    counts = light_counts(visit.user, dial.soons)
    pairs: list[tuple[str, str]] = [] if offices else [("unit", "1")]
    return {
        "title": "全部在办" if offices else "本单位在办",
        "total": count_words(counts["open"]),
        "url": ledger_url([*pairs, ("bucket", "open")]),
        "lights": [
            {
                "kind": kind,
                "label": label,
                "n": count_words(counts[kind]),
                "url": ledger_url([*pairs, ("light", kind)]),
            }
            for kind, label in LIGHT_WORDS
        ],
    }


def _latest_letters(visit: Visit) -> list[dict[str, Any]]:
    newest = list(Message.objects.visible_to(visit.user).newest_first()[:LETTERS])
    return [
        {
            "text": letter.text,
            "url": letter.subject.url if letter.subject else "",
            "when": moment(letter.message.created_at),
            "unread": letter.message.read_at is None,
        }
        for letter in letters(newest, visit.user, visit.on)
    ]


def _papers(visit: Visit, keys: Collection[int]) -> list[dict[str, Any]]:
    """Interviews (by their keys) and circulars that wait for the person."""
    interviews = interviews_to_do(keys)
    drafts = circular_drafts(campaign_standing_of(visit.user, visit.on))
    return [*map(interview_todo, interviews), *map(circular_todo, drafts)]


def work_context(visit: Visit) -> dict[str, Any]:
    dial = dial_of(visit, own_campaign(visit.user, visit.on))
    todos = todos_for(visit.user, visit.on, limit=SHOWN, workdays=dial.workdays)
    items = words.todo_rows(todos.rows, dial)
    ahead = dates_ahead(visit.user, visit.on)
    papers = _papers(visit, todos.interviews)
    tasks = tasks_of(visit.user, visit.on, dial.workdays, among=todos.handovers)
    desks = [handover_todo(task) for task in tasks]
    total = todos.total + len(papers) + len(desks)
    return {
        "nav_key": "work",
        "rows": [*papers, *items, *desks],
        "total": total,
        "more": todos.total - len(items) if todos.is_cut else 0,
        "more_url": ledger_url([("todo", "1")]),
        "sub": _greeting(visit, total),
        "card": _lights(visit, dial),
        "dates": [words.deadline_row(row) for row in ahead],
        "letters": _latest_letters(visit),
        "may_register": may_register(visit),
        "guessed": calendar_notice(
            dial, [dial.soon, *words.days_of(todos.rows), *(row["due_on"] for row in ahead)]
        ),
        "open_url": ledger_url([("bucket", "open")]),
        "problems": problems_on_desk(visit, dial.workdays),
    }


@require_safe
@signed_in
def work(request: HttpRequest) -> HttpResponse:
    return show(request, "work", work_context(on_business(request)))


def _content(request: HttpRequest) -> ProgressContent:
    percent = request.POST.get("percent", "")
    if percent and not percent.isdecimal():
        raise Invalid.at("percent", "完成比例请填0到100之间的整数。")
    return ProgressContent(
        text=request.POST.get("text", ""),
        percent=int(percent) if percent else None,
        no_change=request.POST.get("act") == "no-change",
    )


@require_POST
@signed_in
def quick_progress(request: HttpRequest, uid: UUID) -> HttpResponse:
    """一句话进展 from the list: back to the list, or the same page with what was typed."""
    visit = on_business(request)
    item = Item.objects.visible_to(visit.user, on=visit.on).filter(uid=uid, is_full=True).first()
    if item is None:
        raise Http404
    try:
        content = _content(request)
        services.progress(item=item, content=content, by=visit.user, at=visit.at)
    except DomainError as refusal:
        context = work_context(visit)
        typed = {"text": request.POST.get("text", ""), "percent": request.POST.get("percent", "")}
        for row in context["rows"]:
            if row.get("uid") == uid and "template" in row:
                row.update(typed=typed, error=refusal.detail)
        messages.error(request, f"没有保存：{refusal.detail}")
        return show(request, "work", {**context, "has_errors": True}, status=refusal.status)
    said = "已记为本期无变化。" if content.no_change else "进展已填报。"
    messages.success(request, f"{item.number} {said}")
    response = HttpResponseRedirect(reverse("rectification:work"))
    response.status_code = 303
    return response
