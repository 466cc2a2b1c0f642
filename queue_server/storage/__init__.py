"""SQL: the tables of the hall and the questions asked of them. Rows never leave this package."""
