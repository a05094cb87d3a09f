"""The ladder through the API: read by everybody, with the days and switches in force."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.models import Campaign, EscalationRule
from tests.api import ApiClient
from tests.personas import City, rungs

pytestmark = pytest.mark.django_db


def test_a_rung_says_when_and_whom_by_the_days_in_force(city: City) -> None:
    Campaign.objects.update(rules={"desk_assigned": 4})
    client = ApiClient(city.officer)
    rows = client.get("ladder?limit=200").json()["results"]
    assert [row["code"] for row in rows] == [rung.code for rung in rungs()]
    late = next(row for row in rows if row["clock"] == "due" and row["days"] > 0)
    assert late["when"] == f"逾期 {late['days']} 个工作日"
    assert all({"code", "label"} == set(one) for one in late["who"])
    desk = next(row for row in rows if row["clock"] == "desk_assigned")
    assert (desk["limit_days"], late["limit_days"]) == (4, None)
    path = f"ladder/{late['uid']}"
    assert client.get(path).json() == late
    EscalationRule.objects.filter(uid=late["uid"]).update(
        own_offset=9, own_active=False, is_required=False
    )
    changed = client.get(path).json()
    assert (changed["days"], changed["when"], changed["is_on"]) == (9, "逾期 9 个工作日", False)
    assert late["uid"] in {r["uid"] for r in client.get("ladder?limit=200").json()["results"]}


def test_who_reads_the_page_reads_it_and_nobody_writes_it(city: City) -> None:
    rung = EscalationRule.objects.order_by("id").first()
    for name in ("stranger", "group_leader", "sys_admin"):
        assert ApiClient(city.people[name]).get(f"ladder/{rung.uid}").status_code == 200
    assert ApiClient(None).get("ladder").status_code == 401
    head = ApiClient(city.office_head)
    assert head.patch(f"ladder/{rung.uid}", {"days": 1}).status_code == 405
    assert head.get("ladder?campaign=none").status_code == 404
    assert head.get("ladder?light=bad").status_code == 400
    with CaptureQueriesContext(connection) as few:
        head.get("ladder?limit=1")
    with CaptureQueriesContext(connection) as many:
        head.get("ladder?limit=50")
    assert len(few) == len(many)
