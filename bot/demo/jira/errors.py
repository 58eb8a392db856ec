"""What a Jira on loopback refuses, in the words of Jira."""


class JiraError(Exception):
    """An answer that is an error: a status and Jira's messages."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
