"""Tinghao: the server of a public-service hall's queue."""
