import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const SOURCE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds wrong with a page by WCAG 2.2 AA and good practice: the rule, and where. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(SOURCE, 'utf8'));
  const results: AxeResults = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
  return results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}
