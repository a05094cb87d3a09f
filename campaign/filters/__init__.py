"""Which campaign a request is about, and what the lists of the streams may be narrowed by."""

from campaign.filters.asking import PARAMETER, campaign_of, campaign_query

__all__ = ["PARAMETER", "campaign_of", "campaign_query"]
