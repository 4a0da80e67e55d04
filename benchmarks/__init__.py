"""The promises of speed, each measured beside its peers: `python -m benchmarks`."""
