"""The shape of what is given: commands that pages and API share, and the forms of the pages."""
