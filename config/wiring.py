"""Who answers whom across the rooms, by dotted path.

Apps import downwards only. Where a lower one needs what only an upper one knows, it looks up a
name of this file in the settings, under the same name.
"""

# Kind of background job → run(*, job, now), by dotted path.
JOB_KINDS: dict[str, str] = {
    "ledger_read": "rectification.imports.jobs.run_read",
    "ledger_apply": "rectification.imports.jobs.run_apply",
    "ledger_export": "rectification.exports.writing.run_export",
}
# What an operator sees waiting: f(at) -> core.selectors.DueRows, by dotted path.
DUE_ROWS = [
    "core.selectors.due_jobs",
    "journal.selectors.due_entries",
    "notifications.selectors.due_deliveries",
]
# Task of the beat schedule (config/celery.py) → its name on the operator's page.
TICK_LABELS = {
    "campaign.tasks.forget_contacts": "清除到期的反映人联系方式",
    "campaign.tasks.tell_released_opinions": "通知单位查看转来的意见",
    "core.tasks.forget_idempotency_keys": "清理过期的接口幂等键",
    "core.tasks.run_jobs": "办理后台任务",
    "journal.tasks.seal": "封存日志",
    "dashboard.tasks.tell_week": "每周一览",
    "notifications.tasks.deliver": "送达消息",
    "rectification.tasks.send_due": "到期提醒与提级",
    "rectification.tasks.check_ledger": "核对台账计数",
}
TICK_RESULTS = {
    "delivered": "送达",
    "failed": "未送达",
    "mended": "修正",
    "breaches": "发现问题",
}
# SQL beside the person's posts, read in the same statement (accounts.permissions.standing): always,
# and for pages by session.
STANDING_PARTS = ["campaign.permissions.STANDING"]
PAGE_PARTS = ["accounts.permissions.standing.DAYS", "notifications.selectors.UNREAD"]
BUSINESS_TIES = ["campaign.selectors.holds_a_role"]
MESSAGE_SUBJECTS = {
    "campaign.task": "rectification.selectors.doors.task_links",
    "campaign.taskduty": "rectification.selectors.doors.duty_links",
    "campaign.campaign": "dashboard.selectors.weekly.campaign_links",
    "rectification.circular": "rectification.selectors.supervision.circular_links",
    "rectification.interview": "rectification.selectors.supervision.interview_links",
    "rectification.item": "rectification.selectors.doors.message_subjects",
    "rectification.importbatch": "rectification.selectors.imports.message_subjects",
    "campaign.problem": "campaign.permissions.review.message_subjects",
    "campaign.researchtopic": "campaign.permissions.streams.topic_subjects",
    "campaign.studysession": "campaign.permissions.streams.session_subjects",
    "campaign.meeting": "campaign.permissions.streams.meeting_subjects",
    "accounts.handover": "rectification.selectors.doors.handover_subjects",
    "accounts.department": "rectification.selectors.doors.department_subjects",
}
# What the journal tells of, in the words of the audit page: {type or subject's type: label}.
JOURNAL_WORDS = ["campaign.presenters.journal.WORDS", "rectification.presenters.journal.WORDS"]
JOURNAL_SUBJECTS = [
    "campaign.presenters.journal.SUBJECTS",
    "rectification.presenters.journal.SUBJECTS",
]
MESSENGER = "notifications.services"  # tell_many and Fact, for apps below notifications
# A post changes hands. What lies on its desk: f(*, posts, on) -> {post id: [DutyLine]}.
OPEN_DUTIES = [
    "rectification.selectors.handover.open_duties",
    "campaign.selectors.handover.led_topics",
    "campaign.selectors.handover.planned_sessions",
    "campaign.selectors.handover.open_tasks",
    "accounts.selectors.delegation_duties",
]
DELEGATION_LIMIT = "campaign.selectors.delegation_limit"  # f() -> working days
HANDOVER_READERS = ["campaign.permissions.reads_handovers"]  # f(user, on), beside the three signers
HANDOVER_KEEPERS = ["campaign.permissions.keeps_handovers"]  # f(user, on): names who takes over
# A department ends. What ties it: f(*, department, on) -> [accounts.selectors.UnitTie].
DEPARTMENT_TIES = [
    "rectification.selectors.units.ties",
    "campaign.selectors.units.ties",
]
UNIT_END_OBSERVERS = [  # f(*, department, by, at): its end was proposed
    "rectification.services.reorganisation.end_proposed",
]
HANDOVER_OBSERVERS = [  # f(*, handovers, by, at)
    "rectification.services.handover.opened",
    "campaign.services.papers.handovers_opened",
]
DEACTIVATION_OBSERVERS = [  # f(*, people, by, at)
    "rectification.services.handover.people_gone",
    "campaign.services.grants.readers_gone",
    "campaign.services.roles.holders_gone",
]
VACANCY_OBSERVERS = ["rectification.services.handover.post_vacant"]  # f(*, post, at)
TAKEN_OVER = [  # f(*, handover, lines, by, at)
    "rectification.services.handover.taken_over",
    "campaign.services.handover.taken_over",
]
# What may already say the same as a problem that is being typed, by dotted paths of
# f(*, campaign, text, user, on, departments) -> list[campaign.selectors.review.SimilarRow].
SIMILAR_ROWS = ["rectification.selectors.similar.similar_rows"]
REMINDER_SOURCES = [
    "rectification.reminders.item_sources",
    "rectification.reminders.problems.problem_sources",
    "rectification.reminders.tasks.task_sources",
]
# {view name: what the page asks for}: where “这一步多余？” stands at the foot.
FORM_PAGES = [
    "accounts.presenters.pages.FORM_PAGES",
    "notifications.presenters.FORM_PAGES",
    "campaign.presenters.pages.FORM_PAGES",
    "rectification.presenters.pages.FORM_PAGES",
]
ITEM_LINKS = "rectification.selectors.origins.links_of"
GOAL_ITEMS = "rectification.selectors.ties.items_of_goals"
# Type of a subject → f(*, messages, at) -> keys of those that no longer hold, by dotted path.
MESSAGE_CHECKS = {
    "rectification.item": "rectification.reminders.no_longer_hold",
    "campaign.problem": "campaign.permissions.review.no_longer_waiting",
    "campaign.taskduty": "campaign.selectors.tasks.settled_reminders",
}
# Ways out by name; the inbox is always on, the others where MESSAGE_CHANNELS names them.
MESSAGE_CHANNELS = {
    "in_app": "notifications.channels.in_app.InApp",
    "email": "notifications.channels.email.Email",
}
CAMPAIGN_FINISH_CHECKS = ["rectification.selectors.doors.open_items"]
CONTACT_READERS = ["campaign.permissions.reads_contacts"]  # beside people of the same unit
# Name of a closed list in the API description → the enum, by dotted path.
ENUM_NAMES = {
    "SessionState": "campaign.enums.SessionState",
    "TopicState": "campaign.enums.TopicState",
    "VisitWay": "campaign.enums.VisitWay",
    "VisitLevel": "campaign.enums.VisitLevel",
    "ProblemLayer": "campaign.enums.ProblemLayer",
    "ProblemState": "campaign.enums.ProblemState",
    "MeetingKind": "campaign.enums.MeetingKind",
    "GroupRole": "campaign.enums.GroupRole",
    "LadderLight": "campaign.enums.LadderLight",
    "LightEnum": "rectification.enums.Light",
    "ItemState": "rectification.enums.State",
    "ItemKind": "rectification.enums.Kind",
    "ItemAction": "rectification.enums.Action",
    "ItemVoidReason": "rectification.enums.VoidReason",
    "MeasureState": "rectification.enums.MeasureState",
    "PartState": "rectification.enums.PartState",
    "ExtensionState": "rectification.enums.ExtensionState",
    "ClearanceKind": "rectification.enums.ClearanceKind",
    "VerificationMethod": "rectification.enums.VerificationMethod",
    "VerificationResult": "rectification.enums.VerificationResult",
    "LookBackResult": "rectification.enums.LookBackResult",
    "TaskState": "campaign.enums.TaskState",
    "TaskKind": "campaign.enums.TaskKind",
    "TaskDutyState": "campaign.enums.DutyState",
    "OpinionState": "campaign.enums.OpinionState",
    "OpinionOrigin": "campaign.enums.OpinionOrigin",
    "OpinionAnonymity": "campaign.enums.Anonymity",
    "RemarkKind": "campaign.enums.RemarkKind",
    "RemarkVerdict": "campaign.enums.RemarkVerdict",
    "Satisfaction": "campaign.enums.Satisfaction",
    "CampaignRole": "campaign.enums.CampaignRole",
    "VerifyingScope": "campaign.enums.VerifyingScope",
    "PostKind": "accounts.enums.PostKind",
    "HandoverState": "accounts.enums.HandoverState",
    "HandoverReason": "accounts.enums.HandoverReason",
    "HandoverRole": "accounts.enums.HandoverRole",
    "HandoverLineState": "accounts.enums.LineState",
    "Capacity": "accounts.enums.Capacity",
}
