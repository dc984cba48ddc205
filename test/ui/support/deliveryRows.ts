import type { Language } from '../../support/browser.js';
import { signIn } from '../../support/signIn.js';
import { startUi, type UiRun } from '../../support/uiRun.js';
import type { View } from '../../support/workbench.js';
import { wordsOf } from '../words.js';
import { clearNotifications } from './clearView.js';
import { chooseByKeys, openByKeys } from './keyboard.js';

/** The domain whose rows are open. */
export const name = 'static.shop-demo.com';

/** A window in which the delivery rows of a domain are open. */
export interface DeliveryRows {
  readonly ui: UiRun;
  readonly cloud: View;
  /** Returns the arguments of each setting of this CDN function for the domain. */
  argsOf(functionName: string): readonly Readonly<Record<string, string>>[];
  /** Sets a CDN function of the domain, like a user of the vendor's console. */
  setByHand(functionName: string, args: object): Promise<void>;
  /** Opens the quick pick of a topic's row and chooses a row. First closes the notification of an earlier change, which has the same text. */
  choose(topic: string, row: string): Promise<void>;
}

/** Starts VS Code in a language, signs in, and opens the delivery rows of the domain, with HTTPS on or off. */
export async function openDelivery(language: Language, httpsOn: boolean): Promise<DeliveryRows> {
  const { say } = wordsOf(language);
  const ui = await startUi(language);
  const { state } = ui.session.sandbox;
  try {
    // The page contains only the rows of the tree that are in view.
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
