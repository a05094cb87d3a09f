"""Departments, their posts and names, and a person's page; everybody who is signed in reads."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts import presenters, selectors, services
from accounts.enums import DESKS, PostKind
from accounts.forms import AliasForm, DelegationForm, EndPostForm, PostForm, SearchForm
from accounts.models import Delegation, Department, DepartmentAlias, Post, User
from accounts.permissions import Act, can, check_can, sees_contacts, visible_handovers
from accounts.views.base import act, attempted, done, page, posted, status_of, tried
from core.clock import local_date
from core.errors import Denied


@page
def departments(request: HttpRequest) -> HttpResponse:
    """All departments in rank order, as a tree, with who answers for each. 5 statements."""
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    rows = list(selectors.search_departments(words))
    heads = selectors.heads_of([row.pk for row in rows], local_date(request.at))
    branches = presenters.tree(rows, heads)
    context = {
        "form": form if form.is_bound else SearchForm(),
        "words": words,
        "branches": branches,
        "count": len(rows),
        "vacancies": sum(1 for row in rows if row.is_active and row.pk not in heads),
        "nav_key": "departments",
    }
    return render(request, "accounts/departments.html", context)


def _department(uid: UUID) -> Department:
    return get_object_or_404(Department.objects.select_related("parent", "successor"), uid=uid)


@page
def department(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One department: its posts in rank order, who delegates, its other names."""
    return _show(request, _department(uid))


def _show(request: HttpRequest, row: Department, **forms: Form) -> HttpResponse:
    on = local_date(request.at)
    posts = selectors.posts_in(row.pk, on)
    head = selectors.heads_among(posts).get(row.pk)
    may_edit = can(request.user, Act.EDIT_POSTS)
    ends = {post.pk: reverse("accounts:end-post", args=[post.uid]) for post in posts}
    near = list(selectors.units_around(row))
    is_head = head is not None and head.user.pk == request.user.pk
    context: dict[str, Any] = {
        "department": row,
        "head": head,
        "posts": presenters.posts_table(posts, ends if may_edit else {}),
        "city_leaders": selectors.city_leaders_for([row.pk], on)[row.pk],
        "delegations": selectors.delegations_in(row.pk, on),
        "delegation_note": _longest() if is_head else "委托给本单位班子成员",
        "handovers": _handovers(request, row),
        "handover_columns": presenters.HANDOVER_COLUMNS,
        "children": [one for one in near if one.parent_id == row.pk],
        "aliases": row.aliases.order_by("name", "id"),
        "may_edit_aliases": can(request.user, Act.EDIT_ALIASES),
        "may_keep": can(request.user, Act.KEEP_DEPARTMENTS) and row.is_active,
        "ending": presenters.end_notice(row),
        "predecessors": [one for one in near if one.parent_id != row.pk],
        "alias_form": AliasForm() if can(request.user, Act.EDIT_ALIASES) else None,
        "post_form": PostForm() if may_edit and row.is_active else None,
        "delegation_form": DelegationForm() if is_head else None,
        "team": [post.person for post in posts if post.kind == PostKind.TEAM_MEMBER],
        "is_head": is_head,
        "nav_key": "departments",
        **forms,
    }
    broken = next((form for form in forms.values() if form.errors), None)
    context["form"] = broken
    return render(request, "accounts/department.html", context, status=status_of(broken))


def _longest() -> str:
    return f"最长{services.longest_delegation()}个工作日，委托给本单位班子成员"


def _handovers(request: HttpRequest, row: Department) -> list[dict[str, Any]]:
    """Unfinished handovers of the department, as far as the reader may see them (1 statement)."""
    seen = visible_handovers(request.user, local_date(request.at)).unfinished()
    rows = seen.filter(post__department=row).for_page().order_by("id")
    return [presenters.handover_row(one) for one in rows]


@act
def add_alias(request: HttpRequest, uid: UUID) -> HttpResponse:
    row, form = _department(uid), AliasForm(request.POST)
    by, at = request.user, request.at
    if tried(form, lambda: services.add_alias(department=row, **form.cleaned_data, by=by, at=at)):
        return done(request, "已增加别名。", _url(row))
    return _show(request, row, alias_form=form)


@act
def remove_alias(request: HttpRequest, uid: UUID, alias_uid: UUID) -> HttpResponse:
    aliases = DepartmentAlias.objects.select_related("department")
    alias = get_object_or_404(aliases, uid=alias_uid, department__uid=uid)
    return attempted(
        request,
        lambda: services.remove_alias(alias=alias, by=request.user, at=request.at),
        f"已删除别名“{alias.name}”。",
        _url(alias.department),
    )


@act
def appoint(request: HttpRequest, uid: UUID) -> HttpResponse:
    row, form = _department(uid), PostForm(request.POST)
    by, at = request.user, request.at
    if tried(form, lambda: services.appoint(department=row, **form.cleaned_data, by=by, at=at)):
        return done(request, "已登记任职。", _url(row))
    return _show(request, row, post_form=form)


@page
def end_post(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A page of its own, since it binds: who leaves what, and from which day."""
    post = get_object_or_404(Post.objects.select_related("person", "department"), uid=uid)
    check_can(request.user, Act.EDIT_POSTS)
    form = EndPostForm(posted(request))
    if request.method == "POST" and tried(form, lambda: _end(request, post, form)):
        return done(request, f"已登记{post.person.name}离任。", _url(post.department))
    context = {"post": post, "form": form, "back_url": _url(post.department)}
    return render(request, "accounts/end_post.html", context, status=status_of(form))


def _end(request: HttpRequest, post: Post, form: EndPostForm) -> None:
    services.end_post(post=post, **form.cleaned_data, by=request.user, at=request.at)


@act
def delegate(request: HttpRequest, uid: UUID) -> HttpResponse:
    row, form = _department(uid), DelegationForm(request.POST)
    head = selectors.head_of(row.pk, local_date(request.at))
    if head is None or head.user.pk != request.user.pk:
        raise Denied("委托须由第一责任人（或主持工作的负责人）本人办理。")
    by, at = request.user, request.at
    if tried(
        form, lambda: services.make_delegation(post=head.post, **form.cleaned_data, by=by, at=at)
    ):
        return done(
            request, "已委托。受委托人不能签批敏感事项及本人申请或审核过的事项。", _url(row)
        )
    return _show(request, row, delegation_form=form)


@act
def revoke_delegation(request: HttpRequest, uid: UUID) -> HttpResponse:
    rows = Delegation.objects.select_related("post__department", "delegate")
    row = get_object_or_404(rows, uid=uid)
    return attempted(
        request,
        lambda: services.revoke_delegation(delegation=row, by=request.user, at=request.at),
        f"已撤销对{row.delegate.name}的委托。",
        _url(row.post.department),
    )


@page
def person(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A person's posts; phone and mail only for whom permissions.sees_contacts names."""
    row = get_object_or_404(User, uid=uid)
    posts = selectors.all_posts_of(row)
    units = frozenset(post.department_id for post in posts if post.ends_on is None)
    own = row.pk == request.user.pk
    headed = [post for post in posts if post.kind in DESKS[0] and post.ends_on is None]
    contacts = own or sees_contacts(request.user, units, local_date(request.at))
    context = {
        "person": row,
        "facts": presenters.person_facts(row, contacts),
        "columns": presenters.POST_COLUMNS,
        "posts": presenters.person_posts(posts),
        "headed": headed if own else [],
        "may_keep": can(request.user, Act.DEACTIVATE_PERSON),
        "locked": can(request.user, Act.UNLOCK_PERSON)
        and bool(selectors.locked_usernames([row.username], request.at)),
    }
    return render(request, "accounts/person.html", context)


def _url(row: Department) -> str:
    return reverse("accounts:department", args=[row.uid])
