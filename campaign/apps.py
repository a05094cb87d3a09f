"""Wiring of campaign."""

from django.apps import AppConfig


class CampaignConfig(AppConfig):
    """The campaign, its lists and roles, study, research, problem review."""

    name = "campaign"
    verbose_name = "专项活动"
