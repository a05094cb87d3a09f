"""Rows that were read are held against the ledger and the organisation: twins, posts, vacancies."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Department, User
from accounts.selectors import HeadInCharge, heads_of
from campaign.models import Campaign
from rectification.columns import Field
from rectification.enums import OPEN_STATES, RowOutcome, State
from rectification.imports.results import CellMessage, Level, Outcome, ParsedRow
from rectification.models import Item
from rectification.selectors.twins import Sought, find_similar, find_twins, twin_key
from rectification.services.intake import problem_key

HIDDEN_TWIN = "台账中已有同一单位的同一问题（不在您的查看范围），不再重复导入。"
_NAME = re.compile(r"[\u3400-\u9fff·]{2,4}")
_OUTCOMES = {
    Outcome.OK: RowOutcome.NEW,
    Outcome.DOUBTFUL: RowOutcome.DOUBTFUL,
    Outcome.REFUSED: RowOutcome.REFUSED,
}


@dataclass(frozen=True)
class Place:
    """Whose ledger is compared, for whose eyes, on which day. `by` None: the command line."""

    campaign: Campaign
    department: Department | None
    by: User | None
    on: date


@dataclass
class Compared:
    """A row with what the database says to it."""

    row: ParsedRow
    outcome: RowOutcome
    twin_key: str = ""
    lead_id: int | None = None
    duplicate_of_id: int | None = None
    said: list[CellMessage] = field(default_factory=list)

    def say(self, found: Field, text: str, level: Level) -> None:
        """Add a message about a cell."""
        self.said.append(CellMessage(found, self.row.letters.get(found, ""), text, level))

    def mark_twin_of(self, row: int) -> None:
        """Another row of the same import is the same already."""
        self.outcome = RowOutcome.DUPLICATE
        text = f"与第{row}行单位、问题相同，只导入那一行。"
        self.say(Field.PROBLEM, text, Level.DOUBTFUL)


def compare(rows: Sequence[ParsedRow], place: Place) -> list[Compared]:
    """Return the rows with outcome, twin and further messages.

    Twins within the file count too: the first row stays, the others are duplicates of it.
    Statements grow with chunks of rows, not with rows.
    """
    codes = {row.lead_code for row in rows if row.lead_code}
    units = {unit.code: unit for unit in Department.objects.filter(code__in=codes)}
    found = [_compared(row, units) for row in rows]
    usable = {n: one for n, one in enumerate(found) if one.outcome != RowOutcome.REFUSED}
    sought = [_sought(n, one) for n, one in usable.items()]
    _twins_in_file(usable)
    _twins_in_ledger(usable, sought, place)
    _merged(usable, place)
    fresh = [s for s in sought if usable[s.key].outcome in (RowOutcome.NEW, RowOutcome.DOUBTFUL)]
    _similar(usable, fresh, place)
    if place.department is None:
        _posts(found, units, place)
    return found


def _compared(row: ParsedRow, units: dict[str, Department]) -> Compared:
    unit = units.get(row.lead_code or "")
    key = twin_key(row.lead_code or "", problem_key(row.problem)) if row.problem else ""
    return Compared(row, _OUTCOMES[row.outcome], key, unit.pk if unit else None)


def _sought(n: int, one: Compared) -> Sought:
    row = one.row
    key = problem_key(row.problem)
    return Sought(n, row.number, one.lead_id, key, one.twin_key, row.problem)


def _twins_in_file(usable: dict[int, Compared]) -> None:
    first: dict[str, Compared] = {}
    for one in usable.values():
        names = [one.twin_key]
        if one.row.number:
            names.append(hashlib.sha256(f"number|{one.row.number}".encode()).hexdigest())
        earlier = next((first[name] for name in names if name in first), None)
        if earlier is not None:
            one.outcome = RowOutcome.DUPLICATE
            where = f"工作表“{earlier.row.sheet}”" if earlier.row.sheet != one.row.sheet else ""
            same = "编号" if earlier.twin_key != one.twin_key else "单位、问题"
            text = f"与{where}第{earlier.row.row}行{same}相同，只导入前一行。"
            one.say(Field.PROBLEM, text, Level.DOUBTFUL)
        for name in names:
            first.setdefault(name, one)


def _seen(place: Place, pks: set[int]) -> dict[int, Item]:
    """Those items that the reader may see whole: only they are named."""
    if not pks:
        return {}
    items = Item.objects.all()
    if place.by is not None:
        items = items.fully_visible_to(place.by, on=place.on)
    return {item.pk: item for item in items.filter(pk__in=pks).order_by("id")}


def _called(item: Item) -> str:
    return f"{item.number or '草稿'}“{item.title[:30]}”（{State(item.state).label}）"


def _twins_in_ledger(usable: dict[int, Compared], sought: list[Sought], place: Place) -> None:
    department_id = place.department.pk if place.department else None
    asked = [row for row in sought if usable[row.key].outcome != RowOutcome.DUPLICATE]
    twins = find_twins(place.campaign, department_id, asked, by=place.by, on=place.on)
    seen = _seen(place, set(twins.values()))
    for key, pk in twins.items():
        one, item = usable[key], seen.get(pk)
        one.outcome, one.duplicate_of_id = RowOutcome.DUPLICATE, pk
        text = f"台账中已有{_called(item)}，不再重复导入。" if item else HIDDEN_TWIN
        number = item is not None and item.number == one.row.number
        one.say(Field.NUMBER if number else Field.PROBLEM, text, Level.DOUBTFUL)


def _merged(usable: dict[int, Compared], place: Place) -> None:
    """已并案 needs the other item: in the ledger, or in this file by its number."""
    merged = [one for one in usable.values() if one.row.enters == State.MERGED]
    if not merged or place.department is not None:
        return
    here = {one.row.number for one in usable.values() if one.row.number}
    wanted = {one.row.merged_into for one in merged if one.row.merged_into}
    known = here | set(Item.objects.filter(number__in=wanted).values_list("number", flat=True))
    for one in merged:
        other = one.row.merged_into
        if other not in known or other == one.row.number:
            one.outcome = RowOutcome.REFUSED
            text = f"没有找到所并入的事项“{other}”，请在备注中写明台账中已有的编号。"
            one.say(Field.REMARKS, text, Level.ERROR)


def _similar(usable: dict[int, Compared], fresh: list[Sought], place: Place) -> None:
    likes = find_similar(place.campaign, fresh)
    seen = _seen(place, {like.item_id for found in likes.values() for like in found})
    for key, found in likes.items():
        known = [(seen[like.item_id], like.score) for like in found if like.item_id in seen]
        if known:
            item, score = known[0]
            more = "、".join(other.number or "草稿" for other, _ in known[1:])
            more = f"，又与{more}相似" if more else ""
            text = f"与台账中的{_called(item)}相似（{score:.0%}）{more}，请核对是否同一问题。"
            usable[key].say(Field.PROBLEM, text, Level.NOTE)


def _posts(found: list[Compared], units: dict[str, Department], place: Place) -> None:
    """Who answers follows from the posts: another name in the sheet, or nobody, is a note."""
    heads = heads_of([unit.pk for unit in units.values()], place.on)
    for one in found:
        row = one.row
        unit = units.get(row.lead_code or "")
        if unit is None:
            continue
        head = heads.get(unit.pk)
        if head is None:
            if row.enters in OPEN_STATES:
                text = f"{unit.name}第一责任人空缺，签批将等待；请明确主持工作人员。"
                one.say(Field.LEAD, text, Level.NOTE)
        elif _names_another(row.first_in_charge, head):
            written = row.first_in_charge.strip()[:30]
            text = (
                f"表上写“{written}”，现任第一责任人是{head.user.name}（{head.post.title}），"
                "以任职记录为准。"
            )
            one.say(Field.FIRST_IN_CHARGE, text, Level.NOTE)


def _names_another(text: str, head: HeadInCharge) -> bool:
    """Whether the cell holds a name that is not the holder's; his title alone is none."""
    if head.user.name in text.replace(" ", ""):
        return False
    words = [word for word in _NAME.findall(text) if word not in head.post.title]
    return bool(words)
