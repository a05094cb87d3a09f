"""Tasks: prescribed ones of the office, issued once to chosen departments; a department's own.

The speech: “在严格落实‘规定动作’的基础上，结合实际提出……‘自选动作’”, “绝不能图形式、走过场”.
A prescribed task is typed once by the office and answered once by each department; what the system
holds already (a session, a topic) is pointed at, not written again. An optional action is nobody's
duty.
"""

from campaign.services.tasks.duties import accept_duty, receive_duty, report_duty, return_duty
from campaign.services.tasks.following import follow_calendar
from campaign.services.tasks.ground import TaskContent
from campaign.services.tasks.issuing import cancel_task, change_task, draft_task, issue_task
from campaign.services.tasks.optional import add_optional, share_practice

__all__ = [
    "TaskContent",
    "accept_duty",
    "add_optional",
    "cancel_task",
    "change_task",
    "draft_task",
    "follow_calendar",
    "issue_task",
    "receive_duty",
    "report_duty",
    "return_duty",
    "share_practice",
]
