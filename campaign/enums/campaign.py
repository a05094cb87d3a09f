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
