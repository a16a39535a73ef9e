"""The official Python client of 2024, with the Studio at its old addresses."""

import os

from elevenlabs.client import ElevenLabs

client = ElevenLabs(base_url=os.environ["LECTERN_URL"], api_key="any")
assert b"".join(client.generate(text="Hello there.", voice="Rachel"))
assert b"".join(client.generate(text="Hello there.", voice="hpp4J3VqNfWAUOO0d1Us", stream=True))
assert client.user.get().subscription.tier == "pro"
assert client.user.get_subscription().character_count == 0
assert client.history.get_all().history[0].voice_name == "Bella"
assert "Rachel" in [voice.name for voice in client.voices.get_all().voices]
rachel = client.voices.get("21m00Tcm4TlvDq8ikWAM")
assert (rachel.voice_id, rachel.fine_tuning.is_allowed_to_fine_tune) == ("21m00Tcm4TlvDq8ikWAM", False)
assert client.models.get_all()[0].languages[0].language_id == "en"
assert client.projects.get_all().projects == []
