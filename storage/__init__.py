"""What outlives a worker: an object store, and the voices, jobs and outputs kept in it."""
