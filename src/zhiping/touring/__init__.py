"""Tours: a region's `demo/tour.yaml` carried out on phones. Only what a phone and the platform can do; no region is known here."""
