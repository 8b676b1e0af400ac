"""The voices there are, and their removal."""

import asyncio
from functools import partial
from typing import Any

from models.registry import ENGINES
from storage.objects import ObjectNotFound
from worker import threads
from worker.contract import DeleteVoiceRequest, VoicesRequest
from worker.errors import InvalidInput, VoiceNotFound
from worker.replies import voice_reply
from worker.services import Call, Services


async def voices(request: VoicesRequest, services: Services, call: Call) -> dict[str, Any]:
    """Uploaded voices and those that the loaded models ship. Raises StorageDenied where the bucket can't be listed."""
    del request, call
    names = await threads.run(services.io, services.voices.names)
    # One request to the store for each voice, as many at a time as there are threads.
    found = await asyncio.gather(*(threads.run(services.io, partial(services.voices.find, name)) for name in names))
    uploaded = [record for record in found if record]
    built_in = [
        {"name": name, "model": engine.name, "built_in": True}
        for engine in services.engines.values()
        for name in engine.voices
    ]
    unread = len(names) - len(uploaded)
    warnings = [f"{unread} voices could not be read: their records are damaged, or just deleted"] if unread else []
    voices = [*(voice_reply(record) for record in uploaded), *built_in]
    return {"status": "COMPLETED", "voices": voices, "warnings": warnings}


async def delete_voice(request: DeleteVoiceRequest, services: Services, call: Call) -> dict[str, Any]:
    """Remove an uploaded voice and all that was derived from it. Raises VoiceNotFound."""
    del call
    if is_built_in(request.voice_name, services):
        raise InvalidInput("voice_name is a voice that a model ships: it cannot be removed", field="voice_name")
    try:
        # Of every engine: this worker need not be the one that kept what another had encoded.
        await threads.run(services.io, lambda: services.voices.delete(request.voice_name, ENGINES))
    except ObjectNotFound as error:
        raise VoiceNotFound("voice_name is no uploaded voice", field="voice_name") from error
    return {"status": "COMPLETED", "voice_name": request.voice_name}


def is_built_in(name: str, services: Services) -> bool:
    """Whether a loaded model ships a voice of this name, without regard to case."""
    return any(name.lower() == own.lower() for engine in services.engines.values() for own in engine.voices)
