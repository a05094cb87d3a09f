"""Choices of the ladder of reminders and escalation."""

from django.db import models


class LadderSubject(models.TextChoices):
    """What a rung of the ladder is about."""

    ORDINARY = "ordinary", "限期整改和长期坚持事项"
    IMMEDIATE = "immediate", "立行立改事项"
    ANY_ITEM = "any_item", "全部整改事项"
    DEPARTMENT = "department", "牵头单位"
    TASK = "task", "规定动作"


class LadderClock(models.TextChoices):
    """The clocks that rungs are counted from. Where a clock has a limit, its value is the key of
    that limit in the campaign's rules, so that one number is kept in one place."""

    DUE = "due", "整改时限"
    REOPENED = "reopened", "再次重新整改"
    DESK_REGISTERED = "desk_registered", "登记后交办"
    DESK_ASSIGNED = "desk_assigned", "签收"
    DESK_ACCEPTED = "desk_accepted", "提交整改措施"
    DESK_PLAN_REVIEW = "desk_plan_review", "审定整改措施"
    DESK_CLOSURE_REVIEW = "desk_closure_review", "部门审核销号"
    DESK_AWAITING_SIGNOFF = "desk_awaiting_signoff", "第一责任人签批"
    DESK_AWAITING_VERIFICATION = "desk_awaiting_verification", "验收"
    ENDORSE_EXTENSION = "endorse_extension_days", "延期申请签署意见"
    NOTICE_REPLY = "notice_reply", "督办单回复"
    SUSPENSION_REVIEW = "suspension_review", "中止复核"
    LOOK_BACK = "look_back", "回头看"
    RELAPSE = "relapse", "回头看反弹未重新整改"
    VACANCY = "vacancy", "第一责任人空缺"


class LadderRole(models.TextChoices):
    """Who is told, as seen from the item on that day."""

    HANDLER = "handler", "经办人"
    SECTION_HEAD = "section_head", "科室负责人（联络员）"
    PORTFOLIO_LEADER = "portfolio_leader", "分管领导"
    FIRST_IN_CHARGE = "first_in_charge", "第一责任人"
    OFFICE = "office", "领导小组办公室"
    OFFICE_HEAD = "office_head", "办公室主任"
    OFFICE_SUPERVISOR = "office_supervisor", "办公室事项的分管副组长"
    DEPUTY_LEADER = "deputy_leader", "分管副组长"
    GROUP_LEADER = "group_leader", "组长"


class LadderCondition(models.TextChoices):
    """When a rung tells anybody at all."""

    ALWAYS = "", ""
    STALE = "stale", "连续10个工作日没有进展，或有措施无责任人时"
    NO_CLOSURE_REQUEST = "no_closure_request", "尚未申请销号时"


class LadderLight(models.TextChoices):
    """The colour of a rung: shape and words go with it wherever it is shown."""

    GREEN = "ok", "提示"
    YELLOW = "warn", "临期"
    RED = "bad", "逾期"


class LadderCadence(models.TextChoices):
    """When what a rung says is sent on."""

    DAILY = "daily", "每日汇总"
    WEEKLY = "weekly", "每周一览"
    AT_ONCE = "at_once", "即时"
