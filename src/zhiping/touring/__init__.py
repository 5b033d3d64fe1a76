"""Tours: a region's `demo/tour.yaml` carried out with what a phone and the platform can do; no region is known here."""
