import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { foldTag } from '#server/g2p/tagging/tags.ts'
import { packTagger } from './pack-tagger.ts'
import { type TaggedWord, trainPerceptron } from './perceptron.ts'

// Trains data/g2p/en.tag on texts that tag-text.py has tagged: `node tools/g2p/train-tagger.ts --out FILE TAGGED.tsv …`.
// A line is a paragraph: `word TAG` with tabs between. About a minute of CPU a million words.

const rounds = 5
const ours = join(import.meta.dirname, '../../data/g2p/en.tag')

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: ours } },
})
const paragraphs = (await Promise.all(positionals.map(readTagged))).flat()
const packed = packTagger(trainPerceptron(paragraphs, rounds))
await writeFile(values.out, packed)
console.log(`${values.out}: ${paragraphs.flat().length} words, ${packed.length} bytes`)

async function readTagged(file: string): Promise<TaggedWord[][]> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  return lines.map((line) => line.split('\t').map(toTaggedWord))
}

function toTaggedWord(pair: string): TaggedWord {
  const space = pair.lastIndexOf(' ')
  return { word: pair.slice(0, space), tag: foldTag(pair.slice(space + 1)) }
}
