import { beforeEach, describe, expect, it } from 'vitest';
import { newCertificateName } from '../../../../../src/core/https/pemPair.js';
import { remindOfRenewal } from '../../../../../src/features/explorer/domain/renewalReminder.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';

beforeEach(() => resetEditor());

function openWindow() {
  const kept = new Map<string, unknown>();
  const clock = createVirtualClock();
  const memory = {
    get: <T>(key: string) => kept.get(key) as T | undefined,
    set: async (key: string, value: unknown) => void kept.set(key, value),
  };
  const expires = clock.now() + 20.5 * 86_400_000;
  const name = newCertificateName('.example.com', clock.now(), 'letsencrypt');
  const listed = { domain: '.example.com', commonName: '*.example.com', name, state: 'ok', expires } as const;
  return { clock, remind: () => remindOfRenewal({ memory, clock }, [listed]) };
}

const shown = () => editor.shown.map(({ text }) => text);

describe('the reminder of a renewal', () => {
  it('is shown once a day, and renews when its button is pressed', async () => {
    const { clock, remind } = openWindow();
    editor.press = (button) => button === 'Renew Certificate…';
    await remind();
    await remind();
    expect(shown()).toEqual(["The Let's Encrypt certificate of *.example.com expires in 20 days"]);
    expect(editor.ran).toContainEqual(['ossCdn.renewCertificate', '.example.com']);
    await clock.advance(86_400_000);
    await remind();
    expect(shown()).toHaveLength(2);
  });
});
