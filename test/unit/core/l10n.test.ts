import { afterEach, expect, test } from 'vitest';
import { l10n, useTranslator } from '../../../src/core/l10n.js';

const before = l10n;
afterEach(() => useTranslator(before));

test('a message is translated by the translator that was set last', () => {
  useTranslator({ t: (message) => `translated: ${JSON.stringify(message)}`, language: 'zh-cn' });
  expect(l10n.t('Start')).toBe('translated: "Start"');
  expect(l10n.language).toBe('zh-cn');
});
