"""What a title says of the rows below it: their target, source, kind, state or lead.

Offices keep one sheet for a target, a source or a department, or put a title row between the parts
(“一、贯彻落实不力方面（12个）”, “（一）市教育局”) and leave the column out. A title row between the
rows says it for its part, the sheet's name for the sheet, the lines above the head and the file's
name where they hold such a name in full. What was read so is said.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from rectification.columns import KIND_OF, LABELS, Field, plain, state_group
from rectification.imports.context import Context
from rectification.imports.deadlines import kinds_in
from rectification.imports.lists import EntryList
from rectification.imports.results import CellMessage, Level, ParsedRow, SheetMessage

_TITLED = (Field.TARGET, Field.SOURCE, Field.KIND, Field.LEAD, Field.STATE)
_LEVELS = (
    r"第[一二三四五六七八九十\d]{1,3}(?:部分|类|篇)[:、\s]*",
    r"[一二三四五六七八九十]{1,3}[、．.]\s*",
    r"[(（][一二三四五六七八九十]{1,3}[)）][、．.]?\s*",
    r"\d{1,2}[、．.\-]\s*",
    r"[(（]\d{1,2}[)）]\s*",
)
_UNNUMBERED = len(_LEVELS)
_COUNTS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]|共?计?\d+[个项条件]")
_AROUND = re.compile(
    r"^(?:关于|整治|专项整治|责任单位[:：]|牵头单位[:：]|单位[:：]|来源[:：]|问题来源[:：])+|"
    r"(?:的?问题|方面|类|型|领域|台账|清单|整改|事项|情况|汇总|明细|专项|专项整治|表|牵头|负责)+$"
)
_GENERIC = re.compile(
    r"(?:中央|省委?|市委?|县委?|上级|第.{1,3}轮|组|[的和及等]|反馈|反映|发现|提出|收集|查摆|征求|意见|建议|"
    r"问题|渠道|来源|方面|类|整改|专项|落实|清单|台账|\d)*"
)
_CAMPAIGN = re.compile(
    r"主题教育|检视问题|专项整治|整改落实|调查研究|学习教育|贯彻落实(?!不)|决策部署|干事创业"
)
"""Words of any ledger's title: “贯彻落实巡察反馈意见整改台账” names a source, no target."""
_REPORTER = re.compile(
    r"(?:填[报表]|报送|责任|牵头|报告)?(?:单位|部门)(?:名称)?[:：](?P<unit>[^:：]{2,30})"
)
Named = Mapping[Field, str]


@dataclass
class _Part:
    level: int
    named: Named
    title: str


@dataclass
class Titles:
    """The titles that stand over the rows of one table, met in their order by `enter`."""

    context: Context
    sheet: str
    file: str
    lines: list[str]
    """The lines above the table's head."""
    open_fields: frozenset[Field]
    """The fields for which no row of the table has a cell of its own."""
    parts: list[_Part] = field(default_factory=list)
    over: dict[Field, tuple[str, str]] = field(default_factory=dict)
    """What holds for the whole table: the value and the title, by field."""
    own: str = ""
    """The unit whose ledger the table is: its cells may name mere sections."""
    messages: list[SheetMessage] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._over_all("工作表名", self.sheet, self._names, Level.NOTE)
        for line in self.lines:
            self._over_all("表上的", line, self._holds, Level.DOUBTFUL)
        self._over_all("文件名", PurePath(self.file).stem, self._holds, Level.DOUBTFUL)

    def _over_all(self, where: str, title: str, read: Callable[[str], Named], level: Level) -> None:
        if not title:
            return
        for found, value in read(title).items():
            if found == Field.LEAD:
                self.own = self.own or value
            if found in self.over or found not in self.open_fields:
                continue
            if found in self.context.defaults:
                continue
            self.over[found] = (value, title)
            look = "，请核对。" if level == Level.DOUBTFUL else "。"
            said = f"没有写{LABELS[found]}，各行按{where}“{title[:40]}”读作“{value}”{look}"
            self.messages.append(SheetMessage(said, level))

    def enter(self, title: str) -> None:
        """Take a title row between the rows: it ends its equals and what stood below them."""
        folded = unicodedata.normalize("NFKC", title).strip()
        level = next((n for n, form in enumerate(_LEVELS) if re.match(form, folded)), _UNNUMBERED)
        named = self._names(title)
        if level < _UNNUMBERED:
            while self.parts and self.parts[-1].level >= level:
                self.parts.pop()
        for place, part in enumerate(self.parts):
            if part.named.keys() & named.keys():
                del self.parts[place:]
                break
        self.parts.append(_Part(level, named, title))

    def fill(self, row: ParsedRow) -> None:
        """Give the row what its titles say where its own cells say nothing; every fill is said."""
        self._put_sections(row)
        for found in _TITLED:
            if row.raw.get(found):
                continue
            part = next((part for part in reversed(self.parts) if found in part.named), None)
            if part is not None:
                self._fill_from(row, found, part)
            elif found in self.over:
                value, title = self.over[found]
                sure = found != Field.LEAD or title == self.sheet or _REPORTER.search(title)
                self._put(row, found, value, title, Level.NOTE if sure else Level.DOUBTFUL)

    def _put_sections(self, row: ParsedRow) -> None:
        """In a unit's own ledger 投资科 is a section of it: the unit leads."""
        part = next((part for part in reversed(self.parts) if Field.LEAD in part.named), None)
        own = part.named[Field.LEAD] if part else self.own
        names = self.context.names
        for found, head in ((Field.LEAD, "承办科室"), (Field.COOP, "配合科室")):
            text = row.raw.get(found, "")
            words = names.split(text) if own and text else []
            if not words or not all(names.is_section(word) for word in words):
                continue
            row.extra.setdefault(head, text)
            row.raw[found] = own if found == Field.LEAD else ""
            said = f"“{text[:30]}”按“{own}”的内设科室登记。"
            letter = row.letters.get(found, "")
            row.given.append(CellMessage(found, letter, said, Level.NOTE))

    def _fill_from(self, row: ParsedRow, found: Field, part: _Part) -> None:
        value = part.named[found]
        if found in self.open_fields:
            self._put(row, found, value, part.title, Level.NOTE)
        elif found in (Field.TARGET, Field.SOURCE):
            self._put(row, found, value, part.title, Level.DOUBTFUL)
        elif found == Field.LEAD:
            row.proposals[found] = value

    def _put(self, row: ParsedRow, found: Field, value: str, title: str, level: Level) -> None:
        row.raw[found] = value
        look, suggestion = ("，请核对。", value) if level == Level.DOUBTFUL else ("。", None)
        said = f"没有写{LABELS[found]}，按标题“{title[:30]}”读作“{value}”{look}"
        letter = row.letters.get(found, "")
        row.given.append(CellMessage(found, letter, said, level, suggestion))

    def _names(self, title: str) -> dict[Field, str]:
        """What a short title names as a whole: a part's title, a sheet's name."""
        core = _core(title)
        if not core:
            return {}
        lists, named = self.context.lists, dict[Field, str]()
        target = lists.targets.choose(core).entry
        source = _whole(core, lists.sources)
        unit = self.context.names.unit_of(core)
        kinds, rest = kinds_in(core)
        if unit is not None:
            return {Field.LEAD: unit}
        if source:
            return {Field.SOURCE: source}
        if target:
            return {Field.TARGET: target.name}
        if core in KIND_OF or (len(kinds) == 1 and not rest):
            named[Field.KIND] = core if core in KIND_OF else kinds[0].label
        else:
            words = (word for word in (_bare(title), core) if len(word) <= 10)
            state = next((word for word in words if word and state_group(word)), None)
            named = {Field.STATE: state} if state else {}
        return named or self._holds(title)

    def _holds(self, title: str) -> dict[Field, str]:
        """What a longer line holds in full: 填报单位：市教育局, 巡察反馈意见整改台账."""
        folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", title))
        reporter = _REPORTER.search(folded)
        held = self.context.names.find_in(reporter["unit"] if reporter else folded)
        named = {Field.LEAD: held[0].name} if len(held) == 1 else {}
        bare = _CAMPAIGN.sub("\n", folded)
        lists = self.context.lists
        for found, entries, least in (
            (Field.TARGET, lists.targets, 4),
            (Field.SOURCE, lists.sources, 3),
        ):
            name = _held(bare, entries, least)
            if name:
                named[found] = name
        return named


def _bare(title: str) -> str:
    """Return the title without its number and counts."""
    folded = unicodedata.normalize("NFKC", title).strip()
    for form in _LEVELS:
        folded = re.sub(f"^{form}", "", folded)
    return _COUNTS.sub("", folded).strip()


def _core(title: str) -> str:
    """Return 贯彻落实不力 for “一、贯彻落实不力方面（12个）”."""
    folded = _bare(title)
    shorter = _AROUND.sub("", re.sub(r"\s+", "", folded).strip(":：。.-—"))
    return plain(_AROUND.sub("", shorter)) or plain(folded)


def _forms(entries: EntryList) -> Iterable[tuple[str, str]]:
    for entry in entries.entries:
        for form in entries.forms(entry):
            yield form, entry.name


def _whole(core: str, entries: EntryList) -> str | None:
    """Return the entry of which the title speaks with no other words than general ones."""
    found = {
        name
        for form, name in _forms(entries)
        if len(form) >= 2 and form in core and _GENERIC.fullmatch(core.replace(form, "", 1))
    }
    return found.pop() if len(found) == 1 else None


def _held(text: str, entries: EntryList, least: int) -> str | None:
    found = {name for form, name in _forms(entries) if len(form) >= least and form in text}
    return found.pop() if len(found) == 1 else None
