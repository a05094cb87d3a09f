"""Rows of a ledger become items, in memory: the states in which they enter and what they carry.

The sheet's word is kept as given. No signature is invented: what was closed before this system
carries a `LegacyClosure` with the words of the sheet, and is counted by itself.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from accounts.enums import PostKind
from accounts.models import Department, Post, User
from accounts.selectors import heads_of, posts_on
from campaign.models import Campaign, FindingMethod, ReviewDimension, Source, Target
from campaign.selectors import lists_of
from core import workdays as calendar
from core.clock import local_date
from core.errors import Invalid
from rectification.columns import VOIDED_AS, plain
from rectification.enums import (
    DONE_STATES,
    OPEN_STATES,
    ClearanceKind,
    Kind,
    MeasureState,
    PlanState,
    State,
    VoidReason,
)
from rectification.models import (
    Assignment,
    Clearance,
    Cooperation,
    ImportBatch,
    ImportRow,
    Item,
    ItemOrigin,
    LegacyClosure,
    Measure,
    Plan,
)
from rectification.services.closure import draw_number
from rectification.services.handling import measure_facts
from rectification.services.intake import problem_key, search_text, title_of
from rectification.workflow import rule

NOT_FOUND_HANDLER = (
    "没有在牵头单位找到经办人，本敏感事项只有第一责任人和办公室主任能看到，请指定经办人。"
)
MEASURE_DONE = "按原台账记为完成"
WITH_PLAN = (State.IN_PROGRESS, *DONE_STATES)
_NAME = re.compile(r"[\u3400-\u9fff·]{2,}")


@dataclass
class Adopted:
    """An item with its rows, not yet written, and what there is to say about it."""

    row: ImportRow
    item: Item
    enters: State
    origins: list[ItemOrigin] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    plan: Plan | None = None
    assignment: Assignment | None = None
    cooperations: list[Cooperation] = field(default_factory=list)
    clearances: list[Clearance] = field(default_factory=list)
    legacy: LegacyClosure | None = None
    dimension: ReviewDimension | None = None
    merges_into: str = ""
    notes: list[str] = field(default_factory=list)


class Adopter:
    """Everything that rows are turned into items with, read once for all of them."""

    def __init__(
        self, batch: ImportBatch, rows: Sequence[ImportRow], by: User | None, at: datetime
    ) -> None:
        self.batch, self.by, self.at = batch, by, at
        self.campaign: Campaign = batch.campaign
        self.on: date = local_date(at)
        self.workdays = calendar.load()
        lists = lists_of(self.campaign)
        self.targets: dict[str, Target] = {entry.name: entry for entry in lists.targets}
        self.sources: dict[str, Source] = {entry.name: entry for entry in lists.sources}
        self.dimensions = {entry.name: entry for entry in lists.dimensions}
        self.methods: dict[str, FindingMethod] = {e.name: e for e in lists.methods}
        parsed = [row.parsed for row in rows]
        codes = {p.get(key) for p in parsed for key in ("lead_code", "handling_code")}
        codes |= {code for p in parsed for code in p.get("coop_codes", ())}
        found = Department.objects.filter(code__in=codes - {None, ""}, is_active=True)
        self.departments: dict[str, Department] = {row.code: row for row in found}
        self.heads = heads_of([row.pk for row in self.departments.values()], self.on)
        self.people: dict[tuple[int, str], dict[int, User]] = defaultdict(dict)
        self.teams: dict[int, list[Post]] = defaultdict(list)
        self._read_posts()

    def _read_posts(self) -> None:
        units = [row.pk for row in self.departments.values()]
        for post in posts_on(self.on).filter(department__in=units).order_by("order", "id"):
            self.people[post.department_id, post.person.name][post.person_id] = post.person
            if post.kind == PostKind.TEAM_MEMBER:
                self.teams[post.department_id].append(post)

    def rule(self, key: str) -> int:
        """A time limit or share of the campaign."""
        return rule(self.campaign.rules, key)

    def department(self, row: ImportRow, code: str | None) -> Department | None:
        """The department of a code; Invalid where it has gone since the reading."""
        if not code:
            return None
        found = self.departments.get(code)
        if found is None:
            raise _stale(row, "单位名册")
        return found

    def handler(self, parsed: Mapping[str, Any], *units: Department | None) -> User | None:
        """The person whom 经办人 names, found once only in the lead or its handling unit."""
        for name in _NAME.findall(parsed.get("handler", "")):
            people = {
                pk: person
                for unit in units
                if unit is not None
                for pk, person in self.people.get((unit.pk, name), {}).items()
            }
            if len(people) == 1:
                return next(iter(people.values()))
        return None

    def snapshot(self, lead: Department) -> dict[str, Any]:
        """The posts of the lead as they stand on the day of the import."""
        head = self.heads.get(lead.pk)
        return {
            "first_in_charge": head.user.name if head else None,
            "post": head.post.title if head else None,
            "capacity": head.capacity.value if head else "vacant",
            "team": [f"{post.person.name} {post.title}" for post in self.teams[lead.pk]],
        }


def _stale(row: ImportRow, what: str) -> Invalid:
    sentence = f"第{row.row}行：{what}在核对之后有变动，请点“改后重新核对”再导入。"
    return Invalid.at("rows", sentence)


def adopt(adopter: Adopter, row: ImportRow, number: str | None) -> Adopted:
    """Turn a row into an item: an office's with the state it enters, a department's a draft."""
    parsed = row.parsed
    is_draft = adopter.batch.department_id is not None
    enters = State.DRAFT if is_draft else State(row.enters)
    item = _item(adopter, row, enters, number)
    made = Adopted(row, item, enters, merges_into=parsed.get("merged_into") or "")
    sources = [adopter.sources.get(name) for name in parsed["sources"]]
    if item.target is None or None in sources or not sources:
        raise _stale(row, "专项或来源清单")
    item.first_source = sources[0]
    item.is_mass = any(source.is_opinion for source in sources)
    item.is_key = not is_draft and any(source.is_inspection for source in sources)
    made.origins = [
        ItemOrigin(
            item=item,
            source=source,
            document_number=parsed.get("number", "")[:100] if n == 0 else "",
            created_at=adopter.at,
        )
        for n, source in enumerate(sources)
    ]
    made.dimension = adopter.dimensions.get(parsed.get("dimension") or "")
    if not is_draft:
        _place(adopter, made)
    return made


def _item(adopter: Adopter, row: ImportRow, enters: State, number: str | None) -> Item:
    parsed, batch = row.parsed, adopter.batch
    problem = parsed["problem"]
    detail = parsed.get("detail", "").strip()
    whole = f"{problem}\n具体表现：{detail}" if detail and detail != problem else problem
    target = adopter.targets.get(parsed["target"])
    sensitive = target is not None and target.is_sensitive_by_default
    title = title_of(problem)
    return Item(
        campaign=adopter.campaign,
        number=number,
        state=State.DRAFT if enters == State.DRAFT else State.REGISTERED,
        state_since=adopter.at,
        changed_at=adopter.at,
        created_at=adopter.at,
        title=title,
        problem=whole,
        problem_key=problem_key(problem),
        search_text=search_text(number, title, whole),
        found_on=_day(parsed.get("found_on")),
        target=target,
        kind=parsed["kind_code"] or Kind.TIME_LIMITED,
        acceptance_standard=parsed.get("standard", ""),
        method=adopter.methods.get(parsed.get("method", "")),
        is_sensitive=sensitive,
        sensitivity_answered=sensitive and enters != State.DRAFT,
        submitting_department=batch.department,
        author=adopter.by,
        last_progress=parsed.get("progress", "")[:500],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _place(adopter: Adopter, made: Adopted) -> None:
    """Give the item its lead, date and state, and the rows that belong to that state."""
    row, item, parsed = made.row, made.item, made.row.parsed
    item.state = made.enters
    item.lead_department = adopter.department(row, parsed.get("lead_code"))
    item.handling_unit = adopter.department(row, parsed.get("handling_code"))
    item.handler = adopter.handler(parsed, item.lead_department, item.handling_unit)
    _set_due(adopter, made)
    if made.enters == State.VOIDED:
        word = plain(parsed.get("state", ""))
        item.void_reason = VOIDED_AS.get(word, VoidReason.NOT_A_PROBLEM)
        return
    if made.enters == State.MERGED:
        return
    lead = item.lead_department
    for code in parsed.get("coop_codes", ()):
        unit = adopter.department(row, code)
        if unit != lead:
            made.cooperations.append(Cooperation(item=item, department=unit))
    _write_measures(adopter, made)
    if made.enters in DONE_STATES:
        _close(adopter, made)
        return
    if lead is not None:
        item.assigned_at = adopter.at
        made.assignment = Assignment(
            item=item,
            cycle=1,
            lead_department=lead,
            due_on=item.due_on,
            assigned_by=adopter.by,
            assigned_at=adopter.at,
            accepted_at=None if made.enters == State.ASSIGNED else adopter.at,
            snapshot=adopter.snapshot(lead),
        )
    _clear(adopter, made)


def system_due(adopter: Adopter, kind: str) -> date:
    """The date that an open row without one gets: the longest that its kind allows."""
    if kind == Kind.IMMEDIATE:
        return adopter.workdays.add(adopter.on, adopter.rule("immediate_max_workdays"))
    return adopter.on + timedelta(days=adopter.rule("other_max_days"))


def _set_due(adopter: Adopter, made: Adopted) -> None:
    """Past dates are kept as they are; a missing one of an open row is set and marked."""
    item, due = made.item, _day(made.row.parsed.get("due"))
    if due is None and made.enters in OPEN_STATES:
        due = system_due(adopter, item.kind)
        item.due_set_by_system = True
        made.notes.append(f"没有写整改时限，系统设定为{due}（{Kind(item.kind).label}）。")
    if due is None:
        return
    item.due_on = due
    item.effective_due_on = adopter.workdays.last_on_or_before(due)
    item.due_version = 1
    if not (item.due_set_by_system and made.enters == State.REGISTERED):
        item.original_due_on = due
    if made.enters in OPEN_STATES and item.effective_due_on < adopter.on:
        made.notes.append("导入时已逾期，时限按原台账保留。")


def _write_measures(adopter: Adopter, made: Adopted) -> None:
    item, parsed = made.item, made.row.parsed
    done = made.enters in DONE_STATES
    owner = item.handler.name if item.handler else ""
    for order, text in enumerate(parsed.get("measures", ()), 1):
        if len(text) > 500:
            made.notes.append(f"第{order}条措施超过500字，事项中只留前499字，全文留在导入记录里。")
        made.measures.append(
            Measure(
                item=item,
                cycle=1,
                order=order,
                action=text if len(text) <= 500 else text[:499] + "…",
                owner_name=owner,
                department=item.lead_department,
                due_on=item.due_on,
                criterion=item.acceptance_standard[:300],
                state=MeasureState.DONE if done else MeasureState.OPEN,
                outcome=MEASURE_DONE if done else "",
                done_at=adopter.at if done else None,
            )
        )
    if made.measures and made.enters in WITH_PLAN:
        made.plan = Plan(
            item=item,
            cycle=1,
            version=1,
            state=PlanState.ADOPTED,
            submitted_at=adopter.at,
            reason="按原台账",
            frozen=[measure_facts(measure) for measure in made.measures],
        )


def _close(adopter: Adopter, made: Adopted) -> None:
    """Keep the words of a closure from before this system; what is sustained is looked back at."""
    item, parsed, row = made.item, made.row.parsed, made.row
    signed = parsed.get("signoff", {})
    if made.enters == State.SUSTAINED:
        item.look_back_due_on = adopter.on + timedelta(days=adopter.rule("look_back_days"))
    signer = "；".join(filter(None, (signed.get("signoff"), signed.get("verification"))))
    made.legacy = LegacyClosure(
        item=item,
        file_name=adopter.batch.name,
        sheet=row.sheet,
        row=row.row,
        words=parsed.get("state", "")[:100],
        date_words=signed.get("closed_on", "")[:100],
        signer_words=signer[:200],
        seed=adopter.batch.seed,
        confirmed_by=adopter.by,
        confirmed_at=adopter.at if adopter.by is not None else None,
        recorded_at=adopter.at,
    )


def draw_sample(adopter: Adopter, adopted: Sequence[Adopted]) -> None:
    """Draw the tenth of the closures from before this system that is looked back at, at least one.

    The lowest numbers of the recorded seed are drawn: anybody can draw them again.
    """
    closed = [made for made in adopted if made.enters == State.CLOSED]
    seed = adopter.batch.seed
    closed.sort(key=lambda made: (draw_number(seed, made.item, "legacy"), made.row.pk))
    size = ceil(len(closed) * adopter.rule("legacy_sample_percent") / 100)
    day = adopter.on + timedelta(days=adopter.rule("legacy_look_back_days"))
    for made in closed[:size]:
        made.item.look_back_due_on, made.legacy.is_sampled = day, True


def _clear(adopter: Adopter, made: Adopted) -> None:
    """Who may see a sensitive open item: the handler found by name, and who brings it in."""
    item = made.item
    if not item.is_sensitive:
        return
    if item.handler is None:
        made.notes.append(NOT_FOUND_HANDLER)
        return
    named = [(item.handler, ClearanceKind.HANDLER)]
    if adopter.by is not None:
        named.append((adopter.by, ClearanceKind.OFFICE))
    made.clearances = [
        Clearance(item=item, person=person, kind=kind, given_by=adopter.by, given_at=adopter.at)
        for person, kind in named
    ]
