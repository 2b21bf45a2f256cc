"""The first run: where phases stand in somebody's Jira, what statuses mean, and what a choice would change."""
