import type * as vscode from 'vscode';
import { AppError } from '../../../core/errors.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import { guard } from '../../../host/commands.js';
import { presentError } from '../../../host/errors/presentError.js';
import type { Publishing } from '../services.js';

/** Reports once that publishing has stopped because the keys are refused, with Sign In; again only after they were accepted. */
export function registerKeysPrompt({ publisher, deps }: Pick<Publishing, 'publisher' | 'deps'>): vscode.Disposable {
  let isTold = false;
  return publisher.onDidChange(() => {
    const { state } = publisher;
    // These states do not occur while keys are refused.
    if (state.kind === 'uploading' || state.kind === 'refreshing' || state.kind === 'fresh') isTold = false;
    if (isTold || state.kind !== 'waiting' || state.reason !== 'keys' || state.cause?.kind !== 'error') return;
    // Refused keys may be valid by now: the latest save tries them first.
    if (deps.clock.now() >= (state.until ?? 0)) return;
    isTold = true;
    const error = new AppError(state.cause.error.kind, state.cause.error.details);
    const text = l10n.t('Publishing has stopped. {0}', errorText(error));
    void guard(deps.log, 'tell that the keys are refused', () => presentError(error, deps.log, [], text));
  });
}
