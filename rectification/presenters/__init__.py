"""Words, colours, dates and buttons of the ledger's pages; no rights and no queries."""
