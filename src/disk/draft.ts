import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';

/** Writes the text beside `file` under a name of its own, through to the disk; answers that name. Nothing is left when it fails. */
export async function writeDraft(file: string, text: string): Promise<string> {
  const draft = `${file}.${randomUUID()}.tmp`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(text, 'utf8');
    await handle.sync();
    return draft;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}
