import type { Policy, Statement } from '../state/accessKey.js';

/** A permission, such as `cdn:AddCdnDomain`, on a resource, such as `acs:cdn:*:1099:domain/a.example.com`. */
export interface Demand {
  readonly permission: string;
  readonly resource: string;
}

/**
 * Evaluates a policy: a matching Deny wins, and without a matching Allow the demand is denied. Source: RAM, "Policy
 * evaluation process".
 */
export function evaluate({ Statement }: Policy, demand: Demand): 'Allow' | 'ImplicitDeny' | 'ExplicitDeny' {
  const effects = Statement.filter((statement) => concerns(statement, demand)).map(({ Effect }) => Effect);
  if (effects.includes('Deny')) return 'ExplicitDeny';
  return effects.includes('Allow') ? 'Allow' : 'ImplicitDeny';
}

function concerns({ Action, Resource }: Statement, { permission, resource }: Demand): boolean {
  return fits(Action, permission, 'i') && fits(Resource, resource, '');
}

/** Matches patterns with `*`. */
function fits(patterns: string | readonly string[], text: string, flags: string): boolean {
  return [patterns].flat().some((pattern) => {
    const source = pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*');
    return new RegExp(`^${source}$`, flags).test(text);
  });
}
