"""The item's page: next step, steps, four lists in one, evidence, facts, timeline, actions."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from rectification.permissions import may_follow_reminders, may_tie
from rectification.presenters import item as words
from rectification.presenters.actions import others
from rectification.presenters.charge import desk_facts
from rectification.presenters.desk import desk_of
from rectification.presenters.next_step import next_step
from rectification.presenters.steps import steps_of
from rectification.presenters.supervision import escalation_tag, supervision_rows
from rectification.presenters.ties import tie_lines, tie_url
from rectification.presenters.timeline import timeline_of
from rectification.selectors.ties import has_ties, ties_of
from rectification.views.door import Look, item_notice, look_at, show, signed_in, visit_of

SHOWN_ENTRIES = 20


@require_safe
@signed_in
def item_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One item, whole or as a shell."""
    look = look_at(visit_of(request), uid)
    if not look.item.is_full:
        return show(request, "shell", shell_context(look))
    only = request.GET.get("only") == "instructions"
    return show(request, "item", item_context(look, only_instructions=only))


def shell_context(look: Look) -> dict[str, Any]:
    """What remains where the person may know only that there is such an item."""
    allowed = others(look.situation, [o for o in look.options if o.allowed], [])
    return {
        "item": look.item,
        "head": words.head_of(look.item, look.dial),
        "facts": words.shell_facts(look.item, look.dial),
        "guessed": item_notice(look),
        "actions": allowed,
    }


def item_context(look: Look, *, only_instructions: bool = False) -> dict[str, Any]:
    s, page, dial = look.situation, look.page, look.dial
    desk = desk_of(s, dial)
    step = next_step(s, page, desk, look.options)
    entries = timeline_of(page, only_instructions=only_instructions)
    head = words.head_of(look.item, dial)
    head["tags"] += escalation_tag(page)
    return {
        "item": look.item,
        "guessed": item_notice(look),
        "head": head,
        "step": step,
        "steps": steps_of(look.item, page.entries, dial),
        "lists": words.four_lists(page, dial),
        "problem_notes": words.problem_notes(page),
        **_ties(look),
        "table": words.measures_table(page, dial, look.options),
        "evidence": words.evidence_groups(page),
        "plans": words.plan_rows(page),
        "requests": words.request_rows(page),
        "supervision": supervision_rows(page),
        "closing": words.closing_facts(page),
        "facts": [*desk_facts(s, desk, dial), *words.facts_of(s, page, dial)],
        "reminders_url": reverse("rectification:reminders", args=[look.item.uid])
        if may_follow_reminders(s)
        else "",
        "entries": entries[:SHOWN_ENTRIES],
        "older": entries[SHOWN_ENTRIES:],
        "only_instructions": only_instructions,
        "actions": others(s, look.options, [b["key"] for b in step["actions"]]),
    }


def _ties(look: Look) -> dict[str, Any]:
    """What the item serves beside itself, and where that is said."""
    shown = has_ties(look.page.entries)
    tied = ties_of(look.item, user=look.visit.user, on=look.visit.on) if shown else None
    return {
        "ties": tie_lines(tied) if tied else [],
        "ties_url": tie_url(look.item) if may_tie(look.situation) else "",
    }
