"""From found to registered: create, edit, submit, discard."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import Department, Post, User
from campaign.models import (
    Campaign,
    FindingMethod,
    ListEntry,
    ReviewDimension,
    Target,
    WorkGoal,
)
from campaign.permissions import campaign_standing_of
from core.clock import local_date
from core.errors import Invalid
from core.validators.text import normalise, pinyin_initials
from notifications.enums import MessageKind
from rectification.enums import Action, State
from rectification.models import Item, ItemSequence
from rectification.permissions import Situation, may_create
from rectification.selectors.origins import Row
from rectification.selectors.seats import office_people_for
from rectification.services.base import (
    begin,
    change,
    move,
    naming,
    need,
    tell,
    write_down,
)
from rectification.services.origins import (
    Origin,
    close_off_rows,
    come_out_of,
    give_back,
    write_origins,
)
from rectification.services.ties import Ties, write_ties

FIELDS = (
    "title",
    "problem",
    "found_on",
    "target",
    "kind",
    "acceptance_standard",
    "method",
    "is_mass",
    "is_sensitive",
    "sensitivity_answered",
    "owner_post",
    "handler",
)


@dataclass(frozen=True)
class ItemContent:
    """What is typed about an item. `origins` come in the order in which they count."""

    problem: str
    title: str = ""
    found_on: date | None = None
    target: Target | None = None
    origins: Sequence[Origin] = ()
    kind: str = ""
    acceptance_standard: str = ""
    dimensions: Sequence[ReviewDimension] = ()
    method: FindingMethod | None = None
    is_mass: bool = False
    is_sensitive: bool | None = None
    is_key: bool = False
    owner_post: Post | None = None
    handler: User | None = None
    objectives: Sequence[ListEntry] = ()
    linked_campaigns: Sequence[ListEntry] = ()
    goals: Sequence[WorkGoal] = ()
    relapse_of: Item | None = None
    row: Row | None = None
    """The row of another stream that it is made out of."""

    @property
    def ties(self) -> Ties:
        """What it serves beside itself."""
        return Ties(self.objectives, self.linked_campaigns, self.goals)


def problem_key(problem: str) -> str:
    """The key by which the same problem text is known again: normalised, then hashed."""
    return hashlib.sha256(normalise(problem).encode()).hexdigest()


def title_of(problem: str) -> str:
    """A title from the first sentence of the problem, at most 60 characters."""
    text = " ".join(problem.split())
    head = text.split("。")[0]
    return head if len(head) <= 60 else head[:59] + "…"


def search_text(number: str | None, title: str, problem: str) -> str:
    """What the search looks in: number, title, problem and the pinyin initials of the title."""
    words = " ".join([number or "", title, problem])
    return f"{words} {pinyin_initials(title)}".lower()


def _checked(content: ItemContent, campaign: Campaign, on: date) -> dict[str, Any]:
    """The item's fields from what was typed; raises Invalid with a sentence per field."""
    problems: dict[str, str] = {}
    text = content.problem.strip()
    if not text:
        problems["problem"] = "请填写问题表述：什么时间、什么事、什么数字。"
    elif len(text) > 5000:
        problems["problem"] = f"问题表述最多5000个字，现有{len(text)}个字，请精简。"
    if content.found_on is not None and content.found_on > on:
        problems["found_on"] = f"发现日期{content.found_on}晚于今天，请改为实际发现的日期。"
    if content.target is not None and content.target.campaign_id != campaign.pk:
        problems["target"] = "该专项整治类别不属于本次主题教育，请重新选择。"
    if any(origin.source.campaign_id != campaign.pk for origin in content.origins):
        problems["origins"] = "问题来源不属于本次主题教育，请重新选择。"
    if content.owner_post is not None and content.handler is None:
        problems["handler"] = "领导干部本人的整改事项须指定经办人。"
    need(problems)
    asks = bool(content.target and content.target.is_sensitive_by_default)
    sensitive = content.is_sensitive if content.is_sensitive is not None else asks
    title = content.title.strip() or title_of(text)
    if len(title) > 200:
        raise Invalid.at("title", "标题最多200个字，请精简。")
    return {
        "title": title,
        "problem": text,
        "problem_key": problem_key(text),
        "search_text": search_text(None, title, text),
        "found_on": content.found_on,
        "target": content.target,
        "first_source": content.origins[0].source if content.origins else None,
        "kind": content.kind,
        "acceptance_standard": content.acceptance_standard.strip(),
        "method": content.method,
        "is_mass": content.is_mass or any(o.source.is_opinion for o in content.origins),
        "is_sensitive": sensitive,
        "sensitivity_answered": content.is_sensitive is not None,
        "owner_post": content.owner_post,
        "handler": content.handler,
        "relapse_of": content.relapse_of,
    }


@transaction.atomic
def create(
    *,
    campaign: Campaign,
    content: ItemContent,
    by: User,
    at: datetime,
    department: Department | None = None,
) -> Item:
    """Write a draft. `department` is the author's; None when the office itself registers.

    Raises Denied for one who is neither, Invalid per field.
    """
    on = local_date(at)
    may_create(campaign_standing_of(by, on), campaign, department)
    fields = _checked(content, campaign, on)
    item = Item.objects.create(
        campaign=campaign,
        state=State.DRAFT,
        state_since=at,
        changed_at=at,
        created_at=at,
        submitting_department=department,
        author=by,
        is_key=content.is_key and department is None,
        **fields,
    )
    write_origins(item, content.origins, at, is_new=True)
    if content.dimensions:
        item.dimensions.set(content.dimensions)
    ties = write_ties(item, content.ties, campaign=campaign, by=by, on=on, is_new=True)
    s = Situation(by, item, at)
    made_of: dict[str, Any] = {"row": content.row.key} if content.row else {}
    if content.row is not None:
        come_out_of(s, content.row)
    if ties:
        made_of["changed"] = ties
    write_down(s, Action.EDIT, {"created": True, **made_of})
    return item


@transaction.atomic
def edit(*, item: Item, content: ItemContent, by: User, at: datetime, version: int | None) -> Item:
    """Change a draft (its author) or a registered item (the office)."""
    s = begin(item=item, by=by, at=at, action=Action.EDIT, version=version)
    fields = _checked(content, s.campaign, s.on)
    _keep_sensitivity(s, fields)
    fields["search_text"] = search_text(s.item.number, fields["title"], fields["problem"])
    old = {name: str(getattr(s.item, name) or "") for name in FIELDS if name in fields}
    change(s, fields)
    write_origins(s.item, content.origins, at)
    s.item.dimensions.set(content.dimensions)
    ties = write_ties(s.item, content.ties, campaign=s.campaign, by=by, on=s.on)
    new = {name: str(fields.get(name) or "") for name in old}
    differs = {name: [old[name], new[name]] for name in old if old[name] != new[name]}
    write_down(s, Action.EDIT, {"changed": sorted([*differs, *ties])})
    return s.item


def _keep_sensitivity(s: Situation, fields: dict[str, Any]) -> None:
    """Once registered, an item becomes sensitive or open by that act alone, which names people and
    says why; a draft takes the rows that it came out of along, as `create` does."""
    wanted = fields["is_sensitive"]
    if wanted == s.item.is_sensitive:
        return
    if s.item.state != State.DRAFT:
        act = Action.RAISE_SENSITIVITY if wanted else Action.LOWER_SENSITIVITY
        raise Invalid.at("is_sensitive", f"登记后须用“{act.label}”办理，并写明理由。")
    if wanted:
        close_off_rows(s.item)


def next_number(at: datetime) -> str:
    """The next number of the year, from one locked row; may have gaps, never reused."""
    year = local_date(at).year
    ItemSequence.objects.bulk_create([ItemSequence(year=year)], ignore_conflicts=True)
    ItemSequence.objects.filter(year=year).update(last=F("last") + 1)
    last = ItemSequence.objects.values_list("last", flat=True).get(year=year)
    return f"ZG-{year}-{last:04d}"


def reserve_numbers(at: datetime, n: int) -> list[str]:
    """`n` consecutive numbers for an import."""
    year = local_date(at).year
    ItemSequence.objects.bulk_create([ItemSequence(year=year)], ignore_conflicts=True)
    ItemSequence.objects.filter(year=year).update(last=F("last") + n)
    last = ItemSequence.objects.values_list("last", flat=True).get(year=year)
    return [f"ZG-{year}-{k:04d}" for k in range(last - n + 1, last + 1)]


@transaction.atomic
def submit(*, item: Item, by: User, at: datetime, version: int | None) -> Item:
    """Hand a draft to the office; it gets its number for ever."""
    s = begin(item=item, by=by, at=at, action=Action.SUBMIT, version=version)
    number = next_number(at)
    sources = list(s.item.origins.select_related("source").order_by("id"))
    inspected = any(origin.source.is_inspection for origin in sources)
    changes = {
        "number": number,
        "search_text": search_text(number, s.item.title, s.item.problem),
        "is_key": s.item.is_key or inspected,
    }
    move(s, Action.SUBMIT, changes=changes)
    text = f"新登记{naming(s.item)}，请交办。"
    tell(s, office_people_for(s.item, s.on), MessageKind.TO_DO, text)
    return s.item


@transaction.atomic
def register(
    *,
    campaign: Campaign,
    content: ItemContent,
    by: User,
    at: datetime,
    department: Department | None = None,
) -> Item:
    """Create and submit in one act; raises what either raises, and then nothing is kept."""
    item = create(campaign=campaign, content=content, by=by, at=at, department=department)
    return submit(item=item, by=by, at=at, version=None)


@transaction.atomic
def discard(*, item: Item, by: User, at: datetime, version: int | None) -> None:
    """Delete one's own draft; it never had a number."""
    s = begin(item=item, by=by, at=at, action=Action.DISCARD, version=version)
    give_back(s)
    write_down(s, Action.DISCARD)
    s.item.delete()
