import { beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '../../../../../src/core/account.js';
import { newCertificateName } from '../../../../../src/core/https/chosenCertificate.js';
import { remindOfRenewal } from '../../../../../src/features/explorer/domain/httpsFacts.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';
import { addMemoryCertificate } from '../../../../support/memory/certificates.js';
import { createMemoryCloud } from '../../../../support/memoryCloud.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';

beforeEach(() => resetEditor());

/** A window in front of an account whose domain has a certificate of Let's Encrypt that ends in so many days. */
function openWindow(days = 20.5) {
  const kept = new Map<string, unknown>();
  const clock = createVirtualClock();
  const memory = {
    get: <T>(key: string) => kept.get(key) as T | undefined,
    set: async (key: string, value: unknown) => void kept.set(key, value),
  };
  const expires = clock.now() + days * dayMs;
  const name = newCertificateName('.example.com', clock.now(), 'letsencrypt');
  const listed = { domain: '.example.com', commonName: '*.example.com', name, state: 'ok', expires } as const;
  const cloud = createMemoryCloud();
  const { id } = addMemoryCertificate(cloud.state, ['*.example.com'], expires, name);
  cloud.state.given.set('.example.com', id);
  cloud.state.certificates.set(id, { ...cloud.state.certificates.get(id)!, pem: 'known' });
  const session = { cloud: async () => cloud } as unknown as Session;
  return { clock, cloud, remind: () => remindOfRenewal({ memory, clock, session }, [listed]) };
}

const dayMs = 86_400_000;
const shown = () => editor.shown.map(({ text }) => text);

describe('the reminder of a renewal', () => {
  it('is shown once a day, and renews when its button is pressed', async () => {
    const { clock, remind } = openWindow();
    editor.press = (button) => button === 'Renew Certificate…';
    await remind();
    await remind();
    expect(shown()).toEqual(["The Let's Encrypt certificate of *.example.com expires in 20 days"]);
    expect(editor.ran).toContainEqual(['ossCdn.renewCertificate', '.example.com']);
    await clock.advance(dayMs);
    await remind();
    expect(shown()).toHaveLength(2);
  });

  // Source: RFC 9773, 4.2: the window in which the authority suggests to renew.
  it.each([
    ['before the window begins', 20.5, 1, 0],
    ['within the window', 20.5, -1, 1],
    ['before a window that is far away, once it is urgent', 3, 100, 1],
  ])('is shown as the authority suggests: %s', async (_when, left, inDays, count) => {
    const { clock, cloud, remind } = openWindow(left);
    const from = clock.now() + inDays * dayMs;
    cloud.state.renewals.set('known', { from, until: from + dayMs });
    await remind();
    expect(shown()).toHaveLength(count);
  });

  it('held back is asked about again a day later', async () => {
    const { clock, cloud, remind } = openWindow();
    const from = clock.now() + dayMs / 2;
    cloud.state.renewals.set('known', { from, until: from + dayMs });
    await remind();
    await remind();
    expect(cloud.calls.filter((call) => call === 'acme.readRenewal')).toHaveLength(1);
    await clock.advance(dayMs);
    await remind();
    expect(shown()).toHaveLength(1);
  });

  it.each(['acme.readRenewal', 'cdn.readCertificate'] as const)('is shown where %s fails', async (call) => {
    const { cloud, remind } = openWindow();
    cloud.failNext(call, 'before', 'offline');
    await remind();
    expect(shown()).toHaveLength(1);
  });
});
