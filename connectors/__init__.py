"""Connectors pull records from the trackers a client already uses. The registry is the union `AnyConnector`."""
