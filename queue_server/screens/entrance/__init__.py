"""The page at the address of a real hall: the way to sign in, and to set up a device. Needs nothing but a browser."""
