"""Questions across the tables of the ledger."""
