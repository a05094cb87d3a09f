"""Questions about the organisation: who heads, who belongs to a team, which posts are vacant.

Every function takes the day, and several departments at once where a page lists several: one
query, never one a row. Only active people are named; an inactive holder is a vacancy.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When

from accounts.enums import AdminRole, Capacity, PostKind
from accounts.models import (
    AccessToken,
    Delegation,
    Department,
    DepartmentAlias,
    DepartmentGrant,
    Post,
    User,
)
from core.clock import LOCAL_ZONE
from journal.models import Entry


@dataclass(frozen=True)
class HeadInCharge:
    """Who answers for a department on a day, by which post, as holder or acting."""

    user: User
    post: Post
    capacity: Capacity


@dataclass(frozen=True)
class DepartmentName:
    """All names under which a ledger may mention a department."""

    id: int
    code: str
    name: str
    short_name: str
    aliases: tuple[str, ...]
    parent_id: int | None
    is_sub_unit: bool
    is_active: bool
    end_refusal: str = ""
    heir: str = ""
    """Of an ended one: why it can't be chosen, and the name of the one to choose instead."""


def posts_on(on: date) -> QuerySet[Post]:
    """Posts held by active people on a day, each with its person, in no order yet."""
    return Post.objects.on(on).filter(person__is_active=True).select_related("person")


def heads_among(posts: Iterable[Post]) -> dict[int, HeadInCharge]:
    """Per department the holder, else the person acting, among posts that were read already."""
    heads: dict[int, HeadInCharge] = {}
    for post in posts:
        if post.kind == PostKind.FIRST_IN_CHARGE:
            heads[post.department_id] = HeadInCharge(post.person, post, Capacity.HOLDER)
        elif post.kind == PostKind.ACTING and post.department_id not in heads:
            heads[post.department_id] = HeadInCharge(post.person, post, Capacity.ACTING)
    return heads


def heads_of(department_ids: Iterable[int], on: date) -> dict[int, HeadInCharge]:
    """Per department the holder, else the person acting; a vacant one is missing. One query."""
    ids = list(department_ids)
    return heads_among(posts_on(on).heads().filter(department__in=ids).order_by("id"))


def head_of(department_id: int, on: date) -> HeadInCharge | None:
    """The holder of the first-in-charge post, else the person acting, else None: vacant."""
    return heads_of([department_id], on).get(department_id)


def team_of(department_id: int, on: date) -> list[Post]:
    """The leading team (first-in-charge or acting, then members) in rank order."""
    kinds = [PostKind.FIRST_IN_CHARGE, PostKind.ACTING, PostKind.TEAM_MEMBER]
    posts = posts_on(on).filter(department=department_id, kind__in=kinds)
    return list(posts.order_by("order", "id"))


def officers_of(department_ids: Iterable[int], on: date) -> dict[int, list[Post]]:
    """Per department its liaison and officers in rank order. One query."""
    found: dict[int, list[Post]] = {pk: [] for pk in department_ids}
    kinds = [PostKind.LIAISON, PostKind.OFFICER]
    posts = posts_on(on).filter(department__in=list(found), kind__in=kinds)
    for post in posts.order_by("order", "id"):
        found[post.department_id].append(post)
    return found


def city_leaders_for(department_ids: Iterable[int], on: date) -> dict[int, list[Post]]:
    """Per department the city leaders whose portfolio has it, in rank order. One query."""
    found: dict[int, list[Post]] = {pk: [] for pk in department_ids}
    posts = posts_on(on).filter(portfolio__department__in=list(found))
    named = posts.values_list("pk", "portfolio__department_id").order_by("order", "id")
    pairs = list(named)
    by_id = {post.pk: post for post in posts_on(on).filter(pk__in={pk for pk, _ in pairs})}
    for pk, department_id in pairs:
        found[department_id].append(by_id[pk])
    return found


def vacant_departments(on: date) -> QuerySet[Department]:
    """Active departments without holder and without acting person, in rank order."""
    heads = Post.objects.on(on).heads().filter(department=OuterRef("pk"), person__is_active=True)
    return Department.objects.filter(~Exists(heads), is_active=True).in_rank_order()


def department_names() -> list[DepartmentName]:
    """Every department with all its names, in rank order: for readers of ledgers. Two queries,
    and one for each merger after a merger."""
    departments = Department.objects.in_rank_order().select_related("successor")
    departments = departments.prefetch_related("aliases")
    return [
        DepartmentName(
            id=row.pk,
            code=row.code,
            name=row.name,
            short_name=row.short_name,
            aliases=tuple(sorted(alias.name for alias in row.aliases.all())),
            parent_id=row.parent_id,
            is_sub_unit=row.is_sub_unit,
            is_active=row.is_active,
            end_refusal=row.end_refusal,
            heir=row.heir.name if row.heir is not None else "",
        )
        for row in departments
    ]


def people_by_name(department_id: int, name: str, on: date) -> list[User]:
    """Active people of that name who hold a post in the department, each once."""
    people = User.objects.active().filter(
        name=name.strip(), pk__in=posts_on(on).filter(department=department_id).values("person")
    )
    return list(people.order_by("id"))


def open_posts_of(person: User) -> QuerySet[Post]:
    """The posts that a person holds without an end, in rank order."""
    posts = person.posts.filter(ends_on__isnull=True).select_related("department")
    return posts.order_by("order", "id")


def people_matching(word: str) -> list[User]:
    """People whose employee number or account is `word`, else those of that name."""
    exact = User.objects.filter(Q(employee_no__iexact=word) | Q(username__iexact=word))
    return list(exact.order_by("id")) or list(User.objects.filter(name=word).order_by("id")[:20])


def search_people(words: str, state: str = "") -> QuerySet[User]:
    """The system administrator's list: by name, initials, account or employee number."""
    people = User.objects.all()
    if words:
        people = people.filter(
            Q(name__contains=words)
            | Q(initials__startswith=words.lower())
            | Q(username__startswith=words.lower())
            | Q(employee_no__istartswith=words)
        )
    if state:
        people = people.filter(is_active=state == "active")
    return people.order_by("username", "id")


def locked_usernames(usernames: Iterable[str], at: datetime) -> set[str]:
    """Accounts with so many failures at one address that it is locked now. One query."""
    rows = (
        AccessAttempt.objects.filter(username__in=list(usernames))
        .filter(attempt_time__gt=at - settings.AXES_COOLOFF_TIME)
        .values("username", "ip_address")
        .annotate(total=Sum("failures_since_start"))
        .filter(total__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("username", "ip_address")
    )
    return {row["username"] for row in rows}


def search_departments(words: str) -> QuerySet[Department]:
    """Departments in rank order, by code, name, short name or alias."""
    departments = Department.objects.in_rank_order().select_related("successor")
    if not words:
        return departments
    by_alias = DepartmentAlias.objects.filter(name__contains=words).values("department")
    return departments.filter(
        Q(code__startswith=words)
        | Q(name__contains=words)
        | Q(short_name__contains=words)
        | Q(pk__in=by_alias)
    )


def units_around(department: Department) -> QuerySet[Department]:
    """Its sub-units, and the ended departments that it has taken over, in rank order."""
    merged = Q(successor=department, ended_on__isnull=False)
    rows = Department.objects.filter(Q(parent=department) | merged)
    return rows.select_related("successor").in_rank_order()


def posts_in(department_id: int, on: date) -> list[Post]:
    """Everybody's post in a department on a day, in rank order."""
    return list(posts_on(on).filter(department=department_id).order_by("order", "id"))


def delegations_in(department_id: int, on: date) -> list[Delegation]:
    """Delegations of a department's head that are in force or still to come."""
    rows = Delegation.objects.filter(
        post__department=department_id, revoked_at__isnull=True, ends_on__gte=on
    )
    return list(rows.select_related("delegate", "post__person").order_by("starts_on", "id"))


def delegations_to(person: User, on: date) -> list[Delegation]:
    """Delegations by which a person signs today; those of ended posts are none."""
    rows = Delegation.objects.on(on).filter(delegate=person, post__ends_on__isnull=True)
    return list(rows.select_related("post__department").order_by("ends_on", "id"))


def all_posts_of(person: User) -> list[Post]:
    """Posts of a person, open ones first, then the latest."""
    posts = person.posts.select_related("person", "department").prefetch_related(
        "portfolio__department"
    )
    return list(posts.order_by(F("ends_on").desc(nulls_first=True), "order", "id"))


def grants_of_reading() -> QuerySet[DepartmentGrant]:
    """Reading granted beside posts, by department in rank order."""
    grants = DepartmentGrant.objects.select_related("user", "content_object")
    return grants.order_by("content_object__sort_order", "content_object_id", "user_id", "id")


def administrators() -> list[User]:
    """Who holds one of the three roles, in the roles' order; stopped accounts too."""
    places = [When(admin_role=role, then=Value(n)) for n, role in enumerate(AdminRole)]
    holders = User.objects.exclude(admin_role="")
    return list(holders.order_by(Case(*places, default=Value(len(places))), "username", "id"))


def tokens_of(person: User) -> QuerySet[AccessToken]:
    """A person's tokens, the latest first; what ended too."""
    return person.access_tokens.order_by("-created_at", "-id")


def search_journal(
    type_: str = "", person: str = "", first: date | None = None, last: date | None = None
) -> QuerySet[Entry]:
    """Entries, newest first; type "other" is all that is not the organisation's."""
    entries = Entry.objects.all()
    if type_ == "other":
        entries = entries.exclude(type__startswith="org.")
    elif type_:
        entries = entries.filter(type=type_)
    if person:
        entries = entries.filter(actor_name=person)
    if first:
        entries = entries.filter(at__gte=datetime.combine(first, time.min, LOCAL_ZONE))
    if last:
        day_after = last + timedelta(days=1)
        entries = entries.filter(at__lt=datetime.combine(day_after, time.min, LOCAL_ZONE))
    return entries.order_by("-id")
