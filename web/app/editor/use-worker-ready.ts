import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError, ask } from '../../client/api.ts'

/** Nobody is asked about what is spoken by then. */
const patientMilliseconds = 5_000

/** Whether somebody is there to speak what has waited for some time. @param isWaiting whether anything is to be spoken */
export function useWorkerReady(isWaiting: boolean): boolean {
  const [hasWaited, setWaited] = useState(false)
  useEffect(() => {
    if (!isWaiting) return
    const timer = setTimeout(() => setWaited(true), patientMilliseconds)
    return () => {
      clearTimeout(timer)
      setWaited(false)
    }
  }, [isWaiting])
  const ready = useQuery({
    queryKey: ['ready'],
    queryFn: () => ask('/ready').then(() => true, isNotTheWorker),
    enabled: hasWaited,
    staleTime: 0,
    refetchInterval: patientMilliseconds,
  })
  return !hasWaited || ready.data !== false
}

/** What else is missing is told where it is missed. */
function isNotTheWorker(error: unknown): boolean {
  return !(error instanceof ApiError && error.code === 'system_busy')
}
