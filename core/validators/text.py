"""Texts as keys, for search, and for cells of a spreadsheet."""

import importlib
import unicodedata
from functools import lru_cache
from types import ModuleType

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


def plain_line(text: str) -> str:
    """Return `text` without control and direction-changing characters, spaces collapsed."""
    kept = (" " if char in "\t\r\n" else char for char in text if char not in _BIDI)
    visible = "".join(char for char in kept if unicodedata.category(char) != "Cc")
    return " ".join(visible.split())
