"""What a request means: settings, the wire contract, endpoints and the jobs in flight."""
