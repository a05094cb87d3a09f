"""The campaign's pages: itself in `campaign`, the streams in modules of their own."""
