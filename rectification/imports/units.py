"""Which department a ledger's word means: full name, short name, alias, or a usual contraction."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rectification.columns import FORMER_NAMES
from rectification.imports.cells import is_none

_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_SEPARATORS = re.compile(r"([、，,;；。\n/|]+)")
_AND = re.compile(r"[和及与]|会同")
_COLLECTIVE = re.compile(
    r"^各.{2,}|(?:各|有关|相关|其他|其它|全体|市直|所有).*"
    r"(?:部门|单位|县区|区县|[县区镇乡村]|街道|机关|局|园区|科室|处室|[^一]级)$"
)
SECTION = re.compile(r"[\u3400-\u9fff]{1,8}(?:科室?|处|室|股)")
_TAILS = (("委员会", "委会"), ("办公室", "办室"))
SUGGESTIONS = 3
MOST_GUESSES = 300
"""Unknown words for which near names are looked up; beyond, the sentence goes without."""


@dataclass(frozen=True)
class DepartmentName:
    """A department as far as its names go. `parent_code` is "" for the root.

    `ended` is the sentence why an ended one can't be named any more, `heir` whom to name instead.
    """

    code: str
    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    parent_code: str = ""
    ended: str = ""
    heir: str = ""


@dataclass(frozen=True)
class Match:
    """What a word means. Neither unit nor candidates: unknown, `near` may hold guesses.

    A department that has ended is none: `ended` says so, and `near` holds the one to name instead.
    """

    text: str
    unit: DepartmentName | None = None
    how: str = ""
    """"exact", "derived" (a contraction), "section" or "partial" (without its ending)."""
    section: str = ""
    """The section of the unit that the word names (物业科)."""
    candidates: tuple[DepartmentName, ...] = ()
    near: tuple[DepartmentName, ...] = ()
    ended: str = ""

    @property
    def is_collective(self) -> bool:
        """Say whether the word means many units at once (各县区, 有关部门)."""
        return self.unit is None and bool(_COLLECTIVE.search(self.text))


def _plain(text: str) -> str:
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    bare = _BRACKETS.sub("", folded).strip("。.:：;*·")
    bare = re.sub(r"^([市县区州])府(?=.)", r"\1政府", re.sub(r"人民政府(?=.)", "政府", bare))
    return re.sub(r"(?<=..)(?:党组|党委)$", "", bare)


def _is_subsequence(short: str, full: str) -> bool:
    rest = iter(full)
    return all(sign in rest for sign in short)


def _tail(name: str) -> str:
    """Return the signs in which a contraction of the name may end."""
    for ending, signs in _TAILS:
        if name.endswith(ending):
            return signs
    return name[-1:]


@dataclass
class DepartmentNames:
    """All names of the departments, to look words up. Build it with `of`."""

    units: tuple[DepartmentName, ...]
    _by_code: dict[str, DepartmentName] = field(default_factory=dict)
    _exact: dict[str, list[DepartmentName]] = field(default_factory=dict)
    _stems: list[tuple[str, DepartmentName]] = field(default_factory=list)
    _known: dict[str, Match] = field(default_factory=dict)
    _guesses: int = 0
    _cities: tuple[str, ...] = ()
    _with_separator: re.Pattern[str] | None = None
    _titled: list[str] = field(default_factory=list)
    """Names of three signs and more, the longest first."""

    @classmethod
    def of(cls, units: Iterable[DepartmentName]) -> "DepartmentNames":
        """Return the look-up. City prefixes are learnt from the root (样例市人民政府)."""
        names = cls(tuple(unit for unit in units if unit.name))
        names._by_code.update((unit.code, unit) for unit in names.units)
        roots = [unit.name for unit in names.units if not unit.parent_code]
        cities = [name.removesuffix("人民政府") for name in roots if name.endswith("人民政府")]
        names._cities = tuple(cities)
        separated = set()
        for unit in names.units:
            if not unit.ended:  # contractions and guesses mean living ones
                names._stems.append((names._stem(unit.name), unit))
            for word in (unit.name, unit.short_name, *unit.aliases):
                names._add(word, unit, cities)
                if _SEPARATORS.search(word):
                    separated.add(word)
        names._titled = sorted((w for w in names._exact if len(w) >= 3), key=len, reverse=True)
        if separated:
            ordered = sorted(map(re.escape, separated), key=len, reverse=True)
            names._with_separator = re.compile("|".join(ordered))
        return names

    @staticmethod
    def _stem(name: str) -> str:
        return re.sub(r"^(?:市|县|区|州)(?=..)", "", name)

    def _add(self, word: str, unit: DepartmentName, cities: Sequence[str]) -> None:
        plain = _plain(word)
        stem = self._stem(plain)
        forms = {plain, stem, *(plain.removeprefix(city) for city in cities)}
        for form in forms - {""}:
            known = self._exact.setdefault(form, [])
            if unit not in known:
                known.append(unit)

    def superior(self, unit: DepartmentName) -> DepartmentName | None:
        """Return the department that leads for a sub-unit, None for any other.

        A sub-unit is one whose parent is not the root: it never leads an item.
        """
        top, parent = unit, self._by_code.get(unit.parent_code)
        for _ in self.units:
            if parent is None or not parent.parent_code:
                break
            top, parent = parent, self._by_code.get(parent.parent_code)
        return None if top is unit else top

    def resolve(self, text: str) -> Match:
        """Return what one word means; contractions are taken only where they are unique."""
        plain = _plain(text)
        if plain not in self._known:
            self._known[plain] = self._look_up(plain)
        return self._known[plain]

    def exact(self, text: str) -> bool:
        """Say whether the word is a name of one unit as it stands."""
        return len(self._named(_plain(text))) == 1

    def _named(self, plain: str) -> list[DepartmentName]:
        """The units of this very name; one that has ended only where no living one has it."""
        found = self._exact.get(plain) or self._of_level(plain, self._exact.get(self._stem(plain)))
        return [unit for unit in found if not unit.ended] or found

    def _of_level(self, plain: str, found: list[DepartmentName] | None) -> list[DepartmentName]:
        """县教育局 is not 市教育局: leave out units that begin with another level's sign."""
        sign = plain[:1] if self._stem(plain) != plain else ""
        others = set("市县区州") - {sign} if sign else set()
        return [unit for unit in found or () if unit.name[0] not in others]

    def _look_up(self, plain: str) -> Match:
        for city in self._cities:
            plain = plain.removeprefix(city) or plain
        exact = self._named(plain)
        if len(exact) == 1 and exact[0].ended:
            heirs = tuple(unit for unit in self.units if unit.name == exact[0].heir)
            return Match(plain, how="exact", near=heirs, ended=exact[0].ended)
        if len(exact) == 1:
            return Match(plain, exact[0], "exact")
        if exact:
            return Match(plain, candidates=tuple(exact))
        stem = self._stem(plain)
        if len(stem) >= 2:
            for found, how in ((self._contracted(stem), "derived"), (self._cut(stem), "partial")):
                found = self._of_level(plain, found)
                if len(found) == 1:
                    return Match(plain, found[0], how)
                if found:
                    return Match(plain, candidates=tuple(found))
        return self._section(plain) or Match(plain, near=self._near(stem))

    def _section(self, plain: str) -> Match | None:
        """市住建局物业科 → 市住房和城乡建设局: a unit's name and a section of it."""
        for end in range(len(plain) - 2, 1, -1):
            if SECTION.fullmatch(plain, end):
                head = plain[:end]
                found = self._named(head) or self._contracted(self._stem(head))
                found = [unit for unit in self._of_level(plain, found) if not unit.ended]
                if len(found) == 1 and found[0].parent_code:
                    return Match(plain, found[0], "section", section=plain[end:])
        return None

    def is_section(self, text: str) -> bool:
        """Say whether a word is a section's name (投资科, 办公室) and no unit's."""
        return bool(SECTION.fullmatch(_plain(text))) and self.unit_of(text) is None

    def unit_of(self, text: str) -> str | None:
        """Return the name of the unit that a title is; the root is none."""
        plain = _plain(text)
        for city in self._cities:
            plain = plain.removeprefix(city) or plain
        found = self._named(plain)
        found = found or self._of_level(plain, self._contracted(self._stem(plain)))
        return found[0].name if len(found) == 1 and found[0].parent_code else None

    def find_in(self, text: str) -> list[DepartmentName]:
        """Return the units whose names stand in a title; the root, in every title, is none."""
        folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
        found: list[DepartmentName] = []
        for word in self._titled:
            if word in folded:
                folded = folded.replace(word, "\n")
                found += [unit for unit in self._exact[word] if unit not in found]
        return [unit for unit in found if unit.parent_code]

    def _contracted(self, stem: str) -> list[DepartmentName]:
        """发改委 → 发展和改革委员会: the signs in their order, with the same ending.

        A name that holds the word in one piece wins over those that hold it scattered.
        """
        if len(stem) < 3:
            return []
        found = [
            (name, unit)
            for name, unit in self._stems
            if stem[-1] in _tail(name) and _is_subsequence(stem, name)
        ]
        whole = [unit for name, unit in found if stem in name]
        return whole or [unit for _, unit in found]

    def _cut(self, stem: str) -> list[DepartmentName]:
        """工信 → 工业和信息化局: without the ending, but from the first sign on."""
        return [
            unit
            for name, unit in self._stems
            if (name.removeprefix("政府") or name)[0] == stem[0] and _is_subsequence(stem, name)
        ]

    def _near(self, stem: str) -> tuple[DepartmentName, ...]:
        former = FORMER_NAMES.get(stem)
        same = [unit for name, unit in self._stems if name == former]
        if same or not stem or self._guesses >= MOST_GUESSES:
            return tuple(same)
        self._guesses += 1
        signs = set(stem) - set("市局委办会室中心管理和")
        ranked = sorted(
            (
                (-len(signs & set(name)) / len(signs | set(name)), place, unit)
                for place, (name, unit) in enumerate(self._stems)
                if signs & set(name)
            ),
            key=lambda row: row[:2],
        )
        return tuple(unit for _, _, unit in ranked[:SUGGESTIONS])

    def split(self, text: str) -> list[str]:
        """Return the words of a cell that holds several units; empty for 无 and the like.

        A known name that holds a separator stays whole; a space separates only where its sides
        are units, so that “市 教育局” stays one. Within brackets nothing separates.
        """
        return [word for _, piece in self.pieces(text) for word in self.words(piece)]

    def pieces(self, text: str) -> list[tuple[str, str]]:
        """Return the pieces between separators outside brackets, each with the one before it."""
        if is_none(text):
            return []
        kept: list[tuple[str, str]] = []
        if self._with_separator:
            kept += [("、", found) for found in self._with_separator.findall(text)]
            text = self._with_separator.sub("、", text)
        asides = _BRACKETS.findall(text)
        parts = _SEPARATORS.split(_BRACKETS.sub("\0", text))
        put_back = iter(asides)
        for before, part in zip(["", *parts[1::2]], parts[::2], strict=True):
            piece = re.sub("\0", lambda _: next(put_back), part).strip()
            if not is_none(piece):
                kept.append((before, piece))
        return kept

    def words(self, piece: str) -> list[str]:
        """Return the units of a piece that spaces, 和 or 及 separate; the piece where none does."""
        parts = piece.split()
        whole = self.resolve(piece)
        if len(parts) > 1 and whole.how != "exact":
            if any(self.resolve(part).unit for part in parts):
                return parts
        if whole.unit or whole.candidates or whole.ended:
            return [piece]
        parts = [part for part in _AND.split(piece) if part]
        if len(parts) > 1 and all(self.resolve(part).unit for part in parts):
            return parts
        return [piece]
