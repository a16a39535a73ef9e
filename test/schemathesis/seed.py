"""Fills a running server (LECTERN_URL) with something of everything, and prints the ids as variables for a shell."""

import json
import os
import time

import requests

URL = os.environ["LECTERN_URL"]


def ask(method, path, **request):
    answer = requests.request(method, URL + path, timeout=30, **request)
    answer.raise_for_status()
    return answer.json() if "json" in answer.headers["content-type"] else answer


def make_book():
    nodes = [{"type": "tts_node", "voice_id": "tone-a", "text": "Rain fell."}]
    content = json.dumps([{"name": "One", "blocks": [{"nodes": nodes}]}])
    form = {"name": (None, "Seed"), "from_content_json": (None, content)}
    project_id = ask("POST", "/v1/studio/projects", files=form)["project"]["project_id"]
    project = f"/v1/studio/projects/{project_id}"
    ask("POST", f"{project}/convert")
    while ask("GET", project)["state"] != "default":
        time.sleep(0.1)
    chapter_id = ask("GET", f"{project}/chapters")["chapters"][0]["chapter_id"]
    of_project = ask("GET", f"{project}/snapshots")["snapshots"]
    of_chapter = ask("GET", f"{project}/chapters/{chapter_id}/snapshots")["snapshots"]
    blocks = ask("GET", f"/lectern/v1/projects/{project_id}/chapters/{chapter_id}/editor")["blocks"]
    return {
        "PROJECT_ID": project_id,
        "CHAPTER_ID": chapter_id,
        "BLOCK_ID": blocks[0]["block_id"],
        "PROJECT_VOICE_ID": blocks[0]["nodes"][0]["project_voice_ref_id"],
        "PROJECT_SNAPSHOT_ID": of_project[0]["project_snapshot_id"],
        "CHAPTER_SNAPSHOT_ID": of_chapter[0]["chapter_snapshot_id"],
    }


def make_dictionary():
    rules = [{"type": "alias", "string_to_replace": "Dr", "alias": "Doctor"}]
    made = ask("POST", "/v1/pronunciation-dictionaries/add-from-rules", json={"name": "Seed", "rules": rules})
    return {"DICTIONARY_ID": made["id"], "DICTIONARY_VERSION_ID": made["version_id"]}


def make_history():
    answer = ask("POST", "/v1/text-to-speech/tone-a", json={"text": "Snow fell."})
    return {"HISTORY_ITEM_ID": answer.headers["history-item-id"]}


for name, value in {**make_book(), **make_dictionary(), **make_history()}.items():
    print(f"export {name}={value}")
