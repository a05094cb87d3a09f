"""What must always be true of the ledger, asked of the rows themselves.

The database's constraints hold what one row can say; this holds the rest, read by a tick.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from rectification.enums import (
    DONE_STATES,
    LIVE_NOTICES,
    OPEN_STATES,
    EscalationState,
    ExtensionState,
    PlanChangeState,
    RequestState,
    State,
    VerificationResult,
)
from rectification.models import (
    ClosureRequest,
    Escalation,
    Extension,
    Item,
    PlanChange,
    SignOff,
    SupervisionNotice,
    Verification,
)

WORKING = (State.ACCEPTED, State.PLAN_REVIEW, State.IN_PROGRESS)
MOST = 100


@dataclass(frozen=True)
class Breach:
    """An item of which something is not true that must be."""

    number: str
    sentence: str


def _breaches(numbers: Iterable[str | None], sentence: str) -> list[Breach]:
    return [Breach(number or "草稿", sentence) for number in numbers]


def _closed_without_two() -> list[Breach]:
    """Closed or sustained: one valid signature and one passed check of the current cycle."""
    here = Item.objects.filter(state__in=DONE_STATES, legacy_closure__isnull=True)
    signed = SignOff.objects.filter(
        pk=OuterRef("sign_off"), item=OuterRef("pk"), cycle=OuterRef("cycle"), withdrawn_at=None
    )
    verified = Verification.objects.filter(
        pk=OuterRef("verification"),
        item=OuterRef("pk"),
        cycle=OuterRef("cycle"),
        result=VerificationResult.PASSED,
        sign_off=OuterRef("sign_off"),
    )
    wrong = here.exclude(Exists(signed) & Exists(verified)).order_by("id")
    sentence = "已销号，但本轮没有有效的签批和验收"
    return _breaches(wrong.values_list("number", flat=True)[:MOST], sentence)


def _same_person() -> list[Breach]:
    """Applicant, reviewer, signer and verifier of a cycle are four different persons."""
    request = ClosureRequest.objects.filter(reviewer=F("applicant"))
    signed = SignOff.objects.filter(
        Q(signer=F("request__applicant")) | Q(signer=F("request__reviewer")),
        withdrawn_at__isnull=True,
    )
    checked = Verification.objects.filter(
        Q(verifier=F("sign_off__signer"))
        | Q(verifier=F("sign_off__request__applicant"))
        | Q(verifier=F("sign_off__request__reviewer"))
    )
    found: list[Breach] = []
    for rows, words in (
        (request, "审核与申请"),
        (signed, "签批与申请或审核"),
        (checked, "验收与申请、审核或签批"),
    ):
        numbers = rows.order_by("id").values_list("item__number", flat=True)[:MOST]
        found += _breaches(numbers, f"{words}为同一人")
    return found


def _stray_requests() -> list[Breach]:
    """Pending requests exist only in the states that allow them."""
    live = [RequestState.PENDING, RequestState.ENDORSED, RequestState.SKIPPED]
    closing = [State.CLOSURE_REVIEW, State.AWAITING_SIGNOFF]
    requests = ClosureRequest.objects.filter(state__in=live).exclude(item__state__in=closing)
    pending = [ExtensionState.PENDING, ExtensionState.ENDORSED]
    extensions = Extension.objects.filter(state__in=pending).exclude(item__state__in=WORKING)
    changes = PlanChange.objects.filter(state=PlanChangeState.PENDING).exclude(
        item__state=State.IN_PROGRESS
    )
    in_hand = [state for state in OPEN_STATES if state != State.REGISTERED]
    notices = SupervisionNotice.objects.filter(state__in=LIVE_NOTICES)
    proposals = Escalation.objects.filter(state=EscalationState.PROPOSED)
    found: list[Breach] = []
    for rows, words in (
        (requests, "销号申请"),
        (extensions, "延期申请"),
        (changes, "措施变更申请"),
        (notices.exclude(item__state__in=in_hand), "督办通知单"),
        (proposals.exclude(item__state__in=in_hand), "提级建议"),
    ):
        numbers = rows.order_by("id").values_list("item__number", flat=True)[:MOST]
        found += _breaches(numbers, f"{words}悬在不允许的状态")
    return found


def breaches() -> list[Breach]:
    """Every breach found, at most 100 of a kind (9 statements)."""
    return [*_closed_without_two(), *_same_person(), *_stray_requests()]
