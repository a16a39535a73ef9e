import { AssertionError } from 'node:assert'
import { readFileSync } from 'node:fs'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

/** As much of a JSON Schema as the tests of the contract look at. */
export interface JsonSchema {
  $ref?: string
  type?: string
  const?: unknown
  default?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  required?: string[]
  minItems?: number
  maxItems?: number
}

interface Operation {
  parameters?: { in: string; name: string; schema: JsonSchema }[]
  responses: Record<string, { content?: Record<string, { schema: JsonSchema }> }>
}

interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, JsonSchema> }
}

/** The public API as its OpenAPI document declares it, the newest version known. */
export const publicApi: OpenApiDocument = JSON.parse(
  readFileSync(new URL('./fixtures/contract/schema.json', import.meta.url), 'utf8'),
)

const ajv = new Ajv2020({ strict: false, allErrors: true, code: { optimize: false } })
addFormats.default(ajv)
ajv.addSchema(publicApi, 'api')
ajv.addSchema(validationList(), 'validation-list')
ajv.addSchema(sixKeys(), 'six-keys')
const validators = new Map<string, ValidateFunction>()

/**
 * Checks an answer against what the public API declares for it. For an answer of several lines, check each.
 * @param path as the API writes it: `/v1/studio/projects/{project_id}`; `:project_id` is read alike
 * @param body the parsed JSON of the answer
 * @throws AssertionError that lists what is wrong, or that no JSON is declared there
 */
export function validateAnswer(method: string, path: string, status: number, body: unknown): void {
  const operation = `${method.toUpperCase()} ${path.replace(/:(\w+)/g, '{$1}')}`
  const wrong = violations(status < 400 ? declaredAnswer(operation, status) : declaredError(status), body)
  if (wrong.length === 0) return
  const list = wrong.map((line) => `\n  ${line}`).join('')
  throw new AssertionError({ message: `${operation} answered ${status} against its contract:${list}`, actual: body })
}

/** What is wrong with a value that ought to be the named component; empty when nothing is. */
export function componentViolations(component: string, value: unknown): string[] {
  return violations(`api#/components/schemas/${component}`, value)
}

function violations(reference: string, value: unknown): string[] {
  const validate = validators.get(reference) ?? ajv.compile({ $ref: reference })
  validators.set(reference, validate)
  return validate(value) ? [] : validate.errors!.map(describe)
}

function describe({ instancePath, message, params }: ErrorObject): string {
  const allowed = params.allowedValues ?? params.allowedValue
  return `${instancePath || '/'} ${message}${allowed === undefined ? '' : `: ${JSON.stringify(allowed)}`}`
}

function declaredAnswer(operation: string, status: number): string {
  const [method, path] = operation.toLowerCase().split(' ') as [string, string]
  const declared = publicApi.paths[path]?.[method]?.responses[status]?.content ?? {}
  if (!declared['application/json'])
    throw new AssertionError({ message: `${operation} declares no JSON for ${status}` })
  const steps = ['paths', path, method, 'responses', String(status), 'content', 'application/json', 'schema']
  return `api#/${steps.map(toPointerStep).join('/')}`
}

function toPointerStep(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))
}

/** A request of the wrong shape gets a list; every other error the object that old and new clients can both read. */
function declaredError(status: number): string {
  return status === 422 ? 'validation-list' : 'six-keys'
}

function validationList(): object {
  return { $ref: 'api#/components/schemas/HTTPValidationError', required: ['detail'] }
}

function sixKeys(): object {
  const required = ['type', 'code', 'message', 'status', 'request_id', 'param']
  return { allOf: [{ $ref: 'api#/components/schemas/ErrorDetail' }, { properties: { detail: { required } } }] }
}
