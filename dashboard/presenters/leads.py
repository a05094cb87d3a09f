"""Who answers for an item, in words; an item may be late before anybody has been given it."""

from collections.abc import Mapping

from rectification.models import Item

UNASSIGNED = "待交办"


def answering(item: Item, heads: Mapping[int, str]) -> dict[str, str]:
    """`lead` and `head` of a row: the lead department and who heads it today."""
    return {"lead": lead_words(item), "head": head_words(item, heads)}


def lead_words(item: Item) -> str:
    """The lead department's short name, or that there is none yet."""
    return item.lead_department.short_name if item.lead_department is not None else UNASSIGNED


def head_words(item: Item, heads: Mapping[int, str]) -> str:
    """The name of the first-in-charge, or that the post is vacant, or that nobody is named yet."""
    if item.lead_department_id is None:
        return "未定"
    return heads.get(item.lead_department_id, "空缺")
