"""Problem review in the demo city: problems in every state, leaders' duties, two signed blanks."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Protocol

from accounts.models import Department, Post, User
from accounts.selectors import head_of, officers_of
from campaign.enums import ListKind
from campaign.models import Campaign, Problem
from campaign.selectors import entries_of, lists_of
from campaign.selectors.review import leading_posts
from campaign.services import review
from campaign.services.review import ProblemContent
from core.clock import LOCAL_ZONE
from core.workdays import Workdays


class Cast(Protocol):
    """What load_demo tells of the city."""

    campaign: Campaign
    office: User
    office_head: User
    workdays: Workdays
    today: date


PROBLEMS = Path(__file__).with_name("problems.json")
"""Problems with what shows them, their cause, and what is to become of each."""
DUTIES = (
    ("branch_life", 20, "参加办公室党支部主题党日"),
    ("join_discussion", 14, "党组理论学习中心组专题研讨"),
    ("share_insight", 14, "围绕“守初心、担使命”谈体会"),
    ("party_lecture", 9, "到所在支部讲专题党课"),
)
SIGNED = (("014", "inspection", "对照巡视整改台账逐条核对，反馈问题均已整改销号，未发现新问题"),)
SIGNED += (("010", "party_rules", "对照党章党规逐条检查，未发现问题"),)
TALKED_OF = ("014", "015", "010")
"""Departments whose leaders' duties are recorded."""


@dataclass
class Story:
    """The lists, and how a day of the past becomes a moment."""

    cast: Cast
    lists: dict[str, dict[str, Any]]

    def at(self, workdays_ago: int, hour: int = 10) -> datetime:
        day = self.cast.workdays.add(self.cast.today, -workdays_ago)
        return datetime.combine(day, time(hour, 30), LOCAL_ZONE)


def play(cast: Cast) -> None:
    """Everything, through the services."""
    campaign = cast.campaign
    lists = lists_of(campaign)
    entries = entries_of(campaign, ListKind.OPINION_GIVER, ListKind.LEADER_DUTY)
    story = Story(
        cast,
        {
            "dimensions": {row.code: row for row in lists.dimensions},
            "methods": {row.code: row for row in lists.methods},
            "sources": {row.code: row for row in lists.sources},
            "givers": {row.code: row for row in entries[ListKind.OPINION_GIVER]},
            "duties": {row.code: row for row in entries[ListKind.LEADER_DUTY]},
        },
    )
    departments = {row.code: row for row in Department.objects.all()}
    rows = json.loads(PROBLEMS.read_text(encoding="utf-8"))
    known = [row for row in rows if row["department"] in departments]
    made: dict[str, Problem] = {}
    for number, row in enumerate(known):
        _problem(story, departments[row["department"]], row, number, made)
    for code, dimension, reason in SIGNED:
        _sign(story, departments[code], dimension, reason)
    for code in TALKED_OF:
        _duties(story, departments[code])


def _problem(
    story: Story, department: Department, row: dict[str, str], number: int, made: dict[str, Problem]
) -> None:
    cast = story.cast
    code, method, fate = row["department"], row["method"], row["fate"]
    officers = officers_of([department.pk], cast.today)[department.pk]
    if not officers:
        return
    by = officers[0].person
    age = 12 if fate == "late" else 2 + number % 3
    kind, _, words = row["cause"].partition("：")
    causes = {"思想": "cause_thought", "工作": "cause_work", "职责": "cause_duty"}
    leaders = leading_posts(department.pk, cast.today)
    content = ProblemContent(
        text=row["text"],
        manifestation=row["shown"],
        dimensions=[story.lists["dimensions"][one] for one in row["dimensions"].split()],
        method=story.lists["methods"][method],
        source=story.lists["sources"][_source(method)],
        giver=story.lists["givers"]["masses"] if method == "masses_raised" else None,
        is_mass=method == "masses_raised",
        owner_post=leaders[-1] if fate == "leader" and leaders else None,
        proposed_kind="immediate" if fate == "solved" else "time_limited",
        found_on=story.at(age + 1).date(),
        **{causes[kind]: words},
    )
    problem = review.register_problem(
        campaign=cast.campaign, department=department, content=content, by=by, at=story.at(age)
    )
    _settle(story, problem, fate, by, made.get(code))
    made.setdefault(code, problem)
    if fate == "late":
        made[code] = problem


def _source(method: str) -> str:
    return {"masses_raised": "masses", "superior_pointed": "inspection"}.get(method, "self_review")


def _settle(story: Story, problem: Problem, fate: str, by: User, earlier: Problem | None) -> None:
    given: dict[str, Any] = {"problem": problem, "at": story.at(1, 15), "version": problem.version}
    if fate == "solved":
        how = "当天开会明确责任科室和办法，已落实到位，一周后复查没有反复"
        review.solve_problem(**given, how=how, by=by)
    elif fate == "declined":
        reason = "经核实，所述转办件已在台账中整改，不重复登记"
        review.decline_problem(**given, reason=reason, by=story.cast.office_head)
    elif fate == "merged" and earlier is not None:
        review.merge_problem(**given, into=earlier, reason="说的是同一本台账", by=by)


def _sign(story: Story, department: Department, dimension: str, reason: str) -> None:
    head = head_of(department.pk, story.cast.today)
    if head is None:
        return
    review.sign_nothing_found(
        campaign=story.cast.campaign,
        department=department,
        dimension=story.lists["dimensions"][dimension],
        reason=reason,
        by=head.user,
        at=story.at(1, 16),
    )


def _duties(story: Story, department: Department) -> None:
    by = officers_of([department.pk], story.cast.today)[department.pk][0].person
    posts: list[Post] = leading_posts(department.pk, story.cast.today)
    for place, post in enumerate(posts[:3]):
        for code, ago, note in DUTIES[: len(DUTIES) - place]:
            review.record_duty(
                campaign=story.cast.campaign,
                post=post,
                duty=story.lists["duties"][code],
                done_on=story.at(ago - place).date(),
                note=note,
                by=by,
                at=story.at(1, 17),
            )
