import { StudioError } from '#server/base/errors.ts'
import type { ZipArchive } from '../document/zip-archive.ts'
import { resolveHref } from '../markup/resolve-href.ts'
import { elementsNamed, findElement, parseXml } from '../markup/xml.ts'
import type { EpubPackage } from './package-document.ts'

/** Ways to obfuscate fonts, which hide no text: EPUB 3.3 §4.4 and Adobe's. */
const fontObfuscations = ['http://www.idpf.org/2008/embedding', 'http://ns.adobe.com/pdf/enc#RC']

/** @throws StudioError `document_protected` when `META-INF/encryption.xml` says that the text is encrypted (DRM) */
export async function refuseProtected(archive: ZipArchive, { spine }: EpubPackage, fileName: string): Promise<void> {
  const listing = 'META-INF/encryption.xml'
  if (!archive.has(listing)) return
  const texts = new Set(spine.map(({ path }) => path))
  for (const encrypted of elementsNamed(parseXml(await archive.read(listing)), 'encrypteddata')) {
    const algorithm = findElement(encrypted, 'encryptionmethod')?.attributes.algorithm ?? ''
    const uri = findElement(encrypted, 'cipherreference')?.attributes.uri ?? ''
    if (fontObfuscations.includes(algorithm) || !texts.has(resolveHref('', uri).path)) continue
    throw new StudioError('document_protected', `"${fileName}" is copy-protected (DRM): its text is encrypted.`)
  }
}
