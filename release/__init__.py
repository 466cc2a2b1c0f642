"""What is handed to a hall without internet: one archive, installed on Debian 12 by one command (`./dev bundle`)."""
