"""How hard Hypothesis tries: `HYPOTHESIS_PROFILE=thorough` generates thousands of portfolios."""

import os

from hypothesis import HealthCheck, Phase, settings

patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
settings.register_profile("quick", max_examples=10, derandomize=True, **patient)
settings.register_profile(
    "hunt", max_examples=int(os.environ.get("N", "200")), phases=[Phase.generate], report_multiple_bugs=False, **patient
)
settings.register_profile("thorough", max_examples=3_000, print_blob=True, **patient)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
