"""Documents of an app's APIs, written from its graph and nothing else."""
