import type { Disposable } from 'vscode';
import { currentStep } from '../../../core/onboarding/run/runRecord.js';
import { guard } from '../../../host/commands.js';
import type { MappingStore } from '../mapping/mappingStore.js';
import type { PublishingDeps } from '../services.js';

/** Resumes a run that asks which folder to publish when the user writes the mapping by hand. */
export function resumeOnboarding(
  mappingStore: Pick<MappingStore, 'onDidChange'>,
  deps: Pick<PublishingDeps, 'board' | 'log'>,
): Disposable {
  return mappingStore.onDidChange(() => {
    const isAwaited = deps.board.runs.some(({ record }) => currentStep(record)?.id === 'mapping');
    if (isAwaited) void guard(deps.log, 'resume onboarding', () => deps.board.load());
  });
}
