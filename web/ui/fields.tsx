import { type ComponentProps, type CSSProperties, type ReactNode, useId } from 'react'

type TextFieldProps = Omit<ComponentProps<'input'>, 'className'> & { label: string; hint?: string }

export function TextField({ label, hint, ...rest }: TextFieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="input"
        autoComplete="off"
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...rest}
      />
      {hint && (
        <p id={`${id}-hint`} className="muted text-[13px]">
          {hint}
        </p>
      )}
    </div>
  )
}

type TextAreaProps = Omit<ComponentProps<'textarea'>, 'className'> & { label: string; hint?: string }

export function TextArea({ label, hint, ...rest }: TextAreaProps) {
  const id = useId()
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      <textarea id={id} className="input" aria-describedby={hint ? `${id}-hint` : undefined} {...rest} />
      {hint && (
        <p id={`${id}-hint`} className="muted text-[13px]">
          {hint}
        </p>
      )}
    </div>
  )
}

export interface Option {
  value: string
  label: string
  /** Under which heading it stands, beside those that have the same. */
  group?: string
}

type SelectProps = Omit<ComponentProps<'select'>, 'className' | 'onChange'> & {
  label: string
  /** The label is only heard. */
  isQuiet?: boolean
  options: Option[]
  onChange: (value: string) => void
}

export function Select({ label, isQuiet, options, onChange, ...rest }: SelectProps) {
  const id = useId()
  const select = (
    <select
      id={id}
      className={isQuiet ? 'quiet-select' : 'input'}
      aria-label={isQuiet ? label : undefined}
      onChange={(event) => onChange(event.target.value)}
      {...rest}
    >
      {inGroups(options).map(({ group, options: together }) =>
        group === undefined ? (
          together.map(toOption)
        ) : (
          <optgroup key={group} label={group}>
            {together.map(toOption)}
          </optgroup>
        ),
      )}
    </select>
  )
  if (isQuiet) return select
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      {select}
    </div>
  )
}

function toOption({ value, label }: Option) {
  return (
    <option key={value} value={value}>
      {label}
    </option>
  )
}

function inGroups(options: Option[]): { group: string | undefined; options: Option[] }[] {
  return [...Map.groupBy(options, ({ group }) => group)].map(([group, together]) => ({ group, options: together }))
}

interface SwitchProps {
  label: string
  isOn: boolean
  isDisabled?: boolean
  onChange: (isOn: boolean) => void
}

export function Switch({ label, isOn, isDisabled, onChange }: SwitchProps) {
  return (
    <label className="switch">
      <input
        type="checkbox"
        role="switch"
        checked={isOn}
        aria-checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  )
}

interface SliderProps {
  label: string
  value: number
  min: number
  max: number
  step: number
  /** How the value is told. */
  text: string
  isDisabled?: boolean
  onChange: (value: number) => void
  /** When it is let go. */
  onCommit?: () => void
}

export function Slider({ label, value, min, max, step, text, isDisabled, onChange, onCommit }: SliderProps) {
  const id = useId()
  return (
    <div>
      <div className="flex justify-between">
        <label htmlFor={id}>{label}</label>
        <span className="muted tabular-nums">{text}</span>
      </div>
      <input
        id={id}
        type="range"
        className="range"
        style={filled(value, min, max)}
        {...{ value, min, max, step }}
        aria-valuetext={text}
        disabled={isDisabled}
        onChange={(event) => onChange(Number(event.target.value))}
        onPointerUp={onCommit}
        onKeyUp={onCommit}
      />
    </div>
  )
}

/** How much of a slider's track is drawn in the accent. */
export function filled(value: number, min: number, max: number): CSSProperties {
  const share = max > min ? (value - min) / (max - min) : 0
  return { '--filled': `${Math.round(share * 1000) / 10}%` } as CSSProperties
}

export function Progress({ label, value }: { label: string; value: number }) {
  const percent = Math.round(value * 100)
  return (
    <div
      className="bar-progress"
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <i style={{ width: `${percent}%` }} />
    </div>
  )
}

/** What went wrong, and what to do. */
export function Notice({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="notice">
      {children}
    </div>
  )
}
