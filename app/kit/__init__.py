"""Tools that belong to no room; one file, one tool."""
