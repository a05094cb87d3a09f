"""Pages of the system by the name of what they ask for, and what was said of them in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import ResolverMatch
from django.utils.module_loading import import_string

from campaign.enums import RemarkKind
from campaign.models import StepAnswer
from campaign.selectors.feedback import PageRemarks


@lru_cache(maxsize=1)
def pages() -> Mapping[str, str]:
    """What each page that has a form asks for, by key; from the apps that settings name."""
    return {key: name for path in settings.FORM_PAGES for key, name in import_string(path).items()}


def page_key(match: ResolverMatch | None) -> str:
    """The page by its view's name, with the act where several share one; never which row."""
    if match is None:
        return ""
    act = match.kwargs.get("action")
    with_act = f"{match.view_name}/{act}"
    return with_act if act and with_act in pages() else match.view_name


@dataclass(frozen=True)
class PageView:
    """A line of 意见建议."""

    key: str
    name: str
    said: str
    waiting: int
    answers: list[StepAnswer]


def page_view(found: PageRemarks) -> PageView:
    """“多余 3 · 看不懂 1” and the answers; a page that is gone keeps its key as its name."""
    said = [f"{RemarkKind(kind).label} {n}" for kind, n in found.kinds.items() if n]
    name = pages().get(found.page, found.page)
    return PageView(found.page, name, " · ".join(said), found.waiting, found.answers)
