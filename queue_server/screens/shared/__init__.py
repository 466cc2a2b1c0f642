"""What every screen shares: the shell page, the security headers and the front-end library."""
