"""How hard Hypothesis tries: `HYPOTHESIS_PROFILE=thorough` generates thousands of cases."""

import os

from hypothesis import HealthCheck, settings

patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
settings.register_profile("quick", max_examples=15, **patient)
settings.register_profile("thorough", max_examples=3_000, print_blob=True, **patient)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
