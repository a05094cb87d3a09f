"""What each request may carry: one strict serializer an action, keys as the services take them."""

from rectification.api.inputs.acts import INPUTS, VersionInput
from rectification.api.inputs.intake import AssignInput, ItemInput, PatchInput
from rectification.api.inputs.parts import EvidenceInput, UploadInput
from rectification.api.inputs.saved import SavedViewInput

__all__ = [
    "INPUTS",
    "AssignInput",
    "EvidenceInput",
    "ItemInput",
    "PatchInput",
    "SavedViewInput",
    "UploadInput",
    "VersionInput",
]
