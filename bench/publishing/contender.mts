import { join } from 'node:path';
import { contenders, type PutFile } from './contenders.mjs';
import { sendAllTo } from './place.mjs';

const [name = '', port = '', caPath = '', folder = '', connections = ''] = process.argv.slice(2);

/** How long all files of these names take, ms. */
async function timeAll(put: PutFile, names: readonly string[]): Promise<number> {
  const waiting = [...names];
  const work = async () => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) await put(file, join(folder, file));
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: Number(connections) }, work));
  return performance.now() - start;
}

if (!(name in contenders)) throw new Error(`There is no contender ${name}`);
sendAllTo({ port: Number(port), caPath });
const put = await contenders[name as keyof typeof contenders](Number(connections));
process.on('message', async (names: readonly string[]) => process.send?.(await timeAll(put, names)));
process.on('disconnect', () => process.exit());
process.send?.('ready');
