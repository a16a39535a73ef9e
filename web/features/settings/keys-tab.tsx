import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../client/api.ts'
import { keysPath, keysQuery } from '../../client/queries.ts'
import type { ApiKeyResponse, CreateKeyResponse } from '../../client/types.ts'
import { chooseLocale, type Translate, useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/fields.tsx'
import { KeyForm, type NewKey } from './key-form.tsx'

interface KeysTabProps {
  /** Without them the person at this machine is the admin. */
  keysRequired: boolean
  /** This browser goes on with the first key that is made: nobody comes in without one any more. */
  onFirstKey: (secret: string) => Promise<void>
}

/** Who may come in, and as what. */
export function KeysTab({ keysRequired, onFirstKey }: KeysTabProps) {
  const t = useTranslate()
  const queries = useQueryClient()
  const keys = useQuery(keysQuery)
  const [revoked, askToRevoke] = useState<ApiKeyResponse>()
  const refresh = () => queries.invalidateQueries({ queryKey: ['keys'] })
  const create = useMutation({
    async mutationFn(json: NewKey) {
      const made = await ask<CreateKeyResponse>(keysPath, { method: 'POST', json })
      // Whatever becomes of that, the secret is shown.
      const isIn = keysRequired || (await onFirstKey(made.secret).then(isTrue, isFalse))
      if (isIn) void refresh()
      return made
    },
  })
  const revoke = useMutation({
    mutationFn: ({ key_id: id }: ApiKeyResponse) => ask(`${keysPath}/${id}`, { method: 'DELETE' }),
    onSettled: refresh,
  })
  const problem = keys.error ?? create.error ?? revoke.error
  return (
    <div className="grid gap-6">
      <p className="max-w-prose">
        {keysRequired
          ? t('Whoever has a key comes in with it: programs send it, people sign in with it.')
          : t(
              'On this machine nobody is asked for a key. From the first key on everybody is; this browser stays signed in with it.',
            )}
      </p>
      {problem && <Notice>{problem.message}</Notice>}
      <KeyForm isFirst={!keysRequired} isBusy={create.isPending} onCreate={(key) => create.mutateAsync(key)} />
      {keys.data && keys.data.length > 0 && (
        <div className="overflow-x-auto">
          <KeysTable keys={keys.data} onRevoke={askToRevoke} />
        </div>
      )}
      {revoked && (
        <RevokeDialog
          revoked={revoked}
          onClose={() => askToRevoke(undefined)}
          onRevoke={() => {
            revoke.mutate(revoked)
            askToRevoke(undefined)
          }}
        />
      )}
    </div>
  )
}

function KeysTable({ keys, onRevoke }: { keys: ApiKeyResponse[]; onRevoke: (key: ApiKeyResponse) => void }) {
  const t = useTranslate()
  return (
    <table className="plain" aria-label={t('Keys')}>
      <thead>
        <tr>
          <th scope="col">{t('Name')}</th>
          <th scope="col">{t('Role')}</th>
          <th scope="col" className="only-wide">
            {t('Made')}
          </th>
          <th scope="col" className="only-wide">
            {t('Last used')}
          </th>
          <th scope="col">{t('State')}</th>
          <th scope="col">
            <span className="only-heard">{t('Revoke')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.key_id} className={isGood(key) ? '' : 'muted'}>
            <td>
              {key.name}
              {key.is_current && <span className="muted block text-[13px]">{t('this browser')}</span>}
            </td>
            <td>{roleNames(t)[key.role]}</td>
            <td className="only-wide whitespace-nowrap">{writeDay(key.created_at_unix)}</td>
            <td className="only-wide whitespace-nowrap">
              {key.last_used_at_unix === null ? '–' : writeDay(key.last_used_at_unix)}
            </td>
            <td className="whitespace-nowrap">{describeState(key, t)}</td>
            <td className="text-right">
              {isGood(key) && (
                <Button aria-label={t('Revoke {name}', { name: key.name })} onClick={() => onRevoke(key)}>
                  {t('Revoke')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface RevokeDialogProps {
  revoked: ApiKeyResponse
  onRevoke: () => void
  onClose: () => void
}

/** Asks first, since nothing brings a secret back that nobody keeps. */
function RevokeDialog({ revoked, onRevoke, onClose }: RevokeDialogProps) {
  const t = useTranslate()
  return (
    <Dialog
      title={t('Revoke {name}', { name: revoked.name })}
      closeLabel={t('Close')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="main" onClick={onRevoke}>
            {t('Revoke')}
          </Button>
        </>
      }
    >
      <p>
        {revoked.is_current
          ? t('This browser is signed in with it and is signed out at once. A key that is revoked stays so.')
          : t('Whoever uses it is shut out at once. A key that is revoked stays so.')}
      </p>
    </Dialog>
  )
}

const isTrue = () => true
const isFalse = () => false

function roleNames(t: Translate): Record<ApiKeyResponse['role'], string> {
  return { admin: t('Admin'), editor: t('Editor'), viewer: t('Viewer') }
}

function isGood({ revoked_at_unix: revoked, expires_at_unix: until }: ApiKeyResponse): boolean {
  return revoked === null && (until === null || until > Date.now() / 1000)
}

function describeState(key: ApiKeyResponse, t: Translate): string {
  if (key.revoked_at_unix !== null) return t('Revoked')
  if (key.expires_at_unix === null) return t('Good for ever')
  const day = writeDay(key.expires_at_unix)
  return isGood(key) ? t('Until {day}', { day }) : t('Expired')
}

function writeDay(unix: number): string {
  return new Date(unix * 1000).toLocaleDateString(chooseLocale())
}
