/** What a template is filled with. */
export type Fields = Readonly<Record<string, string>>;

const PLACEHOLDER = /\{\{\s*([a-z]+)\s*\}\}/g;

/** The JSON template with each `{{field}}` in its texts filled in; keys stay as they are. */
export function fill(template: unknown, fields: Fields): unknown {
  if (typeof template === 'string')
    return template.replaceAll(PLACEHOLDER, (whole, name: string) => fields[name] ?? whole);
  if (Array.isArray(template)) return template.map((item) => fill(item, fields));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fill(value, fields)]));
}
