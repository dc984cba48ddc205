import { allRight, at, edge, facts, nothing, type VerdictCases } from './caseFacts.js';

const unknownName = { status: 403, headers: { 'x-tengine-bf-error': 'non-existent domain' } };

/** How a domain stands that is not online. */
export const onlineCases = {
  notOnline: {
    is: [
      {
        when: 'CDN still configures it',
        facts: allRight({ status: 'configuring', edges: [edge(unknownName)] }),
        verdict: { kind: 'notOnline', status: 'configuring' },
        fixes: [{ kind: 'wait' }, 'openCdnConsole'],
      },
      {
        when: 'its review failed',
        facts: allRight({ status: 'check_failed' }),
        verdict: { kind: 'notOnline', status: 'check_failed' },
        fixes: ['openCdnConsole', 'openTicket'],
      },
      {
        when: 'it is being stopped',
        facts: allRight({ status: 'stopping' }),
        verdict: { kind: 'notOnline', status: 'stopping' },
        fixes: ['wait', 'openCdnConsole'],
      },
      {
        when: 'it is in review, which may take until the next business day',
        facts: allRight({ status: 'checking', since: at - 60_000, edges: [edge(unknownName)] }),
        verdict: { kind: 'notOnline', status: 'checking' },
        fixes: [{ kind: 'wait', review: true }, 'openCdnConsole'],
      },
      {
        when: 'it is being deleted, after which it can be added again',
        facts: allRight({ status: 'deleting' }),
        verdict: { kind: 'notOnline', status: 'deleting' },
        fixes: ['wait', 'openCdnConsole'],
      },
      {
        when: 'it has been so for a while',
        facts: facts({ status: 'configuring', since: at - 240_000, resolvers: [nothing()] }),
        verdict: { kind: 'notOnline', status: 'configuring' },
        fixes: [{ kind: 'wait' }, 'openCdnConsole'],
      },
      {
        when: 'it takes longer than it usually does',
        facts: facts({ status: 'configuring', since: at - 900_000, resolvers: [nothing()] }),
        verdict: { kind: 'notOnline', status: 'configuring' },
        fixes: [{ kind: 'wait' }, 'openCdnConsole'],
      },
      {
        when: 'DNS has nothing yet, which is as well',
        facts: facts({ status: 'configuring', resolvers: [nothing()] }),
        verdict: { kind: 'notOnline', status: 'configuring' },
        fixes: ['wait', 'openCdnConsole'],
      },
    ],
    isNot: [
      { when: 'it is stopped', facts: allRight({ status: 'offline' }), kind: 'stopped' },
      {
        when: 'it is being changed and continues to serve',
        facts: allRight({ status: 'configuring' }),
        kind: 'working',
      },
      {
        when: 'it is online and not all nodes know it',
        facts: allRight({ edges: [edge(unknownName)] }),
        kind: 'edgeRefuses',
      },
      { when: 'it is online', facts: allRight(), kind: 'working' },
    ],
  },
} satisfies Record<string, VerdictCases>;
