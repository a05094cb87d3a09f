"""复用率: papers that nobody typed, against what people fill in; nobody is kept or named."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.forms import BaseForm, HiddenInput
from django.test import Client

from accounts.models import User
from campaign.enums import PaperKind
from campaign.forms import meetings, opinions, research, review, study, tasks
from campaign.models import GeneratedPaper
from campaign.services.papers import count_paper
from core.clock import local_date
from dashboard.presenters.reuse import NO_DATA, rate_words
from dashboard.selectors.reuse import TYPED, ReuseWeek, reuse_of
from journal.models import Entry
from journal.services import record
from rectification import services
from rectification.enums import Action, State
from rectification.exports.ledger import SHEETS
from rectification.forms import asks, assigning, closing, exits, intake, papers, supervision, work
from rectification.models import Circular
from rectification.services.papers import edit_circular, issue_circular
from rectification.workflow import PAST
from tests.architecture.source import APPS, python_files
from tests.campaign.research import found as a_finding
from tests.campaign.reviewing import add_lists, registered
from tests.campaign.streams import with_lists
from tests.factories import item_at
from tests.personas import City, at
from tests.rectification.handovers import head_leaves
from tests.rectification.pages import browser_of, sensitive_item, stop_clock
from tests.rectification.test_services_notices import issued as a_notice
from tests.rectification.test_services_papers import drafted, late

pytestmark = pytest.mark.django_db
URL = "/burden"
FORMS: dict[str, type[BaseForm]] = {
    "item.edited": intake.EditForm,
    "item.assigned": assigning.AssignForm,
    "item.progress_reported": work.ProgressForm,
    "item.evidence_added": work.EvidenceForm,
    "item.measure_completed": work.CompleteForm,
    "item.measure_edited": work.MeasureForm,
    "item.plan_submitted": work.PlanForm,
    "item.extension_requested": asks.ExtensionForm,
    "item.suspended": asks.SuspendForm,
    "item.part_settled": asks.SettleForm,
    "item.voided": exits.VoidForm,
    "item.amended": exits.AmendForm,
    "item.closure_requested": closing.ClosureForm,
    "item.verified": closing.VerifyForm,
    "item.sustained": closing.SustainForm,
    "item.verification_failed": closing.FailForm,
    "item.looked_back": closing.LookBackForm,
    "item.notice_issued": supervision.NoticeForm,
    "item.notice_replied": supervision.ReplyForm,
    "circular.edited": papers.CircularEditForm,
    "interview.held": papers.InterviewRecordForm,
    "review.problem_registered": review.ProblemForm,
    "opinion.received": opinions.OpinionForm,
    "study.session_planned": study.SessionForm,
    "study.outcome_added": study.OutcomeForm,
    "research.topic_opened": research.TopicForm,
    "research.plan_saved": research.ResearchPlanForm,
    "research.visit_logged": research.VisitForm,
    "research.finding_added": research.FindingForm,
    "meeting.recorded": meetings.MeetingForm,
    "task.drafted": tasks.TaskForm,
    "task.reported": tasks.ReportForm,
    "campaign.group_saved": tasks.GroupForm,
}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def made(city: City, about: str = "a", cells: int = 90, weeks: int = 0, **more: Any) -> None:
    count_paper(
        campaign_id=city.campaign.pk,
        kind=PaperKind.LEDGER,
        about=about,
        cells=cells,
        at=at() - timedelta(weeks=weeks),
        **more,
    )


def week_of(city: City, weeks: int = 0) -> ReuseWeek:
    return reuse_of(city.campaign, local_date(at())).weeks[-1 - weeks]


def typed(city: City, kind: str, by: User | None, **more: Any) -> None:
    given = {"subject": city.campaign, "campaign_id": city.campaign.pk, "at": at(), **more}
    record(type=kind, by=by, **given)


def export(browser: Client, sheet: str, url: str = "/ledger/export", **more: str) -> int:
    """Take out a list; returns its filled cells, the running number left out."""
    answer = browser.post(url, {"sheet": sheet, **more})
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    rows = book.worksheets[0].iter_rows(min_row=4, values_only=True)
    return sum(1 for row in rows for cell in row[1:] if cell)


def test_the_same_paper_counts_once_a_week_with_its_latest_figures(city: City) -> None:
    entries = Entry.objects.count()
    made(city, cells=90)
    made(city, cells=70, items=3)
    made(city, about="b", cells=5)
    made(city, cells=40, weeks=1)
    made(city, about="nothing", cells=0)
    now, before = week_of(city), week_of(city, 1)
    assert (now.papers, now.generated, before.papers, before.generated) == (2, 75, 1, 40)
    assert reuse_of(city.campaign, local_date(at())).drawn_on == 3
    assert Entry.objects.count() == entries, "nobody's trace"
    kept = GeneratedPaper._meta.get_fields()
    assert [field.name for field in kept if field.related_model is User] == []
    assert "b" not in GeneratedPaper.objects.values_list("digest", flat=True)


def test_every_kind_of_paper_is_counted_somewhere() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for app in APPS
        for path in python_files(app)
        if path.name != "papers.py" or path.parent.name != "enums"
    )
    lists = {PaperKind(key) for key in SHEETS}
    assert [k for k in PaperKind if k not in lists and f"PaperKind.{k.name}" not in code] == []


@pytest.mark.parametrize("key", SHEETS)
def test_a_list_counts_what_its_file_says_of_normal_items(city: City, key: str) -> None:
    item_at(city, State.IN_PROGRESS)
    item_at(city, State.CLOSED)
    office = browser_of(city.office)
    cells = export(office, key, "/ledger/export?bucket=")
    [paper] = GeneratedPaper.objects.all()
    assert (paper.kind, paper.cells, paper.items) == (key, cells, 2)
    assert (paper.department, paper.on) == (city.lead, local_date(at()))
    sensitive_item(city)
    assert export(office, key, "/ledger/export?bucket=", sensitive="1") > cells
    paper.refresh_from_db()
    assert (paper.cells, paper.items) == (cells, 2)


def test_sheets_that_the_system_writes_are_counted(city: City) -> None:
    def only(kind: PaperKind) -> GeneratedPaper:
        return GeneratedPaper.objects.get(kind=kind)

    notice = a_notice(city, item_at(city, State.IN_PROGRESS))
    assert (only(PaperKind.NOTICE).cells, only(PaperKind.NOTICE).department) == (6, city.lead)
    circular = drafted(city)
    moment = late(notice.item, 9)
    issue_circular(circular=circular, by=city.office_head, at=moment, version=None)
    assert (only(PaperKind.CIRCULAR).items, only(PaperKind.CIRCULAR).department) == (1, None)
    head_leaves(city)
    sheet = only(PaperKind.HANDOVER)
    assert (sheet.items >= 2, sheet.department) == (True, city.lead)
    add_lists(city)
    registered(city)
    got = browser_of(city.office).get("/review/export")
    assert b"".join(got.streaming_content)
    assert only(PaperKind.FOUND_PROBLEMS).cells > 5
    topic = a_finding(with_lists(city)).topic
    for path in ("report", "report.docx"):
        got = browser_of(city.office).get(f"/research/{topic.uid}/{path}")
        assert got.status_code == 200
        assert only(PaperKind.RESEARCH_REPORT).department == topic.department
    assert browser_of(city.people["group_leader"]).get("/weekly").status_code == 200
    assert only(PaperKind.WEEKLY).department is None


def test_a_circular_that_somebody_wrote_is_no_generated_one(city: City) -> None:
    circular = drafted(city)
    given = {"by": city.office, "at": at(), "version": None}
    edit_circular(circular=circular, title="通报", text="手工改过", **given)
    row = Circular.objects.get()
    moment = late(row.rows.get().item, 9)
    issue_circular(circular=row, by=city.office_head, at=moment, version=None)
    assert not GeneratedPaper.objects.exists()


def test_typed_is_what_people_fill_in_sensitive_rows_and_the_system_left_out(city: City) -> None:
    before = week_of(city).typed
    typed(city, "item.progress_reported", city.officer)
    typed(city, "item.progress_reported", None)
    typed(city, "item.read", city.officer)
    typed(city, "item.plan_submitted", city.officer, data={"plan": 1, "measures": 4})
    typed(city, "item.plan_submitted", city.officer, data={"plan": 2})
    hidden = sensitive_item(city)
    services.urge(item=hidden, by=city.office_head, at=at())
    assert week_of(city).typed - before == 3 + (3 + 4 * 5) + 3
    typed(city, "meeting.recorded", city.office, at=at() - timedelta(weeks=12))
    assert week_of(city, 11).typed == 0


def test_a_plan_counts_its_measures(city: City) -> None:
    item = item_at(city, State.ACCEPTED)
    before = week_of(city).typed
    services.submit_plan(
        item=item,
        by=city.officer,
        at=at(),
        version=item.version,
        measures=[
            services.MeasureContent(action, "赵某甲", item.due_on, "清单", "完成")
            for action in ("一", "二")
        ],
        causes={"work": "人手不足"},
    )
    assert week_of(city).typed - before == 3 + 2 * 5


def test_the_rate_is_never_rounded_up() -> None:
    monday = local_date(at())
    assert ReuseWeek(monday).rate is None
    assert rate_words(None) == NO_DATA
    assert rate_words(ReuseWeek(monday, 1, 30, 10).rate) == "75%"
    assert rate_words(ReuseWeek(monday, 1, 99_999, 1).rate) == "99.9%"
    assert rate_words(ReuseWeek(monday, 0, 0, 4).rate) == "0%"
    assert rate_words(ReuseWeek(monday, 1, 4, 0).rate) == "100%"


@pytest.mark.parametrize("kind", FORMS)
def test_no_form_asks_for_more_than_is_counted(kind: str) -> None:
    fields = FORMS[kind].base_fields.values()
    assert TYPED[kind] >= sum(1 for f in fields if not isinstance(f.widget, HiddenInput))


def test_every_type_is_one_that_the_journal_knows() -> None:
    acts = {f"item.{past}" for past in PAST.values()} | {"item.imported", "item.tied"}
    assert {kind for kind in TYPED if kind.startswith("item.")} <= acts
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for app in ("campaign", "rectification")
        for path in python_files(app)
        if "services" in path.parts
    )
    others = [kind.partition(".")[2] for kind in TYPED if not kind.startswith("item.")]
    assert [word for word in others if f'"{word}"' not in code and f'.{word}"' not in code] == []
    assert Action.PROGRESS in PAST


def test_the_page_says_rate_formula_and_weeks_without_data(city: City) -> None:
    office = browser_of(city.office)
    quiet = office.get(URL).content.decode()
    assert quiet.count(f">{NO_DATA}</td>") == 12
    assert "近12周没有生成材料，也没有填报。" in quiet
    item_at(city, State.IN_PROGRESS)
    made(city, cells=300, items=4)
    made(city, weeks=2, cells=10)
    found = reuse_of(city.campaign, local_date(at()))
    page = office.get(URL).content.decode()
    assert page.count(f">{NO_DATA}</td>") == 10
    assert rate_words(found.weeks[-1].rate) in page
    assert "复用率＝自动生成÷（自动生成＋手工填写）" in page
    assert "平均每件事项用于4.0份材料" in page
    assert "整改台账</th>" in page
