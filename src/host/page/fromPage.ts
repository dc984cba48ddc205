import type { FromPage } from '../../protocol/page.js';

/** Parses a message of a page with these actions; `undefined` for anything outside the protocol. */
export function parseFromPage<Action extends string>(
  message: unknown,
  actions: readonly Action[],
): FromPage<Action> | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  if (message.type === 'ready') return { type: 'ready' };
  if (message.type === 'copy' && 'text' in message && typeof message.text === 'string') {
    return { type: 'copy', text: message.text };
  }
  if (message.type !== 'act' || !('action' in message)) return undefined;
  const action = actions.find((each) => each === message.action);
  return action === undefined ? undefined : { type: 'act', action };
}

/** Parses the title in the saved state of a page. */
export function parsePageState(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('title' in state)) return undefined;
  return typeof state.title === 'string' ? state.title : undefined;
}
