"""Decisions about why points are given: no database, no clock, no network."""

from .earning import ANCHOR_FEN, earning, multipliers, receipt, share

__all__ = ["ANCHOR_FEN", "earning", "multipliers", "receipt", "share"]
