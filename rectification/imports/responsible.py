"""Who answers for a row: its lead, the sub-unit that handles it, the co-operating units."""

from rectification.columns import Field
from rectification.imports.reader import Reader
from rectification.imports.results import Level
from rectification.imports.unit_cells import UnitCell, read_units
from rectification.imports.units import DepartmentName, Match

SECTION = "承办科室"
"""Under what the section is kept that a cell names with its unit."""
ASIDE = "单位栏附注"


class UnitReader(Reader):
    """The part of the reading that is about units."""

    def read_units(self) -> None:
        """Lead, handling sub-unit and co-operating units."""
        names, text = self.context.names, self.text(Field.LEAD)
        cell = read_units(text, names)
        units: list[DepartmentName] = []
        if not cell.lead:
            if Field.LEAD not in self.unusable:
                self._no_lead()
        else:
            self._lead(names.resolve(cell.lead), cell.handling)
        units += self._units(Field.LEAD, [*cell.others, *cell.coop], helping=True)
        if cell.others:
            level = Level.NOTE if cell.is_marked else Level.DOUBTFUL
            look = "。" if cell.is_marked else "，请核对。"
            said = f"“{text[:40]}”写了几个单位，按“{cell.lead}”牵头、其余配合读{look}"
            self.say(Field.LEAD, said, level)
        self._beside(Field.LEAD, cell)
        beside = read_units(self.text(Field.COOP), names)
        more = [beside.lead, *beside.others, *beside.coop]
        units += self._units(Field.COOP, [word for word in more if word], helping=True)
        self._beside(Field.COOP, beside)
        self._co_operate(units)

    def _co_operate(self, units: list[DepartmentName]) -> None:
        row = self.row
        for unit in units:
            if unit.code == row.lead_code:
                said = f"“{unit.name}”已是牵头单位，不再列为配合单位。"
                self.say(Field.COOP, said, Level.NOTE)
            elif unit.code not in row.coop_codes:
                row.coop.append(unit.name)
                row.coop_codes.append(unit.code)

    def _beside(self, found: Field, cell: UnitCell) -> None:
        """What else stands in a cell of units: persons, remarks, an open list."""
        row, persons = self.row, "、".join(cell.persons)
        if persons and found == Field.LEAD and not row.handler:
            row.handler = persons
            self.say(found, f"单位栏里的“{persons[:30]}”按经办人登记。", Level.NOTE)
        elif persons and persons not in row.handler:
            row.extra[ASIDE] = "；".join(filter(None, (row.extra.get(ASIDE), persons)))
            self.say(found, f"单位栏里的“{persons[:30]}”是人名，保留在补充信息里。", Level.NOTE)
        if cell.asides:
            words = "；".join(cell.asides)
            row.extra[ASIDE] = "；".join(filter(None, (row.extra.get(ASIDE), words)))
            said = f"单位栏括号里的“{words[:30]}”没有读作单位，保留在补充信息里。"
            self.say(found, said, Level.NOTE)
        if cell.and_others:
            said = "“等”字所指的其他单位没有列入配合单位；如需登记，请逐个写明。"
            self.say(found, said, Level.DOUBTFUL)

    def _no_lead(self) -> None:
        proposal = self.row.proposals.get(Field.LEAD)
        if proposal:
            self.row.lead_filled_from = "proposed"
            said = f"牵头单位空着，又不是合并单元格。上面的单位是“{proposal[:30]}”，如相同请填上。"
            self.say(Field.LEAD, said, Level.DOUBTFUL, proposal)
        else:
            rest = "导入后先登记，由办公室交办；如已确定，请补写。"
            self.say(Field.LEAD, self.missing(Field.LEAD, rest), Level.DOUBTFUL)

    def _lead(self, match: Match, handling: str) -> None:
        row, names = self.row, self.context.names
        unit = self._unit(Field.LEAD, match)
        if unit is None:
            return
        superior = names.superior(unit)
        if superior is not None:
            suggestion = f"{superior.name}（承办：{unit.name}）"
            said = (
                f"“{unit.name}”是“{superior.name}”的二级单位，不能牵头；"
                f"请改为“{suggestion}”，由上级单位牵头、本单位承办。"
            )
            self.say(Field.LEAD, said, Level.ERROR, suggestion)
            return
        row.lead, row.lead_code = unit.name, unit.code
        if match.section:
            row.extra.setdefault(SECTION, match.section)
        if not handling:
            return
        handler = self._unit(Field.LEAD, names.resolve(handling))
        if handler is not None and names.superior(handler) is not unit:
            said = f"“{handler.name}”不是“{unit.name}”的二级单位，请核对承办单位。"
            self.say(Field.LEAD, said, Level.ERROR, unit.name)
        elif handler is not None:
            row.handling, row.handling_code = handler.name, handler.code

    def _units(self, found: Field, words: list[str], helping: bool = False) -> list[DepartmentName]:
        units = [self._unit(found, self.context.names.resolve(word), helping) for word in words]
        return [unit for unit in units if unit is not None]

    def _unit(self, found: Field, match: Match, helping: bool = False) -> DepartmentName | None:
        """Return the unit that a word means, and say what was done or must be done."""
        word = match.text[:30]
        if match.unit is not None:
            if match.how != "exact":
                sure = match.how in ("derived", "section")
                level = Level.NOTE if sure else Level.DOUBTFUL
                suggestion = None if sure else match.unit.name
                self.say(found, f"“{word}”按“{match.unit.name}”登记。", level, suggestion)
            return match.unit
        if match.candidates:
            shown = "、".join(f"“{unit.name}”" for unit in match.candidates[:6])
            said = f"“{word}”可能是{shown}，请写明是哪个单位。"
            self.say(found, said, Level.ERROR)
        elif match.is_collective:
            said = f"“{word}”不是具体单位，请逐个写明单位名称。"
            if helping:
                said = f"“{word}”不是具体单位，没有列入配合单位；如需登记，请逐个写明。"
            self.say(found, said, Level.DOUBTFUL if helping else Level.ERROR)
        elif match.near:
            shown = "、".join(f"“{unit.name}”" for unit in match.near)
            said = f"单位名册中没有“{word}”，是否为{shown}？请改正，或请管理员添加别名。"
            self.say(found, match.ended or said, Level.ERROR, match.near[0].name)
        else:
            said = f"单位名册中没有“{word}”，请改写单位全称，或请管理员添加单位、别名。"
            self.say(found, match.ended or said, Level.ERROR)
        return None
