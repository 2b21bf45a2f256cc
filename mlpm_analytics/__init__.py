"""Time per phase, back and forth, and estimate versus actual of machine-learning projects kept in Jira."""

__version__ = "0.1.0"
