"""What can go wrong with the database, said so that an operator knows what to do."""


class StoreError(Exception):
    """The database cannot be used. The message is one line that says what to do."""
