import { Link } from '@tanstack/react-router'
import { Fragment, useState } from 'react'
import { isUnsure } from '../../client/unsure.ts'
import { type Translate, useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { beginningOf, byChapter, type CastLine, endOf } from './cast.ts'

interface LinesTableProps {
  projectId: string
  lines: CastLine[]
  nameOf: (characterId: string | null) => string
  chapterName: (chapterId: string) => string
  colors: Map<string, number>
  chosen: ReadonlySet<string>
  mayEdit: boolean
  onChoose: (lineIds: string[], isChosen: boolean) => void
}

/** A long book has thousands of lines; more of them are shown when somebody wants to see more. */
const shownAtOnce = 200

/** Who says what, in reading order, with what stands around it. */
export function LinesTable({ lines, mayEdit, ...rest }: LinesTableProps) {
  const t = useTranslate()
  const [count, setCount] = useState(shownAtOnce)
  const shown = lines.slice(0, count)
  const areAllChosen = shown.length > 0 && shown.every((line) => rest.chosen.has(line.line_id))
  return (
    <>
      <table className="plain cast-table lines" aria-label={t('Lines')}>
        <thead>
          <tr>
            {mayEdit && (
              <th scope="col">
                <input
                  type="checkbox"
                  aria-label={t('Choose all that are shown')}
                  checked={areAllChosen}
                  onChange={(event) => {
                    const ids = shown.map((line) => line.line_id)
                    rest.onChoose(ids, event.target.checked)
                  }}
                />
              </th>
            )}
            <th scope="col">{t('Line')}</th>
            <th scope="col">{t('Who says it')}</th>
            <th scope="col">{t('Confidence')}</th>
          </tr>
        </thead>
        <tbody>
          {byChapter(shown).map(({ chapterId, lines: own }) => (
            <Fragment key={chapterId}>
              <tr className="chapter-row">
                <th scope="rowgroup" colSpan={mayEdit ? 4 : 3}>
                  {rest.chapterName(chapterId)}
                </th>
              </tr>
              {own.map((line) => (
                <Row key={line.line_id} {...{ line, mayEdit, ...rest }} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
      {count < lines.length && (
        <Button look="line" onClick={() => setCount(count + shownAtOnce)}>
          {t('Show more: {count}', { count: lines.length - count })}
        </Button>
      )}
    </>
  )
}

type RowProps = Omit<LinesTableProps, 'lines' | 'chapterName'> & { line: CastLine }

function Row({ projectId, line, nameOf, colors, chosen, mayEdit, onChoose }: RowProps) {
  const t = useTranslate()
  const { line_id: id, chapter_id: chapterId, block_id: block, text, before, after, character_id: characterId } = line
  const percent = Math.round(line.confidence * 100)
  return (
    <tr data-chosen={chosen.has(id) ? '' : undefined}>
      {mayEdit && (
        <td className="cell-choice">
          <input
            type="checkbox"
            aria-label={t('Choose {name}', { name: text })}
            checked={chosen.has(id)}
            onChange={(event) => onChoose([id], event.target.checked)}
          />
        </td>
      )}
      <td className="cell-text">
        <Link
          to="/projects/$projectId/chapters/$chapterId"
          params={{ projectId, chapterId }}
          search={{ block }}
          title={t('Show it in its chapter')}
        >
          <span className="muted">{endOf(before)}</span>
          <b>{text}</b>
          <span className="muted">{beginningOf(after)}</span>
        </Link>
      </td>
      <td className="cell-who">
        <span className="flex items-center gap-2">
          {characterId !== null && <span className={`dot v${colors.get(characterId) ?? 1}`} />}
          {nameOf(characterId)}
        </span>
        <span className="muted about">{describeEvidence(line.evidence, t)}</span>
      </td>
      <td className="cell-confidence" data-unsure={isUnsure(line) ? '' : undefined}>
        <span className="tabular-nums">{t('{percent} %', { percent })}</span>
        <i aria-hidden="true" style={{ '--share': `${percent}%` } as React.CSSProperties} />
        {isUnsure(line) && <span className="about">{t('unsure')}</span>}
      </td>
    </tr>
  )
}

function describeEvidence(evidence: CastLine['evidence'], t: Translate): string {
  const texts: Record<CastLine['evidence'], string> = {
    named: t('named beside it'),
    narrator: t('said “I”'),
    pronoun: t('“he” or “she” beside it'),
    continued: t('goes on from before'),
    acting: t('acts beside it'),
    addressed: t('spoken to before'),
    alternation: t('their turn'),
    nearby: t('told of before'),
    model: t('says the language model'),
    given: t('given by hand'),
    nobody: t('nobody is known'),
  }
  return texts[evidence]
}
