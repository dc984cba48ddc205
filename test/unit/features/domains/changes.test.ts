import { beforeEach, describe, expect, it } from 'vitest';
import type { CdnDomain, CdnPort } from '../../../../src/core/ports/cdn.js';
import { deleteDomain } from '../../../../src/features/domains/domainCommands.js';
import type { DomainDeps } from '../../../../src/features/domains/domainDeps.js';
import { editOrigin } from '../../../../src/features/domains/editOrigin.js';
import { editor, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';
import { type Line, scriptedUi } from '../../../support/scriptedUi.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

beforeEach(() => {
  resetEditor();
  editor.press = () => true;
});

const name = 'img.example.com';
const source = { type: 'domain', content: 'old.example.net', port: 80, priority: '20', weight: '10' } as const;
const domain: CdnDomain = { name, status: 'online', type: 'web', sources: [source], httpsOn: false };

/** An account with the domain, where CDN answers some calls in another way. */
function account(change: Partial<CdnDomain> = {}, calls: (cloud: MemoryCloud) => Partial<CdnPort> = () => ({})) {
  const cloud = createMemoryCloud();
  cloud.state.domains.set(name, { ...domain, ...change });
  const own = calls(cloud);
  const cdn = new Proxy(cloud.cdn, { get: (real, method) => Reflect.get(own, method) ?? Reflect.get(real, method) });
  return Object.assign(cloud, { cdn });
}

const set = ({ state }: MemoryCloud, change: Partial<CdnDomain>) =>
  void state.domains.set(name, { ...(state.domains.get(name) ?? domain), ...change });

/** Runs a command to its end, ten virtual minutes long; answers what it threw. */
async function run(
  command: (deps: DomainDeps, domain: string) => Promise<void>,
  cloud: MemoryCloud,
  lines: readonly Line[],
): Promise<unknown> {
  const clock = createVirtualClock();
  const deps = {
    session: { cloud: async () => cloud },
    ui: scriptedUi(lines),
    settings: { get: () => [] },
    log: { redact: (text: string) => text },
    clock,
    activity: { findUndoable: () => undefined },
  } as unknown as DomainDeps;
  let thrown: unknown;
  const done = command(deps, name).catch((error: unknown) => {
    thrown = error;
  });
  await clock.advance(10 * 60_000);
  await done;
  return thrown;
}

const toNew: Line[] = [{ pick: 'Site Domains' }, { type: 'new.example.net' }, { type: '80' }];

describe('a changed origin', () => {
  it('is reported only once CDN has it', async () => {
    const cloud = account();
    expect(await run(editOrigin, cloud, toNew)).toBeUndefined();
    expect(shownTexts().at(-1)).toBe(`Origin changed: ${name}`);
  });

  it('a changed origin that CDN failed to apply is an error, not a success', async () => {
    const cloud = account({}, (memory) => ({
      updateSources: async (_name, sources) => set(memory, { sources, status: 'configure_failed', description: 'why' }),
    }));
    expect(await run(editOrigin, cloud, toNew)).toMatchObject({
      kind: 'domainBarred',
      details: { code: 'configure_failed', message: 'why' },
    });
    expect(shownTexts().join()).not.toContain('Origin changed');
  });

  it('is done once a domain that had failed before is online with it', async () => {
    const cloud = account({ status: 'configure_failed' }, (memory) => {
      let looks = 0;
      return {
        updateSources: async (_name, sources) => {
          set(memory, { sources });
          looks = 1;
        },
        readDomain: async () => {
          if (looks > 0 && looks++ > 3) set(memory, { status: 'online' });
          return memory.state.domains.get(name);
        },
      };
    });
    expect(await run(editOrigin, cloud, toNew)).toBeUndefined();
    expect(shownTexts().at(-1)).toBe(`Origin changed: ${name}`);
  });
});

describe('a changed origin with the Host of the old bucket', () => {
  const hostFunction = 'set_req_host_header';
  const old = { ...source, type: 'oss', content: 'site.oss-cn-hangzhou.aliyuncs.com' } as const;
  const other = 'other.oss-cn-hangzhou.aliyuncs.com';
  const toBucket: Line[] = [{ pick: 'OSS Domain' }, { type: other }, { type: '80' }];

  /** CDN asks under this Host; the origin is changed. */
  async function changed(host: string, lines: readonly Line[] = toBucket) {
    const cloud = account({ sources: [old] });
    const config = { id: '1', functionName: hostFunction, args: { domain_name: host }, status: 'success' } as const;
    cloud.state.configs.set(name, [config]);
    expect(await run(editOrigin, cloud, lines)).toBeUndefined();
    expect(shownTexts().at(-1)).toBe(`Origin changed: ${name}`);
    const asked = shownTexts().filter((text) => text.startsWith('Also change the origin host'));
    return { asked, hosts: (cloud.state.configs.get(name) ?? []).map(({ args }) => args.domain_name) };
  }

  it("is shown, and changed to the new bucket's when the user agrees", async () => {
    const { asked, hosts } = await changed(old.content);
    expect(asked).toEqual([expect.stringContaining(`Before: ${old.content}\nAfter: ${other}`)]);
    expect(hosts).toEqual([other]);
  });

  it('the old origin Host stays where the user keeps it', async () => {
    editor.press = (button) => button !== 'Set Origin Host';
    expect((await changed(old.content)).hosts).toEqual([old.content]);
  });

  it('is removed where the new origin is no bucket', async () => {
    const { asked, hosts } = await changed(old.content, toNew);
    expect(asked).toEqual([expect.stringContaining('[Remove Origin Host]')]);
    expect(hosts).toEqual([]);
  });

  it.each([other, 'cdn.other.example.com'])(
    'the origin Host %s is not asked about when the origin changes',
    async (host) => {
      expect(await changed(host)).toEqual({ asked: [], hosts: [host] });
    },
  );
});

describe('a deletion', () => {
  it.each(['check_failed', 'configure_failed'] as const)(
    'a deletion of a domain that is %s ends although it is still shown',
    async (status) => {
      const cloud = account({ status }, (memory) => {
        let looks = 0;
        return {
          deleteDomain: async () => {
            looks = 1;
          },
          readDomain: async () => {
            if (looks > 0 && looks++ > 3) memory.state.domains.delete(name);
            return memory.state.domains.get(name);
          },
        };
      });
      expect(await run(deleteDomain, cloud, [{ type: name }])).toBeUndefined();
      expect(shownTexts().at(-1)).toBe(`The domain is deleted from CDN: ${name}`);
    },
  );

  it('a deletion that CDN refuses after the domain is disabled is reported, and the domain enabled again', async () => {
    const cloud = account();
    cloud.failNext('cdn.deleteDomain', 'before', 'otherRefusal', 'DomainInProtectedMode');
    expect(await run(deleteDomain, cloud, [{ type: name }])).toBeUndefined();
    expect(cloud.state.domains.get(name)?.status).toBe('offline');
    expect(shownTexts().at(-1)).toContain(`${name} is disabled and was not deleted`);
    expect(shownTexts().at(-1)).toContain('[Enable Domain…]');
    expect(editor.ran.at(-1)).toEqual(['ossCdn.enableDomain', name]);
  });

  it('a deletion that CDN refuses of a domain that was disabled before is an ordinary error', async () => {
    const cloud = account({ status: 'offline' });
    cloud.failNext('cdn.deleteDomain', 'before', 'otherRefusal', 'DomainInProtectedMode');
    expect(await run(deleteDomain, cloud, [{ type: name }])).toMatchObject({
      details: { code: 'DomainInProtectedMode' },
    });
  });
});
