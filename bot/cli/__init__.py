"""The command line: thin wrappers that parse arguments, open the app, and print what is answered."""
