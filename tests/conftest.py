"""How hard Hypothesis tries, and how many threads a test has.

`HYPOTHESIS_PROFILE=thorough` generates thousands of cases.
"""

import gc
import os

import pyarrow
from hypothesis import HealthCheck, settings

from mlpm_analytics.store.database import CLOSED

patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
settings.register_profile("quick", max_examples=15, **patient)
settings.register_profile("thorough", max_examples=3_000, print_blob=True, **patient)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

CLOSED["threads"] = "1"  # a worker has a core: for a small query, waking a second thread costs more than it saves
pyarrow.set_cpu_count(1)
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each process that a test starts compiles the package anew


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
