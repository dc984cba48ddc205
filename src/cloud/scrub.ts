import { maskSecrets } from '../core/secretForms.js';

/** The longest vendor message that is kept, in characters. Longer ones are dumps, not sentences. */
const maxLength = 400;
/** The longest code, id or host that is kept, in characters. The vendor's are shorter. */
const maxWord = 128;
/** How many characters of a message are scanned for secrets. The message is cut to `maxLength` only after secrets are removed. */
const maxLooked = 8 * maxLength;

/** Makes a vendor's message safe to show: removes secrets, signing material and control characters, and cuts it to one line of limited length. */
export function scrubMessage(message: string, secrets: readonly string[]): string {
  const clean = hideSecrets(message.slice(0, maxLooked), secrets);
  return clean
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

/**
 * Makes a code, an id or a host of an answer safe to show and keep: removes secrets and control characters, and limits the length. Returns `undefined` for a
 * missing text.
 */
export function scrubWord(word: string | undefined, secrets: readonly string[]): string | undefined {
  if (word === undefined) return undefined;
  return hideSecrets(word.slice(0, maxLooked), secrets)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .slice(0, maxWord);
}

/** Returns whether a text contains a secret, in plain or in any encoded form. */
export function holdsSecret(text: string, secrets: readonly string[]): boolean {
  return hideSecrets(text, secrets) !== text;
}

function hideSecrets(text: string, secrets: readonly string[]): string {
  return maskSecrets(secrets.filter(Boolean)).hide(text, '***');
}
