"""A Slack on loopback: Web API, Socket Mode, signed requests and people, for demos and tests."""
