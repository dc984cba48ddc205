import { maskSecrets } from '../core/secretForms.js';

/** The longest vendor message that is kept; longer ones are dumps, not sentences. */
const maxLength = 400;
/** Codes, ids and hosts of the vendor are shorter. */
const maxWord = 128;
/** How much of a message is scanned: the cut to `maxLength` comes after what is hidden in it. */
const maxLooked = 8 * maxLength;

/** Makes a vendor's message safe to show: no secret, no signing material, no control characters, one line of bounded length. */
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

/** Makes a code, an id or a host of an answer safe to show and to keep: no secret, no control characters, of bounded length. */
export function scrubWord(word: string | undefined, secrets: readonly string[]): string | undefined {
  if (word === undefined) return undefined;
  return hideSecrets(word.slice(0, maxLooked), secrets)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .slice(0, maxWord);
}

/** Says whether a text holds any form of a secret. */
export function holdsSecret(text: string, secrets: readonly string[]): boolean {
  return hideSecrets(text, secrets) !== text;
}

function hideSecrets(text: string, secrets: readonly string[]): string {
  return maskSecrets(secrets.filter(Boolean)).hide(text, '***');
}
