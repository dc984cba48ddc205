import type { CdnDomain } from '../../core/ports/cdn.js';
import type { LateFact } from './lateFacts.js';

/** Tokens that `when` clauses of the menus look for: what is known of a domain, its status among it. */
export function domainTokens({ cname, status }: CdnDomain, late: LateFact | undefined): readonly string[] {
  const bound = late?.kind === 'domain' ? late.bound : undefined;
  return [
    'domain',
    ...(cname === undefined ? [] : ['cname']),
    status,
    ...(bound === undefined ? [] : [bound ? 'bound' : 'unbound']),
  ];
}
