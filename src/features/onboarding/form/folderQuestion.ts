import { l10n } from 'vscode';
import type { Question } from '../../../core/form.js';
import { hasFolders, pickFolder } from '../../../host/prompts/folderRows.js';
import { isFolderAsked, laterFolder, type OnboardingAnswers } from './answers.js';

/** Which folder is published once the domain is live; asked only in a window that could publish one. */
export const folderQuestion: Question<OnboardingAnswers> = {
  id: 'folder',
  when: (answers) => answers.type !== 'dcdn' && isFolderAsked(answers) && hasFolders(),
  ask: (ui, _answers, { earlier, ...place }) => {
    const later = {
      label: `$(clock) ${l10n.t('Decide Later')}`,
      detail: l10n.t('You choose the folder once the domain is live'),
      value: laterFolder,
    };
    const notes = [l10n.t('Nothing is uploaded before the domain is live and you agree')];
    return pickFolder(ui, { ...place, notes, ...(earlier !== undefined && { selected: earlier }) }, [later]);
  },
};
