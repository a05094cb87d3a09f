"""Problems for tests, made by the services as people would."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.models import Department, User
from campaign.enums import ListKind
from campaign.models import FindingMethod, ListEntry, Problem, ReviewDimension
from campaign.services import review
from campaign.services.review import ProblemContent
from tests.personas import City, at

METHODS = [
    ("self_found", "自己找"),
    ("masses_raised", "群众提"),
    ("collective_discussed", "集体议"),
    ("superior_pointed", "上级点"),
    ("other", "其他方式"),
]
DUTIES = ["参加支部组织生活", "参加学习讨论", "谈体会", "讲党课", "解决自身问题"]


def add_lists(city: City) -> None:
    """The lists of problem review, as the preset has them."""
    FindingMethod.objects.filter(campaign=city.campaign, code="m1").update(code="self_found")
    FindingMethod.objects.bulk_create(
        FindingMethod(campaign=city.campaign, code=code, name=name, order=n)
        for n, (code, name) in enumerate(METHODS[1:], 2)
    )
    ReviewDimension.objects.create(campaign=city.campaign, code="d2", name="群众期盼", order=2)
    for code, name in (("users", "服务对象"), ("masses", "群众")):
        ListEntry.objects.create(
            campaign=city.campaign, kind=ListKind.OPINION_GIVER, code=code, name=name
        )
    for n, name in enumerate(DUTIES, 1):
        ListEntry.objects.create(
            campaign=city.campaign, kind=ListKind.LEADER_DUTY, code=f"duty{n}", name=name, order=n
        )
    for n, name in enumerate(["对照一", "对照二"], 1):
        ListEntry.objects.create(
            campaign=city.campaign,
            kind=ListKind.GAP_QUESTION,
            code=f"gap{n}",
            name=name,
            order=n,
            is_active=False,
        )


def method(city: City, code: str = "self_found") -> FindingMethod:
    return FindingMethod.objects.get(campaign=city.campaign, code=code)


def dimension(city: City, code: str = "d1") -> ReviewDimension:
    return ReviewDimension.objects.get(campaign=city.campaign, code=code)


def giver(city: City, code: str = "masses") -> ListEntry:
    return ListEntry.objects.get(campaign=city.campaign, kind=ListKind.OPINION_GIVER, code=code)


def found(city: City, **changes: Any) -> ProblemContent:
    """A problem as an officer types it."""
    base = ProblemContent(
        text="窗口一次性告知不到位，群众办理施工许可多跑两次",
        manifestation="9月抽查20件，7件未一次告知",
        dimensions=[dimension(city)],
        method=method(city),
        source=city.sources["self_review"],
        cause_work="告知单没有随政策更新",
    )
    return replace(base, **changes)


def registered(
    city: City,
    *,
    by: User | None = None,
    department: Department | None = None,
    when: datetime | None = None,
    **changes: Any,
) -> Problem:
    """A problem of the lead department, registered by its officer."""
    return review.register_problem(
        campaign=city.campaign,
        department=department or city.lead,
        content=found(city, **changes),
        by=by or city.officer,
        at=when or at(),
    )


def sensitive(city: City, **changes: Any) -> Problem:
    """A sensitive problem of the lead department."""
    given = {"target": city.targets["relatives_business"], "is_sensitive": True, **changes}
    return registered(city, text="个别干部亲属经商情况未如实填报", **given)


def fresh(problem: Problem) -> Problem:
    return Problem.objects.get(pk=problem.pk)
