"""Figures down to the work intervals that they were added up from; `metrics.questions` asks."""
