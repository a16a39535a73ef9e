import { hasCode, isOutOfFiles, StudioError, tooManyFiles } from '#server/base/errors.ts'

/** EFBIG is what `ulimit -f` leads to. */
const fullCodes = ['ENOSPC', 'EDQUOT', 'EFBIG']
/** What a folder can be the reason of. Other errors come from the stream that is being stored, and stay as they are. */
const folderCodes = ['EACCES', 'EEXIST', 'EIO', 'EISDIR', 'ENOENT', 'ENOTDIR', 'EPERM', 'EROFS']

/** Of a network folder whose server has gone, or has come back as another. */
const awayCodes = ['ESTALE', 'ENOTCONN', 'EHOSTDOWN', 'EREMOTEIO']

/** For `catch`: `file_not_found`, or as `refuseWriting`. */
export function refuseReading(key: string): (error: unknown) => never {
  return (error) => {
    if (isMissing(error)) throw fileNotFound(key)
    return refuseWriting(key)(error)
  }
}

/** For `catch`: `disk_full`, `storage_failed` or `storage_unavailable`, naming the file. */
export function refuseWriting(key: string): (error: unknown) => never {
  return (cause) => {
    const { code = '' } = cause as NodeJS.ErrnoException
    if (fullCodes.includes(code))
      throw new StudioError('disk_full', `There is no room left to store ${key}.`, { cause })
    if (isOutOfFiles(cause)) throw tooManyFiles(cause)
    if (awayCodes.includes(code))
      throw new StudioError('storage_unavailable', `The file ${key} cannot be reached: ${code}.`, { cause })
    if (folderCodes.includes(code))
      throw new StudioError('storage_failed', `The file ${key} cannot be read or written: ${code}.`, { cause })
    throw cause
  }
}

/** For `catch`: undefined when there is no such file. */
export function undefinedWhenMissing(key: string): (error: unknown) => undefined {
  return (error) => (isMissing(error) ? undefined : refuseWriting(key)(error))
}

/** For `catch`, around the file store: undefined where somebody has deleted the file. */
export function undefinedWhenGone(error: unknown): undefined {
  if (!hasCode(error, 'file_not_found')) throw error
}

export function fileNotFound(key: string): StudioError {
  return new StudioError('file_not_found', `There is no stored file ${key}.`)
}

/** A folder is no file, and there is nothing below a file. */
function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
}
