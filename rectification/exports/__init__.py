"""The ledger and its four lists as workbooks."""
