import type { Request } from '../refresh/calls.js';
import type { Publication } from './publication.js';

/** A URL that waits in the queue for its turn, of no object that is known and of no workspace. */
export function toUrlPublication(accountId: string, kind: Request, url: string): Publication {
  return {
    id: `${kind} ${url}`,
    path: '',
    workspaceRoot: '',
    root: '',
    label: url,
    accountId,
    bucket: { name: '', region: '' },
    key: '',
    domains: [new URL(url).host],
    act: 'refresh',
    request: { kind, url },
  };
}
