/** The names of the colours in style.css that charts draw with. */
export type Ink =
  | 'ready'
  | 'desired'
  | 'bound'
  | 'value'
  | 'spread'
  | 'limit'
  | 'forecast'
  | 'shadow'
  | 'grid'
  | 'axis';

/** The colour that the page's theme has for it right now. */
export function colourOf(ink: Ink): string {
  const probe = document.createElement('i');
  probe.style.color = `var(--chart-${ink})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Calls back whenever the page's colours change; the answer ends that. */
export function onThemeChange(redraw: () => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(redraw);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  query.addEventListener('change', redraw);
  return () => {
    observer.disconnect();
    query.removeEventListener('change', redraw);
  };
}
