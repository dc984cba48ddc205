import { type FromPage, pageActions } from '../../protocol/verification.js';

/** Reads a message of the page; anything else than the protocol knows is `undefined`. */
export function parseFromPage(message: unknown): FromPage | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  if (message.type === 'ready') return { type: 'ready' };
  if (message.type === 'copy' && 'text' in message && typeof message.text === 'string') {
    return { type: 'copy', text: message.text };
  }
  if (message.type !== 'act' || !('action' in message)) return undefined;
  const action = pageActions.find((each) => each === message.action);
  return action && { type: 'act', action };
}

/** Reads the domain, as the CDN API writes it, from what a page kept for its restoration. */
export function parsePageState(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('domain' in state)) return undefined;
  return typeof state.domain === 'string' ? state.domain.replace(/^\*\./, '.') : undefined;
}
