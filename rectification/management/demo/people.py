"""Who plays whom in the demo city."""

from dataclasses import dataclass
from datetime import date

from accounts.enums import AdminRole, PostKind
from accounts.models import Department, Post, User

LEAD = "014"

ACCOUNTS = {
    "group_leader": ("E00001", "组长：市长"),
    "deputy_leader": ("E00005", "副组长：分管城建的副市长"),
    "office": ("E00012", "领导小组办公室成员"),
    "office_head": ("E00008", "领导小组办公室主任"),
    "verifier": ("E00180", "办公室成员，审计局抽调，验收"),
    "guidance": ("guidance", "巡回指导组"),
    "first_in_charge": (f"{LEAD}:first_in_charge:0", "市住建局第一责任人"),
    "portfolio_leader": (f"{LEAD}:team_member:0", "市住建局分管领导"),
    "officer": (f"{LEAD}:liaison:0", "市住建局联络员"),
    "cooperator": ("010:liaison:0", "配合单位（市财政局）联络员"),
    "stranger": ("015:liaison:0", "其他单位（市交通运输局）联络员"),
}
"""Account → (employee number, user name, or department:kind:n) and what it is."""

ADMINISTRATORS = {
    AdminRole.SYS_ADMIN: ("薛某甲", "系统管理员"),
    AdminRole.SEC_ADMIN: ("雷某乙", "安全保密管理员"),
    AdminRole.AUDIT_ADMIN: ("贺某丙", "安全审计员"),
}


def find(key: str, on: date) -> User:
    """The person meant by a key of ACCOUNTS."""
    if ":" not in key:
        by_number = User.objects.filter(employee_no=key).first()
        return by_number or User.objects.get(username=key)
    code, kind, n = key.split(":")
    posts = Post.objects.on(on).filter(department__code=code, kind=kind)
    return posts.select_related("person").order_by("order", "id")[int(n)].person


@dataclass(frozen=True)
class Desk:
    """The people of one department who act in the stories."""

    department: Department
    officer: User
    head: User | None
    reviewer: User | None
    section: str


def desk_of(code: str, on: date) -> Desk:
    """Liaison, head and the team member of the first section in rank order."""
    department = Department.objects.get(code=code)
    posts = list(
        Post.objects.on(on)
        .filter(department=department)
        .select_related("person")
        .order_by("order", "id")
    )
    officers = [p for p in posts if p.kind in (PostKind.LIAISON, PostKind.OFFICER)]
    heads = [p for p in posts if p.kind in (PostKind.FIRST_IN_CHARGE, PostKind.ACTING)]
    team = [p for p in posts if p.kind == PostKind.TEAM_MEMBER and p.sections]
    section = team[0].sections[0] if team else ""
    return Desk(
        department=department,
        officer=officers[0].person,
        head=heads[0].person if heads else None,
        reviewer=team[0].person if team else None,
        section=section,
    )
