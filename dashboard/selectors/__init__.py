"""Questions of the leaders' pages."""
