"""Everything that carries weights: engines that speak, and models that listen."""
