/** The longest vendor message that is kept; longer ones are dumps, not sentences. */
const maxLength = 400;

/** The forms in which a secret could come back: as it is, percent-encoded, form-encoded, base64. */
function formsOf(secret: string): string[] {
  const encoded = encodeURIComponent(secret);
  return [secret, encoded, encoded.replaceAll('%20', '+'), Buffer.from(secret).toString('base64')];
}

/** Makes a vendor's message safe to show: no secret, no signing material, no control characters, one line of bounded length. */
export function scrubMessage(message: string, secrets: readonly string[]): string {
  const forms = secrets.filter(Boolean).flatMap(formsOf);
  let text = message;
  for (const form of forms.sort((a, b) => b.length - a.length)) text = text.replaceAll(form, '***');
  return text
    .replace(/(server )?string ?to ?sign[\s\S]*$/i, '')
    .replace(
      /\b(authorization|signature|security-?token|x-(?:oss|acs)-[\w-]*token|password|secret)\b["']?\s*[:=]\s*\S+/gi,
      '$1=***',
    )
    .replace(/(:\/\/|\b(?:PROXY|HTTPS?|SOCKS\d?)\s+)[^\s/]*@/gi, '$1***@')
    .replace(/(GET|POST|PUT|HEAD|DELETE) https?:\S* failed\.?$/, '')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, maxLength);
}
