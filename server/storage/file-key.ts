import { StudioError } from '#server/base/errors.ts'

/** Names that no file system and no shell takes for something else, and none that begins with a dot. */
const segment = '[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}'
const keyPattern = new RegExp(`^${segment}(/${segment})*$`)
const prefixPattern = new RegExp(`^(${segment}/)*(${segment})?$`)

/** @throws StudioError `invalid_parameters` unless the key is a path of plain names, such as `takes/ab/ab12.pcm` */
export function checkFileKey(key: string): void {
  if (!keyPattern.test(key)) throw new StudioError('invalid_parameters', `"${key}" cannot be the key of a file.`)
}

/** @throws StudioError `invalid_parameters` unless keys can begin like this; the empty prefix stands for all */
export function checkFilePrefix(prefix: string): void {
  if (!prefixPattern.test(prefix))
    throw new StudioError('invalid_parameters', `No file has a key that begins with "${prefix}".`)
}
