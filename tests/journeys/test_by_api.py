"""From found to struck off through the API alone: tokens, HTTP, and nothing else."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock, workdays
from tests.api import ApiClient
from tests.personas import PASSWORD, City

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
MEASURE = {
    "action": "完成管网焊接、打压和注水",
    "owner_name": "秦某丙",
    "deliverable": "打压试验记录",
    "criterion": "打压合格",
}


class Story:
    """One item, and whoever acts on it, each with a token of his own."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.clients: dict[str, ApiClient] = {}
        self.item: dict[str, Any] = {}
        self.today = clock.local_date(clock.now())
        self.due = workdays.load().add(self.today, 20).isoformat()

    def as_(self, name: str) -> ApiClient:
        if name not in self.clients:
            self.clients[name] = ApiClient(self.city.people[name])
        return self.clients[name]

    @property
    def path(self) -> str:
        return f"items/{self.item['uid']}"

    def act(self, name: str, action: str, **body: Any) -> dict[str, Any]:
        """One action with the version last seen; it has to be allowed."""
        body = {"version": self.item["version"], **body}
        response = self.as_(name).post(f"{self.path}/actions/{action}", body)
        assert response.status_code == 200, response.json()
        answer = response.json()
        self.item |= {"version": answer["version"], "state": answer["state"]}
        return answer

    def register(self) -> None:
        response = self.as_("office").post(
            "items",
            {
                "problem": "老旧小区供热管网改造进度滞后，3个小区1142户未按期通暖",
                "found_on": self.today.isoformat(),
                "target": "initiative",
                "origins": [{"source": "research", "note": "入户走访"}],
            },
        )
        assert response.status_code == 201, response.json()
        self.item = response.json()

    def sign(self) -> None:
        """The first-in-charge signs the sheet that he was shown."""
        signer = self.as_("first_in_charge")
        sheet = signer.get(f"{self.path}/closure-sheet").json()
        offered = signer.get(f"{self.path}/actions").json()
        assert offered["shown_hash"] == sheet["shown_hash"]
        self.act("first_in_charge", "sign-off", shown_hash=sheet["shown_hash"], password=PASSWORD)

    def prove(self) -> dict[str, str]:
        """Output per measure as a file, one outcome as a reference; returns what was done."""
        day, officer = self.today.isoformat(), self.as_("officer")
        measures = officer.get(f"{self.path}/measures").json()["results"]
        for row in measures:
            file = SimpleUploadedFile("验收记录.pdf", PDF, "application/pdf")
            added = officer.form(
                f"{self.path}/evidence",
                {
                    "evidence_class": "output",
                    "dated_on": day,
                    "measure": row["uid"],
                    "file": file,
                },
            )
            assert added.status_code == 201, added.json()
        added = officer.post(
            f"{self.path}/evidence",
            {"evidence_class": "outcome", "dated_on": day, "reference": "测温系统第7号"},
        )
        assert added.status_code == 201, added.json()
        return {row["uid"]: "已完成1142户" for row in measures}


def test_an_item_goes_from_found_to_struck_off_by_http_alone(city: City) -> None:
    story = Story(city)
    story.register()
    assert story.item["state"] == "draft"
    story.act("office", "submit")
    story.act(
        "office",
        "assign",
        lead_department="014",
        kind="time_limited",
        acceptance_standard="三个小区全部通暖，抽测50户均达18度",
        due_on=story.due,
        cooperating=["010"],
    )
    story.act("officer", "accept", section="城建科")
    measures = [MEASURE | {"due_on": story.due}]
    story.act("officer", "submit-plan", measures=measures, causes={"work": "调度不力"})
    story.act("portfolio_leader", "approve-plan")
    news = story.as_("officer").post(f"{story.path}/progress", {"text": "已焊接2公里"})
    assert news.status_code == 201
    assert story.act("cooperator", "confirm-part")["access"] == "full"
    done = story.prove()
    story.act("officer", "request-closure", statement="1142户全部通暖", done=done)
    assert story.act("portfolio_leader", "endorse-closure")["state"] == "awaiting_signoff"

    story.sign()
    drawn = story.as_("office_clerk").get(story.path).json()["drawn_method"]
    assert drawn in ("on_site", "document")
    closed = story.act(
        "office_clerk",
        "verify",
        opinion="现场核对，抽测50户均达标",
        inspector_names="蒋某乙、沈某乙",
    )
    assert closed["state"] == "closed"
    whole = story.as_("office").get(story.path).json()
    assert whole["sign_off"]["signer_name"] == "卫某丙"
    assert whole["verification"]["result"] == "passed"

    told = story.as_("office").get(f"{story.path}/timeline").json()["results"]
    assert [row["type"] for row in reversed(told)][-2:] == ["item.signed_off", "item.verified"]
    assert PASSWORD not in str(told)


def test_a_department_alone_comes_no_further_than_its_own_signature(city: City) -> None:
    story = Story(city)
    story.register()
    story.act("office", "submit")
    refused = story.as_("officer").post(f"{story.path}/actions/assign", {"version": 2})
    assert refused.status_code == 404
    story.act(
        "office",
        "assign",
        lead_department="014",
        kind="immediate",
        acceptance_standard="立即整改到位",
        due_on=workdays.load().add(story.today, 5).isoformat(),
    )
    story.act("officer", "start", section="城建科")
    done = story.prove()
    story.act("officer", "request-closure", statement="1142户全部通暖", done=done)
    signer = story.as_("first_in_charge")
    shown = signer.get(f"{story.path}/actions").json()["shown_hash"]
    story.act("first_in_charge", "sign-off", shown_hash=shown, password=PASSWORD)
    for name in ("officer", "portfolio_leader", "first_in_charge"):
        refused = story.as_(name).post(
            f"{story.path}/actions/verify",
            {"version": story.item["version"], "opinion": "看过了"},
        )
        assert refused.status_code == 403
        assert "验收" in refused.json()["detail"]
