import { describe, expect, it } from 'vitest';
import type { SiteCheck } from '../../../../../src/core/delivery/proveSite.js';
import { newFacts } from '../../../../../src/core/onboarding/run/facts.js';
import type { StepContext } from '../../../../../src/core/onboarding/run/step.js';
import { readEvidence, readEvidenceElsewhere } from '../../../../../src/core/onboarding/steps/record.js';
import { createMemoryCloud } from '../../../../support/memoryCloud.js';
import { oldRecord } from '../richWorld.js';
import { plan } from '../world.js';

/** A context in which the edge was proven with these checks, and the present site answers https or not. */
function contextOf(checks: readonly Pick<SiteCheck, 'kind' | 'holds'>[], more: object = {}, isTrusted = true) {
  const cloud = createMemoryCloud();
  const asked: string[] = [];
  cloud.state.edgeAnswer = (at) => {
    asked.push(at);
    const certificate = { trusted: isTrusted, names: [plan.domain], fingerprint: '00' };
    return { outcome: 'answered', status: 200, headers: {}, certificate, durationMs: 1 };
  };
  const all = checks.map((check) => ({ path: '/', ...check }));
  const proof = { state: 'seen', at: 1, checks: all, addresses: 2, ...more } as const;
  const context: Partial<StepContext> = {
    cloud,
    plan,
    facts: { ...newFacts, proof, published: { folder: 'file:///site/dist', files: 2, unsent: ['.env'] } },
    resolvers: ['192.0.2.1:53'],
    rootOf: (name) => name.split('.').slice(-2).join('.'),
    signal: new AbortController().signal,
  };
  return { cloud, asked, proof, context: context as StepContext };
}

const good = { httpsUntil: 5 };

describe('the evidence for a change of DNS', () => {
  it('is the last proof with the unpublished files, and without a doubt where all is in order', async () => {
    const { context, proof, asked } = contextOf([{ kind: 'root', holds: true }], good);
    expect(await readEvidence(context, [oldRecord])).toEqual({ proof, unsent: ['.env'], doubts: [] });
    expect(asked).toEqual([]);
  });

  it.each([
    [['a.html', '.env'], ['pages']],
    [['docs/index.HTM'], ['pages']],
    [['.env', 'html', 'a.html.bak'], []],
  ])('contains a doubt when unpublished files include pages: %j', async (unsent, doubts) => {
    const { context } = contextOf([], good);
    const facts = { ...context.facts, published: { folder: 'file:///site/dist', files: 2, unsent, unnamed: 7 } };
    expect(await readEvidence({ ...context, facts }, [])).toMatchObject({ unsent, unnamed: 7, doubts });
  });

  it('has no proof where the edge was not checked', async () => {
    const { context } = contextOf([]);
    const { published: _published, ...facts } = newFacts;
    const evidence = await readEvidence({ ...context, facts }, []);
    expect(evidence).toEqual({ unsent: [], doubts: [] });
  });

  it.each([
    ['root', 'homePage'],
    ['download', 'download'],
  ] as const)('contains a doubt where a check fails: %s', async (kind, doubt) => {
    const { context } = contextOf([{ kind, holds: false }], good);
    expect(await readEvidence(context, [oldRecord])).toMatchObject({ doubts: [doubt] });
  });

  it.each([
    ['the present site has https, the edge has none', [oldRecord], true, ['https']],
    ['the present site has no good certificate', [oldRecord], false, []],
    ['no visitor is sent anywhere yet', [{ ...oldRecord, enabled: false }], true, []],
    ['only a text stands there', [{ ...oldRecord, type: 'TXT' }], true, []],
  ] as const)('contains a doubt when https would be lost: %s', async (_what, records, isTrusted, doubts) => {
    const { context, asked } = contextOf([], {}, isTrusted);
    expect(await readEvidence(context, records)).toMatchObject({ doubts });
    expect(asked.length).toBe(records[0].enabled && records[0].type === 'A' ? 1 : 0);
  });

  it('contains a doubt when https would be lost for a name that only a wildcard record covers', async () => {
    const { context, cloud } = contextOf([]);
    cloud.addZone('example.com');
    cloud.state.records.push({ ...oldRecord, rr: '*' });
    expect(await readEvidence(context, [])).toMatchObject({ doubts: ['https'] });
  });

  it.each([
    ['@', { type: 'MX' }, ['mail']],
    ['@', { type: 'MX', enabled: false }, []],
    ['img', { type: 'MX' }, []],
  ] as const)(
    'contains a doubt that mail would be lost only at the name of the zone: %s %o',
    async (rr, record, doubts) => {
      const { context } = contextOf([], good);
      const facts = { ...context.facts, dns: { kept: 'here', zone: 'example.com', rr, minTtl: 600 } as const };
      expect(await readEvidence({ ...context, facts }, [{ ...oldRecord, rr, ...record }])).toMatchObject({ doubts });
    },
  );

  it('is read from name servers for a zone that is kept elsewhere', async () => {
    const { context, cloud } = contextOf([], {});
    const apex = { ...context, plan: { ...plan, domain: 'example.com' } };
    expect(await readEvidenceElsewhere(apex, false)).toMatchObject({ doubts: [] });
    cloud.state.extraDns.push({ name: 'example.com', type: 'MX', ttl: 60, data: '10 mail.example.net' });
    expect(await readEvidenceElsewhere(apex, true)).toMatchObject({ doubts: ['https', 'mail'] });
    cloud.state.extraDns.push({ name: plan.domain, type: 'MX', ttl: 60, data: '10 mail.example.net' });
    expect(await readEvidenceElsewhere(context, false)).toMatchObject({ doubts: [] });
  });
});
