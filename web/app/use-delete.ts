import { flushSync } from 'react-dom'
import { useDeletions } from '../features/library/deletions.tsx'
import { useTranslate } from '../i18n/translate.ts'
import { useToast } from '../ui/toasts.tsx'

/** Deletes a project when the offer to undo it is gone, and hides it at once. */
export function useDelete() {
  const t = useTranslate()
  const toast = useToast()
  const deletions = useDeletions()
  return ({ project_id: id, name }: { project_id: string; name: string }, onUndone?: () => void) => {
    const bringBack = () => {
      flushSync(() => deletions.undo(id))
      onUndone?.()
    }
    deletions.add(id)
    toast({
      text: t('{name} is deleted.', { name }),
      action: { label: t('Undo'), run: bringBack },
      onGone: () => void deletions.confirm(id).catch((error) => toast({ text: error.message, isError: true })),
    })
  }
}
