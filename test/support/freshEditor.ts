import { useTranslator } from '../../src/core/l10n.js';
import { env, l10n, resetModule } from './fakeVscode.js';
import type { L10nGiven } from './l10nMessage.js';

/** Resets the module before each file of a shared worker. */
resetModule();
useTranslator({
  t: (...message: L10nGiven) => l10n.t(...message),
  get language() {
    return env.language;
  },
});
