"""What still ties a department to the work, before it is ended: numbers, never a title.

The system administrator sees these and no business data; what lies behind a number is on the
pages of the apps that counted it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import Department, DepartmentGrant, Handover, PortfolioDepartment, Post


@dataclass(frozen=True)
class UnitTie:
    """One kind of rows that a department still has.

    `holds`: it cannot be ended before they are gone; the others end with it, or stay as history.
    `advice` says who does what about them.
    """

    key: str
    label: str
    count: int
    holds: bool
    advice: str


def ties_of(department: Department, on: date) -> list[UnitTie]:
    """Everything that ties a department, what holds it first; kinds without rows are left out.

    Apps above name theirs in settings.DEPARTMENT_TIES: paths of f(*, department, on) -> [UnitTie].
    """
    found = [*_own(department, on)]
    for path in settings.DEPARTMENT_TIES:
        found += import_string(path)(department=department, on=on)
    return sorted((tie for tie in found if tie.count), key=lambda tie: not tie.holds)


def holding(ties: Iterable[UnitTie]) -> list[UnitTie]:
    """Those that must be gone before a department is ended."""
    return [tie for tie in ties if tie.holds]


_SUB_UNITS = "合并的，随之改属承接单位；只撤销、没有承接单位的，先逐个撤销"
_POSTS = "撤销之日同时离任，手头还有事项的由系统开出交接单；到新单位任职由安全保密管理员登记"
_GRANTS = "随撤销收回；承接单位的人员可查阅原单位的事项，不必另行授权"
_HANDOVERS = "照常办完，由办公室主任指定接收人"


def _own(department: Department, on: date) -> list[UnitTie]:
    children = department.children.filter(ended_on__isnull=True).count()
    open_posts = Post.objects.filter(department=department, ends_on__isnull=True).count()
    charged = PortfolioDepartment.objects.filter(department=department, post__ends_on__isnull=True)
    grants = DepartmentGrant.objects.on(on).filter(content_object=department).count()
    handovers = Handover.objects.unfinished().filter(post__department=department).count()
    return [
        UnitTie("sub_units", "在用的二级单位", children, True, _SUB_UNITS),
        UnitTie("posts", "现任职务", open_posts, False, _POSTS),
        UnitTie("portfolios", "市领导分管", charged.count(), False, "随撤销结束"),
        UnitTie("grants", "查阅授权", grants, False, _GRANTS),
        UnitTie("handovers", "未完成的岗位交接", handovers, False, _HANDOVERS),
    ]
