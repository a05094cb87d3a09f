"""Pages: sign-in, the organisation, the three administrators."""
