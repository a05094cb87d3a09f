"""What the cells of one row mean together. Every doubt is a sentence with the way to mend it."""

import re
from datetime import timedelta

from core.imports.cells import LONGEST, formula_error
from rectification.columns import (
    KIND_OF,
    LABELS,
    STATE_WORDS_SHOWN,
    Field,
    enters,
    is_doubtful_state,
    leading_state,
    plain,
    state_group,
)
from rectification.enums import Kind
from rectification.imports.cells import is_none, numbered_parts, split_measures
from rectification.imports.context import Context
from rectification.imports.deadlines import Deadline, kinds_in
from rectification.imports.lists import EntryList
from rectification.imports.responsible import UnitReader
from rectification.imports.results import Level, ParsedRow

FAR_FOR_IMMEDIATE = timedelta(days=31)
"""立行立改 with a later date is doubtful: fifteen working days and a holiday fit into it."""

_KINDS = "、".join(kind.label for kind in Kind)
_POSITION = re.compile(
    r"[(（]?(?:\d{1,4}|(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
    r"(?:[-.．—、](?:\d{1,3}|[一二三四五六七八九十]{1,3})){0,2})[)）.．、]{0,2}"
)
"""3, 1-2, 一、3, （7）: where a row stands, which begins anew in the next ledger; no number."""
_OTHER_NUMBER = re.compile(r"[A-Za-z]{1,6}[-—]?\d{4}[-—]?\d{1,6}")
_OPEN_GROUPS = ("not_started", "in_progress", "in_review")
_TYPED = frozenset(
    {
        Field.PROBLEM,
        Field.TARGET,
        Field.SOURCE,
        Field.KIND,
        Field.LEAD,
        Field.COOP,
        Field.DUE,
        Field.MEASURES,
        Field.STATE,
    }
)
_TEXTS = (
    Field.FIRST_IN_CHARGE,
    Field.RESPONSIBLE_LEADER,
    Field.HANDLER,
    Field.OUTCOMES,
    Field.EVIDENCE,
    Field.REMARKS,
    Field.STANDARD,
    Field.CAUSES,
    Field.METHOD,
    Field.ASSIGNED_ON,
    Field.EXTENSION,
    Field.LOOK_BACK,
    Field.WARNING,
    Field.SEQUENCE,
    Field.DETAIL,
)


def understand(row: ParsedRow, context: Context) -> ParsedRow:
    """Fill the row's fields from its raw texts. Never raises; what is wrong becomes a message."""
    row.messages = list(row.given)
    row.known_extra = dict(row.extra)
    reader = _Meaning(row, context)
    reader.check_texts()
    reader.read_texts()
    reader.read_problem()
    reader.read_lists()
    reader.read_units()
    reader.read_kind_and_due()
    row.measures = split_measures(reader.text(Field.MEASURES))
    reader.read_state()
    reader.read_dates()
    return row


class _Meaning(UnitReader):
    """One row on its way from texts to values."""

    done = ""
    """The word of the deadline's cell that says that it is done."""

    def check_texts(self) -> None:
        """Refuse formula errors and overlong cells before anything is made of them."""
        for found, text in self.row.raw.items():
            label, level = LABELS[found], Level.ERROR if found in _TYPED else Level.DOUBTFUL
            code = formula_error(text)
            if code and found not in (Field.SEQUENCE, Field.WARNING):
                self.unusable.add(found)
                said = f"“{label}”的公式出错（{code}），请改成文字或数值后再导入。"
                self.say(found, said, level)
            elif len(text) > LONGEST:
                self.unusable.add(found)
                said = f"“{label}”有{len(text)}个字，超过{LONGEST}字，请精简后再导入。"
                self.say(found, said, Level.ERROR)

    def read_texts(self) -> None:
        """Take over the columns that are words as they stand."""
        row = self.row
        for found in _TEXTS:
            setattr(row, found.value, self.text(found))
        for found in (Field.SIGNOFF, Field.VERIFICATION, Field.CLOSED_ON):
            if self.text(found):
                row.signoff[found.value] = self.text(found)
        number = self.text(Field.NUMBER)
        row.number = "" if _POSITION.fullmatch(number) or is_none(number) else number
        row.sequence = row.sequence or (number if not row.number else "")

    def read_problem(self) -> None:
        """A row without a problem is no item."""
        self.row.problem = self.text(Field.PROBLEM)
        if is_none(self.row.problem) and Field.PROBLEM not in self.unusable:
            self.row.problem = ""
            rest = "请补写；如果这一行是上一行同一问题的内容，请并到上一行。"
            if Field.PROBLEM not in self.row.letters:
                rest = "请在上方指定哪一列是问题。"
            self.say(Field.PROBLEM, self.missing(Field.PROBLEM, rest), Level.ERROR)
        parts = numbered_parts(self.row.problem)
        if parts > 1:
            said = f"这一格写了{parts}个问题，按一件登记；如须分别整改，请拆成{parts}行。"
            self.say(Field.PROBLEM, said, Level.DOUBTFUL)

    def read_lists(self) -> None:
        """Target, sources and dimension: rows of the campaign's lists."""
        lists, row = self.context.lists, self.row
        text = self.text(Field.TARGET)
        choice = lists.targets.choose(text)
        row.target = choice.entry.name if choice.entry else None
        if row.target is None:
            self._not_listed(Field.TARGET, text, lists.targets)
        elif not choice.exact:
            self._taken_for(Field.TARGET, text, row.target)
        text = self.text(Field.SOURCE)
        found = lists.sources.choose_all(text)
        row.sources = tuple(entry.name for entry in found)
        if not found:
            self._not_listed(Field.SOURCE, text, lists.sources)
        elif len(found) > 1:
            said = f"“{text[:30]}”按{len(found)}个来源登记：{'、'.join(row.sources)}。"
            self.say(Field.SOURCE, said, Level.NOTE)
        elif not lists.sources.choose(text).exact:
            self._taken_for(Field.SOURCE, text, found[0].name)
        text = self.text(Field.DIMENSION)
        dimension = lists.dimensions.choose(text).entry
        row.dimension = dimension.name if dimension else None
        if text and not dimension:
            row.extra[LABELS[Field.DIMENSION]] = text
            said = f"“{text[:30]}”不在检视维度清单中，原样保留在补充信息里。"
            self.say(Field.DIMENSION, said, Level.NOTE)

    def _taken_for(self, found: Field, text: str, name: str) -> None:
        self.say(found, f"“{text[:30]}”按“{name}”登记。", Level.NOTE)

    def _not_listed(self, found: Field, text: str, entries: EntryList) -> None:
        if found in self.unusable:
            return
        names = "、".join(f"“{name}”" for name in entries.names())
        suggestion = self.row.proposals.get(found)
        if is_none(text):
            rest = f"请从{names}中选一项。"
            self.say(found, self.missing(found, rest), Level.ERROR, suggestion)
        else:
            said = f"“{text[:30]}”不在{LABELS[found]}清单中，请改为{names}之一。"
            self.say(found, said, Level.ERROR)

    def read_kind_and_due(self) -> None:
        """The kind's own column wins over what the date column says about it."""
        row, text = self.row, self.text(Field.DUE)
        read = Deadline() if is_none(text) else self.context.deadline(text)
        if read.message:
            level = Level.NOTE if read.done and self._is_closed() else read.level
            self.say(Field.DUE, read.message, level, read.suggestion)
        row.due, row.due_inferred_year, self.done = read.due, read.inferred_year, read.done
        word = self.text(Field.KIND)
        kind = self._written_kind(word)
        if kind is None and not is_none(word):
            said = f"“{word[:30]}”不是整改类型，请改为{_KINDS}之一。"
            self.say(Field.KIND, said, Level.ERROR)
            return
        if kind is None:
            kind = self._inferred_kind(read)
        elif read.kind and read.kind != kind:
            said = (
                f"整改类型是“{kind.label}”，时限却写“{text[:20]}”，按整改类型读；"
                "请补写日期或更正类型。"
            )
            self.say(Field.DUE, said, Level.DOUBTFUL)
        row.kind = kind.label
        self._check_due(kind, read)

    def _is_closed(self) -> bool:
        written = self.text(Field.STATE) or self.text(Field.PROGRESS)
        return state_group(leading_state(written)[0]) in ("closed", "sustained")

    def _written_kind(self, word: str) -> Kind | None:
        """The kind that the cell names; of two the first, with a doubt."""
        kind = KIND_OF.get(plain(word))
        if kind is not None or is_none(word):
            return kind
        kinds, _ = kinds_in(plain(word))
        if kinds:
            level = Level.DOUBTFUL if len(kinds) > 1 else Level.NOTE
            look = "，请核对。" if len(kinds) > 1 else "。"
            self.say(Field.KIND, f"“{word[:30]}”按“{kinds[0].label}”登记{look}", level)
        return kinds[0] if kinds else None

    def _inferred_kind(self, read: Deadline) -> Kind:
        kind = read.kind or Kind.TIME_LIMITED
        sure = read.kind is not None or read.due is not None
        rest = f"按时限一栏读作“{kind.label}”。"
        if not sure:
            rest = f"时限也看不出来，暂按“{kind.label}”登记，请核对。"
        said = self.missing(Field.KIND, rest)
        if Field.KIND not in self.unusable:
            proposal = self.row.proposals.get(Field.KIND) if not sure else None
            self.say(Field.KIND, said, Level.NOTE if sure else Level.DOUBTFUL, proposal)
        return kind

    def _check_due(self, kind: Kind, read: Deadline) -> None:
        due, as_of = read.due, self.context.as_of
        if due and kind == Kind.IMMEDIATE and as_of and due > as_of + FAR_FOR_IMMEDIATE:
            said = (
                f"立行立改的时限写到{due.isoformat()}，离{as_of.isoformat()}较远，"
                "请核对是否应为限期整改。"
            )
            self.say(Field.DUE, said, Level.DOUBTFUL)
        elif due and kind == Kind.LONG_TERM:
            self.say(Field.DUE, "长期坚持的事项写了时限，按首个阶段的时限登记。", Level.NOTE)

    def read_state(self) -> None:
        """The sheet's word stays as it is; `enters` is what it becomes."""
        row = self.row
        place = Field.STATE if Field.STATE in row.letters else Field.PROGRESS
        row.progress = self.text(Field.PROGRESS)
        written = "" if is_none(self.text(Field.STATE)) else self.text(Field.STATE)
        if self.done and not written and not row.progress:
            place, written = Field.DUE, self.done
            said = f"没有写状态，时限一栏写着“{self.done}”，按此读状态，请核对。"
            self.say(place, said, Level.DOUBTFUL)
        word, rest = leading_state(written or row.progress)
        if written:
            row.progress = "\n".join(part for part in (rest, row.progress) if part)
        row.state = word or written
        if written and not word:
            said = f"“{written[:30]}”不是认得的状态，请改为下列之一：{STATE_WORDS_SHOWN}；或留空。"
            self.say(Field.STATE, said, Level.ERROR)
            return
        if place not in self.unusable:
            self._doubt_state(place, word)
        self._enter(place, word)

    def _doubt_state(self, place: Field, word: str) -> None:
        row = self.row
        if is_doubtful_state(word):
            shown = "已销号" if state_group(word) == "closed" else "整改中"
            other = (
                "如尚未完成，请改为“整改中”" if shown == "已销号" else "如已完成，请改为“已销号”"
            )
            self.say(place, f"“{word}”按“{shown}”读；{other}。", Level.DOUBTFUL, shown)
        elif not word and row.progress and not is_none(row.progress):
            said = "有进展文字，却没有写状态，暂按未启动读；如已开始整改，请填“整改中”。"
            self.say(place, said, Level.DOUBTFUL, "整改中")
        elif state_group(word) == "in_review":
            said = f"“{word}”按“整改中”登记：审核、签批和验收在本系统里办理。"
            self.say(place, said, Level.NOTE)

    def _enter(self, place: Field, word: str) -> None:
        row, group = self.row, state_group(word)
        other = _OTHER_NUMBER.search(f"{row.progress}\n{row.remarks}")
        row.merged_into = other.group() if other and group == "merged" else None
        row.enters = enters(
            word, row.kind_code, row.lead is not None, bool(row.measures), bool(row.merged_into)
        )
        if group == "merged" and not row.merged_into:
            said = "已并案的事项要写明并入哪一项，请在备注中写上对方的事项编号。"
            self.say(place, said, Level.ERROR)
        elif group == "voided" and is_none(row.remarks):
            said = f"“{word}”的事项要写明原因，请写在备注一栏。"
            self.say(place, said, Level.ERROR)
        elif row.enters is None and Field.LEAD not in self.refused():
            said = f"“{word}”的事项要写明由谁整改，请补写牵头单位。"
            self.say(Field.LEAD, said, Level.ERROR, row.proposals.get(Field.LEAD))
        elif group in _OPEN_GROUPS and not row.due and Field.DUE not in self.refused():
            if is_none(self.text(Field.DUE)):
                rest = "导入时由系统按整改类型设定，并注明。"
                self.say(Field.DUE, self.missing(Field.DUE, rest), Level.NOTE)

    def read_dates(self) -> None:
        """The day on which the problem was found; what can't be read is kept as words."""
        text = self.text(Field.FOUND_ON)
        if is_none(text):
            return
        read, as_of = self.context.deadline(text), self.context.as_of
        if read.due is None:
            self.row.extra[LABELS[Field.FOUND_ON]] = text
            said = f"“{text[:30]}”读不出发现日期，原样保留在补充信息里。"
            self.say(Field.FOUND_ON, said, Level.NOTE)
            return
        found_on = read.due
        if (
            read.inferred_year
            and as_of
            and found_on > as_of
            and (found_on.month, found_on.day)
            != (
                2,
                29,
            )
        ):
            found_on = found_on.replace(year=found_on.year - 1)
        self.row.found_on = found_on
