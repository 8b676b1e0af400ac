"""Everything that carries weights: engines that speak, and models that listen."""

import os

# onnxruntime 1.31 keeps a device id and a database in the home folder and has an address to report to. It reads this
# when it is first imported, which is in this package.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
# Nothing is downloaded while serving: a file that a package misses is an error at once, and no request to the hub.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
# Threads that wait for each other in a computation sleep instead of turning round and round: where something else wants
# a core (alignment, encoding, a neighbour), a step took 2 to 5 times as long. Read when torch is imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
