"""LiveKit's agents: synthesize() with their default voice. (stream() needs a WebSocket.)"""

import asyncio
import os

import aiohttp
from livekit.plugins import elevenlabs

TEXT = "Hello there, this is a test."


async def main():
    async with aiohttp.ClientSession() as session:
        speech = elevenlabs.TTS(base_url=f"{os.environ['LECTERN_URL']}/v1", api_key="any", http_session=session)
        seconds = 0
        async for event in speech.synthesize(TEXT):
            seconds += event.frame.duration
        assert abs(seconds - len(TEXT) * 0.05) < 0.2, seconds
        assert "Bella" in [voice.name for voice in await speech.list_voices()]


asyncio.run(main())
