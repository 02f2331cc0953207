/**
 * A newcomer's way: log in by the link, add a provider, make a plan with the wizard, start it, watch it to its end,
 * look at the new machine's console. Arguments: LINK, FOLDER of appliances, SHOTS folder.
 */
import { open, check } from './browser.mjs';

const [link, folder, shots] = process.argv.slice(2);
const ui = await open(link);
const { page } = ui;
const shot = (name) => page.screenshot({ path: `${shots}/${name}.png` });
const button = (name) => page.getByRole('button', { name, exact: true });

try {
  check(!page.url().includes('code='), 'the code of the link is not left in the address bar');
  await shot('overview-empty');

  await ui.go('/providers/create?type=ova');
  await page.getByLabel('Project').selectOption('demo');
  await page.getByLabel('Name', { exact: false }).first().fill('Not a name');
  await page.getByText('Lower-case letters').waitFor();
  check(await button('Create provider').isDisabled(), 'a bad name keeps the button off and says why');
  await page.locator('#name').fill('files');
  await page.locator('#url').fill(`localhost:${folder}`);
  await shot('provider-form');
  await button('Create provider').click();
  await page.getByRole('heading', { name: /files/ }).waitFor();
  await page.locator('h1').getByText('Ready').waitFor({ timeout: 60_000 });
  check(true, 'a provider made by the form gets ready');

  await page.getByRole('tab', { name: 'Virtual machines' }).click();
  await page.getByRole('gridcell', { name: 'wherry-mini', exact: true }).or(page.getByRole('cell', { name: 'wherry-mini', exact: true })).first().waitFor({ timeout: 60_000 });
  await shot('inventory');
  await page.getByRole('checkbox', { name: /Select row 0/ }).check();
  await button('Create migration plan').click();

  await page.locator('#plan-name').fill('first');
  await page.locator('#target-project').selectOption('demo');
  await shot('wizard-general');
  for (const [step, done] of [['vms', '1'], ['networks', ''], ['storages', ''], ['type', ''], ['options', ''], ['hooks', '']]) {
    await button('Next').click();
    if (step === 'options') await page.locator('#power').selectOption('on');
    if (done) await page.getByText('wherry-mini').first().waitFor();
    await shot(`wizard-${step}`);
  }
  await button('Next').click();
  await shot('wizard-review');
  await button('Create and start').click();

  await page.getByRole('heading', { name: /first/ }).waitFor({ timeout: 30_000 });
  await page.getByRole('tab', { name: 'Virtual machines' }).click();
  await page.getByRole('button', { name: /Details/ }).first().click();
  await page.getByText('Disk transfer', { exact: false }).first().waitFor();
  await shot('plan-running');
  await page.locator('h1').getByText('Complete').waitFor({ timeout: 180_000 });
  await shot('plan-complete');
  check(true, 'a plan made by the wizard runs to its end while the page follows');

  await ui.go('/vms/demo/wherry-mini?tab=console');
  await page.locator('h1').getByText('Running').waitFor({ timeout: 60_000 });
  await page.locator('.xterm-rows').waitFor();
  await page.waitForFunction(() => /WHERRY-READY|login:|\$ /.test(document.querySelector('.xterm-accessibility, .xterm-rows')?.textContent ?? ''), undefined, { timeout: 180_000 });
  await shot('console');
  check(true, 'the serial console shows the guest');

  check((await ui.problems()).length === 0, `no page broke and nothing left this machine ${(await ui.problems()).join('; ')}`);
} catch (e) {
  await shot('failed').catch(() => undefined);
  throw e;
} finally {
  await ui.close();
}
