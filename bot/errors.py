"""What goes wrong in the hands of a user: one line that says what to do, and exit code 2."""


class UserError(Exception):
    """Something the user can mend. The message is one line that says how."""
