"""The worker with an engine that fails on cue: what real weights cannot be made to do."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import handler
from models.aligner import Aligner
from models.engine import EngineBroken, EngineError, Setup, Speech, Utterance
from models.hibari import HibariEngine
from worker import logs
from worker.app import App
from worker.settings import Settings
from worker.startup import open_store

_FAULTS: Final[Mapping[str, Callable[[str], BaseException]]] = {
    "Break": lambda _: EngineBroken("the device is in a state of error"),
    "Exit": lambda _: SystemExit(3),
    "Fill": lambda _: MemoryError(),
    "Quote": lambda text: ValueError(f"cannot speak {text}"),
}


class FaultyEngine(HibariEngine):
    """Speaks, unless the text begins with one of the cues."""

    def speak(self, batch: Sequence[Utterance], stop: Callable[[], bool]) -> list[Speech | EngineError]:
        """Raises what the first word stands for."""
        for utterance in batch:
            fault = _FAULTS.get(utterance.text.split()[0])
            if fault:
                raise fault(utterance.text)
        return super().speak(batch, stop)


def main() -> None:
    """Serve with the faulty engine."""
    settings = Settings.from_environment()
    logs.set_up(settings.log_level)
    app = App(settings, {"hibari": FaultyEngine.load(Setup())}, Aligner.load(), open_store(settings))
    handler.serve(app, handler.make_handler(app))


if __name__ == "__main__":
    main()
