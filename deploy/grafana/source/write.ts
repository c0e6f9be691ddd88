import { writeFile } from 'node:fs/promises';
import { dashboardText } from './dashboard.ts';
import { DASHBOARDS } from './dashboards.ts';

const FOLDER = new URL('../dashboards/', import.meta.url);

for (const dashboard of DASHBOARDS)
  await writeFile(new URL(`${dashboard.uid}.json`, FOLDER), dashboardText(dashboard));
