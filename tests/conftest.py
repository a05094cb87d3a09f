"""What every test has: a clean connection to nowhere but loopback."""
