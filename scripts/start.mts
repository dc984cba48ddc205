import { packageExtension } from '../test/support/package.js';
import { startSession } from '../test/support/session.js';
import { endRequested } from './ending.mjs';

/** What to try first, in the order in which a person would. */
const suggestions = [
  'Open the OSS + CDN view in the activity bar, press Sign In, and take the profile "sandbox".',
  'Open a bucket in the tree and copy its Internet domain from the context menu.',
  'Choose "Accelerate Bucket with CDN…" on site-hangzhou, with the domain img.shop-demo.com, and watch the steps.',
  'Run "OSS + CDN: Verify CNAME" from the palette (F1) for static.shop-demo.com.',
  'When the onboarding is done, change css/site.css and save: the status bar tells when the edge serves it.',
];

/** What a person would switch on in the vendor's console, which the sandbox does not have. */
const consoleSwitch = JSON.stringify({
  action: 'setPurge',
  bucket: 'site-hangzhou',
  domain: 'img.shop-demo.com',
  on: true,
});

async function main(): Promise<void> {
  console.log('Packaging the extension');
  const vsix = packageExtension();
  console.log('Starting the sandbox and VS Code');
  const ending = endRequested();
  const session = await startSession({ vsix, speed: 30 });
  const { sandbox, vscode, workspace } = session;
  console.log(`\nOpen ${vscode.url(workspace)}\n`);
  console.log(`AccessKey ${sandbox.accessKey.id}, secret ${sandbox.accessKey.secret} (also the profile "sandbox")`);
  console.log(`Name server 127.0.0.1:${sandbox.dnsPort}, proxy 127.0.0.1:${sandbox.proxyPort}\n`);
  console.log('Five things to try:');
  for (const [index, text] of suggestions.entries()) console.log(`  ${index + 1}. ${text}`);
  console.log('\nThe onboarding asks for Auto CDN Cache Update, a switch of the OSS console. Here that is:');
  const header = `-H "Authorization: Bearer ${sandbox.controlToken}"`;
  console.log(`  curl ${header} -d '${consoleSwitch}' http://127.0.0.1:${sandbox.controlPort}/console`);
  console.log('\nCtrl+C ends all of it.');
  await ending;
  await session.stop();
  console.log('Everything is stopped.');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
