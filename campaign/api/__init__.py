"""REST resources of the campaign; each module registers its own with `router`."""

from campaign.api.routes import router

__all__ = ["router"]
