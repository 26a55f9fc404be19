"""The programs behind the pages: one process per role, as many of each as one likes."""

from .loop import Job, run
from .roles import jobs
from .work import work

__all__ = ["Job", "jobs", "run", "work"]
