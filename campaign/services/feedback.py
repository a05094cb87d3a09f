"""“这一步多余”: remarks that name nobody, and the office's answers (domain.md §1.9 no. 6; the 2026
办法 asks for 投诉建议功能)."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from accounts.models import User
from campaign.enums import RemarkKind, RemarkVerdict
from campaign.models import Campaign, StepAnswer, StepRemark
from campaign.permissions import OFFICE, check_stream
from campaign.permissions.feedback import check_remark
from campaign.services.ground import locked
from core.clock import LOCAL_ZONE, local_date
from core.errors import GuardFailed, Invalid
from core.validators.text import personal_numbers
from journal import services as journal

LONGEST_REMARK = 100
LONGEST_ANSWER = 300


def week_of(day: date) -> date:
    """The Monday of a day's week: the only time that a remark keeps."""
    return day - timedelta(days=day.weekday())


@transaction.atomic
def remark_step(
    *, campaign: Campaign, page: str, kind: str, text: str, by: User, at: datetime
) -> None:
    """Keep what is said of a page. `by` is asked whether he may, and then forgotten: neither the
    row nor the journal holds him, his department, or a time finer than the week or the day.

    Denied for administrators, Invalid for an unknown kind, too long a sentence, or numbers that
    name somebody.
    """
    check_remark(by)
    words = " ".join(text.split())
    wrong: dict[str, str] = {}
    if kind not in RemarkKind.values:
        wrong["kind"] = "请选择是多余、重复还是看不懂。"
    if len(words) > LONGEST_REMARK:
        wrong["text"] = f"最多{LONGEST_REMARK}个字，现有{len(words)}个字，请精简。"
    elif numbers := personal_numbers(words):
        wrong["text"] = f"请不要写{'、'.join(numbers)}，也不要写姓名和具体事项。"
    if wrong:
        raise Invalid.of(wrong)
    day = local_date(at)
    remark = StepRemark.objects.create(
        campaign=campaign, page=page, kind=kind, text=words, week=week_of(day)
    )
    journal.record(
        type="feedback.remarked",
        subject=remark,
        by=None,
        at=datetime.combine(day, time.min, LOCAL_ZONE),
        data={"page": page, "kind": kind},
        campaign_id=campaign.pk,
    )


@transaction.atomic
def answer_step(
    *, campaign: Campaign, page: str, verdict: str, text: str, by: User, at: datetime
) -> StepAnswer:
    """Answer everything said of a page so far: 已改进 with what, or 不改 with why. By the office.

    Invalid without words; GuardFailed where nothing waits for an answer (somebody was faster).
    """
    stored = locked(campaign)
    on = local_date(at)
    check_stream(by, OFFICE, campaign=stored, department=None, on=on, what="答复意见建议")
    words = text.strip()
    wrong: dict[str, str] = {}
    if verdict not in RemarkVerdict.values:
        wrong["verdict"] = "请选择已改进，还是不改。"
    if not words:
        wrong["text"] = "请写明改了什么，或者不改的理由；所有人都能看到。"
    elif len(words) > LONGEST_ANSWER:
        wrong["text"] = f"最多{LONGEST_ANSWER}个字，现有{len(words)}个字，请精简。"
    if wrong:
        raise Invalid.of(wrong)
    waiting = StepRemark.objects.filter(campaign=stored, page=page, answer__isnull=True)
    if not waiting.exists():
        raise GuardFailed("这一页的意见刚刚已由他人答复，没有待答复的意见。")
    answer = StepAnswer.objects.create(
        campaign=stored, page=page, verdict=verdict, text=words, answered_on=on, answered_by=by
    )
    count = waiting.update(answer=answer)
    journal.record(
        type="feedback.answered",
        subject=answer,
        by=by,
        at=at,
        data={"page": page, "verdict": verdict, "text": words, "remarks": count},
        campaign_id=stored.pk,
    )
    return answer
