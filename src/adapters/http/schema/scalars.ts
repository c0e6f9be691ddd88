import { z } from 'zod';

/** A moment, ISO 8601 with its zone. */
export const time = z.iso.datetime({ offset: true }).describe('A moment, ISO 8601 with its zone.');

/** A number of replicas. */
export const count = z.int().min(0);

/** A service, by project and name. */
export const serviceNames = {
  project: z.string().describe('The Compose project.'),
  service: z.string().describe('The Compose service.'),
};

/** A name as Compose allows it. */
const name = z
  .string()
  .max(255)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/, { error: 'must be a name of letters, digits, dots, _ and -' });

/** The service that a path names. */
export const serviceParams = z.object({ project: name, service: name });

/** Which services a list is about. */
export const serviceFilter = {
  project: name.optional().describe('Only of this Compose project.'),
  service: name.optional().describe('Only of services of this name.'),
};

/** Where a list begins and ends. */
export const range = {
  since: time.optional().describe('Not older.'),
  until: time.optional().describe('Not newer.'),
};

/** Which page of a list. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(500).default(100).describe('Entries on the page.'),
  cursor: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('The `next` of the page before; the newest page without it.'),
};

/** A page of a list, under a name in the API's description. */
export function pageOf<Item extends z.ZodType>(item: Item, id: string) {
  return z
    .object({
      items: z.array(item).describe('Newest first.'),
      next: z.int().nullable().describe('The `cursor` of the next page; null at the end.'),
    })
    .meta({ id, description: 'A page, newest first.' });
}
