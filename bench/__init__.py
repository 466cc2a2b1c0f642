"""Load and benchmarks: what a hall does on this machine, as a table; and the pictures of its screens."""
