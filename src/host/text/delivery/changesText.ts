import type { SettingChange } from '../../../core/delivery/settingChange.js';
import { plainText } from '../../plainText.js';
import { argsText, functionText, settingText } from './settingText.js';

type Args = SettingChange['before'];

/** A change of settings, one line before and one after each. */
export function changesText(changes: readonly SettingChange[]): string {
  return changes
    .map(({ functionName, before, after }) =>
      [functionText(functionName), ...beforeAfterText(functionName, before, after)].join('\n'),
    )
    .join('\n\n');
}

/** Where the words are the same before and after, every argument is shown. */
function beforeAfterText(functionName: string, before: Args, after: Args): readonly string[] {
  const texts = [before, after].map((args) => settingText(functionName, args));
  const isTold = !before || !after || texts[0] !== texts[1];
  const [old, now] = isTold ? texts : [before, after].map((args) => plainText(argsText({ functionName, args })));
  return [`− ${old}`, `+ ${now}`];
}
