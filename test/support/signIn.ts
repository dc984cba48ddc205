import { wordsOf } from '../ui/words.js';
import type { Language } from './browser.js';
import type { View, Workbench } from './workbench.js';

/** Signs in with the sandbox's profile through the UI, and returns the view. */
export async function signIn(workbench: Workbench, language: Language): Promise<View> {
  const { say, label } = wordsOf(language);
  await workbench.openContainer('OSS + CDN');
  const cloud = workbench.view(label('view.explorer'));
  const [, button = ''] = /\[([^\]]+)\]\(command:ossCdn\.signIn\)/.exec(label('welcome.signedOut')) ?? [];
  await cloud.button(button).click();
  await workbench.pick.titled(say('Sign In to Alibaba Cloud'));
  await workbench.pick.choose(say('Profile: {0}', 'sandbox'));
  await cloud.row(say('Buckets')).waitFor();
  return cloud;
}
