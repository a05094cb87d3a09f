"""“这一步多余？” by REST: everybody reads the counts and answers, the office the words."""

import pytest

from campaign.models import StepAnswer
from campaign.services import feedback as services
from tests.api import ApiClient
from tests.personas import City, at
from tests.rectification.pages import stop_clock

pytestmark = pytest.mark.django_db
PAGE = "campaign:problem_new"
ANSWER = {"page": PAGE, "verdict": "improved", "text": "两处合并为一处填写"}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def said(city: City, text: str, kind: str = "repeated") -> None:
    services.remark_step(
        campaign=city.campaign, page=PAGE, kind=kind, text=text, by=city.officer, at=at()
    )


def test_the_office_reads_the_words_and_answers_them_all(city: City) -> None:
    said(city, "单位已经填过")
    said(city, "", kind="superfluous")
    client = ApiClient(city.office)
    found = client.get(f"step-remarks/waiting?page={PAGE}").json()
    assert found["name"] == "检视问题：填写"
    assert {row["text"] for row in found["remarks"]} == {"单位已经填过", ""}
    assert set(found["remarks"][0]) == {"kind", "kind_label", "text", "week"}
    done = client.post("step-remarks/answers", ANSWER)
    assert (done.status_code, done.json()["answered_on"]) == (201, "2019-10-15")
    (page,) = ApiClient(city.stranger).get("step-remarks").json()["pages"]
    assert (page["waiting"], page["kinds"]["repeated"]) == (0, 1)
    assert page["answers"][0]["text"] == ANSWER["text"] and "单位已经填过" not in str(page)
    assert client.get(f"step-remarks/waiting?page={PAGE}").status_code == 404
    assert client.post("step-remarks/answers", ANSWER).status_code == 422
    assert client.get("step-remarks/waiting").status_code == 400


@pytest.mark.parametrize("name", ["officer", "first_in_charge", "group_leader", "sys_admin"])
def test_nobody_else_reads_the_words_or_answers(city: City, name: str) -> None:
    said(city, "单位已经填过")
    client = ApiClient(city.people[name])
    listed = client.get("step-remarks")
    assert listed.status_code == (403 if name == "sys_admin" else 200)
    assert "单位已经填过" not in listed.content.decode()
    assert client.get(f"step-remarks/waiting?page={PAGE}").status_code == 403
    assert client.post("step-remarks/answers", ANSWER).status_code == 403
    assert not StepAnswer.objects.exists()
