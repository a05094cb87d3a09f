"""What stands in a cell of units: who leads, who co-operates, who handles it, which persons.

甲、乙 (the first leads) · 乙（牵头）、甲 · 甲牵头，乙、丙配合 · 牵头单位：甲；配合单位：乙 ·
甲（承办：丙） · 甲（赵某甲） · 甲局长赵某甲 · 甲、乙等部门.
"""

import re
from dataclasses import dataclass, field

from rectification.imports.units import DepartmentNames

_HANDLED_BY = re.compile(r"[(（]承办(?:单位)?[:：]?(?P<unit>[^()（）]+)[)）]")
_ASIDE = re.compile(r"[(（]([^()（）]*)[)）]")
_NUMBERS = re.compile(r"(?:^|(?<=[\s、，,;；。]))(?:\d{1,2}[.、．)）]|[①-⑳])\s*")
_LEADING, _HELPING, _ANY = "lead", "coop", ""
_LABELS = (
    (re.compile(r"(?:牵头|主办|主责|主要责任)(?:责任)?(?:单位|部门)?[:：]"), _LEADING),
    (re.compile(r"(?:配合|协办|协助|协同|参与|会办)(?:责任)?(?:单位|部门)?[:：]"), _HELPING),
    (re.compile(r"(?:整改)?(?:责任|承办|落实)(?:主体|单位|部门)?[:：]"), _ANY),
)
_MARKS = (
    (re.compile(r"(?:负责)?(?:牵头|主办|主责)(?:单位|部门|负责|抓总|落实|办理|整改)?$"), _LEADING),
    (
        re.compile(
            r"(?:分别|积极|予以)?(?:配合|协办|协助|协同|参与)(?:单位|部门|落实|办理|整改)?$"
        ),
        _HELPING,
    ),
    (
        re.compile(
            r"按(?:照)?职责(?:分工)?(?:分别)?(?:负责|落实|办理)?$|(?<=.)负责(?:落实|整改|办理)?$"
        ),
        _ANY,
    ),
)
_AND_OTHERS = re.compile(r"等(?:有关|相关)?(?:\d+|[一二三四五六七八九十]+)?个?(?:部门|单位)?$")
_BEHIND = re.compile(
    r"(?:(?:主要)?负责人|(?:党组|党委)?(?:(?:副|分管副?)?(?:成员|委员|书记|局长|主任|处长|科长|秘书长|会长|理事长))|"
    r"(?:主要|分管)领导)?[:：\s]*(?P<person>[\u3400-\u9fff]{2,4})?"
)
"""What may stand behind a unit's name: a post, a person."""
_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
_PHONE = re.compile(r"(?:电话[:：]?)?\d[\d\-—]{6,}")
_NO_NAMES = re.compile(
    r".*(?:[局委办会院厅科处室站所队社区县乡镇校部司行库场]|中心|街道|单位|政府|公司|集团|责任|牵头|配合)"
)
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦"
    "昌马苗凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟黄穆萧尹姚邵汪祁毛禹狄米贝"
    "臧计成戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵季贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房丁邓"
    "洪包诸左石崔吉龚程嵇邢裴陆荣翁荀甄封储靳焦牧车侯班秋仲宫宁仇栾甘厉祖武符刘景詹龙叶司黎薄白怀蒲邰赖卓蔺屠"
    "蒙池乔闻党谭贡姬申冉桑桂边温庄晏柴瞿阎慕连习艾鱼古易廖耿匡寇广欧阳沃利蔚越师巩聂晁敖冷辛阚那简饶曾关查红游权"
    "覃肖涂佟商佘向代牟苟兰卿丘付闫岳帅"
)


@dataclass
class UnitCell:
    """The words of a cell of units, by what they are."""

    lead: str = ""
    is_marked: bool = False
    """The cell says itself who leads."""
    others: list[str] = field(default_factory=list)
    """Units beside the lead whose part the cell leaves open."""
    coop: list[str] = field(default_factory=list)
    handling: str = ""
    persons: list[str] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    """What stands in brackets and is neither a person nor a part."""
    and_others: bool = False
    """The cell ends its list with 等."""


@dataclass
class _Word:
    text: str
    part: str | None = None


def is_person(text: str) -> bool:
    """Say whether a word looks like a person's name: a surname, two to four signs, no unit."""
    bare = text.strip()
    return (
        bool(_NAME.fullmatch(bare)) and bare[0] in _SURNAMES and not _NO_NAMES.fullmatch(bare)
    ) or bool(_PHONE.fullmatch(bare))


def read_units(text: str, names: DepartmentNames) -> UnitCell:
    """Take a cell of units apart; see the module's text for the forms."""
    cell, words = UnitCell(), list[_Word]()
    handled = _HANDLED_BY.search(text)
    cell.handling = handled["unit"].strip() if handled else ""
    text = _NUMBERS.sub("、", _HANDLED_BY.sub("", text)).strip("、 ")
    part: str | None = None
    begins = 0
    for before, piece in names.pieces(text):
        if re.search(r"[;；。\n]", before):
            part, begins = None, len(words)
        piece, label = _label(piece)
        part = label if label is not None else part
        piece, own = _aside(piece, cell)
        piece, mark = _mark(piece)
        for word in _words(piece, before, names, cell, bool(words)):
            words.append(_Word(word, own or part))
        if mark is not None:
            for one in words[begins:]:
                one.part = mark if one.part is None else one.part
            begins = len(words)
    _deal(cell, words)
    return cell


def _label(piece: str) -> tuple[str, str | None]:
    for pattern, part in _LABELS:
        found = pattern.match(piece)
        if found:
            return piece[found.end() :].strip(), part
    return piece, None


def _mark(piece: str) -> tuple[str, str | None]:
    bare = piece.strip()
    for pattern, part in _MARKS:
        found = pattern.search(bare)
        if found and found.start():
            return re.sub(r"^由(?=..)", "", bare[: found.start()]).strip(), part
    return piece, None


def _aside(piece: str, cell: UnitCell) -> tuple[str, str | None]:
    """Take brackets out: a part is the word's own, persons and other words are kept."""
    own = None
    for bare in map(str.strip, _ASIDE.findall(piece)):
        parts = [part for part in re.split(r"[、，,;；/\s]+", bare) if part]
        mark = next((part for pattern, part in _MARKS if pattern.fullmatch(bare)), None)
        if mark is not None:
            own = mark
        elif parts and all(map(is_person, parts)):
            cell.persons += parts
        elif bare and not re.fullmatch(r"盖章|公章|签章|党组|党委", bare):
            cell.asides.append(bare)
    return _ASIDE.sub("", piece).strip(), own


def _words(
    piece: str, before: str, names: DepartmentNames, cell: UnitCell, has_units: bool
) -> list[str]:
    """Return the units of a piece; persons behind a space, a break, a colon or a title go apart."""
    bare = _AND_OTHERS.sub("", piece)
    if bare and bare != piece and not names.exact(piece):
        cell.and_others, piece = True, bare
    if not piece:
        return []
    if has_units and re.search(r"[\n/]", before) and is_person(piece):
        cell.persons.append(piece)
        return []
    units: list[str] = []
    for word in names.words(piece):
        titled = _BEHIND.fullmatch(word) if units or has_units else None
        if titled and titled["person"] != word and is_person(titled["person"] or ""):
            cell.persons.append(str(titled["person"]))
        elif (units or has_units) and is_person(word) and word != piece:
            cell.persons.append(word)
        else:
            units.append(_untitled(word, names, cell))
    return units


def _untitled(word: str, names: DepartmentNames, cell: UnitCell) -> str:
    """Return 市教育局 for 市教育局局长李某丁 and 市审计局：钱某乙."""
    for end in range(len(word) - 1, 2, -1):
        found = _BEHIND.fullmatch(word, end)
        if not found or not names.exact(word[:end]) or names.exact(word):
            continue
        person = found["person"]
        if person is None or is_person(person):
            cell.persons += [person] if person else []
            return word[:end]
    return word


def _deal(cell: UnitCell, words: list[_Word]) -> None:
    """Say which word leads."""
    leading = [word for word in words if word.part == _LEADING]
    open_ = [word for word in words if word.part in (_ANY, None)]
    first = next(iter(leading or open_), None)
    if first is None:
        cell.coop = [word.text for word in words]
        return
    cell.lead, cell.is_marked = first.text, len(leading) == 1
    cell.coop = [word.text for word in words if word.part == _HELPING]
    cell.others = [w.text for w in words if w is not first and w.part != _HELPING]
