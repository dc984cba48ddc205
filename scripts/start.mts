import type { Sandbox } from '../sandbox/server.js';
import { installInDesktop, prepareDesktop, runDesktop } from '../test/support/desktop.js';
import { packageExtension } from '../test/support/package.js';
import { startSession } from '../test/support/session.js';
import { debug } from './debug.mjs';
import { endRequested } from './ending.mjs';
import { ensurePebble } from './ensure.mjs';
import { startLetsEncrypt } from './letsEncrypt.mjs';
import { walk } from './walk.mjs';

/** Vendor durations are divided by this. */
const speed = 30;

/** What to try first, in the order in which a user would. */
const suggestions = [
  'Choose "Accelerate Bucket with CDN…" on site-hangzhou, with the domain img.shop-demo.com, and watch the steps.',
  'The onboarding asks for Auto CDN Cache Update, a switch of the OSS console: turn it on in the console above.',
  'When the onboarding is done, change css/site.css and save: the status bar tells when the edge serves it.',
  'Run "OSS + CDN: Verify CNAME" from the palette (F1) for static.shop-demo.com.',
  'Let something go wrong in the console above, and see what the extension says.',
];

async function main(args: readonly string[]): Promise<void> {
  const optionOf = (option: string) => args.find((arg) => arg.startsWith(`${option}=`))?.slice(option.length + 1);
  const isWalk = args.includes('--walk') || optionOf('--walk') !== undefined;
  if (!isWalk || optionOf('--walk') === '6') ensurePebble();
  if (isWalk) await walk(args);
  else if (args.includes('--debug')) await debug(optionOf('--desktop'));
  else await demo(args.includes('--desktop') ? onDesktop : inBrowser);
}

async function demo(show: (vsix: string) => Promise<void>): Promise<void> {
  console.log('Packaging the extension');
  const vsix = packageExtension();
  console.log('Starting the sandbox and VS Code');
  await show(vsix);
  console.log('Everything is stopped.');
}

async function inBrowser(vsix: string): Promise<void> {
  const ending = endRequested();
  const session = await startSession({ vsix, speed, prepare: startLetsEncrypt });
  const { sandbox, vscode, workspace } = session;
  describe(sandbox, vscode.url(workspace));
  console.log('\nCtrl+C ends all of it.');
  await ending;
  await session.stop();
}

async function onDesktop(vsix: string): Promise<void> {
  const ending = endRequested();
  const session = await prepareDesktop(speed, startLetsEncrypt);
  try {
    installInDesktop('code', session, vsix);
    describe(session.sandbox, 'the window of the desktop VS Code');
    console.log('\nClosing the window ends all of it.');
    await runDesktop('code', session, ['--new-window', '--wait'], ending);
  } finally {
    await session.stop();
  }
}

/** Prints where everything is, and what to do there. */
function describe({ accessKey, consoleUrl }: Sandbox, place: string): void {
  console.log(`\nVS Code:  ${place}`);
  console.log(`Console:  ${consoleUrl}`);
  console.log(`\nIn the OSS + CDN view press Sign In and take the profile "sandbox", or type the AccessKey`);
  console.log(`${accessKey.id} with the secret ${accessKey.secret}. Five things to try:`);
  for (const [index, text] of suggestions.entries()) console.log(`  ${index + 1}. ${text}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
