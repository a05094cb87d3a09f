"""The shape of what is typed on the campaign's pages."""

from campaign.forms.campaign import (
    ActingForm,
    CampaignGrantForm,
    PersonField,
    RoleForm,
    RulesForm,
    UnitForm,
)

__all__ = [
    "ActingForm",
    "CampaignGrantForm",
    "PersonField",
    "RoleForm",
    "RulesForm",
    "UnitForm",
]
