import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './ensure.mjs';
import type { Work } from './schedules.mjs';

const small = pathToFileURL(join(root, 'test/support/schedule/partSizes.ts')).href;
registerHooks({
  resolve: (specifier, context, next) => next(specifier.endsWith('/partSizes.js') ? small : specifier, context),
});
const { playInMemory, playOverSockets } = await import('../test/support/schedule/playSeed.js');

const [traced] = process.argv.slice(2);
if (traced !== undefined) {
  console.log((await playInMemory(Number(traced), console.log)).wrong);
  process.disconnect?.();
}

process.on('disconnect', () => process.exit());
process.on('message', async ({ kind, seeds }: Work) => {
  for (const each of seeds) {
    const played = kind === 'memory' ? await playInMemory(each) : await playOverSockets(each);
    process.send?.(played);
  }
});
