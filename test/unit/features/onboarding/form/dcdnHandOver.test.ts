import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handOver } from '../../../../../src/features/onboarding/form/dcdnHandOver.js';
import type { ConsolePage } from '../../../../../src/host/console/consoleLinks.js';
import type { Line } from '../../../../support/scriptedUi.js';
import { bucket, fillIn, links, named } from './fillIn.js';

const { copied, shown, pressed } = vi.hoisted(() => ({
  copied: [] as string[],
  shown: [] as string[],
  pressed: { button: undefined as string | undefined },
}));
vi.mock('vscode', async () => ({
  ...(await import('../../../../support/fakeVscode.js')),
  env: { clipboard: { writeText: async (text: string) => void copied.push(text) } },
  window: {
    showInformationMessage: async (_sentence: string, { detail }: { detail: string }) => {
      shown.push(detail);
      return pressed.button;
    },
  },
}));
beforeEach(() => {
  copied.length = 0;
  shown.length = 0;
  pressed.button = 'Open DCDN Console';
});

/** Fills in the form up to DCDN; answers the pages that are opened then. */
async function handOverAfter(origin: readonly Line[], domain = 'www.example.org'): Promise<readonly ConsolePage[]> {
  const { answers } = await fillIn([...origin, ...named(domain), { pick: 'DCDN' }]);
  const opened: ConsolePage[] = [];
  await handOver(answers ?? {}, { links, openPage: (page) => opened.push(page) });
  return opened;
}

const several: Line[] = [
  { pick: 'Site Domains' },
  { type: 'a.example.net;weight=30 b.example.net spare.example.net;backup;weight=5' },
  { pick: '$(check) Go On' },
];

describe('what goes to the console of DCDN', () => {
  it('keeps the role and the weight of each origin server', async () => {
    expect(await handOverAfter(several)).toEqual([links.dcdn()]);
    const text = [
      'Domain: www.example.org',
      'Origin: a.example.net (primary · weight 30)',
      'Origin: b.example.net (primary · weight 10)',
      'Origin: spare.example.net (backup · weight 5)',
    ].join('\n');
    expect(copied).toEqual([text]);
    expect(shown).toEqual([expect.stringMatching(/^Domain: [\s\S]+weight 5\)\n\n.*DCDN \(Classic\).*ESA/)]);
  });

  it('is the public domain of a bucket, and a wildcard as people write it', async () => {
    await handOverAfter(bucket, '*.example.org');
    expect(copied).toEqual(['Domain: *.example.org\nOrigin: site.oss-cn-hangzhou.aliyuncs.com']);
  });

  it('stays here while the person does not agree', async () => {
    pressed.button = undefined;
    expect(await handOverAfter(several)).toEqual([]);
    expect(copied).toEqual([]);
  });
});
