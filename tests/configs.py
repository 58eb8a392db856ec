"""Settings of one engagement, valid by default; a test names only what it is about."""

import factories as f

from bot.config import EngagementSettings


def engagement(**fields) -> EngagementSettings:
    source = {"type": "jira", "name": f.SOURCE, "url": "https://jira.example", "token_env": "T", "projects": ["HAR"]}
    return EngagementSettings.model_validate(
        {"id": f.ENGAGEMENT, "name": "Harbour", "time_zone": "Europe/Berlin", "sources": [source]} | fields
    )
