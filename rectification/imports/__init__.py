"""Ledgers come in: reading (pure), then preview, application and undo through the services."""
