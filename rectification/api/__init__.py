"""The ledger's REST door: items, what can be done to them, and what belongs to them.

base (fetching), directory and fields (words to rows), inputs (one serializer an action), shapes
(rows to documents), schemas (the same shapes for OpenAPI), items, acts, children, saved_views.
"""
