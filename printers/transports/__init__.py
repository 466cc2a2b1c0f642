"""Ways to a printer: open, write, read, close, and nothing else."""
