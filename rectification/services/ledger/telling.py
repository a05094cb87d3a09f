"""Who is told of an import: each unit once, not item by item."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.models import User
from accounts.selectors import city_leaders_for, officers_of
from campaign.enums import CampaignRole
from notifications import services as notifications
from notifications.enums import MessageKind
from rectification.enums import DONE_STATES, OPEN_STATES, State
from rectification.models import ImportRow
from rectification.permissions.ledger import closing_role, office_code
from rectification.selectors.seats import holders_of_role, office_people
from rectification.services.ledger.adopt import Adopted, Adopter


@dataclass
class _Share:
    """What of an import lands on one unit's desk."""

    total: int = 0
    waiting: int = 0
    overdue: int = 0


def tell_applied(
    adopter: Adopter,
    adopted: Sequence[Adopted],
    left: Sequence[tuple[ImportRow, str]],
    *,
    by: User | None,
) -> None:
    """Tell officers of leads and handling units, named handlers of sensitive items, the office and
    deputy leaders of vacancies, and the heads of what waits for them. A fixed number of statements.
    """
    running = [m for m in adopted if m.item.lead_department and m.item.state in OPEN_STATES]
    facts = [
        *_to_units(adopter, running),
        *_to_handlers(adopter, running),
        *_without_handler(adopter, running),
        *_vacancies(adopter, running),
        *_to_heads(adopter, adopted, left),
    ]
    notifications.tell_many(facts=facts, at=adopter.at)


def _fact(
    adopter: Adopter, people: Sequence[User], kind: str, node: str, text: str
) -> notifications.Fact:
    batch = adopter.batch
    key = f"import:{batch.uid}:{node}:{adopter.at:%Y%m%d%H%M%S}"
    return notifications.Fact(
        people=people, kind=kind, key=key, subject=batch, text=text[:300], by=adopter.by
    )


def _to_units(adopter: Adopter, running: Sequence[Adopted]) -> Iterator[notifications.Fact]:
    shares: dict[int, _Share] = defaultdict(_Share)
    for made in running:
        item = made.item
        if item.is_sensitive:
            continue
        for pk in {item.lead_department_id, item.handling_unit_id} - {None}:
            share = shares[pk]
            share.total += 1
            share.waiting += item.state == State.ASSIGNED
            share.overdue += item.effective_due_on < adopter.on
    for pk, posts in officers_of(shares, adopter.on).items():
        share = shares[pk]
        more = [f"待签收{share.waiting}件"] if share.waiting else []
        more += [f"导入时已逾期{share.overdue}件"] if share.overdue else []
        words = f"（其中{'、'.join(more)}）" if more else ""
        text = f"导入台账：您单位有{share.total}件在办事项{words}，请到整改台账查看办理。"
        people = [post.person for post in posts]
        yield _fact(adopter, people, MessageKind.ASSIGNED, f"unit:{pk}", text)


def _to_handlers(adopter: Adopter, running: Sequence[Adopted]) -> Iterator[notifications.Fact]:
    named = [made.item.handler for made in running if made.clearances and made.item.handler]
    people = {person.pk: person for person in named}
    for pk, n in Counter(person.pk for person in named).items():
        text = f"导入台账：有{n}件敏感事项由您经办，只有指定的人能看到。"
        yield _fact(adopter, [people[pk]], MessageKind.ASSIGNED, f"handler:{pk}", text)


def _without_handler(adopter: Adopter, running: Sequence[Adopted]) -> Iterator[notifications.Fact]:
    blind = Counter(
        made.item.lead_department_id
        for made in running
        if made.item.is_sensitive and made.item.handler is None
    )
    if not blind:
        return
    for pk, n in blind.items():
        head = adopter.heads.get(pk)
        people = [head.user] if head else []
        text = f"导入台账：您单位有{n}件敏感事项没有找到经办人，请指定经办人。"
        yield _fact(adopter, people, MessageKind.TO_DO, f"no-handler:{pk}", text)
    heads = holders_of_role(adopter.campaign.pk, CampaignRole.OFFICE_HEAD, adopter.on)
    text = f"导入台账：有{sum(blind.values())}件敏感事项没有找到经办人，请督促责任单位指定。"
    yield _fact(adopter, heads, MessageKind.TO_DO, "no-handler", text)


def _vacancies(adopter: Adopter, running: Sequence[Adopted]) -> Iterator[notifications.Fact]:
    vacant = dict.fromkeys(
        made.item.lead_department
        for made in running
        if made.item.lead_department_id not in adopter.heads
    )
    if not vacant:
        return
    office = office_people(adopter.campaign.pk, adopter.on)
    leaders = city_leaders_for([unit.pk for unit in vacant], adopter.on)
    for unit in vacant:
        people = [*office, *(post.person for post in leaders[unit.pk])]
        text = f"{unit.short_name}第一责任人空缺，导入事项的签批将等待，请明确主持工作人员。"
        yield _fact(adopter, people, MessageKind.VACANCY, f"vacant:{unit.pk}", text)


def _to_heads(
    adopter: Adopter, adopted: Sequence[Adopted], left: Sequence[tuple[ImportRow, str]]
) -> Iterator[notifications.Fact]:
    """Closed rows are the head's: to bring in, or to confirm where a command brought them."""
    office, name = office_code(adopter.campaign), adopter.batch.name
    closed = (row for row, _ in left if row.enters in DONE_STATES)
    waiting = Counter(closing_role(row.parsed, office) for row in closed)
    for role, n in waiting.items():
        people = holders_of_role(adopter.campaign.pk, role, adopter.on)
        text = f"导入台账“{name[:80]}”：有{n}件原台账已销号或长期坚持的事项，等您核对导入。"
        yield _fact(adopter, people, MessageKind.TO_DO, f"left:{role}", text)
    if adopter.by is not None:
        return
    closed = [made for made in adopted if made.enters in DONE_STATES]
    unconfirmed = Counter(closing_role(made.row.parsed, office) for made in closed)
    for role, n in unconfirmed.items():
        people = holders_of_role(adopter.campaign.pk, role, adopter.on)
        text = f"命令行导入台账“{name[:80]}”：有{n}件按导入前已销号登记，待您确认。"
        yield _fact(adopter, people, MessageKind.TO_DO, f"confirm:{role}", text)
