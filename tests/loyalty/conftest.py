"""Purchases are tried on the journeys' stage, with its bank."""

from tests.journeys.conftest import bank, stage

__all__ = ["bank", "stage"]
