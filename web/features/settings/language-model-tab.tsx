import { useMutation, useQuery } from '@tanstack/react-query'
import { ask } from '../../client/api.ts'
import { languageModelPath, languageModelQuery } from '../../client/queries.ts'
import type { LanguageModelTrialResponse } from '../../client/types.ts'
import { useTranslate, writeNumber } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/fields.tsx'

/** Which model writes podcasts and helps to find casts, and whether it answers. */
export function LanguageModelTab() {
  const t = useTranslate()
  const model = useQuery(languageModelQuery)
  const attempt = useMutation({
    mutationFn: () => ask<LanguageModelTrialResponse>(`${languageModelPath}/try`, { method: 'POST' }),
  })
  if (model.error) return <Notice>{model.error.message}</Notice>
  if (!model.data) return <p aria-busy="true" />
  const { name, host, seconds } = model.data
  if (name === null) return <HowToSetUp />
  return (
    <div className="grid justify-items-start gap-4">
      <dl className="facts">
        <dt>{t('Model')}</dt>
        <dd>{name}</dd>
        <dt>{t('Server')}</dt>
        <dd>{host}</dd>
        <dt>{t('Longest wait')}</dt>
        <dd>{t('{seconds} s', { seconds })}</dd>
      </dl>
      <p className="max-w-prose">
        {t(
          'It writes the scripts of podcasts, and says who speaks where the text leaves that open. Nothing else is sent to it.',
        )}
      </p>
      <Button look="line" disabled={attempt.isPending} onClick={() => attempt.mutate()}>
        {attempt.isPending ? t('It is being asked …') : t('Ask it something small')}
      </Button>
      {attempt.data && (
        <p role="status">{t('It answered after {seconds} s.', { seconds: writeNumber(attempt.data.seconds, 1) })}</p>
      )}
      {attempt.error && <Notice>{attempt.error.message}</Notice>}
    </div>
  )
}

/** The names are those of the configuration. */
const variables = 'LECTERN_LLM_URL=http://127.0.0.1:11434/v1\nLECTERN_LLM_MODEL=name-of-the-model'

function HowToSetUp() {
  const t = useTranslate()
  return (
    <div className="grid gap-4">
      <p className="max-w-prose">
        {t(
          'None is set up, and none is needed: podcasts are made of sentences of their sources, and characters are found by rules. With one, scripts are written freely and in any language.',
        )}
      </p>
      <p className="max-w-prose">
        {t(
          'Any server of OpenAI’s kind will do, also one on this machine. Start Lectern with its address and the model:',
        )}
      </p>
      <pre className="card code">{variables}</pre>
      <p className="muted">{t('LECTERN_LLM_KEY is its key, if it wants one.')}</p>
    </div>
  )
}
