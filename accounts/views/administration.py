"""The three administrators' own pages; none of them shows business data."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts import presenters, selectors, services
from accounts.exports import journal_csv
from accounts.forms import (
    AdminRoleForm,
    GrantForm,
    JournalFilterForm,
    PeopleFilterForm,
    PersonForm,
)
from accounts.models import Department, User
from accounts.permissions import Act
from accounts.views.base import act, attempted, done, page_for, posted, status_of, tried
from core.adapters import broker_state, periods
from core.clock import local_date
from core.presenters import due_line, moment_second, tick_line
from core.selectors import due_rows, tick_states
from journal.models import Entry

PAGE_ROWS = 50


@page_for(Act.CREATE_PERSON)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account: search, state, lock. 5 statements."""
    form = PeopleFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {"q": "", "state": ""}
    found = Paginator(selectors.search_people(chosen["q"], chosen["state"]), PAGE_ROWS)
    shown = found.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": shown,
        "numbers": found.get_elided_page_range(shown.number),
        "locked": selectors.locked_usernames([row.username for row in shown], request.at),
        "nav_key": "admin-people",
    }
    return render(request, "accounts/admin_people.html", context)


@page_for(Act.CREATE_PERSON)
def new_person(request: HttpRequest) -> HttpResponse:
    """An account by hand; rights are given by the security administrator."""
    form, made = PersonForm(posted(request)), []

    def create() -> None:
        made.append(services.create_person(**form.cleaned_data, by=request.user, at=request.at))

    if request.method == "POST" and tried(form, create):
        return done(request, "已建立人员。请生成设置密码的链接交给本人。", _url(made[0]))
    return render(request, "accounts/new_person.html", {"form": form}, status=status_of(form))


def _person(uid: UUID) -> User:
    return get_object_or_404(User, uid=uid)


def _url(person: User) -> str:
    return reverse("accounts:person", args=[person.uid])


@act
def invite(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The link, shown once on a page of its own."""
    person = _person(uid)
    path = services.invite_link(person=person, by=request.user, at=request.at)
    context = {"person": person, "link": request.build_absolute_uri(path)}
    return render(request, "accounts/invited.html", context)


@act
def deactivate(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = _person(uid)
    return attempted(
        request,
        lambda: services.deactivate_person(person=person, by=request.user, at=request.at),
        f"已停用{person.name}的账号：登录、令牌、任职和委托同时结束。",
        _url(person),
    )


@act
def reactivate(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = _person(uid)
    return attempted(
        request,
        lambda: services.reactivate_person(person=person, by=request.user, at=request.at),
        f"已恢复{person.name}的账号，请重新生成设置密码的链接，任职须另行登记。",
        _url(person),
    )


@act
def unlock(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = _person(uid)
    return attempted(
        request,
        lambda: services.unlock_person(person=person, by=request.user, at=request.at),
        f"已解除{person.name}的登录锁定。",
        _url(person),
    )


@page_for(Act.GRANT_READING)
def grants(request: HttpRequest) -> HttpResponse:
    """Reading given beside posts: temporary readers, service accounts."""
    rows = Department.objects.filter(is_active=True).in_rank_order()
    choices = [(str(row.uid), row.name) for row in rows]
    form = GrantForm(posted(request), departments=choices)
    if request.method == "POST" and tried(form, lambda: _grant(request, form)):
        return done(request, "已授予查阅权限。", "accounts:admin-grants")
    context = {
        "form": form,
        "grants": selectors.grants_of_reading(),
        "today": local_date(request.at),
        "nav_key": "admin-grants",
    }
    return render(request, "accounts/admin_grants.html", context, status=status_of(form))


def _grant(request: HttpRequest, form: GrantForm) -> None:
    department = Department.objects.get(uid=form.cleaned_data["department"])
    services.grant_reading(
        person=form.cleaned_data["person"],
        department=department,
        last_on=form.cleaned_data["last_on"],
        by=request.user,
        at=request.at,
    )


@act
def revoke_grant(request: HttpRequest, person: UUID, department: UUID) -> HttpResponse:
    reader = _person(person)
    row = get_object_or_404(Department, uid=department)
    return attempted(
        request,
        lambda: services.revoke_reading(
            person=reader, department=row, by=request.user, at=request.at
        ),
        "已收回查阅权限。",
        reverse("accounts:admin-grants"),
    )


@page_for(Act.SET_ADMIN_ROLE)
def roles(request: HttpRequest) -> HttpResponse:
    """Who the three administrators are, and one more of them. 1 statement of its own."""
    form = AdminRoleForm(posted(request))

    def do() -> None:
        services.set_admin_role(**form.cleaned_data, by=request.user, at=request.at)

    if request.method == "POST" and tried(form, do, beside="person"):
        person = form.cleaned_data["person"]
        sentence = f"已将{person.name}设为{person.get_admin_role_display()}，其已有的登录全部退出。"
        return done(request, sentence, "accounts:admin-roles")
    holders = selectors.administrators()
    context = {
        "form": form,
        "holders": holders,
        "missing": presenters.roles_missing(holders),
        "nav_key": "admin-roles",
    }
    return render(request, "accounts/admin_roles.html", context, status=status_of(form))


@act
def revoke_role(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = _person(uid)
    return attempted(
        request,
        lambda: services.set_admin_role(person=person, role="", by=request.user, at=request.at),
        f"已取消{person.name}的三员角色，其已有的登录全部退出。",
        reverse("accounts:admin-roles"),
    )


@page_for(Act.WATCH_OPERATION)
def operation(request: HttpRequest) -> HttpResponse:
    """Queue, waiting rows and ticks: whether the machinery runs, nothing of what it carries."""
    at, broker = request.at, broker_state()
    rows, ticks = due_rows(at), tick_states(periods())
    context = {
        "as_of": moment_second(at),
        "broker": presenters.broker_facts(broker),
        "due": [due_line(row, at) for row in rows],
        "ticks": [tick_line(tick, at) for tick in ticks],
        "advice": presenters.operation_advice(broker, rows, ticks, at),
        "nav_key": "admin-operation",
    }
    return render(request, "accounts/admin_operation.html", context)


@page_for(Act.READ_JOURNAL)
def journal(request: HttpRequest) -> HttpResponse:
    """Who did what when, newest first; business texts stay hidden. 4 statements."""
    form = JournalFilterForm(request.GET)
    chosen = _chosen(form)
    entries = _entries(chosen, request.GET.get("after", ""))
    rows = list(entries[: PAGE_ROWS + 1])
    more = len(rows) > PAGE_ROWS
    kept = {key: value for key, value in request.GET.items() if key != "after" and value}
    context: dict[str, Any] = {
        "form": form,
        "lines": [presenters.journal_line(entry) for entry in rows[:PAGE_ROWS]],
        "next_url": f"?{urlencode(kept | {'after': rows[PAGE_ROWS - 1].uid})}" if more else "",
        "first_url": f"?{urlencode(kept)}" if request.GET.get("after") else "",
        "file_url": f"{reverse('accounts:journal-file')}?{urlencode(kept)}",
        "nav_key": "admin-journal",
    }
    return render(request, "accounts/admin_journal.html", context)


@act
def journal_file(request: HttpRequest) -> HttpResponse:
    """The same as a CSV file; that it was taken is journalled first."""
    form = JournalFilterForm(request.GET)
    chosen = _chosen(form)
    filters = {key: str(value) for key, value in chosen.items() if value}
    services.record_journal_export(by=request.user, at=request.at, filters=filters)
    lines = journal_csv(_entries(chosen).iterator(chunk_size=2000))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"journal-{local_date(request.at):%Y%m%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _chosen(form: JournalFilterForm) -> dict[str, Any]:
    return form.cleaned_data if form.is_valid() else {}


def _entries(chosen: dict[str, Any], after: str = "") -> QuerySet[Entry]:
    found = selectors.search_journal(
        chosen.get("type", ""), chosen.get("person", ""), chosen.get("first"), chosen.get("last")
    )
    last = Entry.objects.filter(uid=after).first() if _is_uid(after) else None
    return found.filter(pk__lt=last.pk) if last else found


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
