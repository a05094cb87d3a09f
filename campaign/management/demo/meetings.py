"""Meetings in the demo city: the leading group's, and two departments'."""

from accounts.models import User
from campaign import services
from campaign.enums import MeetingKind
from campaign.management.demo.ground import Stage
from campaign.services.meetings import MeetingContent, ResolutionContent


def play(stage: Stage, office: User, office_head: User) -> None:
    """Tell the stories."""
    units = stage.units
    city = services.record_meeting(
        campaign=stage.campaign,
        department=None,
        content=MeetingContent(
            kind=MeetingKind.LEADING_GROUP,
            title="领导小组第一次会议",
            held_on=stage.day(45),
            place="市政府第一会议室",
            host="赵某甲",
            present="领导小组组长、副组长、成员",
            in_attendance="各部门第一责任人",
            recorder=office.name,
            agenda="研究四项重点工作安排和专项整治分工",
            points="四项工作贯通推进，不划阶段、不分环节；各部门先改起来。",
            resolutions=[
                ResolutionContent(
                    "文件会议各压减三成，按月公布", units["001"].department, stage.day(-20)
                ),
                ResolutionContent(
                    "惠企奖补资金逐户核对、拨付到户", units["010"].department, stage.day(-15)
                ),
            ],
        ),
        by=office,
        at=stage.at(44),
    )
    services.confirm_meeting(meeting=city, by=office_head, at=stage.at(43), version=city.version)
    _of_departments(stage)


def _of_departments(stage: Stage) -> None:
    for code, ago, confirmed in (("014", 36, True), ("015", 8, False)):
        unit = stage.units[code]
        meeting = services.record_meeting(
            campaign=stage.campaign,
            department=unit.department,
            content=MeetingContent(
                kind=MeetingKind.PARTY_GROUP,
                title=f"{unit.department.short_name}党组会",
                held_on=stage.day(ago),
                place="机关会议室",
                host=unit.head.name,
                present="党组成员",
                recorder=unit.officer.name,
                agenda="研究调研发现问题的整改",
                points="问题不过夜，能当场解决的当场解决。",
                resolutions=[
                    ResolutionContent(
                        "幸福里社区供热管网列入首批改造", unit.department, stage.day(-12)
                    )
                ],
            ),
            by=unit.officer,
            at=stage.at(ago - 1),
        )
        if confirmed:
            services.confirm_meeting(
                meeting=meeting, by=unit.head, at=stage.at(ago - 2), version=meeting.version
            )
