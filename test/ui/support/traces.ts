import type { LoggedCall, SandboxState } from '../../../sandbox/state/state.js';
import type { Subject } from './actions.js';

/** What a finished run must have left in the cloud, and how often it was asked for. */
export interface Traces {
  /** Domains that were not there before, with their status. */
  readonly domains: readonly string[];
  /** Records that were not there before. */
  readonly records: readonly string[];
  readonly addDomainCalls: readonly string[];
  readonly addCnameCalls: readonly string[];
  readonly bound: readonly string[];
}

/** What one run leaves, whatever happened to the windows that worked on it. */
export function tracesOfOneRun({ bucket, domain }: Subject): Traces {
  return {
    domains: [`${domain} online`],
    records: [`${domain} CNAME ${domain}.w.kunlunsl.com`],
    addDomainCalls: [`${domain} 200`],
    addCnameCalls: [`${domain.split('.')[0]} 200`],
    bound: [`${domain} ${bucket}`],
  };
}

/** Takes down what the cloud has now, and answers how to read what came on top of it. */
export function watchTraces(state: SandboxState): () => Traces {
  const before = new Set(inventory(state));
  return () => {
    const added = inventory(state).filter((item) => !before.has(item));
    const of = (kind: string) =>
      added.filter((item) => item.startsWith(`${kind} `)).map((item) => item.slice(kind.length + 1));
    return {
      domains: of('domain'),
      records: of('record'),
      addDomainCalls: callsOf(state, 'AddCdnDomain').map(({ params, status }) => `${params.DomainName} ${status}`),
      addCnameCalls: callsOf(state, 'AddDomainRecord')
        .filter(({ params }) => params.Type === 'CNAME')
        .map(({ params, status }) => `${params.RR} ${status}`),
      bound: of('bound'),
    };
  };
}

/** The calls of one operation that the cloud received. */
export function callsOf(state: SandboxState, action: string): readonly LoggedCall[] {
  return state.calls.filter((call) => call.action === action);
}

function inventory(state: SandboxState): readonly string[] {
  const domains = [...state.cdnDomains.values()].map(({ name, status }) => `domain ${name} ${status}`);
  const records = [...state.zones.values()].flatMap((zone) =>
    [...zone.records.values()].map(({ rr, type, value }) => `record ${rr}.${zone.name} ${type} ${value}`),
  );
  const bound = [...state.buckets.values()].flatMap((bucket) =>
    [...bucket.cnames.keys()].map((name) => `bound ${name} ${bucket.name}`),
  );
  return [...domains, ...records, ...bound];
}
