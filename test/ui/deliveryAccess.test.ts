import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { patienceMs } from '../support/workbench.js';
import { type DeliveryRows, name, openDelivery } from './support/deliveryRows.js';
import { chooseByKeys, pressByKeys } from './support/keyboard.js';
import { callsOf } from './support/traces.js';
import { storyLanguages, wordsOf } from './words.js';

const secret = 'very-secret-key-1234';

describe.each(storyLanguages('zh-cn'))('who may fetch files of a domain in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: DeliveryRows['ui'];
  let cloud: DeliveryRows['cloud'];
  let argsOf: DeliveryRows['argsOf'];
  let setByHand: DeliveryRows['setByHand'];
  let choose: DeliveryRows['choose'];

  beforeAll(async () => {
    ({ ui, cloud, argsOf, setByHand, choose } = await openDelivery(language, true));
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${language}-${task.id}`)));

  const sent = () =>
    ['BatchSetCdnDomainConfig', 'DeleteSpecificConfig'].flatMap((each) => callsOf(ui.session.sandbox.state, each))
      .length;
  /** Agrees to a change and waits until CDN is done with it. */
  const agree = async (button = 'Change Settings') => {
    const asked = await ui.workbench.modal.read(say('Change settings of {0}?', name));
    const before = sent();
    await pressByKeys(ui.workbench.modal, say(button));
    await expect.poll(sent, { timeout: patienceMs }).toBeGreaterThan(before);
    await ui.workbench.notification(say('Settings changed: {0}', name)).waitFor();
    return asked;
  };

  test('a list of sites asks about requests without Referer and explains what refusing them affects', async () => {
    const { pick } = ui.workbench;
    await choose('Access', 'Block Requests from These Sites…');
    await pick.answer('thief.example');
    await pick.row(say('Allow Requests Without a Referer')).waitFor();
    await ui.shot(`191-without-referer-${language}`);
    await chooseByKeys(pick, say('Refuse Requests Without a Referer'));
    const asked = await agree('Change Setting');
    expect(asked).toContain(
      say('Also refuses URLs opened directly, link previews, and the edge checks of this extension'),
    );
    expect(argsOf('referer_black_list_set')).toEqual([{ refer_domain_deny_list: 'thief.example', allow_empty: 'off' }]);
  });

  test("an allow list of addresses shows that it removes the block list and affects this extension's checks", async () => {
    await setByHand('ip_black_list_set', { ip_list: '203.0.113.7' });
    await choose('Access', 'Allow Only These IP Addresses…');
    await ui.workbench.pick.answer('198.51.100.0/24');
    const asked = await agree();
    const before = say('{0}; by {1}', '203.0.113.7', say('X-Forwarded-For, which anyone can forge'));
    const removed = [say('Blocked IP addresses'), `− ${before}`, `+ ${say('not set')}`].join('\n');
    expect(asked).toContain(removed);
    expect(asked).toContain(
      say('All other addresses are refused. The edge checks of this extension work only from an address in the list.'),
    );
    await expect
      .poll(() => argsOf('ip_allow_list_set'), { timeout: patienceMs })
      .toEqual([{ ip_list: '198.51.100.0/24', ip_acl_xfwd: 'off' }]);
    expect(argsOf('ip_black_list_set')).toEqual([]);
  });

  test('the setup is copied as CLI lines or as Terraform resources, without the key', async () => {
    const { pick } = ui.workbench;
    await setByHand('aliauth', { auth_type: 'type_a', auth_key1: secret });
    const copy = async (format: string, wanted: string) => {
      await cloud.chooseFromMenu(name, label('command.copySetUp'), label('submenu.domainCopy'));
      await pick.titled(`${say('Setup')} · ${name}`);
      if (format === 'Terraform') await ui.shot(`192-copy-setup-${language}`);
      await pick.choose(format);
      await expect.poll(() => ui.workbench.readClipboard(), { timeout: patienceMs }).toContain(wanted);
      return ui.workbench.readClipboard();
    };
    const lines = await copy(say('Alibaba Cloud CLI'), `aliyun cdn AddCdnDomain --DomainName ${name} `);
    expect(lines).toContain(`# ${say('Replace each {0}; keys are not copied', '<secret>')}`);
    const resources = await copy('Terraform', 'resource "alicloud_cdn_domain_new" "domain"');
    for (const text of [lines, resources]) {
      expect(text).toContain('"ip_allow_list_set"');
      expect(text).not.toContain(secret);
    }
  });
});
