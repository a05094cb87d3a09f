"""Reading a JSON file whole: every fault gets a sentence that names its place; none stops the rest.

A fault is kept as `core.errors.FieldError`, so that a command prints it and a door may answer it.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.errors import FieldError, Invalid

CODE = re.compile(r"[a-z0-9][a-z0-9_-]*")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL and lone surrogates: PostgreSQL takes neither."""


@dataclass
class Faults:
    """What is wrong with a file, in the order in which it was found."""

    found: list[FieldError] = field(default_factory=list)

    def add(self, place: str, sentence: str) -> None:
        """Note a fault at `place`, a JSON pointer ("/targets/rows/0/name")."""
        self.found.append(FieldError(place, "invalid", f"{spoken(place)}：{sentence}"))

    def refuse_if_any(self, what: str) -> None:
        """Raise Invalid with every fault; `what` names the file in the first sentence."""
        if self.found:
            head = f"{what}有 {len(self.found)} 处需要修改，未写入任何内容。"
            raise Invalid(head, errors=self.found)


def spoken(place: str) -> str:
    """A JSON pointer as a person reads it: /targets/rows/0/name → targets 第1条 name."""
    parts = [part for part in place.split("/") if part and part != "rows"]
    return " ".join(f"第{int(p) + 1}条" if p.isdigit() else p for p in parts) or "文件"


class Node:
    """A JSON object being read: what is asked for is ticked off, `close` refuses the rest."""

    def __init__(self, value: Any, place: str, faults: Faults) -> None:
        self.place = place
        self.faults = faults
        self.value: dict[str, Any] = value if isinstance(value, dict) else {}
        self.asked: set[str] = set()
        self.is_object = isinstance(value, dict)
        if not self.is_object:
            faults.add(place, "应为一组“名称: 值”（JSON 对象）。")

    def fault(self, key: str, sentence: str) -> None:
        """Note a fault at `key` of this object."""
        self.faults.add(f"{self.place}/{key}", sentence)

    def get(self, key: str) -> Any:
        """The raw value, None where it is missing."""
        self.asked.add(key)
        return self.value.get(key)

    def text(self, key: str, longest: int, default: str | None = None) -> str:
        """A text of 1 to `longest` characters; `default` where it may be missing or empty."""
        value = self.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            if self.is_object:
                self.fault(key, "缺少内容，或不是文字。")
            return default or ""
        value = value.strip()
        if not value and default is None:
            self.fault(key, "不能为空。")
        if len(value) > longest:
            self.fault(key, f"最多 {longest} 个字，现有 {len(value)} 个。")
        if UNSTORABLE.search(value):
            self.fault(key, "含有不能保存的控制字符。")
        return value

    def code(self, key: str, longest: int = 40) -> str:
        """A code of small letters, digits, _ and -."""
        value = self.text(key, longest)
        if value and not CODE.fullmatch(value):
            self.fault(key, f"“{value}”只能用小写字母、数字、下划线和连字符，且以字母或数字开头。")
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """true or false."""
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(key, "只能写 true 或 false。")
            return default
        return value

    def day(self, key: str, required: bool = True) -> date | None:
        """A day written 2019-09-09."""
        value = self.get(key)
        if value is None and not required:
            return None
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.fault(key, "应为 2019-09-09 这样的日期。")
            return None

    def texts(self, key: str, longest: int = 1000) -> tuple[str, ...]:
        """A list of texts without empty or doubled ones; missing is empty."""
        value = self.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self.fault(key, "应为一列文字。")
            return ()
        found = tuple(text.strip() for text in value)
        for index, text in enumerate(found):
            if not text or len(text) > longest or UNSTORABLE.search(text):
                self.fault(f"{key}/{index}", f"应为 1 至 {longest} 个字，且不含控制字符。")
        if len(set(found)) < len(found):
            self.fault(key, "有重复的内容。")
        return found

    def child(self, key: str) -> "Node":
        """An object inside; missing is an empty one."""
        value = self.get(key)
        return Node({} if value is None else value, f"{self.place}/{key}", self.faults)

    def rows(self, key: str) -> "list[Node]":
        """A list of objects; missing is empty."""
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(key, "应为一列条目。")
            return []
        place = f"{self.place}/{key}"
        return [Node(row, f"{place}/{index}", self.faults) for index, row in enumerate(value)]

    def close(self) -> None:
        """Refuse what nobody asked for: a misspelt name would be dropped silently otherwise."""
        for key in sorted(self.value.keys() - self.asked):
            self.fault(key, "不认识这一项，请核对拼写或删去。")
