"""Choices of a campaign."""

from django.db import models


class CampaignRole(models.TextChoices):
    """Roles that a campaign gives beside posts: leading group, its office, guidance."""

    GROUP_LEADER = "group_leader", "领导小组组长"
    DEPUTY_GROUP_LEADER = "deputy_group_leader", "领导小组副组长"
    GROUP_MEMBER = "group_member", "领导小组成员"
    OFFICE = "office", "领导小组办公室成员"
    OFFICE_HEAD = "office_head", "领导小组办公室主任"
    OFFICE_SUPERVISOR = "office_supervisor", "办公室事项的分管副组长"
    GUIDANCE = "guidance", "巡回指导组"
    RESIDENT_DISCIPLINE = "resident_discipline", "派驻纪检监察组"


class ListKind(models.TextChoices):
    """The lists of a campaign that no other table refers to, kept as rows of `ListEntry`."""

    TOTAL_REQUIREMENT = "total_requirement", "总要求"
    OBJECTIVE = "objectives", "具体目标"
    STUDY_WAY = "study_ways", "学习方法"
    STUDY_MATERIAL = "study_materials", "学习材料"
    STUDY_FORM = "study_forms", "集中学习形式"
    STUDY_CONVERSION = "study_conversions", "学习成果转化"
    RESEARCH_DIRECTION = "research_directions", "调研方向"
    RESEARCH_FIELD = "research_fields", "调研领域"
    OPINION_GIVER = "opinion_givers", "听取意见对象"
    CAUSE = "causes", "根源"
    BAD_IMPLEMENTATION = "bad_implementation", "落实不力的七种表现"
    CONFUSION = "confusions", "三种混同"
    ILL = "ills", "五种顽疾"
    LEADER_DUTY = "leader_duties", "领导干部以上率下"
    LINKED_CAMPAIGN = "linked_campaigns", "结合开展的工作"
    ACTION = "actions", "规定动作与自选动作"
    THREE_IN_PLACE = "three_in_place", "三个到位"
    GAP_QUESTION = "gap_questions", "四个查找"


class VerifyingScope(models.TextChoices):
    """Which items a named verifying unit checks instead of the office."""

    OFFICE_ITEMS = "office_items", "办公室所在单位的事项"
    LEADERS_ITEMS = "leaders_items", "领导小组成员本人的事项"


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
    NOTICE_REPLY = "notice_reply_days", "督办单回复"
    SUSPENSION_REVIEW = "suspension_review", "中止复核"
    LOOK_BACK = "look_back", "回头看"
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


class CampaignAct(models.TextChoices):
    """What may be done to a campaign itself; roles are given and ended by `MANAGE_ROLES`."""

    ADMINISTER = "administer", "载入和切换主题教育"
    MANAGE_ROLES = "manage_roles", "调整任职"
    NAME_VERIFYING_UNIT = "name_verifying_unit", "指定验收单位"
    RECORD_ACTING = "record_acting", "登记主持工作"
    UPDATE_RULES = "update_rules", "设置时限与比例"
    UPDATE_LADDER = "update_ladder", "调整提醒与提级的阶梯"
    CLOSE_INTAKE = "close_intake", "停止登记"
    ARCHIVE = "archive", "归档"
