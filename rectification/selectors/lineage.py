"""The line from a study session to what people say in the end, read through its keys.

StudySession → StudyOutcome → ResearchTopic → Finding → Problem → Item → Measure → Evidence of an
outcome → Verification → LookBack → what those who complained say. Opinions and resolutions join
at the item. Whatever the reader may not see is left out, and so is what only hangs on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Model, Q

from accounts.models import User
from campaign.enums import RowKind
from campaign.models import CallBack, Problem, ResearchTopic, StudySession
from campaign.permissions import OFFICE_ROLES, campaign_standing_of, scope_of
from rectification.enums import EvidenceClass
from rectification.models import Evidence, Item, ItemOrigin, LookBack, Measure
from rectification.selectors.origins import KEYS, READERS


class Stop(StrEnum):
    """A station of the line, in order."""

    SESSION = "session"
    OUTCOME = "outcome"
    TOPIC = "topic"
    FINDING = "finding"
    PROBLEM = "problem"
    OPINION = "opinion"
    RESOLUTION = "resolution"
    ITEM = "item"
    MEASURE = "measure"
    EVIDENCE = "evidence"
    VERIFICATION = "verification"
    LOOK_BACK = "look_back"
    SATISFACTION = "satisfaction"


@dataclass
class Line:
    """The rows of each station that the reader may see; items carry `is_full`."""

    rows: dict[Stop, list[Any]] = field(default_factory=dict)

    def at(self, stop: Stop) -> list[Any]:
        return self.rows.get(stop, [])

    def keys(self, stop: Stop) -> list[int]:
        return [row.pk for row in self.at(stop)]

    def add(self, stop: Stop, rows: Iterable[Model]) -> None:
        """Put rows there, each once, the oldest first."""
        known = {row.pk: row for row in (*self.at(stop), *rows)}
        self.rows[stop] = [known[key] for key in sorted(known)]


STARTS: dict[Stop, tuple[Any, tuple[str, ...]]] = {
    Stop.SESSION: (StudySession, ("department", "form")),
    Stop.TOPIC: (ResearchTopic, ("department", "leader")),
    Stop.PROBLEM: (Problem, ("department",)),
}
"""What a line may start from beside an item, with what its words need."""
ITEM_JOINS = ("lead_department", "verification", "legacy_closure")
"""What an item at its station is read with."""


class Tracer:
    """Reads a line for one person on one day: a fixed number of statements."""

    def __init__(self, user: User, on: date) -> None:
        self.user, self.on = user, on
        self.scope = scope_of(user, on)
        self.line = Line()

    @property
    def asked_by_office(self) -> bool:
        """Whether the reader may know what each of a few people who were called back said."""
        return bool(campaign_standing_of(self.user, self.on).campaigns_as(*OFFICE_ROLES))

    def row(self, stop: Stop, uid: UUID) -> Any | None:
        """The session, topic or problem that a line may start from; None where not readable."""
        model, joins = STARTS[stop]
        rows = model.objects.within(self.scope).select_related(*joins)
        return rows.filter(uid=uid).first()

    def from_row(self, row: Model) -> Line:
        """The line of a row that `row` has found."""
        if isinstance(row, StudySession):
            return self.from_session(row)
        return self.from_topic(row) if isinstance(row, ResearchTopic) else self.from_problem(row)

    def from_item(self, item: Item) -> Line:
        """Everything that the item came out of and led to; `item` was read by `visible_to`."""
        self.line.add(Stop.ITEM, [item])
        self._up_from_items()
        self._up()
        return self._ends()

    def from_topic(self, topic: ResearchTopic) -> Line:
        self.line.add(Stop.TOPIC, [topic])
        self._up()
        self._down()
        return self._ends()

    def from_session(self, session: StudySession) -> Line:
        self.line.add(Stop.SESSION, [session])
        self._down()
        return self._ends()

    def from_problem(self, problem: Model) -> Line:
        self.line.add(Stop.PROBLEM, [problem])
        self._up_from_problems()
        self._up()
        self._down_to_items()
        return self._ends()

    def _read(self, kind: RowKind, where: Q) -> None:
        """Rows of a kind that the person may read."""
        rows = READERS[kind](self.user, self.on).filter(where).order_by("pk")
        self.line.add(Stop(kind.value), rows)

    def _up_from_items(self) -> None:
        origins = list(ItemOrigin.objects.filter(item__in=self.line.keys(Stop.ITEM)))
        named = {
            kind: [key for origin in origins if (key := getattr(origin, f"{name}_id"))]
            for kind, name in KEYS.items()
        }
        for kind, keys in named.items():
            if keys:
                self._read(kind, Q(pk__in=keys))
        self._up_from_problems()

    def _up_from_problems(self) -> None:
        problems = self.line.keys(Stop.PROBLEM)
        if problems:
            self._read(RowKind.FINDING, Q(problem__in=problems))
            self._read(RowKind.OPINION, Q(problem__in=problems))

    def _up(self) -> None:
        """From findings and topics to the session."""
        topics = [row.topic_id for row in self.line.at(Stop.FINDING)]
        if topics:
            rows = ResearchTopic.objects.within(self.scope).filter(pk__in=topics)
            self.line.add(Stop.TOPIC, rows.select_related("department", "leader"))
        outcomes = [row.outcome_id for row in self.line.at(Stop.TOPIC) if row.outcome_id]
        if outcomes:
            self._read(RowKind.OUTCOME, Q(pk__in=outcomes))
        sessions = [row.session_id for row in self.line.at(Stop.OUTCOME)]
        if sessions:
            rows = StudySession.objects.within(self.scope).filter(pk__in=sessions)
            self.line.add(Stop.SESSION, rows.select_related("department", "form"))

    def _down(self) -> None:
        sessions = self.line.keys(Stop.SESSION)
        if sessions and not self.line.at(Stop.TOPIC):
            self._read(RowKind.OUTCOME, Q(session__in=sessions))
            rows = ResearchTopic.objects.within(self.scope)
            rows = rows.filter(outcome__in=self.line.keys(Stop.OUTCOME))
            self.line.add(Stop.TOPIC, rows.select_related("department", "leader"))
        topics = self.line.keys(Stop.TOPIC)
        if topics:
            self._read(RowKind.FINDING, Q(topic__in=topics))
        problems = [row.problem_id for row in self.line.at(Stop.FINDING) if row.problem_id]
        if problems:
            self._read(RowKind.PROBLEM, Q(pk__in=problems))
        self._down_to_items()

    def _down_to_items(self) -> None:
        kinds = (RowKind.OUTCOME, RowKind.FINDING, RowKind.PROBLEM)
        wanted = Q(pk__in=[])
        for kind in kinds:
            keys = self.line.keys(Stop(kind.value))
            if keys:
                wanted |= Q(**{f"{KEYS[kind]}__in": keys})
        origins = ItemOrigin.objects.filter(wanted, merged_from__isnull=True)
        rows = Item.objects.visible_to(self.user, on=self.on).filter(pk__in=origins.values("item"))
        self.line.add(Stop.ITEM, rows.select_related(*ITEM_JOINS))

    def _ends(self) -> Line:
        """What the items led to, of those that are read whole."""
        items = [row.pk for row in self.line.at(Stop.ITEM) if row.is_full]
        if items:
            measures = Measure.objects.filter(item__in=items)
            self.line.add(Stop.MEASURE, measures.select_related("department"))
            proofs = Evidence.objects.filter(item__in=items, evidence_class=EvidenceClass.OUTCOME)
            self.line.add(Stop.EVIDENCE, proofs)
            self.line.add(Stop.LOOK_BACK, LookBack.objects.filter(item__in=items))
        whole = [row for row in self.line.at(Stop.ITEM) if row.is_full]
        checked = [row.verification for row in whole if row.verification_id]
        self.line.add(Stop.VERIFICATION, checked)
        opinions = self.line.keys(Stop.OPINION)
        if opinions:
            calls = CallBack.objects.filter(opinion__in=opinions).exclude(result="")
            self.line.add(Stop.SATISFACTION, calls)
        return self.line
