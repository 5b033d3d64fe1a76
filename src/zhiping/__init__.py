"""Settings, composition, command line, worker and demonstration: where the rooms are put together, and nothing else."""
