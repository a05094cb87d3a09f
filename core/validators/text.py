"""Text as it is compared and found again: normal form, likeness, initials."""

import unicodedata

from pypinyin import Style, lazy_pinyin


def normalise_text(text: str) -> str:
    """The normal form by which the same text is known again.

    NFKC (full width to half), lower case, without white space and punctuation.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(ch for ch in folded if unicodedata.category(ch)[0] not in "ZPC")


def trigrams(text: str) -> frozenset[str]:
    """Character 3-grams of the normal form; a shorter text is its own only gram."""
    plain = normalise_text(text)
    if len(plain) < 3:
        return frozenset([plain]) if plain else frozenset()
    return frozenset(plain[n : n + 3] for n in range(len(plain) - 2))


def trigram_similarity(one: str, other: str) -> float:
    """Jaccard likeness of two texts over character 3-grams, from 0 to 1; 0.6 is a near copy."""
    a, b = trigrams(one), trigrams(other)
    if not a or not b:
        return 0.0
    return len(a & b) / len(a | b)


def pinyin_initials(text: str) -> str:
    """The pinyin initials of a text's characters, lower case (“供热管网” gives “grgw”)."""
    letters = lazy_pinyin(text, style=Style.FIRST_LETTER, errors=lambda rest: list(rest))
    return "".join(ch for ch in "".join(letters).lower() if ch.isalnum() and ch.isascii())
