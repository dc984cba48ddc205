import type { Workbench } from '../../support/workbench.js';
import { openCloud } from './onboarding.js';

/** What a person reads when the secret is another one. */
export const badSecretSentence = 'The AccessKey secret does not match the AccessKey ID: check both and sign in again';

/** Types an AccessKey into the sign-in form; whether it is accepted is seen after. */
export async function signInTyped(
  workbench: Workbench,
  key: { readonly id: string; readonly secret: string },
): Promise<void> {
  const { pick } = workbench;
  await openCloud(workbench);
  await workbench.view('Cloud').button('Sign In').click();
  await pick.titled('Sign In to Alibaba Cloud');
  await pick.choose('Enter an AccessKey…');
  await pick.titled('AccessKey ID');
  await pick.answer(key.id);
  await pick.titled('AccessKey Secret');
  await pick.answer(key.secret);
}
