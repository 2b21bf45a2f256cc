"""Settings: one `mlpm.toml`, checked as a whole on load."""

from mlpm_analytics.settings.reading import load_settings
from mlpm_analytics.settings.sections import Phase
from mlpm_analytics.settings.whole import Settings
from mlpm_analytics.settings.working_time import ScientistSettings

__all__ = ["Phase", "ScientistSettings", "Settings", "load_settings"]
