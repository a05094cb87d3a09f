"""Texts as keys, for search, and for cells of a spreadsheet."""

import importlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from types import ModuleType
from typing import TypeVar

Row = TypeVar("Row")

FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def normalise(text: str) -> str:
    """Return `text` as a key for duplicates: full and half width, case, spaces, marks alike.

    Compatibility characters are unified (Unicode NFKC); punctuation, spaces and invisible
    characters fall away, so that “一、审批慢。” and "一,审批慢" are the same.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LNS")


def trigrams(text: str) -> frozenset[str]:
    """Return the set of 3-character windows of the normalised text (itself when shorter)."""
    key = normalise(text)
    if len(key) < 3:
        return frozenset([key]) if key else frozenset()
    return frozenset(key[start : start + 3] for start in range(len(key) - 2))


def trigram_similarity(one: str, other: str) -> float:
    """Return how alike two texts are, 0.0–1.0: shared 3-grams over all 3-grams (Jaccard)."""
    return set_similarity(trigrams(one), trigrams(other))


def set_similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the Jaccard index of two sets; two empty ones are not alike."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


@lru_cache(maxsize=8192)
def pinyin_initials(text: str) -> str:
    """Return the first letters of the pinyin for search: 市场监管局 → "scjgj"; others stay."""
    pypinyin = _pypinyin()
    style = pypinyin.Style.FIRST_LETTER
    return "".join(pypinyin.lazy_pinyin(normalise(text), style=style, strict=False))


@lru_cache(maxsize=1)
def _pypinyin() -> ModuleType:
    """Its dictionaries take 54 MB: only a process that needs initials loads them."""
    return importlib.import_module("pypinyin")


def safe_cell(text: str) -> str:
    """Return `text` such that no spreadsheet takes it for a formula (OWASP CSV injection).

    An apostrophe goes before = + - @, tab, line ends and their full-width twins at the start,
    also behind leading spaces.
    """
    return f"'{text}" if text.lstrip(" \u3000")[:1] in FORMULA_STARTS and text.strip() else text


_NO_XML = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAKS = str.maketrans({"\x0b": "\n", "\x0c": "\n"})


def xml_text(text: str) -> str:
    """Return `text` such that a Word file can hold it: the line breaks of Word become line ends,
    other characters that XML forbids fall away."""
    return _NO_XML.sub("", text.translate(_BREAKS))


def plain_line(text: str) -> str:
    """Return `text` without control and direction-changing characters, spaces collapsed."""
    kept = (" " if char in "\t\r\n" else char for char in text if char not in _BIDI)
    visible = "".join(char for char in kept if unicodedata.category(char) != "Cc")
    return " ".join(visible.split())


def likest(
    text: str, rows: Iterable[tuple[Row, str]], *, least: float, most: int
) -> list[tuple[Row, float]]:
    """Return the rows whose text is like `text`, the likest first (in the order given, if equal).

    `rows` are (row, its text); `least` is the lowest likeness (Jaccard over 3-grams) that counts.
    """
    wanted = trigrams(text)
    found = [(row, set_similarity(wanted, trigrams(words))) for row, words in rows]
    near = [pair for pair in found if pair[1] >= least]
    return sorted(near, key=lambda pair: -pair[1])[:most]


_IDENTITY = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{5}[\dXx](?!\d)")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_CREDIT_CODE = re.compile(
    r"(?<![0-9A-Z])[0-9A-HJ-NP-RT-UW-Y]{2}\d{6}[0-9A-HJ-NP-RT-UW-Y]{10}(?![0-9A-Z])", re.IGNORECASE
)


def personal_numbers(text: str) -> list[str]:
    """Return which numbers that name a person or a firm stand in `text`, by their Chinese names.

    18 figures of an identity card (GB 11643), a mobile number, a unified social credit code
    (GB 32100). Used where a text must not say who is meant.
    """
    plain = unicodedata.normalize("NFKC", text)
    found = []
    if _IDENTITY.search(plain):
        found.append("身份证号")
        plain = _IDENTITY.sub(" ", plain)
    if _CREDIT_CODE.search(plain):
        found.append("统一社会信用代码")
    if _MOBILE.search(plain):
        found.append("手机号")
    return found
