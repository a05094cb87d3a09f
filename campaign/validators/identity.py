"""What in a free text would give a person away: numbers that name somebody.

Warned of where a text leaves the few who may know: restatements of opinions, sensitive items
(domain.md 7.1: “身份证号/手机号/统一社会信用代码”).
"""

import re
import unicodedata

_PATTERNS = (
    ("身份证号", re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")),
    ("手机号", re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")),
    (
        "统一社会信用代码",
        re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NP-RT-UW-Y]{2}\d{6}[0-9A-HJ-NP-RT-UW-Y]{10}"),
    ),
    ("固定电话", re.compile(r"(?<!\d)0\d{2,3}[-—]\d{7,8}(?!\d)")),
)


def names_somebody(text: str, known: tuple[str, ...] = ()) -> str:
    """What in `text` names a person, in the user's words (“手机号”); "" where nothing does.

    `known` are words that are known to name him: his own name or number as he gave it.
    """
    folded = unicodedata.normalize("NFKC", text)
    for label, pattern in _PATTERNS:
        if pattern.search(folded):
            return label
    for word in known:
        if len(word) >= 2 and unicodedata.normalize("NFKC", word) in folded:
            return "反映人的姓名或联系方式"
    return ""
