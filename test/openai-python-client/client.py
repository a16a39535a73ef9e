"""The official OpenAI client for Python speaks in every format, as a whole and while it comes, and reads what is refused."""

import os

import openai

client = openai.OpenAI(base_url=f"{os.environ['LECTERN_URL']}/v1", api_key="any", max_retries=0)
text = "Well done, she said."
begins = {"mp3": b"\xff", "opus": b"OggS", "aac": b"\xff\xf1", "flac": b"fLaC", "wav": b"RIFF", "pcm": b""}

for response_format, begin in begins.items():
    asked = {"model": "tts-1", "voice": "alloy", "input": text, "response_format": response_format}
    whole = client.audio.speech.create(**asked).read()
    assert whole.startswith(begin) and len(whole) > 1000, response_format
    with client.audio.speech.with_streaming_response.create(**asked) as answer:
        assert b"".join(answer.iter_bytes(1024)) == whole, response_format

assert "tts-1" in [model.id for model in client.models.list()]
try:
    client.audio.speech.create(model="tts-1", voice="nobody", input=text)
    raise AssertionError("a voice that is not there was taken")
except openai.BadRequestError as error:
    assert "nobody" in str(error)
print("The official OpenAI client for Python speaks.")
