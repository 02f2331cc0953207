/** 10,000 rows: how long until they are there, and how long the page stands still while one scrolls and searches. */
import { open, check } from './browser.mjs';

const [link, path, expected] = process.argv.slice(2);
const ui = await open(link);
await ui.page.evaluate(() => {
  window.longest = 0;
  let last = performance.now();
  const tick = (now) => {
    window.longest = Math.max(window.longest, now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
});
const start = Date.now();
await ui.page.evaluate((p) => {
  history.pushState({}, '', p);
  dispatchEvent(new PopStateEvent('popstate'));
}, `/console${path}`);
await ui.page.getByText(expected, { exact: true }).first().waitFor({ timeout: 60_000 });
console.log(`shown after ${Date.now() - start} ms`);
await ui.page.evaluate(() => (window.longest = 0));
const table = ui.page.locator('table').first();
await table.hover();
for (let i = 0; i < 40; i++) await ui.page.mouse.wheel(0, 2000);
await ui.page.getByPlaceholder('Search').first().fill('99');
await ui.page.getByText(/ of /).first().waitFor();
const longest = await ui.page.evaluate(() => window.longest);
console.log(`longest frame ${Math.round(longest)} ms`);
check((await ui.problems()).length === 0, 'nothing broke');
await ui.close();
