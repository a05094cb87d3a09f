"""岗位交接: the list, one sheet, its lines accepted or not, three signatures, and the A4 print."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from accounts import presenters, selectors, services
from accounts.enums import HandoverRole, HandoverState, LineState
from accounts.forms import AnswerForm, HandoverSignForm, NamedPersonForm, RefusalForm
from accounts.models import Handover
from accounts.permissions import may_name, role_of, visible_handovers
from accounts.views.base import act, done, page, posted, status_of, tried
from core.clock import local_date
from core.errors import Conflict, Invalid

SIZE = 50
DONE, UNFINISHED = "done", "open"


@page
def handovers(request: HttpRequest) -> HttpResponse:
    """Handovers that the person may see, the unfinished ones first; the latest on top."""
    state = request.GET.get("state", UNFINISHED)
    if state not in (DONE, UNFINISHED):
        raise Http404
    seen = visible_handovers(request.user, local_date(request.at)).for_page()
    wanted = seen.filter(state=HandoverState.DONE) if state == DONE else seen.unfinished()
    paged = Paginator(wanted.order_by("-id"), SIZE)
    rows = paged.get_page(request.GET.get("page"))
    context = {
        "views": [
            {"label": label, "url": f"?state={key}", "current": key == state}
            for key, label in ((UNFINISHED, "未完成"), (DONE, "已完成"))
        ],
        "columns": presenters.HANDOVER_COLUMNS,
        "rows": [presenters.handover_row(row) for row in rows],
        "page": rows,
        "numbers": paged.get_elided_page_range(rows.number),
        "summary": f"共 {paged.count} 份",
    }
    return render(request, "accounts/handovers.html", context)


def _handover(request: HttpRequest, uid: UUID) -> Handover:
    rows = visible_handovers(request.user, local_date(request.at)).for_page()
    return get_object_or_404(rows.select_related("post__department__parent"), uid=uid)


def _url(row: Handover) -> str:
    return reverse("accounts:handover", args=[row.uid])


@page
def handover(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One sheet: what lay on the desk, who has said what to it, who has signed."""
    return _show(request, _handover(request, uid))


def _show(request: HttpRequest, row: Handover, **forms: Form) -> HttpResponse:
    on = local_date(request.at)
    views = selectors.lines_for(row, request.user, on)
    signed = selectors.signatures_of(row)
    role = role_of(row, request.user)
    answers = role == HandoverRole.RECEIVER and HandoverRole.RECEIVER not in signed
    answers = answers and row.state != HandoverState.DONE
    names = may_name(row, request.user, on) and row.state != HandoverState.DONE
    reasons = services.why_not_sign(row, request.user, request.at) if role else []
    waiting = [v for v in views if not v.hidden and v.line.state == LineState.PENDING]
    broken = next((form for form in forms.values() if form.errors), None)
    context: dict[str, Any] = {
        "handover": row,
        "title": f"{presenters.desk_of(row)}交接单",
        "facts": presenters.handover_facts(row),
        "lines": presenters.handover_lines(views, row, answers),
        "signatures": presenters.signature_rows(row, signed),
        "state": (row.get_state_display(), presenters.HANDOVER_TAGS[row.state]),
        "answers": answers and any(not v.hidden for v in views),
        "waiting": len(waiting),
        "role": role.label if role else "",
        "may_sign": role is not None and not reasons,
        "reasons": reasons,
        "answer_form": AnswerForm() if answers else None,
        "receiver_form": NamedPersonForm(auto_id="r_%s")
        if names and HandoverRole.RECEIVER not in signed
        else None,
        "supervisor_form": NamedPersonForm(auto_id="s_%s") if names else None,
        "form": broken,
        **forms,
    }
    return render(request, "accounts/handover.html", context, status=status_of(broken))


@act
def accept(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take over the ticked lines, or all that wait."""
    row, form = _handover(request, uid), AnswerForm(request.POST)
    lines = None if request.POST.get("act") == "all" else _ticked(request)
    done_lines: list[int] = []

    def do() -> None:
        count = services.accept_lines(
            handover=row,
            lines=lines,
            remark=form.cleaned_data["remark"],
            by=request.user,
            at=request.at,
        )
        done_lines.append(count)

    if tried(form, do):
        return done(request, f"已接收{done_lines[0]}项。", _url(row))
    return _show(request, row, answer_form=form)


def _ticked(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(value) for value in request.POST.getlist("line")]
    except ValueError:
        raise Invalid.at("line", "所选事项无法识别，请刷新页面后重试。") from None


@page
def refuse(request: HttpRequest, uid: UUID, line_uid: UUID) -> HttpResponse:
    """A page of its own: which line is not taken over, and why."""
    row = _handover(request, uid)
    views = selectors.lines_for(row, request.user, local_date(request.at))
    view = next((v for v in views if v.line.uid == line_uid and not v.hidden), None)
    if view is None or role_of(row, request.user) != HandoverRole.RECEIVER:
        raise Http404
    form = RefusalForm(posted(request))
    by, at = request.user, request.at
    if request.method == "POST" and tried(
        form,
        lambda: services.refuse_line(
            handover=row, line=line_uid, **form.cleaned_data, by=by, at=at
        ),
    ):
        return done(request, "已记为未接收，并告知移交人和监交人。", _url(row))
    context = {"handover": row, "view": view, "form": form, "back_url": _url(row)}
    return render(request, "accounts/handover_refuse.html", context, status=status_of(form))


@sensitive_post_parameters("password")
@page
def sign(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is signed, in whose place, and the password once more."""
    row = _handover(request, uid)
    role = role_of(row, request.user)
    if role is None:
        raise Http404
    reasons = services.why_not_sign(row, request.user, request.at)
    if reasons:
        return _show(request, row)
    _, digest = services.shown_for_handover(handover=row, by=request.user, at=request.at)
    form = HandoverSignForm(posted(request), initial={"shown_hash": digest})
    if request.method == "POST" and tried(form, lambda: _sign(request, row, form)):
        return done(request, f"已作为{role.label}签字。", _url(row))
    if isinstance(getattr(form, "refusal", None), Conflict):
        form.data = form.data.copy()
        form.data["shown_hash"] = digest
    signed = selectors.signatures_of(row)
    views = selectors.lines_for(row, request.user, local_date(request.at))
    replaces = role == HandoverRole.SUPERVISOR and HandoverRole.OUTGOING not in signed
    if replaces:
        form.fields["note"].label = "代替移交人签字的说明（必填）"
    context = {
        "handover": row,
        "title": f"{presenters.desk_of(row)}交接单",
        "role": role.label,
        "lines": presenters.handover_lines(views, row, may=False),
        "signatures": presenters.signature_rows(row, signed),
        "replaces": replaces,
        "form": form,
        "back_url": _url(row),
    }
    return render(request, "accounts/handover_sign.html", context, status=status_of(form))


def _sign(request: HttpRequest, row: Handover, form: HandoverSignForm) -> None:
    services.check_password_again(
        request.user,
        form.cleaned_data["password"],
        at=request.at,
        address=request.META.get("REMOTE_ADDR"),
    )
    services.sign_handover(
        handover=row,
        shown_hash=form.cleaned_data["shown_hash"],
        note=form.cleaned_data["note"],
        by=request.user,
        at=request.at,
    )


@act
def receiver(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Name who takes the desk over."""
    row, form = _handover(request, uid), NamedPersonForm(request.POST, auto_id="r_%s")
    by, at = request.user, request.at
    if tried(form, lambda: services.name_receiver(handover=row, **form.cleaned_data, by=by, at=at)):
        return done(request, f"已指定{form.cleaned_data['person'].name}接收。", _url(row))
    return _show(request, row, receiver_form=form)


@act
def supervisor(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Name who watches."""
    row, form = _handover(request, uid), NamedPersonForm(request.POST, auto_id="s_%s")
    by, at = request.user, request.at
    if tried(
        form, lambda: services.name_supervisor(handover=row, **form.cleaned_data, by=by, at=at)
    ):
        return done(request, f"已指定{form.cleaned_data['person'].name}监交。", _url(row))
    return _show(request, row, supervisor_form=form)


@page
def sheet(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The sheet as it is printed (A4): the columns of the paper form, three signatures."""
    row = _handover(request, uid)
    views = selectors.lines_for(row, request.user, local_date(request.at))
    context = {
        "handover": row,
        "title": f"{presenters.desk_of(row)}交接单",
        "lines": presenters.handover_lines(views, row, may=False),
        "signatures": presenters.signature_rows(row, selectors.signatures_of(row)),
        "back_url": _url(row),
    }
    return render(request, "accounts/handover_sheet.html", context)
