import { maskSecrets } from '../core/secretForms.js';

/** The longest vendor message that is kept, in characters. Longer ones are dumps, not sentences. */
const maxLength = 400;
/** The longest code, id or host. The vendor's are shorter. */
const maxWord = 128;
/** How much of a message is scanned. It is cut to `maxLength` after secrets are removed. */
const maxLooked = 8 * maxLength;

/** Makes a vendor's message safe to show: no secrets, no signing material, no control characters, one line of limited length. */
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

/** Makes a code, an id or a host of an answer safe to show and keep: no secrets, no control characters, limited length. */
export function scrubWord(word: string | undefined, secrets: readonly string[]): string | undefined {
  if (word === undefined) return undefined;
  return hideSecrets(word.slice(0, maxLooked), secrets)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .slice(0, maxWord);
}

/** Returns whether a text contains any form of a secret. */
export function holdsSecret(text: string, secrets: readonly string[]): boolean {
  return hideSecrets(text, secrets) !== text;
}

function hideSecrets(text: string, secrets: readonly string[]): string {
  return maskSecrets(secrets.filter(Boolean)).hide(text, '***');
}
