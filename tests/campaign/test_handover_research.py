"""A topic whose leader leaves is handed over, and his successor leads it."""

import pytest

from accounts import services as organisation
from accounts.models import Handover
from campaign.models import ResearchTopic
from campaign.permissions.streams import meeting_subjects, topic_subjects
from campaign.services import cancel_topic, confirm_meeting
from campaign.services.meetings import ResolutionContent
from journal.models import Entry
from tests.campaign import research, streams
from tests.campaign.test_meetings import recorded
from tests.personas import TODAY, City, at
from tests.rectification.handovers import takes_over


@pytest.fixture
def town(city: City) -> City:
    return streams.with_lists(city)


def test_the_successor_leads_what_he_accepts(town: City) -> None:
    topic = research.planned(town)
    research.opened(town, leader=town.portfolio_leader)
    gone = research.opened(town)
    cancel_topic(topic=gone, reason="重复", by=town.officer, at=at(), version=1)
    organisation.end_post(post=town.post("first_in_charge"), by=None, at=at())
    handover = Handover.objects.get()
    line = handover.lines.get()
    assert (line.label, line.subject_uid) == ("调研课题：老旧小区供热", topic.uid)
    takes_over(town)
    handover.refresh_from_db()
    organisation.accept_lines(handover=handover, lines=[line.uid], by=town.stranger_head, at=at())
    topic = ResearchTopic.objects.get(pk=topic.pk)
    assert topic.leader == town.stranger_head
    assert Entry.objects.filter(type="research.leader_changed").count() == 1
    assert research.visited(town, topic, by=town.stranger_head)


def test_a_message_leads_to_what_its_reader_may_read(town: City) -> None:
    topic = research.opened(town)
    shown = topic_subjects(person=town.first_in_charge, uids=[topic.uid], on=TODAY)
    assert shown[topic.uid].url.endswith(f"/research/{topic.uid}")
    assert topic_subjects(person=town.stranger, uids=[topic.uid], on=TODAY) == {}
    meeting = recorded(town, resolutions=[ResolutionContent("逐户核对", town.other)])
    assert meeting_subjects(person=town.stranger, uids=[meeting.uid], on=TODAY) == {}
    confirm_meeting(meeting=meeting, by=town.first_in_charge, at=at(), version=1)
    told = meeting_subjects(person=town.stranger, uids=[meeting.uid], on=TODAY)
    assert (told[meeting.uid].title, told[meeting.uid].url) == ("党组会", "")
    assert meeting_subjects(person=town.officer, uids=[meeting.uid], on=TODAY)[meeting.uid].url
    for name in ("cooperator", "sys_admin"):
        assert meeting_subjects(person=town.people[name], uids=[meeting.uid], on=TODAY) == {}
