"""How a campaign looks on its pages: facts, streams side by side, who is what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from campaign.enums import CampaignAct, CampaignRole, ListKind, VerifyingScope
from campaign.models import Campaign, Entry, ListEntry, Membership, Stream, VerifyingUnit
from campaign.permissions import Choice
from campaign.selectors import CampaignLists

K = ListKind
STREAM_LISTS: Mapping[str, tuple[str, ...]] = {
    "study": (K.STUDY_MATERIAL, K.STUDY_WAY, K.STUDY_FORM, K.STUDY_CONVERSION),
    "research": (K.RESEARCH_DIRECTION, K.RESEARCH_FIELD),
    "review": ("dimensions", "methods", K.CAUSE, K.OPINION_GIVER, K.GAP_QUESTION),
    "rectify": ("sources", "targets", K.LINKED_CAMPAIGN),
}
"""Which lists stand under which stream; a stream of another code shows its motto alone."""

TABLE_LABELS: Mapping[str, str] = {
    "streams": "重点工作",
    "sources": "问题来源",
    "targets": "专项整治",
    "dimensions": "检视方面",
    "methods": "查找方式",
}
GROUPS: tuple[tuple[str, tuple[CampaignRole, ...]], ...] = (
    (
        "领导小组",
        (
            CampaignRole.GROUP_LEADER,
            CampaignRole.DEPUTY_GROUP_LEADER,
            CampaignRole.GROUP_MEMBER,
        ),
    ),
    (
        "领导小组办公室",
        (CampaignRole.OFFICE_HEAD, CampaignRole.OFFICE_SUPERVISOR, CampaignRole.OFFICE),
    ),
    ("指导和监督", (CampaignRole.GUIDANCE, CampaignRole.RESIDENT_DISCIPLINE)),
)
ACT_LINKS: Mapping[CampaignAct, str] = {
    CampaignAct.RECORD_ACTING: "campaign:acting",
    CampaignAct.UPDATE_RULES: "campaign:rules",
    CampaignAct.UPDATE_LADDER: "campaign:ladder",
    CampaignAct.CLOSE_INTAKE: "campaign:close_intake",
    CampaignAct.ARCHIVE: "campaign:archive",
}


@dataclass(frozen=True)
class NamedList:
    """A list under its label; `shared_text` is the sentence that all rows are taken from."""

    key: str
    label: str
    rows: list[Entry]

    @property
    def shared_text(self) -> str:
        texts = {row.source_text for row in self.rows if not row.is_extension}
        return texts.pop() if len(texts) == 1 else ""

    @property
    def has_aliases(self) -> bool:
        return any(row.aliases for row in self.rows)

    @property
    def is_plain(self) -> bool:
        """Whether names say it all: no row has words, aliases or marks of its own."""
        marked = any(row.note or row.is_extension or not row.is_active for row in self.rows)
        return bool(self.shared_text) and not marked and not self.has_aliases


@dataclass(frozen=True)
class StreamCard:
    """One of the streams, with what it has."""

    stream: Stream
    lists: list[NamedList] = field(default_factory=list)

    @property
    def motto(self) -> str:
        """The speech's demand without the name, which stands before it."""
        return self.stream.motto.removeprefix(self.stream.name)


@dataclass(frozen=True)
class RoleRow:
    """A person in a role; `may_end` where the reader may end it."""

    membership: Membership
    posts: str
    may_end: bool


def facts_of(campaign: Campaign) -> list[dict[str, str]]:
    """The facts of a campaign as the kit lists them, without empty ones."""
    office = campaign.office_department
    pairs = (
        ("批次", campaign.batch),
        ("时间", _span(campaign)),
        ("根本任务", campaign.fundamental_task),
        ("总要求", "；".join(campaign.texts.get("total_requirement", []))),
        ("办公室设在", office.name if office else ""),
        ("状态", status_of(campaign)),
    )
    return [{"label": label, "value": value} for label, value in pairs if value]


def status_of(campaign: Campaign) -> str:
    """Whether the campaign takes in items, only finishes them, or is archived."""
    if campaign.archived_at:
        return "已归档，只能查阅"
    if campaign.intake_closed_on:
        return f"已于{campaign.intake_closed_on:%Y-%m-%d}停止登记，在办事项继续办理"
    return "正在进行"


def stream_cards(
    lists: CampaignLists, entries: Mapping[ListKind, list[ListEntry]]
) -> list[StreamCard]:
    """The streams side by side, each with its lists. The speech: “不划阶段、不分环节”."""
    named = {row.key: row for row in all_lists(lists, entries)}
    return [
        StreamCard(
            stream, [named[key] for key in STREAM_LISTS.get(stream.code, ()) if key in named]
        )
        for stream in lists.streams
    ]


def all_lists(lists: CampaignLists, entries: Mapping[ListKind, list[ListEntry]]) -> list[NamedList]:
    """Every list that has rows: first those that items refer to."""
    tables: list[NamedList] = [
        NamedList(key, label, getattr(lists, key)) for key, label in TABLE_LABELS.items()
    ]
    others = [NamedList(kind.value, kind.label, list(rows)) for kind, rows in entries.items()]
    return [row for row in (*tables, *others) if row.rows]


def role_groups(
    memberships: Iterable[Membership], may_end: Iterable[CampaignRole]
) -> list[tuple[str, list[RoleRow]]]:
    """Who is what, group by group, each in the order of roles and ranks."""
    endable = set(may_end)
    rows = list(memberships)
    found = []
    for title, roles in GROUPS:
        members = [row for role in roles for row in rows if row.role == role]
        found.append((title, [RoleRow(row, _posts(row), row.role in endable) for row in members]))
    return found


def verifying_rows(units: Mapping[str, VerifyingUnit]) -> list[dict[str, str]]:
    """The scopes and who verifies them; where nobody is named, the sentence what that means."""
    missing = {
        VerifyingScope.OFFICE_ITEMS: "尚未指定：办公室所在单位的事项暂时无人可以验收",
        VerifyingScope.LEADERS_ITEMS: "由巡回指导组验收",
    }
    return [
        {"label": scope.label, "value": units[scope].department.name, "sub": _named(units[scope])}
        if scope in units
        else {"label": scope.label, "value": missing[scope]}
        for scope in VerifyingScope
    ]


def buttons(
    choices: Mapping[CampaignAct, Choice], links: Mapping[CampaignAct, str]
) -> list[dict[str, Any]]:
    """The allowed acts as buttons; a page of facts isn't littered with refused ones."""
    return [
        {"key": act.value, "label": act.label, "allowed": True, "url": links[act]}
        for act in ACT_LINKS
        if choices[act].allowed
    ]


def _span(campaign: Campaign) -> str:
    end = f"至{campaign.ends_on:%Y-%m-%d}" if campaign.ends_on else "起"
    return f"{campaign.starts_on:%Y-%m-%d}{end}"


def _posts(row: Membership) -> str:
    posts = row.person.posts_today
    return "；".join(f"{post.department.short_name} {post.title}" for post in posts)


def _named(unit: VerifyingUnit) -> str:
    if unit.named_by is None or unit.named_at is None:
        return ""
    return f"{unit.named_by.name}指定"
