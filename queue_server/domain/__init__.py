"""The rules of the hall: pure functions over frozen values; time comes in as an argument."""
