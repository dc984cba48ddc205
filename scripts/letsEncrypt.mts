import type { Sandbox } from '../sandbox/server.js';
import { hasPebble, startPebble } from '../test/support/pebble.js';

/**
 * Starts a Pebble in place of Let's Encrypt and returns the function that ends it. A VS Code that starts afterwards
 * trusts its certificates. If Pebble is not installed, the extension reports that Let's Encrypt cannot be reached, and
 * all else works.
 */
export async function startLetsEncrypt(sandbox: Sandbox): Promise<() => Promise<void>> {
  if (!hasPebble()) {
    console.log("Let's Encrypt is not available here, since Pebble is missing. PEBBLE_PATH can name its program");
    return async () => {};
  }
  const pebble = await startPebble(sandbox, { caFile: sandbox.caPath });
  return () => pebble.stop();
}
