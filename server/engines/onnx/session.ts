import type { InferenceSession } from 'onnxruntime-node'

/** What this file needs of ONNX Runtime, which may not be installed: it is loaded when a model is. */
export type Runtime = typeof import('onnxruntime-node')

/**
 * Loads ONNX Runtime. Only for child processes: a run holds up the event loop for seconds, and nothing stops it but the end
 * of the process.
 * @throws Error that says what to install
 */
export async function loadRuntime(): Promise<Runtime> {
  // Since 1.29 it tells its maker of each process and model, under an id that it keeps in the home folder.
  process.env.ORT_DISABLE_TELEMETRY = '1'
  try {
    const runtime = await import('onnxruntime-node')
    return 'InferenceSession' in runtime ? runtime : (runtime as { default: Runtime }).default
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new Error(`the npm package onnxruntime-node does not work on this machine (${reason})`, { cause })
  }
}

/**
 * A model, ready to run on one core.
 * @throws Error when the runtime cannot take it
 */
export function openSession({ InferenceSession }: Runtime, model: Uint8Array): Promise<InferenceSession> {
  return InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    enableMemPattern: false,
    logSeverityLevel: 3, // errors only
    // Weights are unpacked once when loading; a waiting thread sleeps instead of spinning.
    extra: { session: { disable_quant_qdq: '1', intra_op: { allow_spinning: '0' } } },
  })
}
