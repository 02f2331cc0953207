/** The system's Chromium, told not to talk to anybody but the server under test. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.env.CONSOLE_MODULES, 'anchor.js'));
const { chromium } = require('playwright-core');
const axe = require.resolve('axe-core/axe.min.js');

const QUIET = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

export async function open(link, look = {}) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: QUIET });
  const context = await browser.newContext({
    ignoreHTTPSErrors: true, // the server's own authority, made for this test
    bypassCSP: Boolean(look.axe), // axe is put into the page by the test; all other pages keep the policy
    viewport: { width: look.width ?? 1280, height: look.height ?? 800 },
    colorScheme: look.dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const strangers = [];
  const broken = [];
  const origin = new URL(link).origin;
  page.on('request', (r) => !r.url().startsWith(origin) && !/^(data|blob|wss):/.test(r.url()) && strangers.push(r.url()));
  page.on('pageerror', (e) => broken.push(e.message));
  page.on('dialog', (d) => {
    broken.push(`a script in a name ran: ${d.message()}`);
    void d.dismiss();
  });
  await page.goto(link);
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor({ timeout: 20_000 });
  return {
    page,
    go: async (path) => {
      await page.goto(`${origin}/console${path}`);
      await page.getByRole('heading', { level: 1 }).first().waitFor({ timeout: 20_000 });
    },
    async problems() {
      return [...strangers.map((u) => `a request left for ${u}`), ...broken];
    },
    /** Violations of WCAG A and AA on the page as it is now. */
    async violations() {
      await page.addScriptTag({ path: axe });
      const found = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }));
      // PatternFly names the narrow wizard's toggle itself, with other words than it shows.
      const ours = found.violations.filter((v) => v.nodes.some((n) => !n.target.join().includes('wizard__toggle')));
      return ours.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join('; ')})`);
    },
    close: () => browser.close(),
  };
}

export function check(condition, message) {
  if (!condition) throw new Error(message);
  console.log(`ok ${message}`);
}
