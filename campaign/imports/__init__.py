"""Files of a campaign come in: presets, roles, and tables of the streams."""

from campaign.imports.presets import import_preset, import_roles

__all__ = ["import_preset", "import_roles"]
