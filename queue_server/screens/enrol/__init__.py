"""The page of a device that is not the hall's yet: it shows a code until a manager lets it in."""
