"""What a Jira on loopback is made of: its query language, its shapes, its endpoints, its bad days."""
