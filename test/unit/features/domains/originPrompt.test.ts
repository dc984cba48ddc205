import { describe, expect, it } from 'vitest';
import type { CdnDomain } from '../../../../src/core/ports/cdn.js';
import type { DomainWork } from '../../../../src/features/domains/domainDeps.js';
import { askOrigin } from '../../../../src/features/domains/editOrigin.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
import { type Line, scriptedUi } from '../../../support/scriptedUi.js';

const source = { type: 'domain', content: 'old.example.net', port: 80, priority: '20', weight: '10' } as const;
const domain: CdnDomain = { name: 'www.example.com', status: 'online', type: 'web', sources: [source], httpsOn: false };

/** Asks for another origin of a domain, with these CNAMEs in DNS. */
async function edit(lines: readonly Line[], cnames: Readonly<Record<string, string>>, edited = domain) {
  const cloud = createMemoryCloud();
  for (const [name, data] of Object.entries(cnames)) cloud.state.extraDns.push({ name, type: 'CNAME', ttl: 60, data });
  const ui = scriptedUi(lines);
  const settings = { get: () => ['192.0.2.1'] };
  const deps = { ui, settings } as unknown as DomainWork['deps'];
  const { signal } = new AbortController();
  const answer = await askOrigin({ deps, cloud, domain: edited, name: edited.name, signal });
  ui.end();
  return answer;
}

const refused = /origin resolves back to CDN/;

describe('another origin of a domain', () => {
  it('is refused while DNS leads it back to the domain or to CDN', async () => {
    const cnames = { 'loop.example.net': 'www.example.com', 'edge.example.net': 'x.w.kunlunsl.com' };
    const lines: Line[] = [
      { pick: 'Site Domains' },
      { type: 'loop.example.net', refused },
      { type: 'ok.example.net edge.example.net', refused },
      { type: 'ok.example.net' },
      { type: '80' },
    ];
    expect(await edit(lines, cnames)).toMatchObject({ origin: { servers: [{ host: 'ok.example.net' }] }, port: 80 });
  });

  it('is refused while DNS leads it to a name under the wildcard', async () => {
    const lines: Line[] = [{ pick: 'Site Domains' }, { type: 'loop.example.net', refused }, 'cancel'];
    const wildcard = { ...domain, name: '.example.com' };
    expect(await edit(lines, { 'loop.example.net': 'a.example.com' }, wildcard)).toBeUndefined();
  });
});
