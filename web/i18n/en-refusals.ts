/**
 * Why the server does not do something, where its own sentence speaks to programs rather than to writers. All others are told in
 * the server's words, which know more.
 */
export const englishRefusals: Record<string, string> = {
  missing_api_key: 'This needs a key. Sign in.',
  invalid_api_key:
    'This key is not known here, was revoked or has expired. Whoever runs the studio can give you another.',
  csrf_token_missing: 'You have been signed in for too long. Load the page anew.',
  project_not_found: 'This project is not there any more.',
  chapter_not_found: 'This chapter is not there any more.',
  block_not_found: 'This paragraph is not there any more. Load the chapter anew.',
  generation_not_found: 'This earlier version is not there any more.',
  snapshot_not_found: 'This finished version is not there any more.',
  voice_not_found: 'This voice is not here. Choose another one.',
  voice_pack_not_found: 'There is no such voice pack.',
  pronunciation_dictionary_not_found: 'This dictionary is not there any more.',
  file_not_found: 'The file is not there any more. Generate the chapter again.',
  export_not_found: 'This file is not there any more. Create it again.',
  same_sound: 'This voice says a text in one way only. Change the text, the voice or its settings.',
  content_changed: 'This was changed elsewhere meanwhile. Load the page anew, and change it again.',
  document_broken: 'The document is damaged. Open it in the program that made it, and save it again.',
  fetch_failed: 'This address could not be fetched. See whether it opens in a browser, and try again.',
  script_not_found: 'Only podcasts have a script.',
}
