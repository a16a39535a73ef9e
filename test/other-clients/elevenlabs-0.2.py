"""The official Python client of 2023. ELEVEN_BASE_URL leads it here."""

from elevenlabs import generate, voices
from elevenlabs.api import History, Models, User

sound = generate(text="Hello there.", voice="Rachel", model="eleven_multilingual_v2")
assert len(sound) > 1_000
assert b"".join(generate(text="Hello there.", voice="Bella", stream=True))
assert "Adam" in [voice.name for voice in voices()]
assert [model.model_id for model in Models.from_api()]
user = User.from_api()
assert user.subscription.character_limit > user.subscription.character_count
[first, *_] = History.from_api()
assert first.audio
