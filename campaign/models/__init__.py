"""The tables of a campaign: itself, its lists and roles, and its four streams."""

from campaign.models.campaign import (
    Campaign,
    CampaignGrant,
    Entry,
    FindingMethod,
    ListEntry,
    Membership,
    ReviewDimension,
    Source,
    Stream,
    Target,
    VerifyingUnit,
)
from campaign.models.feedback import StepAnswer, StepRemark
from campaign.models.groups import (
    GoalReading,
    GroupMember,
    KickOff,
    LeadingGroup,
    Meeting,
    Resolution,
    WorkGoal,
)
from campaign.models.ladder import EscalationRule
from campaign.models.opinions import (
    CallBack,
    CallBackDraw,
    Opinion,
)
from campaign.models.papers import GeneratedPaper
from campaign.models.research import (
    Finding,
    ResearchPlan,
    ResearchTopic,
    ResearchVisit,
)
from campaign.models.review import (
    LeaderDuty,
    NothingFound,
    Problem,
)
from campaign.models.study import (
    Attendance,
    ReadingNote,
    StudyOutcome,
    StudyPlan,
    StudySession,
)
from campaign.models.tasks import (
    Task,
    TaskDuty,
)

__all__ = [
    "Attendance",
    "CallBack",
    "CallBackDraw",
    "Campaign",
    "CampaignGrant",
    "Entry",
    "EscalationRule",
    "Finding",
    "FindingMethod",
    "GeneratedPaper",
    "GoalReading",
    "GroupMember",
    "KickOff",
    "LeaderDuty",
    "LeadingGroup",
    "ListEntry",
    "Meeting",
    "Membership",
    "NothingFound",
    "Opinion",
    "Problem",
    "ReadingNote",
    "ResearchPlan",
    "ResearchTopic",
    "ResearchVisit",
    "Resolution",
    "ReviewDimension",
    "Source",
    "StepAnswer",
    "StepRemark",
    "Stream",
    "StudyOutcome",
    "StudyPlan",
    "StudySession",
    "Target",
    "Task",
    "TaskDuty",
    "VerifyingUnit",
    "WorkGoal",
]
