import type { Language } from '../../support/browser.js';
import { signIn } from '../../support/signIn.js';
import { startUi, type UiRun } from '../../support/uiRun.js';
import type { View } from '../../support/workbench.js';
import { wordsOf } from '../words.js';
import { clearNotifications } from './clearView.js';
import { chooseByKeys, openByKeys } from './keyboard.js';

/** The domain whose rows are open. */
export const name = 'static.shop-demo.com';

/** A window with the rows of the delivery of a domain. */
export interface DeliveryRows {
  readonly ui: UiRun;
  readonly cloud: View;
  /** The arguments of the entries of a function of the domain. */
  argsOf(functionName: string): readonly Readonly<Record<string, string>>[];
  /** Sets a function of the domain as a user of the console does. */
  setByHand(functionName: string, args: object): Promise<void>;
  /** Opens the quick pick of a row, and chooses from it; clears the notification about an earlier change, which reads the same. */
  choose(topic: string, row: string): Promise<void>;
}

/** Starts VS Code in that language, signs in, and opens the rows of the delivery of the domain, which has HTTPS or not. */
export async function openDelivery(language: Language, httpsOn: boolean): Promise<DeliveryRows> {
  const { say } = wordsOf(language);
  const ui = await startUi(language);
  const { state } = ui.session.sandbox;
  try {
    // A tree has only those rows in the page that it shows.
    await ui.workbench.page.setViewportSize({ width: 1280, height: 1000 });
    state.cdnDomains.get(name)!.httpsOn = httpsOn;
    const cloud = await signIn(ui.workbench, language);
    await cloud.expand(say('CDN Domains'));
    await cloud.expand(cloud.rowRead(say('CDN domain {0}, {1}', name, '')));
    await cloud.expand(say('Delivery'));
    await cloud.collapse(say('Buckets'));
    return {
      ui,
      cloud,
      argsOf: (functionName) =>
        (state.cdnDomains.get(name)?.configs ?? [])
          .filter((each) => each.functionName === functionName)
          .map(({ args }) => args),
      setByHand: (functionName, args) => ui.session.control.act('setFunction', { domain: name, functionName, args }),
      choose: async (topic, row) => {
        await clearNotifications(ui.workbench);
        await openByKeys(cloud, `${say(topic)}, `);
        await ui.workbench.pick.titled(`${say(topic)} · ${name}`);
        await chooseByKeys(ui.workbench.pick, say(row));
      },
    };
  } catch (error) {
    await ui.stop();
    throw error;
  }
}
