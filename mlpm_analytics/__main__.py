"""`python -m mlpm_analytics`: the command `mlpm` where it is not installed, as in a checkout."""

from mlpm_analytics.cli import main

if __name__ == "__main__":
    main()
