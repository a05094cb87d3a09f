"""Pages of the ledger: fetch what is visible, make one service call, answer."""
