"""Choices of core."""

from django.db import models


class JobState(models.TextChoices):
    """Where a background job stands."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "处理中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
