"""The folded present of each kind of stream: how every recorded action changes it, and nothing else."""
