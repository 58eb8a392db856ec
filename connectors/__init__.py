"""Connectors pull records from trackers. The union of their settings is the registry: config picks by `type`."""

from typing import Annotated, Union

from pydantic import Field

from connectors.base import Connector
from connectors.jira import JiraConnector

CONNECTORS: tuple[type[Connector], ...] = (JiraConnector,)
AnyConnector = Annotated[Union[JiraConnector], Field(discriminator="type")]  # noqa: UP007 - a union of one, for now
