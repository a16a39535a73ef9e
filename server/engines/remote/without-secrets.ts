/**
 * A sentence in which no key is left, for errors and logs: services like to repeat what they were sent. Besides the keys
 * themselves go their escaped forms, and whatever follows the word Bearer or looks like a key of OpenAI's kind.
 */
export function withoutSecrets(sentence: string, secrets: string[]): string {
  const forms = secrets.filter(Boolean).flatMap((secret) => [secret, ...escapedForms(secret)])
  const cleaned = forms.reduce((text, form) => text.replaceAll(form, '…'), sentence)
  return cleaned.replace(/\b(Bearer\s+)\S+/gi, '$1…').replace(/\b(?:sk|xi)[-_][\w*-]{8,}/g, '…')
}

function escapedForms(secret: string): string[] {
  return [encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64')]
}
