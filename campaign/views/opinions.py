"""Pages of opinions: the office's and the department's lists, one opinion, the hotline's table."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import standing_of
from campaign.enums import OpinionState, RowKind, Satisfaction
from campaign.forms.opinions import (
    AnswerForm,
    CloseForm,
    DeclineForm,
    OpinionForm,
    ReferForm,
    RestateForm,
)
from campaign.models import CallBack, Opinion
from campaign.permissions import scope_of
from campaign.permissions.opinions import check_office, handles_opinions, reads_transferred
from campaign.presenters import opinions as words
from campaign.selectors import opinions as selectors
from campaign.selectors.links import items_from
from campaign.selectors.opinions import ORDER, Desk
from campaign.services import opinions as services
from campaign.views.base import Visit, done, page_methods, show, status_of, tried, visit_of
from core.errors import Denied

PAGE = 25
NOBODY = "群众意见由领导小组办公室受理，承办单位办理；您没有这些身份。"


def desk_of(visit: Visit) -> Desk:
    """As whom the person reads opinions, the widest first."""
    if handles_opinions(visit.user, visit.campaign, visit.on):
        return Desk.OFFICE
    if reads_transferred(visit.user, visit.campaign, visit.on):
        return Desk.DISCIPLINE
    if not visit.user.admin_role and standing_of(visit.user, visit.on).departments:
        return Desk.DEPARTMENT
    return Desk.NOBODY


def readable(visit: Visit, desk: Desk) -> Any:
    return selectors.opinions_of(desk, visit.campaign, scope_of(visit.user, visit.on), visit.on)


@require_safe
@login_required
def opinions(request: HttpRequest) -> HttpResponse:
    """The list: of the office, of a department, or of the resident discipline group."""
    visit = visit_of(request)
    desk = desk_of(visit)
    if desk == Desk.NOBODY:
        raise Denied(NOBODY)
    rows = readable(visit, desk)
    counts = selectors.state_counts(rows)
    state, text = request.GET.get("state", ""), request.GET.get("q", "").replace("\0", "").strip()
    if state in OpinionState.values:
        rows = rows.filter(state=state)
    if text:
        column = "restatement" if desk == Desk.DEPARTMENT else "raw_text"
        rows = rows.filter(**{f"{column}__icontains": text[:100]})
    rows, narrowed = _called_back(request, rows) if desk == Desk.OFFICE else (rows, "")
    pages = Paginator(rows.order_by(*ORDER[desk]), PAGE)
    page = pages.get_page(request.GET.get("page"))
    found = selectors.satisfaction(visit.campaign, _own(visit) if desk != Desk.OFFICE else None)
    context = {
        "desk": desk.value,
        "views": _tabs(visit, desk, counts, state),
        "rows": words.rows_of(page.object_list, desk, visit.query),
        "page": page,
        "numbers": pages.get_elided_page_range(page.number),
        "q": text,
        "state": state,
        "narrowed": narrowed,
        "clear_url": visit.url("opinions"),
        "satisfaction": words.satisfaction_rows(found, whole=desk == Desk.OFFICE),
        "nav_key": "campaign",
    }
    return show(request, visit, "opinions", **context)


def _called_back(request: HttpRequest, rows: Any) -> tuple[Any, str]:
    """The office's rows behind a figure of the overview: by what was said, and by unit."""
    result, code = request.GET.get("result", ""), request.GET.get("department", "")[:40]
    if result not in Satisfaction.values:
        return rows, ""
    called = CallBack.objects.filter(opinion=OuterRef("pk"), result=result)
    rows, words = rows.filter(Exists(called)), f"回访结果：{Satisfaction(result).label}"
    if code and "\0" not in code:
        rows, words = rows.filter(department__code=code), f"{words}，限一个承办单位"
    return rows, words


def _own(visit: Visit) -> Any:
    posts = standing_of(visit.user, visit.on).posts
    return posts[0].department_id if posts else None


def _tabs(visit: Visit, desk: Desk, counts: dict[str, int], state: str) -> list[dict[str, Any]]:
    base = visit.url("opinions")
    join = "&" if "?" in base else "?"
    rows = [("", "全部", sum(counts.values()))]
    if desk != Desk.DISCIPLINE:
        rows += [(s.value, s.label, counts[s.value]) for s in words.ORDER_OF_STATES]
    return [
        {
            "label": label,
            "url": f"{base}{join}state={value}" if value else base,
            "count": str(count),
            "current": value == state,
        }
        for value, label, count in rows
        if count or value == state or not value
    ]


@page_methods
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Key in an opinion; the receipt code is shown once, to be handed over."""
    visit = visit_of(request)
    check_office(visit.user, visit.campaign, visit.on, "录入群众意见")
    data = request.POST if request.method == "POST" else None
    form = OpinionForm(data, campaign=visit.campaign, on=visit.on)
    made: list[tuple[Opinion, str]] = []

    def receive() -> None:
        content = form.content()
        made.append(
            services.receive_opinion(
                campaign=visit.campaign, content=content, by=visit.user, at=visit.at
            )
        )

    if request.method == "POST" and tried(form, receive):
        opinion, code = made[0]
        context = {"code": f"{code[:5]}-{code[5:]}", "is_sensitive": opinion.is_sensitive}
        return show(request, visit, "opinion_receipt_slip", nav_key="campaign", **context)
    return show(
        request, visit, "opinion_new", status=status_of(form), form=form, nav_key="campaign"
    )


@require_safe
@login_required
def opinion(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One opinion, as its reader may know it, with what he may do."""
    return _page(request, visit_of(request), uid, {})


def _page(
    request: HttpRequest, visit: Visit, uid: UUID, forms: dict[str, Form], status: int = 200
) -> HttpResponse:
    desk = desk_of(visit)
    row = selectors.opinion_of(readable(visit, desk), uid)
    links = items_from(RowKind.OPINION, [row.pk], user=visit.user, on=visit.on).get(row.pk, [])
    context = {
        "opinion": row,
        "desk": desk.value,
        "facts": words.facts_of(row, desk),
        "forms": {**_forms(row, desk), **forms},
        "item_links": links,
        "make_item": _may_make(row, desk) and visit.registers(row.department_id) and not links,
        "nav_key": "campaign",
    }
    return show(request, visit, "opinion", status=status, **context)


def _may_make(row: Opinion, desk: Desk) -> bool:
    return bool(row.restatement) and not row.is_praise and desk in (Desk.OFFICE, Desk.DEPARTMENT)


OFFERED: dict[str, dict[str, tuple[str, ...]]] = {
    Desk.OFFICE: {
        OpinionState.RECEIVED: ("restate", "decline"),
        OpinionState.RESTATED: ("refer", "restate", "decline"),
        OpinionState.REFERRED: ("answer", "refer", "decline"),
        OpinionState.ANSWERED: ("close", "answer"),
    },
    Desk.DEPARTMENT: {
        OpinionState.REFERRED: ("answer",),
        OpinionState.ANSWERED: ("answer",),
    },
}
FORMS: dict[str, type[Form]] = {
    "restate": RestateForm,
    "refer": ReferForm,
    "answer": AnswerForm,
    "decline": DeclineForm,
    "close": CloseForm,
}


def _forms(row: Opinion, desk: Desk) -> dict[str, Form]:
    """The forms that the state offers to this reader."""
    names = OFFERED.get(desk, {}).get(row.state, ())
    initial = {
        "version": row.version,
        "restatement": row.restatement,
        "department": row.department.code if row.department_id else None,
        "answer": row.answer,
    }
    return {name: FORMS[name](initial=initial, auto_id=f"{name}_%s") for name in names}


SENTENCES = {
    "restate": "已保存整理后的内容，可以转办。",
    "refer": "已转办，将按批次开放给承办单位。",
    "answer": "答复已保存，反映人凭查询码可以看到。",
    "decline": "已登记为不予受理。",
    "close": "已办结。",
}


@page_methods
@login_required
def act(request: HttpRequest, uid: UUID, action: str) -> HttpResponse:
    """Restate, refer, answer, decline or close; a refusal stands beside its field."""
    visit = visit_of(request)
    if action not in FORMS:
        raise Http404
    if request.method != "POST":
        return _page(request, visit, uid, {})
    row = selectors.opinion_of(readable(visit, desk_of(visit)), uid)
    form = FORMS[action](request.POST, auto_id=f"{action}_%s")
    service: Callable[..., Any] = {
        "restate": services.restate_opinion,
        "refer": services.refer_opinion,
        "answer": services.answer_opinion,
        "decline": services.decline_opinion,
        "close": services.close_opinion,
    }[action]
    if tried(form, lambda: service(opinion=row, by=visit.user, at=visit.at, **form.cleaned_data)):
        url = reverse("campaign:opinion", args=[uid]) + visit.query
        return done(request, SENTENCES[action], url)
    return _page(request, visit, uid, {action: form}, status=status_of(form))
