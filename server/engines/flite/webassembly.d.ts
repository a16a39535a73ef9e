/** The part of WebAssembly that the engines use: TypeScript's own declarations come only with those of a browser. */
declare namespace WebAssembly {
  /** Compiled code; may be sent to other threads. */
  class Module {
    private readonly compiled: true
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>)
    readonly exports: Record<string, unknown>
  }
  interface Memory {
    readonly buffer: ArrayBuffer
  }
  function compile(bytes: Uint8Array): Promise<Module>
}
