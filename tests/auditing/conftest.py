"""The auditor is tried on the journeys' stage."""

from tests.journeys.conftest import stage

__all__ = ["stage"]
