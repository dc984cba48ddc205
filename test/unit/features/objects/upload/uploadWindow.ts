import { editor } from '../../../../support/fakeVscode.js';
import { bucket, openWindow } from '../objectWindow.js';

/** A window on an account with objects, and files of a workspace at `/w`. */
export type UploadWindow = Awaited<ReturnType<typeof openWindow>>;

/** Presses the button of this name. */
export function press(label: string): void {
  editor.press = (button) => button === label;
}

/** These paths as a list of URIs, as they are dropped. */
export const dropped = (...paths: readonly string[]) => paths.map((path) => `file://${path}`).join('\r\n');

/** The folder `img/` with what was dropped on it. */
export const folder = (...paths: readonly string[]) => ({ bucket, key: 'img/', dropped: dropped(...paths) });

/** The objects of the bucket. */
export const objects = ({ cloud }: UploadWindow) => cloud.state.buckets.get(bucket.name)!.objects;

/** What the objects hold, by key. */
export function texts(window: UploadWindow): Record<string, string> {
  return Object.fromEntries([...objects(window)].map(([key, { body }]) => [key, new TextDecoder().decode(body)]));
}

/** A window with these objects, each with its name as its bytes, and these files. */
export async function open(keys: readonly string[], files: Readonly<Record<string, string>>): Promise<UploadWindow> {
  const window = await openWindow(keys);
  for (const [path, text] of Object.entries(files)) window.files.save(path, text);
  return window;
}
