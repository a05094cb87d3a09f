"""Who is one of the “关键少数”: leading cadres at county level and above.

The speech: “以县处级以上领导干部为重点”.
"""

LEADING_RANKS = tuple("县处级 县级 处级 正处 副处 地厅级 厅局级 厅级 正厅 副厅 省部级".split())
"""How a rank begins that is 县处级 or above, as organisation files write it."""


def is_leading_rank(rank: str) -> bool:
    """Whether a post of this rank is held by a leading cadre at county level or above."""
    return rank.strip().startswith(LEADING_RANKS)
