import { wordsOf } from '../ui/words.js';
import type { Language } from './browser.js';
import type { View, Workbench } from './workbench.js';

/** Opens the extension's view, which activates the extension. No account is signed in. */
export async function openCloud(workbench: Workbench, language: Language = 'en'): Promise<View> {
  await workbench.openContainer('OSS + CDN');
  const cloud = workbench.view(wordsOf(language).label('view.explorer'));
  await signInButton(cloud, language).waitFor();
  return cloud;
}

/** Signs in with a profile of the Alibaba Cloud CLI through the UI, and returns the view. */
export async function signIn(workbench: Workbench, language: Language = 'en', profile = 'sandbox'): Promise<View> {
  const { say } = wordsOf(language);
  const cloud = await startSignIn(workbench, language);
  await workbench.pick.choose(say('Profile: {0}', profile));
  await cloud.row(say('Buckets')).waitFor();
  return cloud;
}

/** Types an AccessKey into the sign-in form. The caller sees whether it is accepted. */
export async function signInTyped(
  workbench: Workbench,
  key: { readonly id: string; readonly secret: string },
): Promise<void> {
  const { pick } = workbench;
  await startSignIn(workbench, 'en');
  await pick.choose('Enter an AccessKey…');
  await pick.titled('AccessKey ID');
  await pick.answer(key.id);
  await pick.titled('AccessKey Secret');
  await pick.answer(key.secret);
}

async function startSignIn(workbench: Workbench, language: Language): Promise<View> {
  const cloud = await openCloud(workbench, language);
  await signInButton(cloud, language).click();
  await workbench.pick.titled(wordsOf(language).say('Sign In to Alibaba Cloud'));
  return cloud;
}

function signInButton(cloud: View, language: Language) {
  const welcome = wordsOf(language).label('welcome.signedOut');
  return cloud.button(/\[([^\]]+)\]\(command:ossCdn\.signIn\)/.exec(welcome)?.[1] ?? '');
}
