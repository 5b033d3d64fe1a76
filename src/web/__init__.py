"""HTTP: the platform's callback, `/api/v1`, files, health, metrics. It proves who asks, names the deed, and answers."""
