"""The campaign's rows as files to print and hand on."""
