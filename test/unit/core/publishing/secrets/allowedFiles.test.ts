import { beforeEach, describe, expect, it } from 'vitest';
import { AllowedFiles } from '../../../../../src/core/publishing/secrets/allowedFiles.js';
import { allowFile, type SecretReason } from '../../../../../src/core/publishing/upload/allowFile.js';
import { createMemoryState } from '../../../../support/memoryState.js';
import { createEngineWorld } from '../engineWorld.js';

const token = ['ghp', 'Zk9xT1rVdWm0aYc5HnUoJsLg2PeQwXiRfCtD'].join('_');
const address = 'postgres://app:k3J9wq2x@db.internal/site';

let world: ReturnType<typeof createEngineWorld>;
let kept: Map<string, unknown>;
let allowedFiles: AllowedFiles;
let asked: (readonly [string, readonly SecretReason[]])[];

beforeEach(() => {
  world = createEngineWorld();
  kept = new Map();
  allowedFiles = new AllowedFiles(createMemoryState(kept), 'allowed');
  asked = [];
});

function allow(name: string, answer = true) {
  const confirm = async (label: string, reasons: readonly SecretReason[]) => {
    asked.push([label, reasons]);
    return answer;
  };
  return allowFile(
    { files: world.disk, allowedFiles, confirm },
    world.publicationOf(name),
    new AbortController().signal,
  );
}

async function publish(name: string) {
  const withAllowed: AllowedFiles['withAllowed'] = (publication) => allowedFiles.withAllowed(publication);
  const publisher = world.openWindow('one', undefined, undefined, undefined, { withAllowed });
  await publisher.enqueue([world.publicationOf(name)]);
  await world.clock.advance(20_000);
  const { state } = publisher;
  publisher.dispose();
  return state.kind === 'failed' ? state.failures[0]?.cause : world.textOf(name);
}

const refusal = (kind: string, line: number) => ({
  kind: 'error',
  error: { kind: 'badFile', details: { subject: 'dist/a.js', code: 'secret', secret: { kind, line } } },
});

describe('a file that the user allows', () => {
  it('is published from then on, by saves too, and asked about again for another kind of secret', async () => {
    world.save('a.js', `// 1\nconst token = '${token}';\n`);
    expect(await publish('a.js')).toEqual(refusal('token/GitHub', 2));
    expect((await allow('a.js'))?.allowed).toEqual(['token/GitHub']);
    expect(asked).toEqual([['dist/a.js', [{ kind: 'token/GitHub', line: 2 }]]]);
    expect(await publish('a.js')).toContain(token);
    world.save('a.js', `const token = '${token}';\n\n\nconst db = '${address}';\n`);
    expect(await publish('a.js')).toEqual(refusal('address', 4));
    expect((await allow('a.js'))?.allowed).toEqual(['token/GitHub', 'address']);
    expect(asked.at(-1)).toEqual(['dist/a.js', [{ kind: 'address', line: 4 }]]);
    expect(await publish('a.js')).toContain(address);
  });

  it('does not include other files', async () => {
    world.save('a.js', token);
    world.save('b.js', token);
    await allow('a.js');
    expect(await publish('b.js')).toMatchObject({ error: { details: { code: 'secret' } } });
  });

  it('is refused again once the permission is revoked', async () => {
    world.save('a.js', token);
    await allow('a.js');
    expect(await allowedFiles.forgetAll()).toBe(1);
    expect(kept.size).toBe(0);
    expect(await publish('a.js')).toEqual(refusal('token/GitHub', 1));
    expect(await allowedFiles.forgetAll()).toBe(0);
  });
});

describe('the question about a file', () => {
  it('shows the file name and every finding; nothing is stored where the user declines', async () => {
    world.save('.env', `A=1\nB=${token}\nDB=${address}\n`);
    expect(await allow('.env', false)).toBeUndefined();
    expect(asked).toEqual([
      ['dist/.env', [{ kind: 'name' }, { kind: 'token/GitHub', line: 2 }, { kind: 'address', line: 3 }]],
    ]);
    expect(kept.size).toBe(0);
  });

  it('contains kinds and lines: no question, stored permission or refusal contains the secret', async () => {
    world.save('a.js', `${token}\n${address}\n`);
    const cause = await publish('a.js');
    await allow('a.js');
    const texts = JSON.stringify([cause, asked, [...kept]]);
    for (const part of [token.slice(4, 12), 'k3J9wq2x', 'app:']) expect(texts).not.toContain(part);
  });

  it('is not asked about a file that is not published in any case', async () => {
    world.disk.save('/w/secret.txt', token);
    world.disk.link('/w/dist/a.js', '/w/secret.txt');
    await expect(allow('a.js')).rejects.toMatchObject({ kind: 'badFile', details: { code: 'outside' } });
    await expect(allow('gone.js')).rejects.toMatchObject({ kind: 'badFile', details: { code: 'gone' } });
    expect(asked).toEqual([]);
  });
});

it.each([[null], [7], [['name']], [{ '/w/dist/a.js': 'token/GitHub' }], [{ '/w/dist/a.js': [7, {}] }]])(
  'an invalid stored state allows nothing: %j',
  (value) => {
    kept.set('allowed', value);
    const publication = world.publicationOf('a.js');
    expect(allowedFiles.withAllowed(publication)).toBe(publication);
  },
);
