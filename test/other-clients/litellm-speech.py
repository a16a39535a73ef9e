"""litellm: each of the names that it has for voices of the service."""

import os

import litellm

for voice in "alloy amber ash august blue coral lily onyx sage verse".split():
    answer = litellm.speech(
        model="elevenlabs/eleven_multilingual_v2",
        input="Hello there.",
        voice=voice,
        api_base=os.environ["LECTERN_URL"],
        api_key="any",
    )
    assert len(answer.content) > 1_000, voice
