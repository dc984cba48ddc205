import { Stage } from './publishing/endToEnd/stage.mjs';
import { withFolder } from './publishing/endToEnd/folder.mjs';
const stage = await Stage.open();
const [ours] = await stage.start(['ours'], { roundTripMs: 10 });
await withFolder(Array.from({ length: 10000 }, () => 4096), async (folder: any) => {
  for (let i = 0; i < 2; i++) { await stage.reset(); const r = await ours!.publish({ ...folder, folder: folder.path ?? folder.folder, names: folder.names, measures: true } as any); console.log(JSON.stringify(r)); }
});
stage.dispose();
