"""A department is renamed, or ended: the system administrator's pages, numbers only."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts import selectors, services
from accounts.forms import EndForm, RenameForm
from accounts.models import Department
from accounts.permissions import Act
from accounts.views.base import act, attempted, done, page_for, posted, status_of, tried
from core.clock import local_date


def _department(uid: UUID) -> Department:
    return get_object_or_404(Department.objects.select_related("successor"), uid=uid)


def _url(row: Department) -> str:
    return reverse("accounts:department", args=[row.uid])


@page_for(Act.KEEP_DEPARTMENTS)
def rename(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another name; the old one stays an alias."""
    row = _department(uid)
    form = RenameForm(posted(request), initial={"name": row.name, "short_name": row.short_name})

    def do() -> None:
        services.rename_department(
            department=row, **form.cleaned_data, by=request.user, at=request.at
        )

    old = row.name
    if request.method == "POST" and tried(form, do):
        return done(request, f"{old}已更名为{row.name}，原名称保留为别名。", _url(row))
    context = {"department": row, "form": form, "back_url": _url(row), "nav_key": "departments"}
    return render(request, "accounts/rename.html", context, status=status_of(form))


@page_for(Act.KEEP_DEPARTMENTS)
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What still ties the department, as numbers; the proposal to end it, and its successor."""
    row = _department(uid)
    proposed = row.end_proposed_at is not None
    initial = {
        "successor": str(row.successor.uid) if row.successor is not None else "",
        "document_number": row.end_document,
    }
    form = EndForm(posted(request), successors=_successors(row), initial=initial)
    if request.method == "POST" and tried(form, lambda: _propose(request, row, form)):
        sentence = f"已提出撤销{row.name}，领导小组办公室主任会收到通知。"
        return done(request, sentence, reverse("accounts:end-department", args=[row.uid]))
    ties = selectors.ties_of(row, local_date(request.at)) if row.is_active else []
    holding = services.what_holds(row, ties)
    context: dict[str, Any] = {
        "department": row,
        "form": form,
        "proposed": proposed,
        "ties": sorted(ties, key=lambda tie: tie not in holding),
        "holding": holding,
        "back_url": _url(row),
        "nav_key": "departments",
    }
    return render(request, "accounts/end_department.html", context, status=status_of(form))


def _successors(row: Department) -> list[tuple[str, str]]:
    """Living departments in rank order; for a sub-unit other sub-units too."""
    rows = Department.objects.filter(ended_on__isnull=True, parent__isnull=False)
    if not row.is_sub_unit:
        rows = rows.able_to_lead()
    return [(str(one.uid), one.name) for one in rows.exclude(pk=row.pk).in_rank_order()]


def _propose(request: HttpRequest, row: Department, form: EndForm) -> None:
    uid = form.cleaned_data["successor"]
    services.propose_end(
        department=row,
        successor=Department.objects.get(uid=uid) if uid else None,
        document_number=form.cleaned_data["document_number"],
        by=request.user,
        at=request.at,
    )


@act
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _department(uid)
    return attempted(
        request,
        lambda: services.withdraw_end(department=row, by=request.user, at=request.at),
        f"已撤回，{row.name}继续存在。",
        _url(row),
    )


@act
def confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End it today; refused with the numbers while anything open lies there."""
    row = _department(uid)
    into = f"，并入{row.successor.name}" if row.successor is not None else ""
    return attempted(
        request,
        lambda: services.end_department(department=row, by=request.user, at=request.at),
        f"{row.name}已撤销{into}。",
        reverse("accounts:end-department", args=[row.uid]),
    )
