"""Pipecat's service over HTTP, which reads stream/with-timestamps line by line, as its pipelines do."""

import asyncio
import os

import aiohttp
from pipecat.frames.frames import ErrorFrame, TTSAudioRawFrame, TTSSpeakFrame
from pipecat.services.elevenlabs.tts import ElevenLabsHttpTTSService
from pipecat.tests.utils import run_test

SHORT = "Hello there."
LONG = ", ".join(["it was the best of times", "it was the worst of times"] * 8) + "."
SECONDS_PER_CHARACTER = 0.05


async def speak(text):
    async with aiohttp.ClientSession() as session:
        settings = ElevenLabsHttpTTSService.Settings(voice="JBFqnCBsd6RMkjVDRZzb", model="eleven_flash_v2_5")
        service = ElevenLabsHttpTTSService(
            api_key="any",
            aiohttp_session=session,
            base_url=os.environ["LECTERN_URL"],
            sample_rate=24_000,
            settings=settings,
        )
        down, up = await run_test(service, frames_to_send=[TTSSpeakFrame(text=text)], expected_down_frames=None)
    errors = [frame.error for frame in [*down, *up] if isinstance(frame, ErrorFrame)]
    assert not errors, errors
    seconds = sum(len(frame.audio) for frame in down if isinstance(frame, TTSAudioRawFrame)) / 48_000
    assert seconds >= len(text) * SECONDS_PER_CHARACTER - 0.1, seconds


for text in (SHORT, LONG):
    asyncio.run(asyncio.wait_for(speak(text), 60))
