/** Why the server does not do something, in German, by the codes of docs/errors.md. A test tells which it does not know. */
export const germanRefusals: Record<string, string> = {
  empty_text: 'Hier steht nichts, was sich sprechen lässt.',
  text_too_long: 'Der Text ist zu lang. Teilen Sie ihn.',
  request_too_large: 'Das ist zu viel auf einmal. Senden Sie weniger.',
  missing_api_key: 'Dafür braucht es einen Schlüssel. Melden Sie sich an.',
  invalid_api_key: 'Dieser Schlüssel gilt nicht. Wer das Studio betreibt, kann Ihnen einen anderen geben.',
  csrf_token_missing: 'Die Anmeldung ist nicht mehr frisch. Laden Sie die Seite neu.',
  insufficient_permissions: 'Dazu reicht Ihr Schlüssel nicht. Wer das Studio betreibt, kann Ihnen einen anderen geben.',
  project_not_found: 'Dieses Projekt gibt es nicht mehr.',
  chapter_not_found: 'Dieses Kapitel gibt es nicht mehr.',
  block_not_found: 'Diesen Absatz gibt es nicht mehr. Laden Sie das Kapitel neu.',
  generation_not_found: 'Diesen früheren Stand gibt es nicht mehr.',
  cover_not_found: 'Dieses Projekt hat noch kein Titelbild.',
  not_spoken: 'Dieser Absatz ist noch nicht gesprochen.',
  snapshot_not_found: 'Diese fertige Fassung gibt es nicht mehr.',
  voice_not_found: 'Diese Stimme gibt es hier nicht. Wählen Sie eine andere.',
  voice_pack_not_found: 'Dieses Stimmpaket gibt es nicht.',
  pronunciation_dictionary_not_found: 'Dieses Wörterbuch gibt es nicht mehr.',
  file_not_found: 'Die Datei ist nicht mehr da. Lassen Sie das Kapitel oder den Text noch einmal sprechen.',
  export_not_found: 'Diese Datei gibt es nicht mehr. Erstellen Sie sie noch einmal.',
  export_not_ready: 'Die Datei ist noch nicht fertig.',
  content_changed:
    'Das wurde inzwischen auch anderswo geändert. Laden Sie die Seite neu und ändern Sie es noch einmal.',
  block_locked: 'Dieser Absatz ist gesperrt. Entsperren Sie ihn, um ihn zu ändern.',
  same_sound:
    'Diese Stimme sagt einen Text nur auf eine Weise. Ändern Sie den Text, die Stimme oder ihre Einstellungen.',
  generation_in_use: 'Das ist der aktuelle Stand. Stellen Sie erst einen anderen wieder her.',
  already_processing: 'Daran wird gerade gearbeitet. Warten Sie, bis das fertig ist.',
  project_full: 'Dieses Projekt ist voll. Löschen Sie Kapitel, die nicht gebraucht werden.',
  rate_limit_exceeded: 'Das waren zu viele Anfragen. Warten Sie einen Augenblick.',
  quota_exceeded: 'Für heute ist mit diesem Schlüssel genug gesprochen. Morgen (UTC) geht es weiter.',
  too_many_conversions:
    'Mit diesem Schlüssel wird schon genug auf einmal gesprochen. Warten Sie, bis etwas davon fertig ist.',
  invalid_file_type:
    'Diese Art von Datei lässt sich nicht lesen. Gelesen werden EPUB, PDF, Word (.docx), FictionBook, RTF, HTML, Markdown und Text.',
  document_broken:
    'Das Dokument ist beschädigt. Öffnen Sie es mit dem Programm, aus dem es kommt, und speichern Sie es noch einmal.',
  document_too_large: 'Das Dokument ist zu groß. Teilen Sie es.',
  document_protected: 'Das Dokument ist geschützt. Nehmen Sie eine Kopie ohne Kopierschutz (DRM) und Passwort.',
  invalid_picture:
    'Dieses Bild lässt sich nicht lesen. Nehmen Sie PNG, JPEG oder WebP mit höchstens 10 MB und 36 Megapixeln.',
  pronunciation_dictionary_too_large: 'Das Wörterbuch ist zu groß. Teilen Sie es in mehrere.',
  fetch_refused: 'Diese Adresse ist nicht öffentlich. Geben Sie eine öffentliche an.',
  fetch_failed:
    'Diese Adresse ließ sich nicht abrufen. Prüfen Sie, ob sie sich im Browser öffnet, und versuchen Sie es noch einmal.',
  fetch_too_large: 'Was dort liegt, ist zu groß. Laden Sie es herunter und nehmen Sie die Datei.',
  fetch_timeout:
    'Diese Adresse antwortet zu langsam. Versuchen Sie es später, oder laden Sie es herunter und nehmen Sie die Datei.',
  voice_pack_unavailable: 'Das Stimmpaket ließ sich nicht laden. Versuchen Sie es noch einmal, wenn das Netz da ist.',
  script_not_found: 'Nur Podcasts haben ein Skript.',
  script_not_ready: 'Das Skript wird noch geschrieben.',
  script_approved: 'Das Skript ist schon freigegeben. Ändern Sie stattdessen die Absätze der Kapitel.',
  source_too_short:
    'Dort steht zu wenig Text. Nehmen Sie eine Quelle mit einigen Absätzen; hinter einer Anmeldung ist oft nichts zu lesen.',
  language_model_missing: 'Dafür braucht es ein Sprachmodell, und es ist keines eingerichtet.',
  language_model_failed: 'Das Sprachmodell hat nicht richtig geantwortet. Versuchen Sie es noch einmal.',
  language_model_timeout: 'Das Sprachmodell hat zu lange gebraucht. Versuchen Sie es noch einmal.',
  cast_not_found: 'Die Figuren sind noch nicht gesucht worden.',
  cast_not_ready: 'Die Figuren werden noch gesucht.',
  character_not_found: 'Diese Figur gibt es nicht mehr. Laden Sie die Seite neu.',
  line_not_found: 'Diesen Satz gibt es nicht mehr. Laden Sie die Seite neu.',
  nothing_to_undo: 'Es gibt nichts mehr rückgängig zu machen.',
  engine_failed:
    'Die Stimme konnte das nicht sprechen. Versuchen Sie es noch einmal; bleibt es dabei, nehmen Sie eine andere.',
  engine_timeout: 'Die Stimme hat zu lange gebraucht. Versuchen Sie es noch einmal.',
  encoding_failed: 'Die Datei ließ sich nicht zusammenfügen. Versuchen Sie es noch einmal.',
  disk_full: 'Der Speicherplatz des Servers ist voll. Wenn wieder Platz ist, geht es weiter: Nichts ist verloren.',
  storage_failed: 'Der Server kann seine Dateien nicht lesen oder schreiben. Sagen Sie es dem, der ihn betreibt.',
  storage_unavailable: 'Der Dateispeicher antwortet nicht. Versuchen Sie es in einigen Sekunden noch einmal.',
  database_unavailable: 'Die Datenbank startet gerade neu. Versuchen Sie es in einigen Sekunden noch einmal.',
  voice_elsewhere:
    'Der Rechner, der diese Stimme hat, ist gerade nicht da. Versuchen Sie es später, oder nehmen Sie eine andere.',
  system_busy: 'Der Server ist gerade sehr beschäftigt. Versuchen Sie es in einigen Sekunden noch einmal.',
  job_cancelled: 'Das wurde angehalten. Was schon gemacht ist, bleibt.',
  work_lost: 'Das wurde unterbrochen. Beginnen Sie es noch einmal; was schon gemacht ist, bleibt.',
  internal_error:
    'Im Server ging etwas schief. Versuchen Sie es noch einmal; bleibt es dabei, sagen Sie es dem, der ihn betreibt.',
}
