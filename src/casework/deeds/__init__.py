"""One file a deed. Each checks access first, asks the pure core, and records actions; nothing is written elsewhere."""
