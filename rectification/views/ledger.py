"""The ledger page: views with counts, filters in the URL, 25 rows a page."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import workdays_of
from campaign.permissions import OFFICE_ROLES, campaign_standing_of
from core.api.pagination import InvalidCursor, KeysetPagination
from core.errors import Denied, NotFound
from core.workdays import Workdays
from rectification.context_processors import LEADING_ROLES
from rectification.enums import State
from rectification.filters import LedgerFilter
from rectification.forms.ledger import LedgerForm
from rectification.lights import Soon
from rectification.presenters import ledger as words
from rectification.presenters.lights import Dial, calendar_notice
from rectification.selectors import ledger as selectors
from rectification.selectors.counting import count_words
from rectification.selectors.ledger import Choices, View, Wanted
from rectification.selectors.seats import LEADING_KINDS
from rectification.selectors.todos import items_to_do
from rectification.views.door import Visit, show, signed_in, visit_of

PAGE_SIZE = 25
NO_BUSINESS = "系统管理、安全保密、安全审计三类管理员不查看业务数据。"
ORDER = ("effective_due_on", "id")


def on_business(request: HttpRequest) -> Visit:
    """Who asks and when; Denied for the three administrators."""
    if request.user.admin_role:
        raise Denied(NO_BUSINESS)
    return visit_of(request)


class _Pages(KeysetPagination):
    """The pages of a list with links that stay on this site."""

    ordering = ORDER

    def _limit(self, request: Any) -> int:
        return PAGE_SIZE


@dataclass
class _Wanting:
    """What paging asks of a request."""

    path: str
    query_params: QueryDict

    def build_absolute_uri(self, path: str) -> str:
        return path


def choices_of(query: QueryDict) -> Choices:
    """The lists of the campaign that `?campaign=` names by code or uid, else of the current one;
    NotFound for one that there is not."""
    words_given = [word for word in query.getlist("campaign") if word]
    choices = selectors.ledger_choices(words_given[-1] if words_given else "")
    if choices.word and choices.campaign is None:
        raise NotFound("没有这一批主题教育，请从台账或主题教育页面重新进入。")
    return choices


class Asked:
    """The filter that a request asks for: as typed, as understood, and as the rows take it."""

    def __init__(self, visit: Visit, given: QueryDict, choices: Choices, days: Workdays) -> None:
        self.visit, self.choices, self.days = visit, choices, days
        known = {name: given.getlist(name) for name in given if name in LedgerFilter.parameters()}
        if not known:
            known = {"bucket": ["open"]}
        fields = LedgerForm.base_fields
        shown = {name: values[0] for name, values in known.items() if len(values) == 1}
        self.form = LedgerForm(
            {name: value for name, value in shown.items() if name in fields},
            choices=choices,
            today=visit.on,
        )
        self.form.is_valid()
        self.others = {n: v for n, v in known.items() if n not in fields or n not in shown}
        self.query = self._understood(known)

    def _understood(self, known: dict[str, list[str]]) -> QueryDict:
        """The parameters without empty and wrong ones, dates in one form."""
        query = QueryDict(mutable=True)
        for name, values in known.items():
            if name in self.form.errors and name not in self.others:
                continue
            kept = [value for value in values if value != ""]
            if name == "due_before" and name not in self.others and kept:
                kept = [self.form.cleaned_data[name].isoformat()]
            if kept:
                query.setlist(name, kept)
        return query

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The filter as pairs; an empty one is written out, since none at all means “open”."""
        found = [(name, v) for name, values in self.query.lists() for v in values]
        return found or [("bucket", "")]

    @cached_property
    def filter(self) -> LedgerFilter:
        campaign = None if "campaign" in self.query else self.choices.campaign
        rows = selectors.ledger_items(self.visit.user, self.visit.on, campaign)
        given = {"by": self.visit.user, "on": self.visit.on, "workdays": self.days}
        found = LedgerFilter(self.query, rows, **given)
        if not found.is_valid():
            self._drop_wrong(found)
            found = LedgerFilter(self.query, rows, **given)
            found.is_valid()
        return found

    def _drop_wrong(self, found: LedgerFilter) -> None:
        """What the filter refuses is said and left out; the rest still holds."""
        for name, texts in found.errors.items():
            field = name if name in self.form.fields else None
            label = found.filters[name].label
            self.form.add_error(field, [t if field else f"{label}：{t}" for t in texts])
            self.query.pop(name, None)

    @cached_property
    def rows(self) -> QuerySet:
        return self.filter.qs

    @property
    def has_errors(self) -> bool:
        return bool(self.rows is not None and self.form.errors)

    @property
    def drafts(self) -> bool:
        """Whether drafts alone are asked for."""
        return self.query.getlist("bucket") == [State.DRAFT]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Conditions that the form does not show, kept while it is sent."""
        return [(n, v) for n in self.others for v in self.query.getlist(n)]

    def _in_words(self, name: str) -> str:
        part = self.filter.filters[name]
        labels = dict(getattr(part.field, "choices", ()) or ())
        values = self.query.getlist(name)
        return words.condition_words(name, values, str(part.label), self.choices, labels)

    def sentences(self) -> list[str]:
        """Every condition in words."""
        return [self._in_words(name) for name in self.query]

    def chips(self) -> list[dict[str, str]]:
        """Conditions that the form does not show, each with the way to the list without it."""
        found = []
        for name in self.others:
            if self.query.getlist(name):
                rest = [pair for pair in self.pairs if pair[0] != name] or [("bucket", "")]
                found.append({"text": self._in_words(name), "url": words.ledger_url(rest)})
        return found

    @property
    def used(self) -> int:
        if self.pairs == [("bucket", "open")]:
            return 0
        return len([name for name, _ in self.query.lists() if name not in self.others])


def page_of(rows: QuerySet, visit: Visit, request: HttpRequest, query: QueryDict) -> dict[str, Any]:
    """One page of rows with the ways to the next and the one before; a bad cursor starts anew."""
    params = query.copy()
    if request.GET.get("cursor"):
        params["cursor"] = request.GET["cursor"]
    pages, wanting = _Pages(), _Wanting(request.path, params)
    listed = selectors.for_ledger(rows, visit.on)
    try:
        found = pages.paginate_queryset(listed, wanting, pages)
    except InvalidCursor:
        params.pop("cursor", None)
        found = pages.paginate_queryset(listed, wanting, pages)
    links = pages.get_paginated_response([]).data
    return {"found": found, "next_url": links["next"], "previous_url": links["previous"]}


def dial_of(visit: Visit, campaign: int | None = None) -> Dial:
    """The day's dial with the limits of every campaign; it begins at `campaign`."""
    limits = campaign_standing_of(visit.user, visit.on).limits
    return Dial.over(Soon(visit.on, workdays_of(visit.user, visit.on), limits), campaign)


def _filtered(view: View, rows: QuerySet, visit: Visit, dial: Dial) -> QuerySet | None:
    """The rows of a view that somebody keeps; None where its filter is no longer understood."""
    query = QueryDict(mutable=True)
    for name, value in view.query:
        query.appendlist(name, value)
    given = {"by": visit.user, "on": visit.on, "workdays": dial.workdays}
    found = LedgerFilter(query, rows, **given)
    return found.qs if found.is_valid() else None


def _counts(visit: Visit, asked: Asked, views: list[View], dial: Dial) -> dict[str, int]:
    """How many rows each view has, and the filter in use: 2 statements at most."""
    user, on, choices = visit.user, visit.on, asked.choices
    rows = selectors.ledger_items(user, on, choices.campaign)
    wanted: dict[str, Wanted] = {}
    for view in views:
        if view.key == "todo":
            wanted[view.key] = Wanted(items_to_do(user, on, dial.workdays))
        elif not view.uid:
            wanted[view.key] = selectors.wanted_of(view.key, choices, on)
        elif dict(view.query).get("campaign", "") == choices.word:
            found = _filtered(view, rows, visit, dial)
            if found is not None:
                wanted[view.key] = Wanted(rows=found)
    current = sorted(asked.pairs)
    same = next((v.key for v in views if sorted(v.query) == current and v.key in wanted), None)
    if same is None:
        wanted["current"] = Wanted(rows=asked.rows)
    coverage = selectors.coverage_of(user, on, choices.campaign)
    counts = selectors.counts_of(rows, wanted, coverage)
    counts["current"] = counts[same or "current"]
    return counts


def _own_views(visit: Visit) -> list[View]:
    found = []
    for kept in selectors.own_views(visit.user):
        query = QueryDict(kept.query)
        known = [(n, v) for n, values in query.lists() if n != "cursor" for v in values]
        found.append(View(f"own-{kept.pk}", kept.name, tuple(known), str(kept.uid)))
    return found


def bulk_acts(visit: Visit, campaign: int | None, *, drafts: bool = False) -> list[dict[str, str]]:
    """What may be done with ticked rows: everybody exports, leaders and office urge, office and
    lead hand over; `drafts` alone are handed to the office."""
    standing = campaign_standing_of(visit.user, visit.on)
    acts = [{"label": "导出所选", "value": "export", "icon": "download"}]
    if drafts and may_register(visit):
        acts.insert(0, {"label": "提交登记", "value": "submit", "icon": "send"})
    leads = standing.campaigns_as(*LEADING_ROLES) or standing.person.in_kinds(*LEADING_KINDS)
    office = campaign is not None and standing.has(campaign, *OFFICE_ROLES)
    if office or leads:
        acts.append({"label": "提醒责任人", "value": "urge", "icon": "bell-ring"})
    if office:
        acts.append({"label": "生成督办通知单", "value": "notice", "icon": "file-text"})
        acts.append({"label": "收回改派", "value": "reassign", "icon": "replace"})
    if standing.person.departments:
        acts.append({"label": "指定经办人", "value": "handler", "icon": "user-round-check"})
    return acts


def may_register(visit: Visit) -> bool:
    """Whether the page offers a new item and an import."""
    standing = campaign_standing_of(visit.user, visit.on)
    offices = bool(standing.campaigns_as(*OFFICE_ROLES))
    return offices or bool(standing.person.in_kinds("liaison", "officer"))


def ledger_context(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    choices = choices_of(request.GET)
    dial = dial_of(visit, choices.campaign)
    asked = Asked(visit, request.GET, choices, dial.workdays)
    page = page_of(asked.rows, visit, request, asked.query)
    views = [*selectors.standard_views(choices, visit.on), *_own_views(visit)]
    counts = _counts(visit, asked, views, dial)
    query = words.ledger_url(asked.pairs).partition("?")[2]
    of = [("campaign", choices.word)] if choices.word else []
    found = page.pop("found")
    shown = [words.ledger_row(row, dial) for row in found]
    may_tick = any(row["is_full"] for row in shown)
    return {
        **page,
        "asked": asked,
        "form": asked.form,
        "has_errors": asked.has_errors,
        "rows": shown,
        "views": words.tabs(views, counts, asked.pairs),
        "chips": asked.chips(),
        "summary": f"共 {count_words(counts['current'])} 项，每页 {PAGE_SIZE} 项",
        "save_url": f"{reverse('rectification:views')}?{query}",
        "export_url": f"{reverse('rectification:export')}?{query}",
        "bulk_url": f"{reverse('rectification:bulk')}?{query}",
        "clear_url": words.ledger_url([*of, ("bucket", "")]),
        "acts": bulk_acts(visit, choices.campaign, drafts=asked.drafts) if may_tick else [],
        "may_register": not choices.word and may_register(visit),
        "other": choices.name if choices.word else "",
        "guessed": calendar_notice(dial, [dial.soon, *(row["due_on"] for row in found)]),
        "nothing": choices.campaign is None,
        "open_url": words.ledger_url([*of, ("bucket", "open")]),
    }


@require_safe
@signed_in
def ledger(request: HttpRequest) -> HttpResponse:
    """The whole page, or for htmx the list alone."""
    context = ledger_context(request, on_business(request))
    if request.headers.get("HX-Request") == "true":
        response = render(request, "rectification/_ledger.html", context)
    else:
        status = 422 if context["has_errors"] else 200
        response = show(request, "ledger", context, status=status)
    response["Vary"] = "HX-Request, Cookie"
    return response


__all__ = ["Asked", "bulk_acts", "dial_of", "ledger", "on_business", "page_of"]
