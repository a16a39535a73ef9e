import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openEnglish } from '#server/g2p/english.ts'

/**
 * Seconds of sound from a CPU second of the Python package kokoro-onnx, with our phonemes and the same files, one thread.
 * Undefined when LECTERN_BENCH_PYTHON names no Python that has it.
 */
export async function measurePython(folder: string, texts: string[]): Promise<number | undefined> {
  const python = process.env.LECTERN_BENCH_PYTHON
  if (!python) return undefined
  const english = openEnglish('us')
  const phonemes = texts.map((text) => english.pronounce(text).phonemes)
  const { stdout } = await promisify(execFile)(python, [
    '-c',
    program,
    join(folder, 'kokoro'),
    JSON.stringify(phonemes),
  ])
  return Number(stdout.trim().split('\n').at(-1))
}

const program = `
import json, os, sys, tempfile, time
import numpy, onnxruntime
from kokoro_onnx import Kokoro

folder, texts = sys.argv[1], json.loads(sys.argv[2])
style = numpy.fromfile(os.path.join(folder, 'voices', 'af_heart.bin'), dtype=numpy.float32).reshape(510, 1, 256)
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(os.path.join(folder, 'kokoro-v1.0.int8.onnx'), options)
with tempfile.TemporaryDirectory() as place:
    voices = os.path.join(place, 'voices.npz')
    numpy.savez(voices, af_heart=style)
    kokoro = Kokoro.from_session(session, voices)
speak = lambda text: kokoro.create(text, voice='af_heart', is_phonemes=True, trim=False)
speak('jˈɛs.')
before = time.process_time()
seconds = sum(len(samples) / rate for samples, rate in map(speak, texts))
print(seconds / (time.process_time() - before))
`
