"""Papers that the system makes from rows."""

from django.db import models


class PaperKind(models.TextChoices):
    """A kind of paper that nobody types: files and sheets to be printed, in the order of a list."""

    LEDGER = "ledger", "整改台账"
    PROBLEMS = "problems", "问题清单（整改事项）"
    DUTIES = "duties", "责任清单"
    MEASURES = "measures", "措施清单"
    DATES = "dates", "时限清单"
    FOUND_PROBLEMS = "found_problems", "问题清单（检视）"
    WEEKLY = "weekly", "每周一览"
    NOTICE = "notice", "督办通知单"
    CIRCULAR = "circular", "通报"
    RESEARCH_REPORT = "research_report", "调研报告"
    HANDOVER = "handover", "岗位交接单"
