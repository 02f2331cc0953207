/**
 * Every page in light and dark, wide and narrow: accessibility, hostile names, screenshots.
 * Arguments: LINK-COMMAND that prints a fresh link, SHOTS folder.
 */
import { execFileSync } from 'node:child_process';
import { open, check } from './browser.mjs';

const [command, shots] = process.argv.slice(2);
const link = () => execFileSync('bash', ['-c', command]).toString().trim().split('\n').at(-1);

const PAGES = {
  overview: '/overview', providers: '/providers', 'provider-types': '/providers/create', 'provider-form': '/providers/create?type=vsphere',
  plans: '/plans', plan: '/plans/demo/long', 'plan-vms': '/plans/demo/long?tab=vms', wizard: '/plans/create', networkmaps: '/networkmaps',
  storagemaps: '/storagemaps', vms: '/vms', livemigrations: '/livemigrations', policies: '/policies', storage: '/storagemigrations',
  nodes: '/nodes', settings: '/settings', help: '/help',
};
const LOOKS = [
  { name: 'light-1280', width: 1280 },
  { name: 'dark-1920', width: 1920, height: 1080, dark: true },
  { name: 'light-390', width: 390, height: 844 },
];

for (const look of LOOKS) {
  const ui = await open(link(), { ...look, axe: true });
  const found = [];
  for (const [name, path] of Object.entries(PAGES)) {
    await ui.go(path);
    await ui.page.locator('[aria-label^="Loading"]').first().waitFor({ state: 'detached', timeout: 20_000 });
    await ui.page.screenshot({ path: `${shots}/${look.name}-${name}.png` });
    found.push(...(await ui.violations()).map((v) => `${name}: ${v}`));
    const wide = await ui.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 1) found.push(`${name}: the page is ${wide} px wider than the screen`);
  }
  check(found.length === 0, `${look.name}: every page is accessible\n${found.join('\n')}`);
  check((await ui.problems()).length === 0, `${look.name}: nothing broke ${(await ui.problems()).join('; ')}`);
  await ui.close();
}
