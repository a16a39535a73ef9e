/**
 * The hosted service's premade voices, which stand in many programs and examples, and for each the voice of Kokoro that is
 * nearest by gender, accent and age (its names: a = US, b = GB, then f or m).
 * Source of the ids: the service's public list of default voices.
 */
export const premadeVoices: Record<string, string> = {
  '9BWtsMINqrJLrRacOk9x': 'af_bella', // Aria
  '21m00Tcm4TlvDq8ikWAM': 'af_heart', // Rachel
  AZnzlk1XvdvUeBnXmlld: 'af_kore', // Domi
  bIHbv24MWmeRgasZH58o: 'am_puck', // Will
  cgSgspJ2msm6clMCkdW9: 'af_jessica', // Jessica
  cjVigY5qzO86Huf0OWal: 'am_eric', // Eric
  CwhRBWXzGAHq8TQ4Fs17: 'am_michael', // Roger
  ErXwobaYiN019PkySvjV: 'am_michael', // Antoni
  EXAVITQu4vr4xnSDxMaL: 'af_sarah', // Sarah
  FGY2WhTYpPnrIDTdsKH5: 'af_nova', // Laura
  IKne3meq5aSn9XLyUdCD: 'bm_lewis', // Charlie
  iP95p4xoKVk53GoZ742B: 'am_echo', // Chris
  JBFqnCBsd6RMkjVDRZzb: 'bm_george', // George
  MF3mGyEYCl7XYWbV9V6O: 'af_nova', // Elli
  N2lVS1w4EtoT3dr4eOWO: 'am_fenrir', // Callum
  nPczCjzI2devNBz1zQrb: 'am_onyx', // Brian
  onwK4e9ZLuTAKqWW03F9: 'bm_daniel', // Daniel
  pFZP5JQG7iQjIQuC4Bku: 'bf_lily', // Lily
  pNInz6obpgDQGcFmaJgB: 'am_adam', // Adam
  pqHfZKP75CvOlQylNhV4: 'am_adam', // Bill
  SAz9YHcvj6GT2YYXdXww: 'af_river', // River
  TX3LPaxmHKxFdv7VOQHJ: 'am_liam', // Liam
  TxGEqnHWrfWFTfGW9XjX: 'am_fenrir', // Josh
  VR6AewLTigWG4xSOukaG: 'am_onyx', // Arnold
  XB0fDUnXU5powFXDhCwa: 'bf_emma', // Charlotte
  Xb7hH8MSUJpSbSDYk0k2: 'bf_alice', // Alice
  XrExE9yKIg1WjnnlVkGX: 'af_aoede', // Matilda
  yoZ06aMxZJJ28mfd3POQ: 'am_echo', // Sam
}
