"""The screens of people: each found by who opens it."""
