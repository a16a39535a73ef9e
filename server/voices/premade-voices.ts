/** A voice that comes with every account of the hosted service. */
export interface PremadeVoice {
  /** Programs ask for voices by it, as for instance `voice="Rachel"`. */
  name: string
  /** The voice of Kokoro that is nearest by gender, accent and age; its names begin with a (US) or b (GB), then f or m. */
  kokoro: string
}

/**
 * The hosted service's premade voices by their ids, those too that it lists no more: they stand in many programs and examples.
 * Source of ids and names: the service's public lists of default and legacy voices.
 */
export const premadeVoices: ReadonlyMap<string, PremadeVoice> = new Map(
  Object.entries({
    '21m00Tcm4TlvDq8ikWAM': { name: 'Rachel', kokoro: 'af_heart' },
    '29vD33N1CtxCmqQRPOHJ': { name: 'Drew', kokoro: 'am_michael' },
    '2EiwWnXFnvU5JabPnv8n': { name: 'Clyde', kokoro: 'am_onyx' },
    '5Q0t7uMcjvnagumLfvZi': { name: 'Paul', kokoro: 'am_eric' },
    '9BWtsMINqrJLrRacOk9x': { name: 'Aria', kokoro: 'af_bella' },
    AZnzlk1XvdvUeBnXmlld: { name: 'Domi', kokoro: 'af_kore' },
    bIHbv24MWmeRgasZH58o: { name: 'Will', kokoro: 'am_puck' },
    bVMeCyTHy58xNoL34h3p: { name: 'Jeremy', kokoro: 'bm_fable' },
    cgSgspJ2msm6clMCkdW9: { name: 'Jessica', kokoro: 'af_jessica' },
    cjVigY5qzO86Huf0OWal: { name: 'Eric', kokoro: 'am_eric' },
    CwhRBWXzGAHq8TQ4Fs17: { name: 'Roger', kokoro: 'am_michael' },
    CYw3kZ02Hs0563khs1Fj: { name: 'Dave', kokoro: 'bm_fable' },
    D38z5RcWu1voky8WS1ja: { name: 'Fin', kokoro: 'bm_lewis' },
    ErXwobaYiN019PkySvjV: { name: 'Antoni', kokoro: 'am_michael' },
    EXAVITQu4vr4xnSDxMaL: { name: 'Sarah', kokoro: 'af_sarah' },
    FGY2WhTYpPnrIDTdsKH5: { name: 'Laura', kokoro: 'af_nova' },
    flq6f7yk4E4fJM5XTYuZ: { name: 'Michael', kokoro: 'am_adam' },
    g5CIjZEefAph4nQFvHAz: { name: 'Ethan', kokoro: 'am_echo' },
    GBv7mTt0atIp3Br8iCZE: { name: 'Thomas', kokoro: 'am_liam' },
    hpp4J3VqNfWAUOO0d1Us: { name: 'Bella', kokoro: 'af_bella' },
    IKne3meq5aSn9XLyUdCD: { name: 'Charlie', kokoro: 'bm_lewis' },
    iP95p4xoKVk53GoZ742B: { name: 'Chris', kokoro: 'am_echo' },
    jBpfuIE2acCO8z3wKNLl: { name: 'Gigi', kokoro: 'af_jessica' },
    JBFqnCBsd6RMkjVDRZzb: { name: 'George', kokoro: 'bm_george' },
    jsCqWAovK2LkecY7zXl4: { name: 'Freya', kokoro: 'af_sky' },
    LcfcDJNUP1GQjkzn1xUU: { name: 'Emily', kokoro: 'af_alloy' },
    MF3mGyEYCl7XYWbV9V6O: { name: 'Elli', kokoro: 'af_nova' },
    N2lVS1w4EtoT3dr4eOWO: { name: 'Callum', kokoro: 'am_fenrir' },
    nPczCjzI2devNBz1zQrb: { name: 'Brian', kokoro: 'am_onyx' },
    oWAxZDx7w5VEj9dCyTzz: { name: 'Grace', kokoro: 'af_aoede' },
    ODq5zmih8GrVes37Dizd: { name: 'Patrick', kokoro: 'am_fenrir' },
    onwK4e9ZLuTAKqWW03F9: { name: 'Daniel', kokoro: 'bm_daniel' },
    pFZP5JQG7iQjIQuC4Bku: { name: 'Lily', kokoro: 'bf_lily' },
    piTKgcLEGmPE4e6mEKli: { name: 'Nicole', kokoro: 'af_nicole' },
    pMsXgVXv3BLzUgSXRplE: { name: 'Serena', kokoro: 'af_sarah' },
    pNInz6obpgDQGcFmaJgB: { name: 'Adam', kokoro: 'am_adam' },
    pqHfZKP75CvOlQylNhV4: { name: 'Bill', kokoro: 'am_adam' },
    SAz9YHcvj6GT2YYXdXww: { name: 'River', kokoro: 'af_river' },
    SOYHLrjzK2X1ezoPC6cr: { name: 'Harry', kokoro: 'am_puck' },
    t0jbNlBVZ17f02VDIeMI: { name: 'Jessie', kokoro: 'am_fenrir' },
    ThT5KcBeYPX3keUQqHPh: { name: 'Dorothy', kokoro: 'bf_isabella' },
    TX3LPaxmHKxFdv7VOQHJ: { name: 'Liam', kokoro: 'am_liam' },
    TxGEqnHWrfWFTfGW9XjX: { name: 'Josh', kokoro: 'am_fenrir' },
    VR6AewLTigWG4xSOukaG: { name: 'Arnold', kokoro: 'am_onyx' },
    XB0fDUnXU5powFXDhCwa: { name: 'Charlotte', kokoro: 'bf_emma' },
    Xb7hH8MSUJpSbSDYk0k2: { name: 'Alice', kokoro: 'bf_alice' },
    XrExE9yKIg1WjnnlVkGX: { name: 'Matilda', kokoro: 'af_aoede' },
    yoZ06aMxZJJ28mfd3POQ: { name: 'Sam', kokoro: 'am_echo' },
    z9fAnlkpzviPz146aGWa: { name: 'Glinda', kokoro: 'af_nova' },
    zcAOhNBS3c14rBihAFp1: { name: 'Giovanni', kokoro: 'bm_fable' },
    ZQe5CZNOzWyzPSCn5a3c: { name: 'James', kokoro: 'bm_lewis' },
    Zlb1dXrM653N07WRdFW3: { name: 'Joseph', kokoro: 'bm_daniel' },
    zrHiDhphv9ZnVXBqCLjz: { name: 'Mimi', kokoro: 'af_sky' },
  }),
)
