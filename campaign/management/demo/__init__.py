"""Stories of the streams for the demo city; called by load_demo, which stands above."""
