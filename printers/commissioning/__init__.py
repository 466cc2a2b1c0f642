"""Setting a printer up: find it, print the self-test ticket, ask what came out, write its settings."""
