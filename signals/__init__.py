"""Signals are pure functions of an `Activity`: behaviours with evidence, and metrics of flow.

No network, no database session, no clock.
"""

from signals.base import Metric
from signals.flow import cycle_time, lead_time, throughput, work_in_progress

METRICS: tuple[Metric, ...] = (
    Metric("throughput", "Items finished a week", throughput),
    Metric("cycle_time", "Cycle time, started to finished", cycle_time),
    Metric("lead_time", "Lead time, created to finished", lead_time),
    Metric("work_in_progress", "Work in progress and its age", work_in_progress),
)
