import { errorCatalogue } from '#server/base/error-catalogue.ts'

/** The text of docs/errors.md: every code of the catalogue, in its order. */
export function errorsPage(): string {
  const rows = Object.entries(errorCatalogue).map(
    ([code, { http, type, advice }]) => `| \`${code}\` | ${http} | \`${type}\` | ${advice} |`,
  )
  return `# Errors and what to do about them

Made by \`npm run docs\` from \`errorCatalogue\` in \`server/base/error-catalogue.ts\`; a test fails when this page is stale.

Every error that the API answers has the shape below (a request of the wrong shape is answered 422 with a list instead).
The message names the thing and ends with the advice of this table. The request id stands in the log too.

\`\`\`json
{ "detail": { "type": "not_found", "code": "project_not_found", "message": "…", "status": "project_not_found", "request_id": "…", "param": null } }
\`\`\`

| code | HTTP | type | what to do |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}
