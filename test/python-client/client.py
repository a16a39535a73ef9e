"""The official Python client on a running server (LECTERN_URL): parses every answer and looks at what is in it."""

import base64
import io
import json
import os
import sys
import time
import traceback
import wave
import zipfile
from pathlib import Path

from elevenlabs import PronunciationDictionaryVersionLocator, VoiceSettings
from elevenlabs.client import ElevenLabs
from elevenlabs.core.api_error import ApiError
from elevenlabs.errors import UnprocessableEntityError

samples = Path(__file__).parent.parent.parent / "samples"
client = ElevenLabs(base_url=os.environ["LECTERN_URL"], api_key="any")
projects = client.studio.projects
dictionaries = client.pronunciation_dictionaries

HELLO = "Hello there."
"""The tone engine speaks 50 ms a character, here at 44,100 samples of two bytes a second."""
HELLO_BYTES = len(HELLO) * 2205 * 2


def test_a_project_is_created_with_all_its_fields():
    rules = [{"type": "alias", "string_to_replace": "Dr", "alias": "Doctor"}]
    dictionary = dictionaries.create_from_rules(name="Titles", rules=rules)
    locator = {"pronunciation_dictionary_id": dictionary.id, "version_id": dictionary.version_id}
    project = projects.create(
        name="Nights",
        title="Dark Nights",
        author="A. Writer",
        genres=["Crime", "Comedy"],
        target_audience="young adult",
        language="en",
        fiction="fiction",
        mature_content=True,
        quality_preset="high",
        default_paragraph_voice_id="tone-b",
        from_content_json=content(["Night.", "Dr Who."]),
        voice_settings=[json.dumps({"voice_id": "tone-a", "stability": 0.9})],
        pronunciation_dictionary_locators=[json.dumps(locator)],
    ).project
    assert project.genres == ["Crime", "Comedy"]
    assert project.target_audience == "young adult"
    assert project.mature_content is True
    opened = projects.get(project.project_id, share_id="anything")
    assert opened.quality_preset == "high"
    [found] = opened.pronunciation_dictionary_locators
    assert (found.pronunciation_dictionary_id, found.version_id) == (dictionary.id, dictionary.version_id)
    assert [voice.stability for voice in opened.voices if voice.voice_id == "tone-a"] == [0.9]
    assert opened.chapters[0].statistics.characters_unconverted == 13
    assert project.project_id in [one.project_id for one in projects.list().projects]


def test_lists_that_are_left_out_are_not_set():
    project = projects.create(name="Bare").project
    assert not project.genres
    assert projects.get(project.project_id).pronunciation_dictionary_locators == []


def test_a_project_is_renamed_and_deleted():
    project_id = add_project(["Rain."])
    edited = projects.update(
        project_id,
        name="Days",
        default_title_voice_id="tone-b",
        default_paragraph_voice_id="tone-b",
        volume_normalization=True,
    ).project
    assert (edited.name, edited.volume_normalization) == ("Days", True)
    assert projects.get_muted_tracks(project_id).chapter_ids == []
    assert projects.delete(project_id).status == "ok"
    raises(404, "project_not_found", lambda: projects.get(project_id))


def test_a_chapter_is_written_read_and_deleted():
    project_id = add_project(["Rain."])
    chapter_id = projects.chapters.create(project_id, name="Two").chapter.chapter_id
    blocks = [{"sub_type": "h2", "nodes": [{"type": "tts_node", "voice_id": "tone-b", "text": "Snow"}]}]
    written = projects.chapters.update(project_id, chapter_id, name="Second", content={"blocks": blocks}).chapter
    assert projects.chapters.update(project_id, chapter_id).chapter == written
    read = projects.chapters.get(project_id, chapter_id)
    [node] = read.content.blocks[0].nodes
    assert (read.name, node.type, node.text, node.voice_id) == ("Second", "tts_node", "Snow", "tone-b")
    assert [one.name for one in projects.chapters.list(project_id).chapters] == ["One", "Second"]
    assert projects.chapters.delete(project_id, chapter_id).status == "ok"
    raises(404, "chapter_not_found", lambda: projects.chapters.get(project_id, chapter_id))


def test_a_chapter_is_converted_and_heard():
    project_id = add_project(["Rain"])
    [chapter] = projects.chapters.list(project_id).chapters
    assert projects.chapters.convert(project_id, chapter.chapter_id).status == "ok"
    until_idle(project_id)
    snapshots = projects.chapters.snapshots
    [snapshot] = snapshots.list(project_id, chapter.chapter_id).snapshots
    [alignment] = snapshots.get(project_id, chapter.chapter_id, snapshot.chapter_snapshot_id).character_alignments
    assert alignment.characters == ["R", "a", "i", "n"]
    assert alignment.character_start_times_seconds == [0, 0.05, 0.1, 0.15]
    mp3 = b"".join(snapshots.stream(project_id, chapter.chapter_id, snapshot.chapter_snapshot_id))
    assert is_mp3(mp3)


def test_a_project_is_converted_and_downloaded():
    project_id = add_project(["Rain fell.", "Snow fell."], quality_preset="ultra_lossless")
    assert projects.convert(project_id).status == "ok"
    until_idle(project_id)
    [listed] = projects.snapshots.list(project_id).snapshots
    snapshot = projects.snapshots.get(project_id, listed.project_snapshot_id)
    [alignment] = snapshot.character_alignments
    assert "".join(alignment.characters) == "Rain fell.Snow fell."
    sound = b"".join(projects.snapshots.stream(project_id, listed.project_snapshot_id))
    with wave.open(io.BytesIO(sound)) as track:
        assert track.getframerate() == 44_100
        assert track.getnframes() == round(snapshot.audio_duration_secs * 44_100)
    assert is_mp3(b"".join(projects.snapshots.stream(project_id, listed.project_snapshot_id, convert_to_mpeg=True)))
    archive = b"".join(projects.snapshots.stream_archive(project_id, listed.project_snapshot_id))
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        assert files.testzip() is None
        assert files.namelist() == ["01 - One.wav"]


def test_documents_are_imported_and_replace_content():
    book = ("book.epub", (samples / "first-pages.epub").read_bytes(), "application/epub+zip")
    project_id = projects.create(name="Book", from_document=book).project.project_id
    imported = until_idle(project_id)
    assert imported.creation_meta.status == "finished"
    assert len(imported.chapters) > 1
    projects.content.update(project_id)
    assert len(projects.get(project_id).chapters) == len(imported.chapters), "a form without parts changes nothing"
    projects.content.update(project_id, from_document=(samples / "rabbit-hole.txt").read_bytes())
    assert until_idle(project_id).chapters != imported.chapters
    projects.content.update(project_id, from_content_json=content(["Snow."]))
    assert [one.name for one in projects.get(project_id).chapters] == ["One"]


def test_the_dictionaries_of_a_project_are_set():
    project_id = add_project(["Dr Who."])
    rules = [{"type": "alias", "string_to_replace": "Dr", "alias": "Doctor"}]
    dictionary = dictionaries.create_from_rules(name="Titles", rules=rules)
    locator = PronunciationDictionaryVersionLocator(pronunciation_dictionary_id=dictionary.id)
    of_project = projects.pronunciation_dictionaries
    assert of_project.create(project_id, pronunciation_dictionary_locators=[locator]).status == "ok"
    [version] = projects.get(project_id).pronunciation_dictionary_versions
    assert (version.dictionary_name, version.version_rules_num) == ("Titles", 1)
    assert of_project.create(project_id, pronunciation_dictionary_locators=[]).status == "ok"
    assert projects.get(project_id).pronunciation_dictionary_versions == []


def test_a_podcast_is_made_of_one_source_or_of_several():
    mode = {"type": "bulletin", "bulletin": {"host_voice_id": "tone-a"}}
    sources = [{"type": "text", "text": (samples / name).read_text()} for name in ("rabbit-hole.txt", "lighthouses.txt")]
    for source in sources[0], sources:
        made = client.studio.create_podcast(
            model_id="eleven_multilingual_v2", mode=mode, source=source, duration_scale="short"
        ).project
        assert (made.state, made.creation_meta.type) == ("creating", "generate_podcast")
        finished = until_idle(made.project_id)
        assert (finished.creation_meta.status, finished.can_be_downloaded) == ("finished", True)


def test_voices_models_and_user_are_there():
    assert len(client.voices.get_all().voices) > 0
    page = client.voices.search(page_size=1, sort="name")
    assert (len(page.voices), page.has_more) == (1, True)
    following = client.voices.search(page_size=1, sort="name", next_page_token=page.next_page_token)
    assert following.voices[0].voice_id != page.voices[0].voice_id
    assert len(client.voices.search(voice_ids=[page.voices[0].voice_id, "nobody"]).voices) == 1
    assert client.voices.get("tone-a").name == "Tone A"
    assert "eleven_multilingual_v2" in [model.model_id for model in client.models.list()]
    assert client.user.get().subscription.tier == client.user.subscription.get().tier


def test_the_settings_of_a_voice_are_changed_one_by_one():
    before = client.voices.settings.get_default()
    assert client.voices.settings.update("tone-b", request=VoiceSettings(stability=0.25)).status == "ok"
    after = client.voices.settings.get("tone-b")
    assert (after.stability, after.similarity_boost) == (0.25, before.similarity_boost)


def test_text_to_speech_is_as_long_as_its_text():
    speech = client.text_to_speech
    asked = {"text": HELLO, "model_id": "eleven_multilingual_v2", "output_format": "pcm_44100"}
    assert len(b"".join(speech.convert("tone-a", **asked))) == HELLO_BYTES
    assert len(b"".join(speech.stream("tone-a", **asked))) == HELLO_BYTES
    whole = speech.convert_with_timestamps("tone-a", **asked)
    assert len(base64.b64decode(whole.audio_base_64)) == HELLO_BYTES
    assert "".join(whole.alignment.characters) == HELLO
    lines = list(speech.stream_with_timestamps("tone-a", **asked))
    assert sum(len(base64.b64decode(line.audio_base_64)) for line in lines) == HELLO_BYTES
    heard = [line.alignment.characters for line in lines if line.alignment]
    assert "".join(sum(heard, [])) == HELLO
    assert is_mp3(b"".join(speech.convert("tone-a", text=HELLO)))


def test_a_pronunciation_dictionary_lives_through_all_operations():
    rules = [{"type": "alias", "string_to_replace": "Dr", "alias": "Doctor"}]
    made = dictionaries.create_from_rules(name="Names", rules=rules, workspace_access="viewer")
    phoneme = {"type": "phoneme", "string_to_replace": "tomato", "phoneme": "təˈmɑːtəʊ", "alphabet": "ipa"}
    added = dictionaries.rules.add(made.id, rules=[phoneme])
    read = dictionaries.get(made.id)
    assert (read.latest_version_id, [rule.type for rule in read.rules]) == (added.version_id, ["alias", "phoneme"])
    assert dictionaries.rules.remove(made.id, rule_strings=["Dr"]).version_rules_num == 1
    changed = dictionaries.rules.set(made.id, rules=rules + [phoneme])
    pls = b"".join(dictionaries.download(made.id, changed.version_id))
    assert dictionaries.create_from_file(name="Copy", file=("rules.pls", pls)).version_rules_num == 2
    assert dictionaries.update(made.id, archived=True).archived_time_unix
    page = dictionaries.list(page_size=1)
    assert page.has_more
    following = dictionaries.list(page_size=1, cursor=page.next_cursor)
    assert following.pronunciation_dictionaries != page.pronunciation_dictionaries
    current = dictionaries.list(include_archived=False).pronunciation_dictionaries
    assert made.id not in [one.id for one in current]


def test_errors_say_what_is_wrong():
    raises(404, "voice_not_found", lambda: client.voices.get("nobody"))
    raises(404, "model_not_found", lambda: b"".join(client.text_to_speech.convert("tone-a", text="a", model_id="no")))
    raises(400, "invalid_parameters", lambda: projects.create(name="a", from_url="http://a.b", from_content_json="[]"))
    try:
        projects.create(name="a", language="english")
        raise AssertionError("a language of seven letters was taken")
    except UnprocessableEntityError as error:
        assert error.body["detail"][0]["loc"] == ["body", "language"]


def test_a_dialogue_is_spoken_in_all_four_ways():
    dialogue = client.text_to_dialogue
    inputs = [{"text": "Who goes there?", "voice_id": "tone-a"}, {"text": "A friend.", "voice_id": "tone-b"}]
    asked = {"inputs": inputs, "output_format": "pcm_44100"}
    whole = b"".join(dialogue.convert(**asked))
    assert len(whole) == len("Who goes there?A friend.") * 2205 * 2
    assert b"".join(dialogue.stream(**asked)) == whole
    timed = dialogue.convert_with_timestamps(**asked)
    assert base64.b64decode(timed.audio_base_64) == whole
    assert [one.voice_id for one in timed.voice_segments] == ["tone-a", "tone-b"]
    lines = list(dialogue.stream_with_timestamps(**asked))
    assert b"".join(base64.b64decode(line.audio_base_64) for line in lines) == whole


def test_what_was_spoken_is_in_the_history():
    history = client.history
    spoken = b"".join(client.text_to_speech.convert("tone-a", text="A rare sentence."))
    [item] = history.list(search="A rare sentence.", source="TTS").history
    assert history.get(item.history_item_id).text == "A rare sentence."
    assert b"".join(history.get_audio(item.history_item_id)) == spoken
    assert b"".join(history.download(history_item_ids=[item.history_item_id])) == spoken
    assert history.delete(item.history_item_id).status == "ok"
    raises(404, "history_item_not_found", lambda: history.get(item.history_item_id))


def test_an_article_becomes_a_player():
    native = client.audio_native
    article = ("article.txt", b"Rain fell.", "text/plain")
    made = native.create(name="Rain", author="Ann Author", voice_id="tone-b", file=article, auto_convert=True)
    until_idle(made.project_id)
    settings = native.get_settings(made.project_id).settings
    assert (settings.title, settings.author, settings.status) == ("Rain", "Ann Author", "ready")
    assert settings.audio_url
    edited = native.update(made.project_id, file=("article.txt", b"Snow fell.", "text/plain"), auto_publish=True)
    assert (edited.project_id, edited.publishing) == (made.project_id, True)
    raises(400, "invalid_parameters", lambda: native.update_content_from_url(url="http://127.0.0.1/article"))


def content(paragraphs):
    nodes = [[{"type": "tts_node", "voice_id": "tone-a", "text": text}] for text in paragraphs]
    return json.dumps([{"name": "One", "blocks": [{"sub_type": "p", "nodes": one} for one in nodes]}])


def add_project(paragraphs, **fields):
    return projects.create(name="Test", from_content_json=content(paragraphs), **fields).project.project_id


def until_idle(project_id):
    """Whatever never comes is ended by the time limit of run.sh."""
    while (project := projects.get(project_id)).state != "default":
        time.sleep(0.05)
    return project


def is_mp3(sound):
    return len(sound) > 400 and (sound[:3] == b"ID3" or (sound[0] == 0xFF and sound[1] & 0xE0 == 0xE0))


def raises(status, code, ask):
    try:
        ask()
    except ApiError as error:
        assert (error.status_code, error.body["detail"]["code"]) == (status, code), error
    else:
        raise AssertionError(f"expected {code}")


def run(tests):
    failed = 0
    for test in tests:
        title = test.__name__.removeprefix("test_").replace("_", " ")
        try:
            test()
            print(f"ok: {title}")
        except Exception:
            failed += 1
            print(f"FAILED: {title}\n{traceback.format_exc()}")
    print(f"{len(tests) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(run([value for name, value in list(globals().items()) if name.startswith("test_")]))
