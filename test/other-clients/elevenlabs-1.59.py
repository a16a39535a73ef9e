"""The last official Python client of the first kind; its base URL needs an environment."""

import os
import time

from elevenlabs.client import ElevenLabs
from elevenlabs.environment import ElevenLabsEnvironment

url = os.environ["LECTERN_URL"]
environment = ElevenLabsEnvironment(base=url, wss=url.replace("http", "ws"))
client = ElevenLabs(environment=environment, api_key="any")
assert b"".join(client.generate(text="Hello there.", voice="Rachel"))
assert client.voices.search(search="Rachel").voices[0].voice_id == "21m00Tcm4TlvDq8ikWAM"
assert client.voices.get_shared(page_size=3).voices == []
project = client.studio.projects.add(
    name="Old",
    default_title_voice_id="21m00Tcm4TlvDq8ikWAM",
    default_paragraph_voice_id="21m00Tcm4TlvDq8ikWAM",
    default_model_id="eleven_multilingual_v2",
    from_document=("rain.txt", b"Rain fell.", "text/plain"),
    auto_convert=True,
).project
while not (snapshots := client.studio.projects.get_snapshots(project.project_id).snapshots):
    time.sleep(0.2)
assert b"".join(client.studio.projects.stream_audio(project.project_id, snapshots[0].project_snapshot_id))
