"""The first run: where phases stand in somebody's Jira, what statuses mean, and what a choice would change."""

from mlpm_analytics.setup.effect import Effect, effect
from mlpm_analytics.setup.phase_sources import PhaseSource, phase_sources
from mlpm_analytics.setup.proposal import Meaning, phases_meaning, settings_of

__all__ = ["Effect", "Meaning", "PhaseSource", "effect", "phase_sources", "phases_meaning", "settings_of"]
