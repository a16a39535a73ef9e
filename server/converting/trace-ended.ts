import type { ConversionId } from '#server/base/ids.ts'
import type { Tracer } from '#server/base/tracing.ts'
import type { Database } from '#server/storage/database.ts'
import { findConversion } from './conversion-store.ts'

/** Tells how long a conversion took as a whole, if it has ended: its jobs are parts of that. A chapter's is part of its project's. */
export async function traceEnded(
  { db, tracer }: { db: Database; tracer: Tracer },
  conversionId: ConversionId,
): Promise<void> {
  const conversion = await findConversion(db, conversionId)
  if (!conversion?.endedAt || conversion.parentId) return
  const { id, createdAt: startedAt, endedAt, state, projectId, chapterId, requestId } = conversion
  tracer.record({
    ...{ trace: id, isRoot: true, name: 'conversion', startedAt, endedAt },
    ...{ attributes: { state, project: projectId, chapter: chapterId ?? '', request: requestId ?? '' } },
    ...(conversion.errorMessage !== null && { error: conversion.errorMessage }),
  })
}
