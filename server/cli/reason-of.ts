/** Why the file system refused something, for the end of a sentence. */
export function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return (code && reasons[code]) ?? code ?? message
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is not a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENAMETOOLONG: 'the name is too long',
}
