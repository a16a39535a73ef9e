import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ask, askRaw, upload } from '../../client/api.ts'
import { voiceOptions } from '../../client/group-voices.ts'
import type { Project, Voice } from '../../client/types.ts'
import { useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice, Select, Switch, TextField } from '../../ui/fields.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { isSame } from './is-same.ts'
import { PausesForm } from './pauses-form.tsx'

interface SettingsDialogProps {
  project: Project
  voices: Voice[]
  onPronounce: () => void
  onClose: () => void
}

/** What a project says of itself, how it sounds, and how its words are said. */
export function SettingsDialog({ project, voices, onPronounce, onClose }: SettingsDialogProps) {
  const t = useTranslate()
  return (
    <Dialog title={t('Project settings')} closeLabel={t('Close')} isWide onClose={onClose}>
      <Tabs
        label={t('Project settings')}
        tabs={[
          { id: 'general', label: t('General'), content: <General project={project} /> },
          { id: 'sound', label: t('Sound'), content: <Sound project={project} voices={voices} /> },
          ...(project.pauses
            ? [
                {
                  id: 'pauses',
                  label: t('Pauses'),
                  content: <PausesForm projectId={project.project_id} pauses={project.pauses} />,
                },
              ]
            : []),
          {
            id: 'pronunciations',
            label: t('Pronunciations'),
            content: <Pronunciations project={project} onPronounce={onPronounce} />,
          },
          { id: 'cover', label: t('Cover'), content: <Cover project={project} /> },
        ]}
      />
    </Dialog>
  )
}

/** Changes some fields; the API wants the others along. */
function useChange(project: Project) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (fields: Partial<Project>) =>
      ask(`/v1/studio/projects/${project.project_id}`, {
        method: 'POST',
        json: {
          name: project.name,
          default_title_voice_id: project.default_title_voice_id,
          default_paragraph_voice_id: project.default_paragraph_voice_id,
          volume_normalization: project.volume_normalization,
          ...fields,
        },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['project', project.project_id] }),
  })
}

function General({ project }: { project: Project }) {
  const t = useTranslate()
  const change = useChange(project)
  const [saved, setSaved] = useState({
    name: project.name,
    title: project.title ?? '',
    author: project.author ?? '',
    isbn_number: project.isbn_number ?? '',
  })
  const [fields, setFields] = useState(saved)
  const isUnsaved = !change.isPending && !isSame(fields, saved)
  const field = (name: keyof typeof fields, label: string) => (
    <TextField
      label={label}
      value={fields[name]}
      onChange={(event) => setFields({ ...fields, [name]: event.target.value })}
    />
  )
  function save(event: FormEvent) {
    event.preventDefault()
    change.mutate(fields, { onSuccess: () => setSaved(fields) })
  }
  return (
    <form className="grid gap-4" data-unsaved={isUnsaved || undefined} onSubmit={save}>
      {field('name', t('Name'))}
      <div className="grid gap-4 md:grid-cols-2">
        {field('title', t('Title'))}
        {field('author', t('Author'))}
        {field('isbn_number', t('ISBN'))}
      </div>
      <Saved change={change} />
      <div>
        <Button look="main" type="submit" disabled={fields.name.trim() === '' || change.isPending}>
          {t('Save')}
        </Button>
      </div>
    </form>
  )
}

function Sound({ project, voices }: { project: Project; voices: Voice[] }) {
  const t = useTranslate()
  const change = useChange(project)
  const options = voiceOptions(voices, t)
  return (
    <div className="grid gap-4">
      <Select
        label={t('Voice of new paragraphs')}
        value={project.default_paragraph_voice_id}
        options={withOwn(options, project.default_paragraph_voice_id)}
        onChange={(voiceId) => change.mutate({ default_paragraph_voice_id: voiceId })}
      />
      <Select
        label={t('Voice of new headings')}
        value={project.default_title_voice_id}
        options={withOwn(options, project.default_title_voice_id)}
        onChange={(voiceId) => change.mutate({ default_title_voice_id: voiceId })}
      />
      <Switch
        label={t('As loud as audiobooks are')}
        isOn={project.volume_normalization}
        onChange={(isOn) => change.mutate({ volume_normalization: isOn })}
      />
      <Saved change={change} />
    </div>
  )
}

function withOwn(options: { value: string; label: string }[], value: string) {
  return options.some((one) => one.value === value) ? options : [{ value, label: value }, ...options]
}

function Saved({ change }: { change: ReturnType<typeof useChange> }) {
  const t = useTranslate()
  if (change.error) return <Notice>{change.error.message}</Notice>
  return <p role="status">{change.isSuccess ? t('Saved') : ''}</p>
}

function Cover({ project }: { project: Project }) {
  const t = useTranslate()
  const queries = useQueryClient()
  const path = `/lectern/v1/projects/${project.project_id}/cover`
  const [removed, setRemoved] = useState<Blob>()
  const change = useMutation({
    async mutationFn(file: Blob | null) {
      if (!file) {
        const { cover_image_url: url } = project
        setRemoved(url ? await (await askRaw(url)).blob() : undefined)
        return ask(path, { method: 'DELETE' })
      }
      setRemoved(undefined)
      const form = new FormData()
      form.append('cover', file)
      return upload(path, form, { method: 'PUT' })
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['project', project.project_id] }),
  })
  return (
    <div className="flex flex-wrap items-start gap-6">
      {project.cover_image_url && (
        <img
          className="cover-shown"
          src={project.cover_image_url}
          alt={t('The cover of {name}', { name: project.name })}
        />
      )}
      <div className="grid min-w-0 flex-1 gap-4">
        <div className="field">
          <label className="label" htmlFor="cover">
            {t('Picture')}
          </label>
          <input
            id="cover"
            className="input"
            type="file"
            accept="image/png,image/jpeg,image/webp"
            onChange={(event) => change.mutate(event.target.files?.[0] ?? null)}
          />
          <p className="muted text-[13px]">{t('PNG, JPEG or WebP, at most 10 MB.')}</p>
        </div>
        {change.error && <Notice>{change.error.message}</Notice>}
        {removed && !project.cover_image_url && <Removed name={t('Picture')} onUndo={() => change.mutate(removed)} />}
        {project.cover_image_url && (
          <div>
            <Button look="line" onClick={() => change.mutate(null)}>
              {t('Remove')}
            </Button>
          </div>
        )}
      </div>
    </div>
  )
}

interface Rule {
  string_to_replace: string
  type: 'alias' | 'phoneme'
  alias?: string
  phoneme?: string
}

/** A rule, and the dictionary that has it. */
interface RuleOf {
  id: string
  rule: Rule
}

/** Stands where something was removed until now. */
function Removed({ name, onUndo }: { name: string; onUndo: () => void }) {
  const t = useTranslate()
  return (
    <div className="flex items-center gap-2">
      <p role="status">{t('{name} is deleted.', { name })}</p>
      <Button autoFocus onClick={onUndo}>
        {t('Undo')}
      </Button>
    </div>
  )
}

function Pronunciations({ project, onPronounce }: { project: Project; onPronounce: () => void }) {
  const t = useTranslate()
  const queries = useQueryClient()
  const dictionaries = project.pronunciation_dictionary_versions
  const rules = useQuery({
    queryKey: ['rules', dictionaries.map((one) => one.version_id)],
    queryFn: () => Promise.all(dictionaries.map((one) => readRules(one.pronunciation_dictionary_id))),
  })
  const refresh = () => queries.invalidateQueries({ queryKey: ['project', project.project_id] })
  const [removed, setRemoved] = useState<RuleOf>()
  const remove = useMutation({
    mutationFn: ({ id, rule }: RuleOf) =>
      ask(`/v1/pronunciation-dictionaries/${id}/remove-rules`, {
        method: 'POST',
        json: { rule_strings: [rule.string_to_replace] },
      }),
    onSuccess(_answer, one) {
      setRemoved(one)
      return refresh()
    },
  })
  const bringBack = useMutation({
    mutationFn: ({ id, rule }: RuleOf) =>
      ask(`/v1/pronunciation-dictionaries/${id}/add-rules`, { method: 'POST', json: { rules: [rule] } }),
    onSuccess() {
      setRemoved(undefined)
      return refresh()
    },
  })
  const add = useMutation({
    mutationFn: (file: File) => addDictionary(project, file),
    onSuccess: refresh,
  })
  const all = rules.data?.flat() ?? []
  const problem = rules.error ?? remove.error ?? bringBack.error ?? add.error
  return (
    <div className="grid gap-4">
      <div>
        <Button look="line" icon="plus" onClick={onPronounce}>
          {t('Say a word differently')}
        </Button>
      </div>
      <div className="field">
        <label className="label" htmlFor="dictionary">
          {t('Dictionary file (PLS)')}
        </label>
        <input
          id="dictionary"
          className="input"
          type="file"
          accept=".pls,.xml,.txt"
          onChange={(event) => event.target.files?.[0] && add.mutate(event.target.files[0])}
        />
      </div>
      {problem && <Notice>{problem.message}</Notice>}
      {removed && <Removed name={removed.rule.string_to_replace} onUndo={() => bringBack.mutate(removed)} />}
      {all.length === 0 && <p className="muted">{t('Every word is said as the voice knows it.')}</p>}
      {all.length > 0 && (
        <table className="plain">
          <thead>
            <tr>
              <th>{t('Word')}</th>
              <th>{t('Said as')}</th>
              <th>
                <span className="only-heard">{t('Remove')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map(({ id, rule }) => (
              <tr key={`${id} ${rule.string_to_replace}`}>
                <td>{rule.string_to_replace}</td>
                <td>{rule.type === 'alias' ? rule.alias : `/${rule.phoneme}/`}</td>
                <td className="text-right">
                  <Button
                    aria-label={t('Remove {word}', { word: rule.string_to_replace })}
                    onClick={() => remove.mutate({ id, rule })}
                  >
                    {t('Remove')}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}

/** Makes a dictionary of a file, and lets the project speak by it too. */
async function addDictionary(project: Project, file: File): Promise<void> {
  const form = new FormData()
  form.append('name', file.name)
  form.append('file', file)
  const made = await upload<{ id: string }>('/v1/pronunciation-dictionaries/add-from-file', form)
  const locators = [
    ...project.pronunciation_dictionary_locators,
    { pronunciation_dictionary_id: made.id, version_id: null },
  ]
  await ask(`/v1/studio/projects/${project.project_id}/pronunciation-dictionaries`, {
    method: 'POST',
    json: { pronunciation_dictionary_locators: locators },
  })
}

async function readRules(id: string): Promise<RuleOf[]> {
  const { rules } = await ask<{ rules: Rule[] }>(`/v1/pronunciation-dictionaries/${id}`)
  return (rules ?? []).map((rule) => ({ id, rule }))
}
