/** What of an operation differs from the hosted service, and why: for docs/compatibility.md. */
export const differences: Record<string, string> = {
  'POST /v1/studio/projects':
    '`auto_assign_voices` finds who speaks which line and gives each character a voice (docs/cast.md); the project is `creating` until then. `create_publishing_read` is refused with `feature_not_available`: nothing is published from here; exports are files to publish elsewhere. `voice_settings` may name a voice several times: each is a reference of its own, and the `voice_id` means the first. Documents are EPUB, PDF, Word (.docx), FictionBook, RTF, HTML, Markdown and text. Without `default_model_id` or voices the server’s own defaults are taken.',
  'GET /v1/studio/projects/{project_id}':
    '`share_id` is ignored, `assets` is always empty, and captions, video and publishing are null: there are none. Failed imports say why in an extra `creation_meta.error`.',
  'POST /v1/studio/projects/{project_id}/content':
    'A form without any content changes nothing: what the documentation says of it would delete a book by accident. What was being converted of the old content is cancelled.',
  'POST /v1/studio/projects/{project_id}/convert':
    'Asked again while it runs: 409 `already_processing`. Without any text: 400 `empty_text`. When nothing is stale it still publishes a snapshot, which costs milliseconds.',
  'GET /v1/studio/projects/{project_id}/muted-tracks': 'Always empty: beside the speech there are no tracks.',
  'POST /v1/studio/projects/{project_id}/pronunciation-dictionaries':
    '`invalidate_affected_text` changes nothing: exactly the text that is said differently is unconverted, and converted again when the old dictionaries return.',
  'GET /v1/studio/projects/{project_id}/chapters/{chapter_id}':
    'Blocks also say their `sub_type`: without it a client could not read back that a block is a heading.',
  'POST /v1/studio/projects/{project_id}/chapters/{chapter_id}':
    'A node may also name its `project_voice_ref_id`. Without one, the nodes of a known block keep the references that they had to the same voice, and others get the first reference to theirs.',
  'POST /v1/studio/projects/{project_id}/chapters/{chapter_id}/convert':
    'Asked again while it runs: 409 `already_processing`. Without any text: 400 `empty_text`.',
  'GET /v1/studio/projects/{project_id}/snapshots/{project_snapshot_id}':
    'One alignment a chapter, counted from the start of the whole file; an entry is one code point of the text as it was written, without tags.',
  'POST /v1/studio/projects/{project_id}/snapshots/{project_snapshot_id}/stream':
    'The length is known before (`Content-Length`), and byte ranges are served. `ultra_lossless` is WAV, 16 bits at 44.1 kHz.',
  'POST /v1/studio/projects/{project_id}/snapshots/{project_snapshot_id}/archive':
    'Files are named `01 - Chapter.mp3`, in the format of the project’s preset; the hosted service does not document its names.',
  'GET /v1/studio/projects/{project_id}/chapters/{chapter_id}/snapshots/{chapter_snapshot_id}':
    'One alignment a block, with empty lists for a block without text.',
  'POST /v1/studio/projects/{project_id}/chapters/{chapter_id}/snapshots/{chapter_snapshot_id}/stream':
    'As for the stream of a project.',
  'POST /v1/studio/podcasts':
    'A language model of your own writes the script (`LECTERN_LLM_URL`); without one its statements are sentences of the sources, word by word, and `instructions_prompt`, and a `language` that is not that of the sources, are refused with `language_model_missing`. Length follows the measured pace of the voices; a source that is too short makes a shorter podcast, and `creation_meta.warnings` says so. A podcast that cannot be made says why in `creation_meta.error`, and at `callback_url`.',
  'POST /v1/text-to-speech/{voice_id}':
    '`apply_text_normalization` decides whether numbers, abbreviations and signs become words before the engine sees them (docs/spoken-text.md); `apply_language_text_normalization`, which is about Japanese, does nothing. `audio_effects` that name an effect are refused with 404, since there are none. `seed` and what was said before and after (as text, or as the ids of requests that are in the history) count where the engine of the voice has use for them; the open engines say the same text the same way each time. Texts are spoken sentence by sentence. The voice decides which engine speaks, the model only how long a text may be. Phoneme rules are followed by every engine that knows their alphabet, whatever the model. Directions in brackets (`[giggling]`) are silent for models from `eleven_v3` on, and `[pause]` is a pause; elements of SSML but `break` and `phoneme` are left out; the header `lectern-warnings` tells of both.',
  'POST /v1/text-to-speech/{voice_id}/stream': 'As for the whole answer of text-to-speech.',
  'POST /v1/text-to-speech/{voice_id}/with-timestamps': 'As for the whole answer of text-to-speech.',
  'POST /v1/text-to-speech/{voice_id}/stream/with-timestamps': 'As for the whole answer of text-to-speech.',
  'POST /v1/text-to-dialogue': 'Ignores what text-to-speech ignores.',
  'POST /v1/text-to-dialogue/stream': 'Ignores what text-to-speech ignores.',
  'POST /v1/text-to-dialogue/with-timestamps': 'Ignores what text-to-speech ignores.',
  'POST /v1/text-to-dialogue/stream/with-timestamps': 'Ignores what text-to-speech ignores.',
  'GET /v1/audio-effects/catalog':
    'Always empty: this server puts no effects on speech. Asked for one by its id, speech is refused with 404.',
  'GET /v1/history': 'Only text-to-speech and dialogue are kept: conversions of the studio leave snapshots instead.',
  'GET /v1/pronunciation-dictionaries': 'Everybody with a key sees all dictionaries: there is one workspace.',
  'GET /v1/voices':
    'The voices are those of the engines of this server; all are built in (`premade`). Behind them stand the premade voices of the hosted service, each spoken by the nearest of ours (the label `spoken_by`).',
  'GET /v2/voices': 'As above. A page never has more voices than `page_size`.',
  'POST /v1/voices/add': 'Refused with `feature_not_available`: no engine of this server makes a voice of recordings.',
  'POST /v1/voices/{voice_id}/edit': 'Refused: the voices of this server are built in.',
  'DELETE /v1/voices/{voice_id}': 'Refused: the voices of this server are built in.',
  'DELETE /v1/voices/{voice_id}/samples/{sample_id}': 'Voices have no recordings here.',
  'GET /v1/voices/{voice_id}/samples/{sample_id}/audio':
    'Voices have no recordings here; `preview_url` lets you hear a voice.',
  'GET /v1/voices/collections': 'Everybody with a key sees all collections: there is one workspace.',
  'GET /v1/models':
    'Each engine of this server is a model. The hosted service’s model ids are taken too (any `eleven_…` that speaks texts), for the sake of programs that name them: they say how long a text may be, and the voice decides which engine speaks.',
  'GET /v1/user': 'There is one user, to whom all keys belong.',
  'GET /v1/user/subscription':
    'Nothing is counted and nothing is sold: a limit of a billion characters, none of them used.',
}
