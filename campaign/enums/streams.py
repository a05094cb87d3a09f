"""Choices of the four streams: what is planned, found, said and decided, in the users' words."""

from django.db import models


class GroupRole(models.TextChoices):
    """A person's place in a department's leading group."""

    LEADER = "leader", "组长"
    DEPUTY = "deputy", "副组长"
    MEMBER = "member", "成员"


class TaskKind(models.TextChoices):
    """The speech: “在严格落实‘规定动作’的基础上，结合实际提出……‘自选动作’”."""

    PRESCRIBED = "prescribed", "规定动作"
    OPTIONAL = "optional", "自选动作"


class TaskState(models.TextChoices):
    """A task as its issuer keeps it."""

    DRAFT = "draft", "拟定中"
    ISSUED = "issued", "已下达"
    CANCELLED = "cancelled", "已取消"


class DutyState(models.TextChoices):
    """A task in one department's hands."""

    ISSUED = "issued", "待签收"
    RECEIVED = "received", "办理中"
    REPORTED = "reported", "待办公室认定"
    RETURNED = "returned", "退回补充"
    ACCEPTED = "accepted", "已完成"
    CANCELLED = "cancelled", "已取消"


class GoalCategory(models.TextChoices):
    """What business a goal belongs to (两手抓、两促进)."""

    ANNUAL = "annual", "年度目标任务"
    KEY_WORK = "key_work", "重点工作"
    MAJOR_PROJECT = "major_project", "重大项目"
    PLAN = "plan", "规划"


class SessionState(models.TextChoices):
    """A collective study session."""

    PLANNED = "planned", "已安排"
    HELD = "held", "已举行"
    CANCELLED = "cancelled", "已取消"


class AttendanceStatus(models.TextChoices):
    """Taken by the organiser; never by oneself, never in hours."""

    PRESENT = "present", "到会"
    OFFICIAL_LEAVE = "official_leave", "公假"
    LEAVE = "leave", "病事假"
    MADE_UP = "made_up", "补学"


class TopicState(models.TextChoices):
    """A research topic."""

    OPEN = "open", "进行中"
    CLOSED = "closed", "已结题"
    CANCELLED = "cancelled", "已取消"


class VisitLevel(models.TextChoices):
    """How far down a visit went (一竿子插到底)."""

    CITY_UNIT = "city_unit", "市直单位"
    COUNTY = "county", "县区"
    TOWNSHIP = "township", "乡镇街道"
    VILLAGE = "village", "村社区"
    ENTERPRISE = "enterprise", "企业"
    WINDOW = "window", "服务窗口"


GRASSROOTS = (VisitLevel.VILLAGE, VisitLevel.ENTERPRISE, VisitLevel.WINDOW)


class VisitWay(models.TextChoices):
    """How people are met."""

    DISCUSSION = "discussion", "座谈"
    CALL = "call", "走访"
    UNANNOUNCED = "unannounced", "暗访"
    QUESTIONNAIRE = "questionnaire", "问卷"
    DATA = "data", "数据分析"


class ProblemState(models.TextChoices):
    """A problem that was found, and the outcome it ended with; none stays unowned."""

    OPEN = "open", "待处理"
    CONVERTED = "converted", "已转整改事项"
    MERGED = "merged", "已合并"
    SOLVED = "solved", "当场解决"
    LINKED = "linked", "并入已有事项"
    DECLINED = "declined", "不予采纳"


class ProposedKind(models.TextChoices):
    """How a problem should be put right, as whoever found it proposes (an item's kinds)."""

    IMMEDIATE = "immediate", "立行立改"
    TIME_LIMITED = "time_limited", "限期整改"
    LONG_TERM = "long_term", "长期坚持"


class ReviewAct(models.TextChoices):
    """What may be done with a problem; an item is made, or added to, by rectification."""

    EDIT = "edit", "修改"
    SOLVE = "solve", "当场解决"
    MERGE = "merge", "合并到另一问题"
    DECLINE = "decline", "不予采纳"
    CONVERT = "convert", "转为整改事项"
    LINK = "link", "并入已有事项"
    WITHDRAW = "withdraw", "撤回处理"


class ProblemBucket(models.TextChoices):
    """How problems are looked at in lists, beside their states."""

    COUNTED = "counted", "纳入统计（不含已合并、不予采纳）"
    WAITING = "waiting", "超过时限未处理"


class MethodCode(models.TextChoices):
    """Codes of the four ways of finding that the honest mix is told by."""

    SELF_FOUND = "self_found", "自己找"
    MASSES_RAISED = "masses_raised", "群众提"
    COLLECTIVE = "collective_discussed", "集体议"
    SUPERIOR = "superior_pointed", "上级点"


class ProblemLayer(models.TextChoices):
    """At which layer a problem lies (涉及层面)."""

    TEAM = "team", "班子"
    PERSON = "person", "个人"
    DEPARTMENT = "department", "部门"
    SECTOR = "sector", "行业"


class OpinionOrigin(models.TextChoices):
    """By which way an opinion came in."""

    PAPER = "paper", "信件、意见箱"
    HOTLINE = "hotline", "热线、信访"
    INTERVIEW = "interview", "访谈记录"
    QUESTIONNAIRE = "questionnaire", "问卷"
    FORM = "form", "网上留言"


class Anonymity(models.TextChoices):
    """What is known, and what may be told, of who gave an opinion."""

    NAMED = "named", "实名"
    CONFIDENTIAL = "confidential", "保密"
    ANONYMOUS = "anonymous", "匿名"


class OpinionState(models.TextChoices):
    """Where an opinion stands; the giver reads it by his receipt code."""

    RECEIVED = "received", "已收到"
    RESTATED = "restated", "已整理，待转办"
    REFERRED = "referred", "已转办"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已办结"
    DECLINED = "declined", "不属受理范围"
    TRANSFERRED = "transferred", "已转派驻机构"


class Satisfaction(models.TextChoices):
    """What a called-back giver says; refusals and “不清楚” are counted and printed."""

    SATISFIED = "satisfied", "满意"
    FAIR = "fair", "基本满意"
    UNSATISFIED = "unsatisfied", "不满意"
    UNCLEAR = "unclear", "不清楚"
    REFUSED = "refused", "拒绝回答"
    UNREACHED = "unreached", "未联系上"


class MeetingKind(models.TextChoices):
    """A meeting whose resolutions are followed up."""

    LEADING_GROUP = "leading_group", "领导小组会"
    PARTY_GROUP = "party_group", "党组（党委）会"
    SPECIAL = "special", "专题会"


class RowKind(models.TextChoices):
    """A row of the other streams out of which an item, or a goal, may be made."""

    PROBLEM = "problem", "问题清单"
    FINDING = "finding", "调研发现"
    OUTCOME = "outcome", "学习成果"
    OPINION = "opinion", "群众意见"
    RESOLUTION = "resolution", "议定事项"


class RemarkKind(models.TextChoices):
    """What somebody says of a step of the system."""

    SUPERFLUOUS = "superfluous", "多余"
    REPEATED = "repeated", "重复"
    UNCLEAR = "unclear", "看不懂"


class RemarkVerdict(models.TextChoices):
    """What the office answers; either with its words."""

    IMPROVED = "improved", "已改进"
    KEPT = "kept", "不改"
