"""What can be asked, one command a file: the same function answers in Slack and in the terminal."""
