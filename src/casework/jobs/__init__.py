"""What the worker does with the outbox: make documents, fetch photos, push messages, end terms. One file a kind."""
