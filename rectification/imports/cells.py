"""Whether a cell says “none”; how a cell of measures falls into single ones."""

import re

from rectification.columns import NONE_WORDS

_ENUMERATORS = (
    re.compile(r"(?<![\d.])(?P<n>\d{1,2})\s*[.、．)）:：]\s*"),
    re.compile(r"[(（]\s*(?P<n>\d{1,2})\s*[)）]\s*[.、．]?\s*"),
    re.compile(r"[(（]\s*(?P<n>[一二三四五六七八九十]{1,3})\s*[)）]\s*[.、．]?\s*"),
    re.compile(r"(?P<n>[①-⑳])\s*"),
    re.compile(r"(?<![一二三四五六七八九十第])(?P<n>[一二三四五六七八九十]{1,3})[、．.]\s*"),
    re.compile(
        r"(?<![一二三四五六七八九十])(?P<n>[一二三四五六七八九十]{1,2})是(?![否不])[,，:：]?"
    ),
    re.compile(r"第(?P<n>[一二三四五六七八九十]{1,3})[,，、]\s*"),
)
_DECIMAL = re.compile(
    r"\d+(?:\.\d+)?\s*(?:[万亿]|元|[%％‰]|倍|公里|千米|米|平方|吨|亩|公斤|千克|个?百分点)"
)
_DEEPEST = 3
"""How many kinds of numbers may stand inside one another: 一、（一）1."""
_CHINESE = "一二三四五六七八九十"
_OPEN, _CLOSE = "（(“‘《【[「『〈", "）)”’》】]」』〉"
_ANY_OPEN = re.compile(f"[{re.escape(_OPEN)}]")
_STOPS = "；;。\n"
_BULLETS = " \t-–—●•·*√■◆▪→"
_ENDS = " \t，,、；;。.·"


def is_none(text: str) -> bool:
    """Say whether a cell is empty or says “none” in a word."""
    return not text or re.sub(r"\s+", "", text) in NONE_WORDS


def split_measures(text: str) -> list[str]:
    """Return the single measures of a cell, without their numbers.

    Split at 1. 2. / 1、 / (1) / （一） / ① / 一是, line breaks, ； and 。, never inside brackets or
    quotes, never at a decimal (7.1万元) or a date (10.31).
    """
    if is_none(text):
        return []
    measures: list[str] = []
    for part in _by_numbers(text):
        for piece in _by_stops(part):
            bare = piece.strip(_ENDS).lstrip(_BULLETS).strip(_ENDS)
            if bare:
                measures.append(bare)
    return measures


def numbered_parts(text: str) -> int:
    """Return how many numbered parts a text falls into that begins with number one, else 0."""
    depths = _depths(text)
    for pattern in _ENUMERATORS:
        marks = _sequence(text, pattern, depths)
        if marks and marks[0][0] == 0:
            return len(marks)
    return 0


def _ordinal(sign: str) -> int:
    if sign.isdigit() and sign.isascii():
        return int(sign)
    if "①" <= sign <= "⑳":
        return ord(sign) - ord("①") + 1
    if sign == "十":
        return 10
    tens, _, ones = sign.rpartition("十")
    if "十" in sign:
        return (_CHINESE.find(tens) + 1 if tens else 1) * 10 + (_CHINESE.find(ones) + 1)
    return _CHINESE.find(sign) + 1


def _by_numbers(text: str, deep: int = 0) -> list[str]:
    """Split at the first family of numbers that begins with 1 at the beginning of a line."""
    depths = _depths(text)
    best: list[tuple[int, int]] = []
    for pattern in _ENUMERATORS if deep < _DEEPEST else ():
        marks = _sequence(text, pattern, depths)
        if marks and (not best or marks[0][0] < best[0][0]):
            best = marks
    if not best:
        return [text]
    parts = [text[: best[0][0]]]
    ends = [start for start, _ in best[1:]] + [len(text)]
    for (_, after), end in zip(best, ends, strict=True):
        parts += _by_numbers(text[after:end], deep + 1)
    return [part for part in parts if part.strip()]


def _sequence(text: str, pattern: re.Pattern[str], depths: list[int]) -> list[tuple[int, int]]:
    """Return (start, end) of the marks 1, 2, 3 … in their order.

    The first stands at the beginning of the text or a line. A later one may stand within a line,
    but then no digit follows it: “增2.3倍” is no second measure.
    """
    marks: list[tuple[int, int]] = []
    for found in pattern.finditer(text):
        if depths[found.start()] or _ordinal(found["n"]) != len(marks) + 1:
            continue
        if found.group().endswith(".") and _DECIMAL.match(text, found.end()):
            continue
        before = text[: found.start()].rstrip(" \t　" + _BULLETS)
        at_start = not before or before[-1] in _STOPS
        follows_digit = text[found.end() : found.end() + 1].isdigit()
        if at_start or (marks and not follows_digit and not before[-1].isdigit()):
            marks.append((found.start(), found.end()))
    return marks


def _depths(text: str) -> list[int]:
    """Return for every position how many brackets are open; unclosed ones don't count."""
    depths, stack, pairs = [0] * len(text), [], []
    if not _ANY_OPEN.search(text):
        return depths
    for position, sign in enumerate(text):
        if sign in _OPEN:
            stack.append((sign, position))
        elif sign in _CLOSE:
            wanted = _OPEN[_CLOSE.index(sign)]
            if stack and stack[-1][0] == wanted:
                pairs.append((stack.pop()[1], position))
    for start, end in pairs:
        for position in range(start + 1, end):
            depths[position] += 1
    return depths


def _by_stops(text: str) -> list[str]:
    """Split at line breaks, ； and 。 outside brackets; a line that ends in ， goes on below."""
    depths = _depths(text)
    pieces, current = [], ""
    for position, sign in enumerate(text):
        goes_on = sign == "\n" and current.rstrip().endswith(tuple("，,、：:"))
        if sign in _STOPS and not depths[position] and not goes_on:
            pieces.append(current)
            current = ""
        elif sign != "\n":
            current += sign
    return [*pieces, current]
