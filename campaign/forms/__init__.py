"""The shape of what is typed on the campaign's pages."""

from campaign.forms.campaign import (
    ActingForm,
    PersonField,
    RoleForm,
    RulesForm,
    UnitForm,
)

__all__ = [
    "ActingForm",
    "PersonField",
    "RoleForm",
    "RulesForm",
    "UnitForm",
]
