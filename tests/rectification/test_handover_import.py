"""An organisation import that ends three posts: one handover for each desk that had something."""

import pytest

from accounts.enums import HandoverState, PersonSource, PostKind
from accounts.models import Department, Handover, Post, User
from accounts.services.organisation import import_organisation
from accounts.services.organisation_rows import (
    DepartmentRow,
    OrganisationRows,
    PersonRow,
    PostRow,
)
from notifications.models import Message
from tests.factories import Walk
from tests.personas import TODAY, City, at

pytestmark = pytest.mark.django_db


def as_file(*, without: set[str], heads: dict[str, str]) -> OrganisationRows:
    """The stored organisation as its file, without some people; `heads` become first-in-charge."""
    departments = tuple(
        DepartmentRow(
            line=n,
            code=row.code,
            name=row.name,
            short_name=row.short_name,
            parent_code=row.parent.code if row.parent else "",
            party_body=row.party_body,
            sort_order=row.sort_order,
            depth=2 if row.is_sub_unit else int(row.parent is not None),
        )
        for n, row in enumerate(Department.objects.select_related("parent").order_by("id"), 1)
    )
    posts = [
        post
        for post in Post.objects.filter(ends_on=None).select_related("person", "department")
        if post.person.username not in without
    ]
    people = {post.person.employee_no: post.person for post in posts}
    return OrganisationRows(
        departments=departments,
        people=tuple(
            PersonRow(n, number, person.name, "", "")
            for n, (number, person) in enumerate(sorted(people.items()), 1)
        ),
        posts=tuple(_row(n, post, heads) for n, post in enumerate(posts, 1)),
        digest="x",
    )


def _row(n: int, post: Post, heads: dict[str, str]) -> PostRow:
    promoted = heads.get(post.person.username)
    portfolio = () if promoted else (row.department.code for row in post.portfolio.all())
    return PostRow(
        line=n,
        employee_no=post.person.employee_no,
        department_code=post.department.code,
        kind=PostKind.FIRST_IN_CHARGE if promoted else post.kind,
        title=promoted or post.title,
        rank=post.rank,
        sections=() if promoted else tuple(post.sections),
        portfolio=tuple(portfolio),
        order=post.order,
    )


def test_an_import_that_ends_three_posts(city: City) -> None:
    User.objects.filter(admin_role="", posts__isnull=False).update(source=PersonSource.IMPORT)
    Post.objects.update(source=PersonSource.IMPORT)
    Walk(city).awaiting_signoff()
    Walk(city).in_progress(handler=city.second_officer)
    rows = as_file(
        without={"first_in_charge", "second_officer"}, heads={"second_leader": "党组书记、局长"}
    )
    for person in User.objects.filter(posts__isnull=False).distinct():
        User.objects.filter(pk=person.pk).update(username=person.employee_no.lower())
    run = import_organisation(rows=rows, on=TODAY, by=None, at=at(hour=12), allow_many_leavers=True)
    assert (run.report["people_deactivated"], run.report["posts_ended"]) == (2, 1)
    assert run.report["handovers_opened"] == 2
    found = {row.post.person_id: row for row in Handover.objects.for_page()}
    head, officer = found[city.first_in_charge.pk], found[city.second_officer.pk]
    assert (head.reason, officer.reason) == ("imported", "imported")
    assert (head.state, head.receiver) == (HandoverState.OPEN, city.second_leader)
    assert (officer.state, officer.receiver) == (HandoverState.AWAITING_RECEIVER, None)
    assert officer.supervisor == city.second_leader
    assert (head.lines.count(), officer.lines.count()) == (2, 1)
    assert not Message.objects.filter(kind="vacancy").exists()  # somebody follows in the same file
    again = import_organisation(
        rows=rows, on=TODAY, by=None, at=at(hour=13), allow_many_leavers=True
    )
    assert (again.report["handovers_opened"], Handover.objects.count()) == (0, 2)
